// What went wrong: status by how the requests ended, and the requests behind each number.
import { html } from './preact.js';
import { Graph } from './graph.js';
import { instant, useAsked } from './query.js';
import { objects, nameOf } from './live.js';
import { Requests, useRequests } from './requests.js';
import * as m from './metrics.js';
import { change, to } from './state.js';
import { count, percent, perSecond } from './format.js';

// The letters of an ending: who ended the request, and when.
const causes = { C: 'the client left', S: 'the server failed', P: 'the proxy refused', L: 'answered here', R: 'a resource was short', I: 'internal error', D: 'the server went down', U: 'a primary came back', K: 'an operator', c: 'the client was late', s: 'the server was late', '-': 'normal' };
const phases = { R: 'in the request', Q: 'in the queue', C: 'connecting', H: 'before the response', D: 'in the data', L: 'in the last data', T: 'in the tarpit', '-': '' };
export const meaning = e => `${causes[e[0]] ?? e[0]} ${phases[e[1]] ?? ''}`.trim();

export function Errors({ s, span, g, events }) {
  const scope = m.scopeOf(s, objects('F').map(nameOf), objects('B').map(nameOf)), shared = { g, span, marks: events };
  const back = { kind: 'backend', proxy: scope.kind === 'backend' ? scope.proxy : '' };
  const asked = useAsked(signal => instant(`sum by (code, state) (increase(haproxy_${scope.kind}_endings_total${m.matcher(scope)}[$range]))`, g, signal), [scope.kind, scope.proxy, g.start, g.end]);
  const failed = useRequests('failed', { proxy: scope.proxy, code: s.code, ending: s.end });
  return html`<div class="graphs">
      <${Graph} title="Failed responses" about="per second" ...${shared} unit=${perSecond} series=${[['4xx', '--c4'], ['5xx', '--c5']].map(([code, color]) => ({ label: code, color, expr: m.classRate(scope, code) }))} />
      <${Graph} title="Behind them" about="errors and aborts per second" ...${shared} unit=${perSecond} series=${[['connections failed', 'connection_errors_total', '--s5'], ['responses failed', 'response_errors_total', '--s2'], ['retries', 'retry_warnings_total', '--s1'], ['clients left', 'client_aborts_total', '--s3'], ['servers left', 'server_aborts_total', '--s6']].map(([label, name, color]) => ({ label, color, expr: m.counted(back, name) }))} />
    </div>
    <${Matrix} asked=${asked} s=${s} />
    <section class="panel"><header><h3>Failed requests</h3><p>${s.code || s.end ? html`${s.code} ${s.end && html`<code>${s.end}</code> ${meaning(s.end)}`} · <a href=${to({ code: undefined, end: undefined })}>show all</a>` : 'kept by the flight recorder'}</p></header>
      <${Requests} asked=${failed} none="The flight recorder holds none." /></section>`;
}

// Matrix counts requests by status and ending. Normal ones are left out of the shades.
function Matrix({ asked, s }) {
  const cells = (asked.data ?? []).filter(c => c.value >= 0.5).map(c => ({ code: c.labels.code ?? '', ending: c.labels.state ?? '', value: c.value }));
  if (!cells.length) return html`<section class="panel"><header><h3>Status and ending</h3></header><div class="nothing small">${asked.loading && !asked.data ? 'Loading…' : asked.error || 'No request was counted by status and ending in this span of time.'}</div></section>`;
  const codes = [...new Set(cells.map(c => c.code))].sort(), endings = [...new Set(cells.map(c => c.ending))].sort((a, b) => (a === '--') - (b === '--') || a.localeCompare(b));
  const bad = c => !(c.ending === '--' || c.ending === 'LR') || c.code >= '400';
  const top = Math.max(...cells.filter(bad).map(c => c.value), 1), total = cells.reduce((a, c) => a + c.value, 0);
  const cell = (code, ending) => {
    const c = cells.find(c => c.code === code && c.ending === ending), chosen = s.code === code && s.end === ending;
    if (!c) return html`<td></td>`;
    return html`<td class=${chosen ? 'chosen' : bad(c) ? 'shaded' : ''} style=${{ '--shade': Math.sqrt(c.value / top).toFixed(2) }}><button title=${percent(c.value / total)} onClick=${() => change({ code, end: ending })}>${count(c.value)}</button></td>`;
  };
  return html`<section class="panel"><header><h3>Status and ending</h3><p>requests of this span of time; choose a number to see the requests behind it</p></header>
    <div class="scroll" tabindex="0" role="region" aria-label="Requests by status and ending"><table class="matrix"><thead><tr><th scope="col" class="left">Ending</th>${codes.map(c => html`<th scope="col">${c}</th>`)}<th scope="col" class="left">means</th></tr></thead>
    <tbody>${endings.map(e => html`<tr><th scope="row" class="left"><code>${e}</code></th>${codes.map(c => cell(c, e))}<td class="left soft">${meaning(e)}</td></tr>`)}</tbody></table></div></section>`;
}
