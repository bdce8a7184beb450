// The frame: what stands above all views, and which view is shown.
import { html, render, useEffect } from './preact.js';
import { listen, now, useLive, facts, objects, nameOf, staleFor, events, welcomed } from './live.js';
import { grid, learnInterval, trouble } from './query.js';
import { shiftNames } from './graph.js';
import { change, spans, spanNames, span, to, useAddress } from './state.js';
import { clock, day, moment } from './format.js';
import { useAlerts, useEvents } from './events.js';
import { Badge } from './parts.js';
import { Overview } from './view_overview.js';
import { Latency } from './view_latency.js';
import { Servers } from './view_servers.js';
import { Operations } from './view_operations.js';
import { Consumers } from './view_consumers.js';
import { Errors } from './view_errors.js';
import { Events } from './view_events.js';

const views = { overview: ['Overview', Overview], latency: ['Latency', Latency], servers: ['Servers', Servers], operations: ['Operations', Operations], consumers: ['Consumers', Consumers], errors: ['Errors', Errors], events: ['Events', Events] };

function App() {
  useLive();
  const s = useAddress(), time = span(s, now()), g = grid(time), happened = useEvents(g, '');
  const [title, View] = views[s.view] ?? views.overview;
  useEffect(() => { document.title = `${title} · ${facts.node || 'metergate'}` });
  useEffect(() => document.querySelector('.tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' }), [s.view]);
  useEffect(() => listen(facts.servers > 200 ? s.proxy : undefined), [s.proxy, facts.servers > 200]);
  return html`<a class="skip" href="#main" onClick=${e => { e.preventDefault(); document.querySelector('main').focus() }}>Skip to the content</a>
    <${Top} s=${s} time=${time} />
    <main id="main" tabindex="-1"><h2 class="vh">${title}</h2>
      <${History} />
      <${View} key=${s.view} s=${s} span=${time} g=${g} events=${happened.filter(e => !s.proxy || !e.proxy || e.proxy === s.proxy)} /></main>
    <div class="vh" role="status">${events.at(-1)?.text}</div>`;
}

function Top({ s, time }) {
  return html`<header class="top">
    <h1><a href=${to({ view: 'overview', proxy: undefined })}><img src="gate.svg" alt="" width="24" height="24" />metergate</a>${facts.node && html`<small>${facts.node}</small>`}</h1>
    <${Pulse} /><${Alarm} />
    <${Time} s=${s} time=${time} />
    <button class="theme" onClick=${() => window.setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark')} title="Light or dark"><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" /><path d="M8 2a6 6 0 0 1 0 12z" /></svg><span class="vh">Change between light and dark</span></button>
  </header>
  <nav class="tabs" aria-label="Views"><ul>${Object.entries(views).map(([name, [label]]) => html`<li><a href=${to({ view: name, a: undefined, b: undefined, code: undefined, end: undefined })} aria-current=${s.view === name ? 'page' : undefined}>${label}</a></li>`)}</ul><${Scope} s=${s} /></nav>`;
}

// Pulse says how fresh the numbers are.
function Pulse() {
  useLive();
  const late = staleFor() > 3;
  return html`<p class="pulse" data-tone=${late ? 'down' : 'up'} id="pulse"><i aria-hidden="true"></i>${late ? 'waiting for the gateway' : 'live'}</p>`;
}

// Alarm says in every view that alerts fire.
function Alarm() {
  const { list, firing } = useAlerts();
  if (!firing) return null;
  const names = [...new Set(list.filter(a => a.state === 'firing').map(a => a.labels.alertname))].join(', ');
  return html`<a class="alarm" href=${to({ view: 'events' })} title=${names}><${Badge} tone="down">${firing} ${firing > 1 ? 'alerts fire' : 'alert fires'}<//></a>`;
}

// Scope limits the view to one proxy.
function Scope({ s }) {
  const list = (letter, label) => html`<optgroup label=${label}>${objects(letter).map(k => html`<option value=${letter + nameOf(k)} selected=${s.proxy === nameOf(k) && (s.side === 'backend') === (letter === 'B')}>${nameOf(k)}</option>`)}</optgroup>`;
  return html`<label class="scope"><span>Proxy</span><select onChange=${e => { const v = e.target.value; change({ proxy: v.slice(1) || undefined, side: v[0] === 'B' ? 'backend' : undefined }) }}>
    <option value="" selected=${!s.proxy}>All</option>${list('F', 'Frontends')}${list('B', 'Backends')}</select></label>`;
}

// Time chooses the span of time, and what it is compared with.
function Time({ s, time }) {
  const width = time.to - time.from;
  return html`<div class="time" role="group" aria-label="Span of time">
    ${!time.live && html`<span class="fixed"><a href=${to({ from: time.from - width / 2, to: time.to - width / 2 })} title="Earlier" aria-label="Earlier">‹</a>
      <span>${moment(time.from)} – ${day(time.from) === day(time.to) ? clock(time.to) : moment(time.to)}</span>
      <a href=${to({ from: time.from + width / 2, to: time.to + width / 2 })} title="Later" aria-label="Later">›</a>
      <a href=${to({ from: time.from - width / 2, to: time.to + width / 2 })}>zoom out</a></span>`}
    <ul class="spans">${spans.map(([name]) => html`<li><a href=${to({ last: name, from: undefined, to: undefined })} aria-current=${time.live && s.last === name ? 'true' : undefined} title=${`The last ${spanNames[name]}`}>${name}<span class="vh">, the last ${spanNames[name]}</span></a></li>`)}</ul>
    <label class="cmp"><span class="vh">Compare with</span><select onChange=${e => change({ cmp: e.target.value || undefined })}>
      <option value="" selected=${!s.cmp}>Compare…</option>${Object.entries(shiftNames).map(([v, label]) => html`<option value=${v} selected=${s.cmp === v}>${label}</option>`)}</select></label></div>`;
}

// History tells what to add where there is none.
function History() {
  if (!trouble.history) return null;
  return html`<div class="notice" role="status"><b>No history.</b> Graphs show what came since this page was opened. For more, add to the configuration:
    <pre tabindex="0">history\n    path /var/lib/metergate</pre></div>`;
}

listen();
await Promise.race([welcomed, new Promise(done => setTimeout(done, 1500))]); // what can be asked depends on it
learnInterval().catch(() => {}); // a notice says what is wrong
render(html`<${App} />`, document.getElementById('app'));
