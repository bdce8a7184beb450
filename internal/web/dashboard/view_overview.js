// How the gateway does: rate, errors, latency, saturation; each proxy in a row.
import { html } from './preact.js';
import { Graph } from './graph.js';
import { Bar, Badge, Health, Table, Tile } from './parts.js';
import { serversOf } from './servers.js';
import { latest, nameOf, objects, rate, settled, since, useLive, value } from './live.js';
import * as m from './metrics.js';
import { useAsked } from './query.js';
import { gather } from './view_operations.js';
import { to } from './state.js';
import { bytesPerSecond, count, duration, percent, perSecond, times } from './format.js';

const classes = [['2xx', '--c2'], ['3xx', '--c3'], ['4xx', '--c4'], ['5xx', '--c5']];
const keysOf = scope => scope.proxy ? [`${scope.kind === 'backend' ? 'B' : 'F'} ${scope.proxy}`] : objects('F');
const add = (a, b) => a === null ? b : b === null ? a : a + b;
const sum = (keys, name, r, seconds, part) => keys.map(k => rate(k, name, seconds, r, part)).reduce(add, null);
const share = (a, b) => b > 0 && a !== null ? a / b : b === 0 ? 0 : null;
const highest = list => list.length ? Math.max(...list) : null;
const busiest = keys => [...keys].sort((a, b) => (rate(b, 'req_tot', 30) ?? 0) - (rate(a, 'req_tot', 30) ?? 0))[0];

export function Overview({ s, span, g, events }) {
  useLive();
  const scope = m.scopeOf(s, objects('F').map(nameOf), objects('B').map(nameOf)), keys = keysOf(scope), main = busiest(keys);
  const shared = { g, span, marks: events };
  return html`<${Tiles} keys=${keys} main=${main} />
    <div class="graphs">
      <${Graph} title="Requests" about="per second, by status" ...${shared} unit=${perSecond} stacked
        series=${classes.map(([code, color]) => ({ label: code, color, expr: m.classRate(scope, code), live: r => sum(keys, 'hrsp_' + code, r, Math.min(g.window, 20), 0.4) }))} />
      <${Graph} title="Errors" about="share of all requests" ...${shared} unit=${percent}
        series=${[['5xx', '--c5'], ['4xx', '--c4']].map(([code, color]) => ({ label: code, color, expr: m.errorShare(scope, code), live: r => share(sum(keys, 'hrsp_' + code, r, Math.min(g.window, 20), 0.4), sum(keys, 'req_tot', r, Math.min(g.window, 20), 0.4)) }))} />
      <${Graph} title="Latency" about="total time within which a share of requests is done" ...${shared} unit=${duration}
        series=${[['p50', .5, '--p50'], ['p95', .95, '--p95'], ['p99', .99, '--p99']].map(([label, of, color]) => ({ label, color, expr: m.quantile(scope, of), live: r => settled(r) ? value(main, label, r) : null }))} />
      <${Graph} title="Saturation" about="sessions in use, of their limit" ...${shared} unit=${percent}
        series=${[{ label: 'sessions', color: '--s1', expr: m.saturation(scope), live: r => highest(keys.map(k => share(value(k, 'scur', r), value(k, 'slim', r)) ?? 0)) },
          { label: 'busiest server', color: '--s3', expr: m.saturation({ kind: 'server', proxy: scope.kind === 'backend' ? scope.proxy : '' }), live: r => highest([...r.rows.keys()].filter(k => k[0] === 'S').map(k => share(value(k, 'scur', r), value(k, 'slim', r)) ?? 0)) }]} />
    </div>
    <${Objectives} g=${g} />
    <${Proxies} />`;
}

// Objectives is a row for each slo of the configuration: what is left of its budget, and how fast that goes.
function Objectives({ g }) {
  const asked = useAsked(signal => gather({ goal: 'slo:objective', left: 'slo:budget_left', hour: 'slo:burn_rate{window="1h"}', day: 'slo:burn_rate{window="1d"}' }, ['slo', 'proxy'], g, signal), [g.end]), rows = asked.data ?? [];
  if (!rows.length) return null;
  const tone = left => left <= 0 ? 'down' : left < 0.25 ? 'warn' : undefined, hot = v => v >= 14.4 ? 'bad' : v >= 3 ? 'amber' : undefined;
  const burn = (name, label, title) => ({ name, label, title, sort: r => r[name], cell: r => html`<span class=${hot(r[name])}>${times(r[name])}</span>` });
  const share = r => r.goal ? html` <small>${+(r.goal * 100).toFixed(6)}\u202f%</small>` : '';
  return html`<section class="panel" aria-label="Objectives"><header><h3>Objectives</h3><p>what is left of the errors that they allow; a burn of 1\u202f× uses all of it up just at the end of the window</p></header><${Table} caption="Objectives" rows=${rows} id=${r => r.id} first="left" order=${1} columns=${[
    { name: 'slo', label: 'Objective', left: true, sort: r => r.slo, cell: r => html`${r.slo}${share(r)}` },
    { name: 'proxy', label: 'Proxy', left: true, sort: r => r.proxy, cell: r => html`<a href=${to({ proxy: r.proxy, side: undefined })}>${r.proxy}</a>` },
    { name: 'left', label: 'Budget left', sort: r => r.left, cell: r => html`<span class="gauge"><span>${r.left <= 0 && html`<${Badge} tone="down">used up<//>`} ${percent(r.left)}</span><small></small><${Bar} share=${r.left} tone=${tone(r.left)} /></span>` },
    burn('hour', 'Burn, 1 h', 'How many times as fast as allowed the budget went in the last hour'), burn('day', 'Burn, 1 d', 'How many times as fast as allowed the budget went in the last day'),
  ]} /></section>`;
}

// Tiles are what matters most, now.
function Tiles({ keys, main }) {
  const requests = sum(keys, 'req_tot'), errors = share(sum(keys, 'hrsp_5xx', undefined, 30), sum(keys, 'req_tot', undefined, 30));
  const late = value(main, 'p99'), recent = since((latest()?.t ?? 0) - 120);
  const fullest = fullestOf();
  return html`<div class="tiles">
    <${Tile} href=${to({ view: 'operations' })} label="Requests" value=${perSecond(requests)} note=${`${count(keys.map(k => value(k, 'scur')).reduce(add, null))} sessions open`} spark=${recent.map(r => sum(keys, 'req_tot', r))} />
    <${Tile} href=${to({ view: 'errors' })} label="Errors 5xx" value=${percent(errors)} tone=${errors >= 0.05 ? 'down' : errors >= 0.01 ? 'warn' : undefined} note="of the last 30 s" spark=${recent.map(r => sum(keys, 'hrsp_5xx', r))} />
    <${Tile} href=${to({ view: 'latency' })} label="Latency p99" value=${duration(late)} note=${`p50 ${duration(value(main, 'p50'))}${main ? ' · ' + nameOf(main) : ''}`} spark=${recent.map(r => settled(r) ? value(main, 'p99', r) : null)} />
    <${ServersTile} />
    <${Tile} href=${to({ view: 'servers' })} label="Fullest" value=${percent(fullest.share)} tone=${fullest.share >= 0.95 ? 'down' : fullest.share >= 0.8 ? 'warn' : undefined} note=${fullest.name} spark=${recent.map(r => fullestOf(r).share)} />
  </div>`;
}

// fullestOf is the object that is nearest to its limit of sessions.
function fullestOf(r = latest()) {
  let top = { share: null, name: '' };
  for (const k of r?.rows.keys() ?? []) {
    const of = share(value(k, 'scur', r), value(k, 'slim', r));
    if (of !== null && value(k, 'slim', r) > 0 && (top.share === null || of > top.share)) top = { share: of, name: nameOf(k) };
  }
  return top;
}

function ServersTile() {
  const n = serversOf(), bad = objects('B').map(nameOf).map(name => ({ name, ...serversOf(name) })).filter(b => b.down > 0);
  const quarter = bad.filter(b => b.down / b.all >= 0.25);
  const note = quarter.length ? `${quarter[0].name}: ${percent(quarter[0].down / quarter[0].all)} down` : bad.length ? `${bad[0].name}: ${bad[0].down} down` : n.slow ? `${n.slow} slower than its siblings` : 'none is down';
  return html`<a class="tile" href=${to({ view: 'servers' })} data-tone=${quarter.length ? 'down' : n.down || n.slow ? 'warn' : undefined}>
    <span class="name">Servers up</span><strong>${n.up}<small> of ${n.all}</small></strong><span class="note">${note}</span><${Health} n=${n} /></a>`;
}

// Proxies is a row for each frontend and backend.
function Proxies() {
  const rows = [...objects('F'), ...objects('B')].map(k => ({ k, name: nameOf(k), letter: k[0], n: k[0] === 'B' ? serversOf(nameOf(k)) : null }));
  const of = (name, seconds = 10) => r => rate(r.k, name, seconds), shareOf = code => r => share(of('hrsp_' + code, 30)(r), of('req_tot', 30)(r));
  const time = (name, label, title) => ({ name, label, title, sort: r => value(r.k, name), text: r => duration(value(r.k, name)) });
  const quiet = (v, text) => v ? text : html`<span class="zero">${text}</span>`;
  return html`<section class="panel"><header><h3>Proxies</h3><p>now; times of the last 15 seconds</p></header><${Table} caption="Proxies" rows=${rows} id=${r => r.k} first="rate" columns=${[
    { name: 'name', label: 'Proxy', left: true, sort: r => r.name, cell: r => html`<a href=${to({ proxy: r.name, side: r.letter === 'B' ? 'backend' : undefined })}>${r.name}</a> <small>${r.letter === 'F' ? 'frontend' : 'backend'}</small>` },
    { name: 'status', label: 'State', left: true, sort: r => value(r.k, 'status'), cell: r => html`<${Badge} status=${value(r.k, 'status')} />` },
    { name: 'rate', label: 'Requests', title: 'Requests per second', sort: of('req_tot'), text: r => perSecond(of('req_tot')(r)) },
    { name: '4xx', label: '4xx', sort: shareOf('4xx'), cell: r => quiet(shareOf('4xx')(r), percent(shareOf('4xx')(r))) },
    { name: '5xx', label: '5xx', sort: shareOf('5xx'), cell: r => shareOf('5xx')(r) ? html`<span class="bad">${percent(shareOf('5xx')(r))}</span>` : quiet(0, percent(shareOf('5xx')(r))) },
    time('p50', 'p50', 'Half of the requests were done within'), time('p95', 'p95', '95 % of the requests were done within'), time('p99', 'p99', '99 % of the requests were done within'),
    { name: 'sessions', label: 'Sessions', sort: r => share(value(r.k, 'scur'), value(r.k, 'slim')), cell: r => html`<span class="gauge">${count(value(r.k, 'scur'))}<small> of ${count(value(r.k, 'slim'))}</small><${Bar} share=${share(value(r.k, 'scur'), value(r.k, 'slim'))} /></span>` },
    { name: 'queue', label: 'Queue', sort: r => value(r.k, 'qcur'), cell: r => quiet(value(r.k, 'qcur'), count(value(r.k, 'qcur'))) },
    { name: 'retries', label: 'Retries', title: 'Retries and redispatches per second', sort: of('wretr', 30), cell: r => quiet(of('wretr', 30)(r), perSecond(of('wretr', 30)(r))) },
    { name: 'bytes', label: 'Sent', sort: of('bout'), text: r => bytesPerSecond(of('bout')(r)) },
    { name: 'servers', label: 'Servers up', sort: r => r.n && r.n.all ? r.n.up / r.n.all : null, cell: r => r.n && r.n.all ? html`<span class="gauge">${r.n.up}<small> of ${r.n.all}</small><${Health} n=${r.n} /></span>` : '' },
  ]} /></section>`;
}
