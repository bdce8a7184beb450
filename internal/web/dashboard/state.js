// What the page shows is in the address behind the #, so that an address can be shared:
//   #overview?last=15m            the last 15 minutes, live
//   #servers?from=..&to=..        a span of time, ms since 1970
//   &proxy=fe_api&cmp=1d&a=..&b=..
import { useEffect, useState } from './preact.js';

export const spans = [['1m', 60], ['5m', 300], ['15m', 900], ['1h', 3600], ['6h', 21600], ['1d', 86400], ['7d', 604800], ['30d', 2592000]];
export const spanNames = { '1m': '1 minute', '5m': '5 minutes', '15m': '15 minutes', '1h': '1 hour', '6h': '6 hours', '1d': '1 day', '7d': '7 days', '30d': '30 days' };
const first = { view: 'overview', last: '15m' };

function parse(hash) {
  const [view, query] = hash.replace(/^#\/?/, '').split('?');
  const s = { ...first, ...Object.fromEntries(new URLSearchParams(query)) };
  if (view) s.view = view;
  const from = Number(s.from), to = Number(s.to);
  if (from > 0 && to > from) Object.assign(s, { from: from / 1e3, to: to / 1e3 });
  else { delete s.from; delete s.to; }
  if (!spans.some(([name]) => name === s.last)) s.last = first.last;
  return s;
}

// address is the # of a state.
export function address(s) {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(s)) {
    if (k === 'view' || v === undefined || v === '' || (k === 'last' && s.from)) continue;
    q.set(k, k === 'from' || k === 'to' ? Math.round(v * 1e3) : v);
  }
  return '#' + s.view + (`${q}` ? '?' + q : '');
}

let current = parse(location.hash);
const watchers = new Set();
addEventListener('hashchange', () => {
  current = parse(location.hash);
  for (const w of watchers) w(current);
});

export const state = () => current;

// change goes to a state that differs in some values; undefined takes one out.
export function change(patch, replace = false) {
  const to = address({ ...current, ...patch });
  if (to === location.hash) return;
  if (!replace) { location.hash = to; return; }
  history.replaceState(null, '', to);
  dispatchEvent(new Event('hashchange'));
}

// to is the address of a state that differs in some values.
export const to = patch => address({ ...current, ...patch });

export function useAddress() {
  const [s, set] = useState(current);
  useEffect(() => { watchers.add(set); set(current); return () => watchers.delete(set) }, []);
  return s;
}

// span is the time that a state shows, in seconds; that of a live one ends now.
export function span(s, now) {
  if (s.from) return { from: s.from, to: s.to, live: false };
  return { from: now - spans.find(([name]) => name === s.last)[1], to: now, live: true };
}
