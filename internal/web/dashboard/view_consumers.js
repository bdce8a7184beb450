// Who calls: the consumers of the API, those who call most first.
import { html, useState } from './preact.js';
import { Graph } from './graph.js';
import { Bar, Missing, Table } from './parts.js';
import { gather } from './view_operations.js';
import { useAsked } from './query.js';
import * as m from './metrics.js';
import { bytesPerSecond, duration, percent, perSecond } from './format.js';

const missing = `frontend ...
    http-request set-consumer req.hdr(x-api-key)`;

export function Consumers({ s, span, g, events }) {
  const [find, setFind] = useState(''), scope = { kind: 'consumer', proxy: s.proxy ?? '' };
  const total = (name, more) => `sum by (proxy, consumer) (rate(haproxy_consumer_${name}${m.matcher(scope, more)}[$w]))`;
  const asked = useAsked(signal => gather({
    rate: total('http_requests_total'), e4: total('http_responses_total', 'code="4xx"'), e5: total('http_responses_total', 'code="5xx"'), in: total('req_bytes_in_total'), out: total('res_bytes_out_total'), time: total('request_time_seconds_total'),
  }, ['proxy', 'consumer'], g, signal, ['rate', 'e4', 'e5', 'in', 'out', 'time']), [s.proxy, g.start, g.end]);
  const rows = asked.data ?? [], all = rows.reduce((sum, r) => sum + (r.rate ?? 0), 0), top = Math.max(...rows.map(r => r.rate ?? 0), 0);
  if (asked.data && !rows.length) return html`<${Missing} title="No consumers" lines=${missing}>Requests are not told apart by who sends them. Say how to know a consumer, by a header, a parameter, an address, a claim of a token or a certificate:<//>`;
  const part = (a, r) => r.rate > 0 ? (a ?? 0) / r.rate : null, red = (v, tone) => v > 0 ? html`<span class=${tone}>${percent(v)}</span>` : html`<span class="zero">${percent(v)}</span>`;
  return html`<${Graph} title="Top consumers" about="requests per second" unit=${perSecond} g=${g} span=${span} marks=${events} series=${[{ label: '', name: l => l.consumer, most: 8, expr: `topk(8, sum by (consumer) (rate(haproxy_consumer_http_requests_total${m.matcher(scope)}[$w])))` }]} />
    <section class="panel"><header><h3>Consumers</h3><p>${rows.length}, over this span of time</p><input class="right" type="search" placeholder="Filter" aria-label="Filter consumers" value=${find} onInput=${e => setFind(e.target.value)} /></header>
    ${!asked.data ? html`<div class="nothing">${asked.error || 'Loading…'}</div>` : html`<${Table} caption="Consumers" rows=${rows.filter(r => r.consumer.toLowerCase().includes(find.toLowerCase()))} id=${r => r.id} first="rate" columns=${[
      { name: 'consumer', label: 'Consumer', left: true, text: r => r.consumer || 'other' },
      { name: 'proxy', label: 'Proxy', left: true, text: r => r.proxy },
      { name: 'rate', label: 'Requests', sort: r => r.rate, text: r => perSecond(r.rate) },
      { name: 'share', label: 'Share', sort: r => r.rate, cell: r => html`<span class="gauge">${percent(all ? r.rate / all : null)}<small></small><${Bar} share=${top ? r.rate / top : 0} /></span>` },
      { name: '4xx', label: '4xx', sort: r => part(r.e4, r), cell: r => red(part(r.e4, r), 'amber') },
      { name: '5xx', label: '5xx', sort: r => part(r.e5, r), cell: r => red(part(r.e5, r), 'bad') },
      { name: 'time', label: 'Mean time', sort: r => part(r.time, r), text: r => duration(part(r.time, r)) },
      { name: 'in', label: 'Received', sort: r => r.in, text: r => bytesPerSecond(r.in) },
      { name: 'out', label: 'Sent', sort: r => r.out, text: r => bytesPerSecond(r.out) },
    ]} />`}</section>`;
}
