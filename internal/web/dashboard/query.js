// Questions to /api/v1. Times are rounded to the step, so that pages that show the same ask the same.
import { useEffect, useState } from './preact.js';
import { facts, now } from './live.js';

export const trouble = { history: '' }; // why there is no history, in words; empty when there is
let interval = 5;                       // seconds between samples

// ask returns the data of an answer, or throws its message.
export async function ask(path, fields, signal) {
  if (facts.history === false) {
    trouble.history = 'there is no history';
    throw new Error(trouble.history);
  }
  const q = new URLSearchParams(fields);
  const res = await fetch(`api/v1/${path}?${q}`, { signal });
  let answer;
  try { answer = await res.json() } catch { answer = { error: `the query interface answers ${res.status}` } }
  if (answer.status === 'success') { trouble.history = ''; return answer.data; }
  if (res.status >= 502) trouble.history = answer.error || `status ${res.status}`;
  throw new Error(answer.error || `status ${res.status}`);
}

// learnInterval finds out how often the history is written.
export async function learnInterval() {
  const data = await ask('query', { query: 'max(count_over_time(haproxy_process_uptime_seconds[2m]))', time: Math.floor(now() / 5) * 5 });
  const n = Number(data.result[0]?.value[1]);
  if (n >= 2) interval = Math.min(Math.max(Math.round(120 / n), 1), 60);
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

// grid is where a span of time is asked for: at most about 250 points.
export function grid({ from, to }) {
  const step = steps.find(s => s >= interval && (to - from) / s <= 250) ?? 86400;
  const calm = step * Math.ceil((to - from <= 600 ? 5 : 15) / step); // how often it moves; the stream fills what is missing
  const end = Math.floor(to / calm) * calm;
  const start = end - Math.ceil((to - from) / step) * step;
  return { start, end, step, window: Math.max(step, 4 * interval, 10), points: Math.round((end - start) / step) + 1 };
}

// fill puts the window of rates, the step in seconds and the whole range into an expression.
export const fill = (expr, g) => expr.replaceAll('$w', `${g.window}s`).replaceAll('$step', g.step).replaceAll('$range', `${Math.max(g.end - g.start, g.window)}s`);

// range asks an expression over a grid, and gives each series its values in the places of the grid. Shift moves what is
// asked into the past, in seconds.
export async function range(expr, g, shift = 0, signal) {
  const data = await ask('query_range', { query: fill(expr, g), start: g.start - shift, end: g.end - shift, step: g.step }, signal);
  return data.result.map(r => {
    const values = new Array(g.points).fill(null);
    const put = (t, v) => { const i = Math.round((t + shift - g.start) / g.step); if (i >= 0 && i < g.points) values[i] = v };
    for (const [t, v] of r.values ?? []) put(t, Number.isFinite(Number(v)) ? Number(v) : null);
    const histograms = r.histograms && new Array(g.points).fill(null);
    for (const [t, h] of r.histograms ?? []) histograms[Math.round((t + shift - g.start) / g.step)] = h;
    return { labels: r.metric, values, histograms };
  });
}

// instant asks an expression at a time.
export async function instant(expr, g, signal) {
  const data = await ask('query', { query: fill(expr, g), time: g.end }, signal);
  return data.result.map(r => ({ labels: r.metric, value: Number(r.value?.[1]) }));
}

// covered is the part of a span of time of which there is history, 0 to 1: a gateway that is young has been counting for less
// than the span, and rates over all of it would look too low.
export async function covered(g, signal) {
  const seconds = Math.max(g.end - g.start, g.window), [got] = await instant('max(count_over_time(haproxy_process_uptime_seconds[$range]))', g, signal);
  return Math.min(Math.max((got?.value ?? 0) * interval, g.window) / seconds, 1);
}

// useAsked keeps the answer to a question that depends on things; asked again when they change.
export function useAsked(question, things) {
  const [answer, set] = useState({ data: null, error: '', loading: true });
  useEffect(() => {
    const gone = new AbortController();
    set(a => ({ ...a, loading: true }));
    question(gone.signal).then(
      data => set({ data, error: '', loading: false }),
      e => gone.signal.aborted || set(a => ({ data: a.data, error: e.message, loading: false })));
    return () => gone.abort();
  }, things);
  return answer;
}
