// What happened, the latest first.
import { html, useState } from './preact.js';
import { Badge } from './parts.js';
import { to } from './state.js';
import { moment } from './format.js';

const kinds = { all: 'All', state: 'Servers', start: 'Starts and reloads', alert: 'Alerts' };

export function Events({ events }) {
  const [kind, set] = useState('all'), list = events.filter(e => kind === 'all' || e.kind === kind).reverse();
  return html`<section class="panel"><header><h3>Events</h3><p>${list.length} in this span of time</p>
    <div class="chips right" role="group" aria-label="Kind">${Object.entries(kinds).map(([k, label]) => html`<button aria-pressed=${kind === k} onClick=${() => set(k)}>${label}</button>`)}</div></header>
    ${!list.length ? html`<div class="nothing">Nothing has happened.</div>` : html`<ol class="events">${list.slice(0, 300).map(e => html`<li><time datetime=${new Date(e.t * 1e3).toISOString()}>${moment(e.t)}</time><${Badge} tone=${e.tone}>${e.kind}<//><span>${e.text}</span><a href=${to({ view: 'overview', from: e.t - 120, to: e.t + 120 })}>around it</a></li>`)}</ol>`}</section>`;
}
