// Numbers as people read them. A value that is not there is an en dash.
export const none = '–';
const missing = v => v === null || v === undefined || Number.isNaN(v) || !Number.isFinite(v);
const thin = '\u202f'; // between digits and before units

// digits keeps three significant ones, and all those before the point.
const digits = v => {
  const a = Math.abs(v);
  if (a >= 100 || a === 0) return v.toFixed(0);
  if (a >= 10) return v.toFixed(1);
  if (a >= 0.01) return v.toFixed(2);
  return v.toPrecision(1);
};
const grouped = text => text.replace(/^(-?\d+)/, d => d.length > 4 ? d.replace(/\B(?=(\d{3})+$)/g, thin) : d);

export const count = v => missing(v) ? none : grouped(Math.round(v).toString());

function scaled(v, base, names) {
  let i = 0, a = Math.abs(v);
  while (a >= base && i < names.length - 1) { a /= base; i++ }
  return [Math.sign(v) * a, names[i]];
}

// number is short: 12.3, 4 567, 12.3 k.
export function number(v) {
  if (missing(v)) return none;
  if (Math.abs(v) < 1e4) return grouped(digits(v));
  const [n, unit] = scaled(v, 1000, ['', 'k', 'M', 'G', 'T']);
  return digits(n) + thin + unit;
}
export function bytes(v) {
  if (missing(v)) return none;
  const [n, unit] = scaled(v, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
  return digits(n) + thin + unit;
}
export const perSecond = v => missing(v) ? none : number(v) + thin + '/s';
export const bytesPerSecond = v => missing(v) ? none : bytes(v) + '/s';
export function percent(v) { // of a share
  if (missing(v)) return none;
  if (v < 0) return '−' + percent(-v);
  const p = v * 100;
  return (p === 0 ? '0' : p < 0.01 ? '<0.01' : p >= 99.995 ? '100' : p < 10 ? p.toFixed(2) : p.toFixed(1)) + thin + '%';
}
export function duration(s) {
  if (missing(s)) return none;
  if (s === 0) return '0';
  if (s > 0 && s < 1e-6) return '<1' + thin + 'µs'; // the meter's resolution
  if (s < 0.9995e-3) return digits(s * 1e6) + thin + 'µs';
  if (s < 0.9995) return digits(s * 1e3) + thin + 'ms';
  if (s < 120) return digits(s) + thin + 's';
  return age(s);
}
// age is a long time in its two largest units.
export function age(s) {
  if (missing(s)) return none;
  const d = Math.floor(s / 86400), h = Math.floor(s / 3600) % 24, m = Math.floor(s / 60) % 60, sec = Math.floor(s % 60);
  if (d) return `${d}d${thin}${h}h`;
  if (h) return `${h}h${thin}${m}m`;
  return m ? `${m}m${thin}${sec}s` : `${sec}${thin}s`;
}
const pad = n => String(n).padStart(2, '0');
export const clock = t => { const d = new Date(t * 1e3); return `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}` };
export const day = t => { const d = new Date(t * 1e3); return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}` };
export const moment = t => day(t) + ' ' + clock(t);
export const times = v => missing(v) ? none : v.toFixed(v < 10 ? 1 : 0) + thin + '×';
