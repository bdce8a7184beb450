// The servers: their health over time, and how each does beside its siblings.
import { html, useState } from './preact.js';
import { Graph } from './graph.js';
import { Badge, Bar, Health, Table, toneOf } from './parts.js';
import { states } from './events.js';
import { serversOf } from './servers.js';
import { facts, nameOf, objects, rate, useLive, value } from './live.js';
import { useAsked } from './query.js';
import * as m from './metrics.js';
import { change, to } from './state.js';
import { age, clock, count, duration, number, percent, perSecond, times } from './format.js';

const share = (a, b) => b > 0 && a !== null ? a / b : null;

export function Servers({ s, span, g, events }) {
  useLive();
  const [only, set] = useState(false), backends = objects('B').map(nameOf), chosen = backends.includes(s.proxy), many = facts.servers > 200 && !chosen;
  const shown = chosen ? [s.proxy] : backends.filter(b => !only || trouble(b));
  const past = useAsked(signal => many ? Promise.resolve(new Map()) : states(g, chosen ? s.proxy : '', signal).then(list => ({ g, list })), [s.proxy, g.start, g.end, g.step, many]);
  return html`${s.a && html`<${Comparison} s=${s} span=${span} g=${g} events=${events} />`}
    <div class="line"><label class="check"><input type="checkbox" checked=${only} onChange=${e => set(e.target.checked)} /> only backends with trouble</label>
      <span class="soft">${s.a ? 'Choose another server to compare it with.' : many ? 'There are many servers: choose a backend.' : 'Choose a server, or two, to see them side by side.'}</span></div>
    ${many && shown.length ? html`<${Backends} names=${shown} />` : shown.map(b => html`<${Backend} key=${b} name=${b} s=${s} past=${past.data} span=${span} />`)}
    ${!shown.length && html`<div class="panel nothing">${backends.length ? 'All servers are well.' : 'There is no backend.'}</div>`}`;
}

const trouble = b => { const n = serversOf(b); return n.down > 0 || n.slow > 0 };

// Backends are those of a gateway that has too many servers to show each.
function Backends({ names }) {
  const of = (name, seconds = 10) => r => rate(r.k, name, seconds), errors = r => share(of('hrsp_5xx', 30)(r), of('req_tot', 30)(r)), mark = (v, tone) => html`<span class=${v > 0 ? tone : 'zero'}>${count(v)}</span>`;
  const rows = names.map(name => ({ k: `B ${name}`, name, n: serversOf(name) }));
  return html`<section class="panel"><${Table} caption="Backends" rows=${rows} id=${r => r.k} first="down" onRow=${r => change({ proxy: r.name, side: 'backend' })} columns=${[
    { name: 'name', label: 'Backend', left: true, sort: r => r.name, cell: r => html`<a href=${to({ proxy: r.name, side: 'backend' })}>${r.name}</a>` },
    { name: 'up', label: 'Servers up', sort: r => share(r.n.up, r.n.all), cell: r => html`<span class="gauge">${r.n.up}<small> of ${r.n.all}</small><${Health} n=${r.n} /></span>` },
    { name: 'down', label: 'Down', sort: r => share(r.n.down, r.n.all), cell: r => mark(r.n.down, 'bad') },
    { name: 'slow', label: 'Slower than siblings', sort: r => r.n.slow, cell: r => mark(r.n.slow, 'amber') },
    { name: 'rate', label: 'Requests', sort: of('req_tot'), text: r => perSecond(of('req_tot')(r)) },
    { name: '5xx', label: '5xx', sort: errors, cell: r => html`<span class=${errors(r) ? 'bad' : 'zero'}>${percent(errors(r))}</span>` },
    { name: 'p95', label: 'p95', sort: r => value(r.k, 'p95'), text: r => duration(value(r.k, 'p95')) },
  ]} /></section>`;
}

function Backend({ name, s, past, span }) {
  const n = serversOf(name), keys = objects('S').filter(k => nameOf(k).startsWith(name + '/')), quarter = n.all > 0 && n.down / n.all >= 0.25;
  const rows = keys.map(k => ({ k, full: nameOf(k), name: nameOf(k).slice(name.length + 1), tone: toneOf(value(k, 'status')) === 'down' ? 'down' : value(k, 'slow') ? 'warn' : undefined }));
  const typical = median(rows.map(r => value(r.k, 'p50')).filter(v => v !== null));
  return html`<section class="panel"><header><h3>${name}</h3>
    <p>${n.up} of ${n.all} up${n.slow ? `, ${n.slow} slower than its siblings` : ''}</p>${quarter && html`<${Badge} tone="down">${percent(n.down / n.all)} down<//>`}<${Health} n=${n} /></header>
    ${!keys.length ? html`<p class="soft">It has no server.</p>` : html`<${Table} caption=${`Servers of ${name}`} rows=${rows} id=${r => r.k} first="name" order=${1} columns=${columns(s, past, span, typical)} />`}</section>`;
}

const median = v => v.length ? v.sort((a, b) => a - b)[Math.floor((v.length - 1) / 2)] : null;

function columns(s, past, span, typical) {
  const of = (name, seconds = 10) => r => rate(r.k, name, seconds), errors = r => share(of('hrsp_5xx', 30)(r), of('stot', 30)(r));
  return [
    { name: 'name', label: 'Server', left: true, sort: r => r.name, cell: r => html`<label class="check"><input type="checkbox" checked=${r.full === s.a || r.full === s.b} onChange=${() => choose(s, r.full)} aria-label=${`Compare ${r.full}`} />${r.name}</label>` },
    { name: 'status', label: 'State', left: true, sort: r => value(r.k, 'status'), cell: r => html`<${Badge} status=${value(r.k, 'status')} /><small> ${age(value(r.k, 'lastchg'))}</small>` },
    { name: 'history', label: 'Health', left: true, sort: r => downtime(past?.list?.get(r.full)), cell: r => html`<${Timeline} runs=${past?.list?.get(r.full)} g=${past?.g} span=${span} />` },
    { name: 'rate', label: 'Requests', sort: of('stot'), text: r => perSecond(of('stot')(r)) },
    { name: 'p50', label: 'p50', title: 'Half of the responses began within; of the last 15 seconds', sort: r => value(r.k, 'p50'), text: r => duration(value(r.k, 'p50')) },
    { name: 'beside', label: 'Beside siblings', title: 'Its p50, of the median of all servers of the backend', left: true, sort: r => share(value(r.k, 'p50'), typical), cell: r => html`<${Beside} of=${share(value(r.k, 'p50'), typical)} slow=${value(r.k, 'slow')} />` },
    { name: 'p99', label: 'p99', sort: r => value(r.k, 'p99'), text: r => duration(value(r.k, 'p99')) },
    { name: '5xx', label: '5xx', sort: errors, cell: r => errors(r) ? html`<span class="bad">${percent(errors(r))}</span>` : html`<span class="zero">${percent(errors(r))}</span>` },
    { name: 'retries', label: 'Retries', sort: of('wretr', 30), cell: r => of('wretr', 30)(r) ? perSecond(of('wretr', 30)(r)) : html`<span class="zero">${perSecond(of('wretr', 30)(r))}</span>` },
    { name: 'sessions', label: 'Sessions', sort: r => value(r.k, 'scur'), cell: r => html`<span class="gauge">${count(value(r.k, 'scur'))}<small>${value(r.k, 'slim') ? ` of ${count(value(r.k, 'slim'))}` : ''}</small><${Bar} share=${share(value(r.k, 'scur'), value(r.k, 'slim'))} /></span>` },
    { name: 'check', label: 'Last check', left: true, sort: r => value(r.k, 'check_status'), cell: r => html`<span title=${value(r.k, 'last_chk') ?? ''}>${value(r.k, 'check_status') ?? ''}</span>` },
  ];
}

// choose puts a server beside another; the older of two gives way.
function choose({ a, b }, name) {
  if (name === a) change({ a: b, b: undefined });
  else if (name === b) change({ b: undefined });
  else if (!a) change({ a: name });
  else change({ a: b ?? a, b: name });
}

// Beside is how a server does beside its siblings: a bar from the middle, and a badge when the difference is no chance.
function Beside({ of, slow }) {
  if (of === null) return '';
  const log = Math.max(Math.min(Math.log2(of), 2), -2) / 2 * 50;
  return html`<span class="beside"><span class="mid" aria-hidden="true"><i data-tone=${slow ? 'warn' : undefined} style=${log >= 0 ? { left: '50%', width: `${log}%` } : { right: '50%', width: `${-log}%` }}></i></span>${slow ? html`<${Badge} tone="warn">${times(slow)} slower<//>` : html`<small>${times(of)}</small>`}</span>`;
}

const downtime = runs => runs?.filter(r => r.text === 'DOWN').reduce((sum, r) => sum + r.to - r.from, 0) ?? null;

// Timeline is the states of a server as a band over the span of time.
function Timeline({ runs, g, span }) {
  if (!runs?.length) return html`<span class="timeline none"></span>`;
  const width = span.to - span.from, x = t => (Math.min(Math.max(t, span.from), span.to) - span.from) / width * 1000;
  const changes = runs.length - 1, down = downtime(runs);
  const end = (r, i) => runs[i + 1]?.from ?? (r.to > g.end - 2.5 * g.step ? span.to : r.to + g.step);
  return html`<svg class="timeline" viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-label=${`${runs.at(-1).text}; ${changes} changes, down for ${age(down)}`}>
    ${runs.map((r, i) => html`<rect x=${x(r.from)} width=${Math.max(x(end(r, i)) - x(r.from), 1)} y="2" height="12" data-tone=${toneOf(r.text)}><title>${r.text} ${clock(r.from)} – ${clock(end(r, i))}</title></rect>`)}</svg>`;
}

// Comparison puts two servers into the same graphs.
function Comparison({ s, span, g, events }) {
  const both = [[s.a, '--s1'], [s.b, '--s2']].filter(([name]) => name).map(([name, color]) => ({ name, color, scope: { kind: 'server', proxy: name.slice(0, name.lastIndexOf('/')), server: name.slice(name.lastIndexOf('/') + 1) } }));
  const own = events.filter(e => !e.server || both.some(b => b.name === `${e.proxy}/${e.server}`)), shared = { g, span, marks: own };
  const lines = (expr, live) => both.map(({ name, color, scope }) => ({ label: name, color, expr: expr(scope), live: live && (r => live(`S ${name}`, r)) }));
  return html`<section class="compare" aria-label="Comparison of servers"><header class="line"><h3>${both.map(b => b.name).join(' and ')}</h3><a href=${to({ a: undefined, b: undefined })}>close</a></header><div class="graphs">
    <${Graph} title="Response time" about="mean of the last requests" unit=${duration} ...${shared} series=${lines(sc => `avg(haproxy_server_response_time_average_seconds${m.matcher(sc)})`)} />
    <${Graph} title="Requests" about="per second" unit=${perSecond} ...${shared} series=${lines(sc => m.counted(sc, 'sessions_total'), (k, r) => rate(k, 'stot', 20, r, 0.4))} />
    <${Graph} title="Errors" about="connections and responses that failed, per second" unit=${perSecond} ...${shared} series=${lines(sc => `${m.counted(sc, 'connection_errors_total')} + ${m.counted(sc, 'response_errors_total')}`)} />
    <${Graph} title="Sessions" about="at work" unit=${number} ...${shared} series=${lines(sc => m.gauge(sc, 'current_sessions'), (k, r) => value(k, 'scur', r))} /></div></section>`;
}
