// What happened, the latest first.
import { html, useState } from './preact.js';
import { Badge } from './parts.js';
import { to } from './state.js';
import { moment } from './format.js';
import { useAlerts } from './events.js';

const kinds = { all: 'All', server: 'Servers', proxy: 'Proxies', start: 'Starts and reloads', alert: 'Alerts' };
const same = { reload: 'start', stop: 'start' };

// Firing are the alerts that fire now, and those about to.
function Firing() {
  const { list, firing } = useAlerts();
  if (!list.length) return null;
  return html`<section class="panel"><header><h3>Alerts</h3><p>${firing} firing</p></header><ol class="events">${list.map(a => html`<li><time datetime=${a.activeAt}>since ${moment(Date.parse(a.activeAt) / 1e3)}</time>
    <${Badge} tone=${a.state === 'firing' ? 'down' : 'warn'}>${a.state}<//><span><b>${a.labels.alertname}</b> ${a.annotations?.summary ?? a.annotations?.description ?? ''}</span></li>`)}</ol></section>`;
}

export function Events({ events }) {
  const [kind, set] = useState('all'), list = events.filter(e => kind === 'all' || (same[e.kind] ?? e.kind) === kind).reverse();
  return html`<${Firing} /><section class="panel"><header><h3>Events</h3><p>${list.length} in this span of time</p>
    <div class="chips right" role="group" aria-label="Kind">${Object.entries(kinds).map(([k, label]) => html`<button aria-pressed=${kind === k} onClick=${() => set(k)}>${label}</button>`)}</div></header>
    ${!list.length ? html`<div class="nothing">Nothing has happened.</div>` : html`<ol class="events">${list.slice(0, 300).map(e => html`<li><time datetime=${new Date(e.t * 1e3).toISOString()}>${moment(e.t)}</time><${Badge} tone=${e.tone}>${e.kind}<//><span>${e.text}</span><a href=${to({ view: 'overview', from: e.t - 120, to: e.t + 120 })}>around it</a></li>`)}</ol>`}</section>`;
}
