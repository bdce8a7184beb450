// The stream of readings: one each second, kept for a quarter of an hour.
import { useEffect, useState } from './preact.js';

const kept = 900;           // readings of proxies
const keptServers = 90;     // of servers, of which there may be many
let columns = {};           // letter -> name -> place in a row
let readings = [];          // {t, rows: Map of key -> row}, the oldest first
let skew = 0;               // seconds that the gateway's clock is ahead
let arrived = 0;            // performance.now() of the last reading
let source = null, topic;
export const facts = { node: '', version: '', own: '', servers: 0, history: undefined };
export const events = [];   // changes that were seen, the oldest first
const watchers = new Set();
let met;
export const welcomed = new Promise(done => met = done); // once the gateway has said who it is

export const key = (letter, proxy, server) => letter === 'S' ? `S ${proxy}/${server}` : `${letter} ${proxy}`;
export const now = () => Date.now() / 1e3 + skew;
export const staleFor = () => arrived ? (performance.now() - arrived) / 1e3 : Infinity;
export const latest = () => readings.at(-1);

// listen opens the stream, with the servers of a backend where there are too many for everybody.
export function listen(backend) {
  if (source && topic === backend) return;
  source?.close();
  topic = backend;
  source = new EventSource('live' + (backend ? '?backend=' + encodeURIComponent(backend) : ''));
  source.addEventListener('welcome', e => {
    const w = JSON.parse(e.data);
    columns = Object.fromEntries(Object.entries(w.columns).map(([letter, names]) => [letter, Object.fromEntries(names.map((n, i) => [n, i + 3]))]));
    const { columns: _, ...more } = w;
    Object.assign(facts, more);
    met();
  });
  source.addEventListener('reading', e => take(JSON.parse(e.data)));
  source.addEventListener('changes', e => {
    for (const c of JSON.parse(e.data)) if (!events.some(o => o.t === c.t && o.text === c.text)) events.push(c);
    events.sort((a, b) => a.t - b.t);
    events.splice(0, events.length - 500);
  });
}

// A page that is left may be kept for the way back: its stream must not take a connection away from the pages after it.
addEventListener('pagehide', () => { source?.close(); source = null; });
addEventListener('pageshow', e => { if (e.persisted) listen(topic) });

function take(r) {
  skew = r.t - Date.now() / 1e3;
  arrived = performance.now();
  const rows = new Map(r.rows.map(row => [key(row[0], row[1], row[2]), row]));
  if (readings.length && r.t <= latest().t) return;
  readings.push({ t: r.t, rows });
  if (readings.length > kept) readings.shift();
  const old = readings[readings.length - keptServers];
  if (old) for (const k of old.rows.keys()) if (k[0] === 'S') old.rows.delete(k);
  for (const w of watchers) w(r.t);
}

// value reads a column of an object; null where it is empty.
export function value(k, name, r = latest()) {
  const row = r?.rows.get(k);
  return row?.[columns[k[0]]?.[name]] ?? null;
}

// before is the last reading that is at least so many seconds older than one.
function before(r, seconds) {
  let i = readings.lastIndexOf(r);
  while (i > 0 && r.t - readings[i].t < seconds - 0.5) i--;
  return i >= 0 ? readings[i] : undefined;
}

// settled reports whether a reading came late enough for its percentiles to be of more than a few requests.
export const settled = r => r.t - readings[0].t > 5;

// rate is what a counter gained per second, over the last seconds; null when it went back, or when less than a part of them
// is known.
export function rate(k, name, seconds = 5, r = latest(), part = 0) {
  const old = r && before(r, seconds);
  if (!old || r.t - old.t < part * seconds) return null;
  const a = value(k, name, old), b = value(k, name, r);
  return old === r || a === null || b === null || b < a ? null : (b - a) / (r.t - old.t);
}

// objects are the keys of a kind, in the order of the configuration.
export const objects = letter => [...latest()?.rows.keys() ?? []].filter(k => k[0] === letter);
export const nameOf = k => k.slice(2);
export const since = t => readings.filter(r => r.t > t);

// useLive renders a component again with each reading.
export function useLive() {
  const [t, set] = useState(latest()?.t);
  useEffect(() => { watchers.add(set); return () => watchers.delete(set) }, []);
  return t;
}
