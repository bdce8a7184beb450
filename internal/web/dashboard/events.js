// What happened, on the time axis of all graphs: changes of servers, starts of the program, alerts. The stream tells of
// them as they happen; the history knows those before.
import { ask, range, trouble, useAsked } from './query.js';
import { events as seen, facts, useLive } from './live.js';
import { toneOf } from './parts.js';
import { matcher } from './metrics.js';

const manyServers = 300;

// runs are the stretches of time in which a series has the same text: [{from, to, text}].
export function runs(g, texts) {
  const out = [];
  texts.forEach((text, i) => {
    const t = g.start + i * g.step, last = out.at(-1);
    if (text === null) return;
    if (last?.text === text && t - last.to <= 2.5 * g.step) last.to = t;
    else out.push({ from: t, to: t, text });
  });
  return out;
}

// states are the states of servers over time: Map of proxy/server -> runs.
export async function states(g, proxy, signal) {
  const scope = { proxy };
  const series = await range(`haproxy_server_status${matcher(scope)} == 1`, g, 0, signal), texts = new Map();
  for (const { labels, values } of series) {
    const name = `${labels.proxy}/${labels.server}`, list = texts.get(name) ?? texts.set(name, new Array(g.points).fill(null)).get(name);
    values.forEach((v, i) => { if (v === 1) list[i] = labels.state });
  }
  return new Map([...texts].map(([name, list]) => [name, runs(g, list)]));
}

const toneOfSeverity = n => n <= 3 ? 'down' : n <= 4 ? 'warn' : 'plain';

// told are the events as the gateway's own history has them, to the millisecond; null where it is a Prometheus that
// answers, which knows states only.
let knows = true; // until somebody answers that does not
async function told(g, signal) {
  if (!knows) return null;
  try {
    const list = await ask('events', { start: g.start, end: g.end + 3600, limit: 1000 }, signal);
    return (list.events ?? list).map(e => ({ t: e.time, kind: e.kind, text: e.text, proxy: e.proxy, server: e.server, tone: e.server && e.state ? toneOf(e.state) : e.kind === 'alert' && e.state === 'resolved' ? 'plain' : toneOfSeverity(e.severity) }));
  } catch (e) {
    if (signal.aborted || trouble.history) throw e;
    knows = false;
    return null;
  }
}

async function derived(g, proxy, signal) {
  return (await Promise.all([serverEvents(g, proxy, signal), starts(g, signal), alerts(g, signal)])).flat();
}

async function serverEvents(g, proxy, signal) {
  if (facts.servers > manyServers && !proxy) return [];
  const all = await states(g, proxy, signal), out = [];
  for (const [name, list] of all) for (let i = 1; i < list.length; i++) {
    out.push({ t: list[i].from, kind: 'server', text: `${name} is ${list[i].text}, was ${list[i - 1].text}`, tone: toneOf(list[i].text), proxy: name.split('/')[0], server: name.split('/')[1] });
  }
  return out;
}

// starts are the moments at which a process began to serve: a start or a reload.
async function starts(g, signal) {
  const out = [];
  for (const { values } of await range('haproxy_process_uptime_seconds', g, 0, signal)) {
    values.forEach((v, i) => {
      const t = g.start + i * g.step - v;
      if (v !== null && (values[i - 1] ?? Infinity) > v && t > g.start && t <= g.end && !out.some(e => Math.abs(e.t - t) < 2)) out.push({ t, kind: 'start', text: 'A new process serves: start or reload', tone: 'plain' });
    });
  }
  return out;
}

async function alerts(g, signal) {
  const out = [];
  for (const { labels, values } of await range('ALERTS{alertstate="firing"}', g, 0, signal)) {
    const { alertname, alertstate, __name__, job, instance, ...rest } = labels, what = Object.values(rest).join(' ');
    for (const r of runs(g, values.map(v => v && 'on'))) {
      out.push({ t: r.from, kind: 'alert', text: `Alert ${alertname} ${what}`, tone: 'warn' });
      if (r.to < g.end - g.step) out.push({ t: r.to, kind: 'alert', text: `Alert ${alertname} ${what} is over`, tone: 'plain' });
    }
  }
  return out;
}

// useEvents gives what happened in a span of time, the oldest first.
export function useEvents(g, proxy) {
  useLive();
  const asked = useAsked(async signal => await told(g, signal) ?? derived(g, proxy, signal), [g.start, g.end, g.step, proxy]);
  const past = asked.data ?? [];
  const near = e => past.some(p => p.proxy === e.proxy && (p.server ?? '') === (e.server ?? '') && p.kind === e.kind && Math.abs(p.t - e.t) < Math.max(3 * g.step, 5));
  const fresh = seen.filter(e => e.t >= g.start && (!proxy || e.proxy === proxy) && !near(e));
  return [...past, ...fresh].sort((a, b) => a.t - b.t);
}

// useAlerts gives the alerts that fire, and those about to, asked again every few seconds.
export function useAlerts() {
  const t = useLive() ?? 0, list = useAsked(signal => ask('alerts', {}, signal), [Math.floor(t / 10)]).data?.alerts ?? [];
  return { list, firing: list.filter(a => a.state === 'firing').length };
}
