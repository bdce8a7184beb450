// How long requests take, and which phase of them makes the tail.
import { html } from './preact.js';
import { Graph } from './graph.js';
import { Heatmap } from './heatmap.js';
import { objects, nameOf, useLive, value, rate } from './live.js';
import * as m from './metrics.js';
import { useAsked, instant } from './query.js';
import { duration, percent, perSecond } from './format.js';
import { Slow } from './requests.js';

// The phases of a request, in the order in which it goes through them.
const phases = [['queue', 'Queue', 'waiting for a free server'], ['retry', 'Retry', 'lost to attempts that failed'], ['connect', 'Connect', 'until the connection to the server stood'], ['response', 'Server', 'until the head of the response came'], ['client', 'Client', 'sending and receiving the rest']];
const colors = { queue: '--s2', connect: '--s3', response: '--s1', client: '--s4', retry: '--s5' };

export function Latency({ s, span, g, events }) {
  useLive();
  const scope = m.scopeOf(s, objects('F').map(nameOf), objects('B').map(nameOf)), shared = { g, span, marks: events };
  const other = `(${m.meanTime(scope, 'total')}) - (${m.meanTime(scope, 'response')}) - (${m.meanTime(scope, 'connect')}) - (${m.meanTime(scope, 'queue')}) - ((${m.meanTime(scope, 'retry')}) or vector(0))`;
  return html`<${Heatmap} scope=${scope} ...${shared} />
    <${Tail} scope=${scope} g=${g} />
    <div class="graphs">
      <${Graph} title="Where the mean goes" about="mean time in each phase" ...${shared} unit=${duration} stacked series=${phases.map(([name, label]) => ({ label, color: colors[name], expr: name === 'client' ? `clamp_min(${other}, 0)` : m.meanTime(scope, name) }))} />
      <${Graph} title="Where the tail goes" about="p99 of each phase" ...${shared} unit=${duration} series=${phases.slice(0, 4).map(([name, label]) => ({ label, color: colors[name], expr: m.quantile(scope, 0.99, name) }))} />
      <${Graph} title="Percentiles" about="of the total time" ...${shared} unit=${duration} series=${[['p50', .5, '--p50'], ['p90', .9, '--p95'], ['p99', .99, '--p99'], ['p99.9', .999, '--c5']].map(([label, of, color]) => ({ label, color, expr: m.quantile(scope, of) }))} />
      <${Graph} title="Retries" about="attempts after the first, per second" ...${shared} unit=${perSecond} series=${[['retries', 'retry_warnings_total', '--s5'], ['redispatches', 'redispatch_warnings_total', '--s2']].map(([label, name, color]) => ({ label, color, expr: m.counted({ kind: 'backend', proxy: scope.kind === 'backend' ? scope.proxy : '' }, name) }))} />
    </div>
    <${Slow} s=${s} scope=${scope} />`;
}

// Tail says in one line what the slowest percent waits for.
function Tail({ scope, g }) {
  const asked = useAsked(async signal => {
    const one = async expr => (await instant(expr.replaceAll('$w', '$range'), g, signal))[0]?.value ?? 0;
    const [total, ...parts] = await Promise.all(['total', 'queue', 'connect', 'response', 'retry'].map(name => one(m.quantile(scope, 0.99, name))));
    const back = { kind: 'backend', proxy: scope.kind === 'backend' ? scope.proxy : '' };
    const retried = await one(`sum(rate(haproxy_backend_retry_warnings_total${m.matcher(back)}[$w])) / (sum(rate(haproxy_backend_http_requests_total${m.matcher(back)}[$w])) > 0)`);
    return { total, retried, parts: { queue: parts[0], connect: parts[1], response: parts[2], retry: parts[3], client: Math.max(total - Math.max(...parts), 0) } };
  }, [scope.kind, scope.proxy, g.start, g.end]);
  const d = asked.data;
  if (!d?.total) return null;
  const all = Object.values(d.parts).reduce((a, b) => a + b, 0) || 1, [name] = Object.entries(d.parts).sort((a, b) => b[1] - a[1])[0], phase = phases.find(p => p[0] === name);
  return html`<section class="panel tail"><header><h3>What makes the tail</h3><p>of this span of time</p></header>
    <p class="finding"><b style=${{ color: `var(${colors[name]})` }}>${phase[1]}</b>: the slowest percent takes ${duration(d.total)} or more; ${duration(Math.min(d.parts[name], d.total))} of it ${phase[2]}. ${d.retried > 0.0005 ? `${percent(d.retried)} of the requests were tried again.` : ''}</p>
    <div class="split" role="img" aria-label=${phases.map(([n, label]) => `${label} ${duration(d.parts[n])}`).join(', ')}>${phases.map(([n]) => d.parts[n] / all > 0.004 && html`<i style=${{ flexGrow: d.parts[n] / all * 100, background: `var(${colors[n]})` }}></i>`)}</div>
    <ul class="keys">${phases.map(([n, label]) => html`<li><i style=${{ background: `var(${colors[n]})` }}></i>${label} <b>${duration(d.parts[n])}</b></li>`)}</ul></section>`;
}
