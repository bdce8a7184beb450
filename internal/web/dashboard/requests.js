// Single requests, as the flight recorder kept them: the slowest, and those that failed.
import { html, useState } from './preact.js';
import { useAsked } from './query.js';
import { useLive } from './live.js';
import { clock, count, duration } from './format.js';

const colors = { client: '--s7', queue: '--s2', connect: '--s3', retry: '--s5', response: '--s1', data: '--s4' };

// useRequests asks for requests again every few seconds.
export function useRequests(which, fields) {
  const t = useLive() ?? 0, q = new URLSearchParams({ which, ...Object.fromEntries(Object.entries(fields).filter(([, v]) => v)) });
  return useAsked(async signal => {
    const res = await fetch('requests?' + q, { signal });
    if (!res.ok) throw new Error((await res.text()) || `status ${res.status}`);
    return res.json();
  }, [`${q}`, Math.floor(t / 5)]);
}

// Slow are the slowest requests that are remembered, or those that run now.
export function Slow({ s, scope }) {
  const [which, set] = useState('slow'), asked = useRequests(which, { proxy: scope.proxy, operation: s.op });
  return html`<section class="panel"><header><h3>Single requests</h3><p>kept by the flight recorder, with the phases they went through</p>
    <div class="chips right" role="group" aria-label="Which">${[['slow', 'Slowest'], ['inflight', 'Running now']].map(([w, label]) => html`<button aria-pressed=${which === w} onClick=${() => set(w)}>${label}</button>`)}</div></header>
    <${Requests} asked=${asked} none=${which === 'slow' ? 'None is kept yet.' : 'None runs.'} /></section>`;
}

// Requests is a list of requests, each with the phases it went through.
export function Requests({ asked, none = 'None is kept.' }) {
  const list = asked.data?.requests ?? [], longest = Math.max(...list.map(r => r.total), 1e-6);
  if (!list.length) return html`<div class="nothing small">${asked.loading && !asked.data ? 'Loading…' : asked.error || none}</div>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Requests"><table class="rows requests"><thead><tr><th class="left" scope="col">Time</th><th class="left" scope="col">Request</th><th scope="col">Status</th><th scope="col" title="How it ended: the first two letters of the termination state">Ending</th><th class="left" scope="col">Server</th><th scope="col">Retries</th><th scope="col">Total</th><th class="left wide" scope="col">Phases</th></tr></thead>
    <tbody>${list.map(r => html`<${Request} key=${r.id + r.stream} r=${r} longest=${longest} />`)}</tbody></table></div>`;
}

const phasesOf = r => Object.entries(colors).map(([name, color]) => [name, r[name] ?? 0, color]).filter(([, v]) => v > 0);

function Request({ r, longest }) {
  const [open, set] = useState(false), bad = r.status >= 500 || r.status < 100;
  return html`<tr data-tone=${bad ? 'down' : undefined}>
    <td class="left">${r.time ? clock(r.time) : r.doing ?? ''}</td>
    <th scope="row" class="left"><button class="more" aria-expanded=${open} onClick=${() => set(!open)}>${r.method} ${r.path}</button></th>
    <td class=${bad ? 'bad' : ''}>${r.status > 0 ? r.status : '–'}</td><td><code>${r.ending ?? ''}</code></td><td class="left">${r.backend ?? ''}${r.server ? '/' + r.server : ''}</td><td>${count(r.retries)}</td><td>${duration(r.total)}</td>
    <td class="left wide"><span class="split" role="img" aria-label=${phasesOf(r).map(([n, v]) => `${n} ${duration(v)}`).join(', ') || 'no phase took any time'} style=${{ width: `${Math.max(r.total / longest * 100, 2)}%` }}>${phasesOf(r).map(([, v, c]) => html`<i style=${{ flexGrow: v / r.total * 100, background: `var(${c})` }}></i>`)}</span></td></tr>
    ${open && html`<tr class="open"><td colspan="8" class="left"><dl>${Object.entries(r).filter(([, v]) => v !== '' && v !== null && typeof v !== 'object').map(([k, v]) => html`<div><dt>${k.replaceAll('_', ' ')}</dt><dd>${k === 'time' ? clock(v) : k in colors || k === 'total' ? duration(v) : v}</dd></div>`)}
      ${Object.entries(r.headers ?? {}).map(([k, v]) => html`<div><dt>${k}</dt><dd>${v}</dd></div>`)}</dl></td></tr>`}`;
}
