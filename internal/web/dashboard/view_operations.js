// The functions of the API: who of them is called how often, how well, how fast.
import { html, useState } from './preact.js';
import { Graph } from './graph.js';
import { Bar, Missing, Table } from './parts.js';
import { covered, instant, useAsked } from './query.js';
import * as m from './metrics.js';
import { change, to } from './state.js';
import { bytesPerSecond, duration, percent, perSecond } from './format.js';

const missing = `operations api
    learn budget 200

frontend ...
    use-operations api`;

// gather asks for several values of each operation (or whatever the labels name) at once. Rates are those of the part of the
// span of time that is known.
export async function gather(exprs, labels, g, signal, rates = []) {
  const part = rates.length ? await covered(g, signal) : 1, rows = new Map(), all = await Promise.all(Object.entries(exprs).map(async ([name, expr]) => [name, await instant(expr.replaceAll('$w', '$range'), g, signal)]));
  for (const [name, list] of all) for (const { labels: got, value } of list) {
    const id = labels.map(l => got[l] ?? '').join('\n'), row = rows.get(id) ?? rows.set(id, { id, ...Object.fromEntries(labels.map(l => [l, got[l] ?? ''])) }).get(id);
    if (Number.isFinite(value)) row[name] = rates.includes(name) ? value / part : value;
  }
  return [...rows.values()];
}

export function Operations({ s, span, g, events }) {
  const [find, setFind] = useState(''), scope = { kind: 'operation', proxy: s.proxy ?? '' }, by = 'sum by (proxy, operation)';
  const total = (name, more) => `${by} (rate(haproxy_operation_${name}${m.matcher(scope, more)}[$w]))`;
  const asked = useAsked(signal => gather({
    rate: total('http_requests_total'), e4: total('http_responses_total', 'code="4xx"'), e5: total('http_responses_total', 'code="5xx"'), retries: total('requests_retried_total'), out: total('res_bytes_out_total'),
    ...Object.fromEntries([['p50', .5], ['p95', .95], ['p99', .99]].map(([name, of]) => [name, m.quantile(scope, of, 'total', 'proxy, operation')])),
  }, ['proxy', 'operation'], g, signal, ['rate', 'e4', 'e5', 'retries', 'out']), [s.proxy, g.start, g.end]);
  const rows = asked.data ?? [], all = rows.reduce((sum, r) => sum + (r.rate ?? 0), 0), shown = rows.filter(r => `${r.operation} ${r.proxy}`.toLowerCase().includes(find.toLowerCase()));
  if (asked.data && !rows.length) return html`<${Missing} title="No operations" lines=${missing}>Requests are not told apart by what they ask for. Declare the operations of the API, or let them be learned from the traffic:<//>`;
  const part = (a, r) => r.rate > 0 ? (a ?? 0) / r.rate : null, red = (v, tone) => v > 0 ? html`<span class=${tone}>${percent(v)}</span>` : html`<span class="zero">${percent(v)}</span>`;
  const time = name => ({ name, label: name, sort: r => r[name], text: r => duration(r[name]) });
  return html`${s.op && html`<${Operation} s=${s} span=${span} g=${g} events=${events} />`}
    <section class="panel"><header><h3>Operations</h3><p>${rows.length}, over this span of time</p><input class="right" type="search" placeholder="Filter" aria-label="Filter operations" value=${find} onInput=${e => setFind(e.target.value)} /></header>
    ${!asked.data ? html`<div class="nothing">${asked.error || 'Loading…'}</div>` : html`<${Table} caption="Operations" rows=${shown} id=${r => r.id} first="rate" onRow=${r => change({ op: r.operation, proxy: s.proxy })} columns=${[
      { name: 'operation', label: 'Operation', left: true, sort: r => r.operation, cell: r => html`<a href=${to({ op: r.operation })}>${r.operation || 'other'}</a>` },
      { name: 'proxy', label: 'Proxy', left: true, text: r => r.proxy },
      { name: 'rate', label: 'Requests', sort: r => r.rate, text: r => perSecond(r.rate) },
      { name: 'share', label: 'Share', sort: r => r.rate, cell: r => html`<span class="gauge">${percent(all ? r.rate / all : null)}<small></small><${Bar} share=${all ? r.rate / all : 0} /></span>` },
      { name: '4xx', label: '4xx', sort: r => part(r.e4, r), cell: r => red(part(r.e4, r), 'amber') },
      { name: '5xx', label: '5xx', sort: r => part(r.e5, r), cell: r => red(part(r.e5, r), 'bad') },
      time('p50'), time('p95'), time('p99'),
      { name: 'retries', label: 'Retries', sort: r => r.retries, cell: r => r.retries ? perSecond(r.retries) : html`<span class="zero">${perSecond(r.retries)}</span>` },
      { name: 'out', label: 'Sent', sort: r => r.out, text: r => bytesPerSecond(r.out) },
    ]} />`}</section>`;
}

// Operation is one of them in graphs.
function Operation({ s, span, g, events }) {
  const scope = { kind: 'operation', proxy: s.proxy ?? '', operation: s.op }, shared = { g, span, marks: events };
  return html`<section class="compare" aria-label=${s.op}><header class="line"><h3>${s.op}</h3><a href=${to({ op: undefined })}>close</a></header><div class="graphs">
    <${Graph} title="Requests" about="per second, by status" ...${shared} unit=${perSecond} stacked series=${[['2xx', '--c2'], ['3xx', '--c3'], ['4xx', '--c4'], ['5xx', '--c5']].map(([code, color]) => ({ label: code, color, expr: m.classRate(scope, code) }))} />
    <${Graph} title="Latency" about="total time" ...${shared} unit=${duration} series=${[['p50', .5, '--p50'], ['p95', .95, '--p95'], ['p99', .99, '--p99']].map(([label, of, color]) => ({ label, color, expr: m.quantile(scope, of) }))} /></div></section>`;
}
