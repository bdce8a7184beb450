// How the times of requests are distributed, over time: each column is a step, each cell a bucket of the distribution,
// darker the more requests fell into it. Percentiles are drawn on top.
import { html } from './preact.js';
import { css, Nothing, Plot, useLines, useTheme } from './graph.js';
import { range, useAsked } from './query.js';
import { heat, quantile } from './metrics.js';
import { age, duration, number } from './format.js';

const bound = text => text === '+Inf' ? Infinity : Number(text);

// cells asks for the buckets of each step: [{t, from, to, n}], times in seconds. The gateway's own history has native
// histograms; where a Prometheus scraped text there are a few wide buckets.
async function cells(scope, g, signal) {
  const native = (await range(heat.native(scope), g, 0, signal))[0]?.histograms;
  if (native) return native.flatMap((h, i) => merged(i, h?.buckets ?? []));
  const classic = (await range(heat.classic(scope), g, 0, signal)).map(s => ({ le: bound(s.labels.le), values: s.values })).sort((a, b) => a.le - b.le);
  const out = [];
  classic.forEach(({ le, values }, b) => values.forEach((v, i) => {
    const n = (v ?? 0) - (b ? classic[b - 1].values[i] ?? 0 : 0), from = b ? classic[b - 1].le : le / 2;
    if (n > 0.05) out.push({ i, from, to: Number.isFinite(le) ? le : from * 2, n });
  }));
  return out;
}

// merged makes cells of three buckets each, which are 30 % wide: fine enough to see, large enough to be seen.
function merged(i, buckets) {
  const bands = new Map();
  for (const [, from, to, n] of buckets) {
    const band = Number(from) > 0 ? Math.ceil(Math.log2(bound(to)) * 8 / 3 - 1e-6) : null;
    if (band !== null && Number(n) > 0.01) bands.set(band, (bands.get(band) ?? 0) + Number(n));
  }
  return [...bands].map(([band, n]) => ({ i, from: 2 ** ((band - 1) * 3 / 8), to: 2 ** (band * 3 / 8), n }));
}

export function Heatmap({ scope, g, span, marks }) {
  const asked = useAsked(signal => cells(scope, g, signal).then(list => ({ g, list })), [scope.kind, scope.proxy, scope.operation, g.start, g.end, g.step]);
  const series = [['p50', .5], ['p95', .95], ['p99', .99]].map(([label, of]) => ({ label, color: '--on-heat', dash: label === 'p99' ? undefined : label === 'p95' ? [6, 3] : [2, 3], expr: quantile(scope, of) }));
  const lines = useLines(series, g), theme = useTheme();
  const list = asked.data?.list ?? [], at = lines.data?.g ?? g;
  if (!list.length) return html`<section class="panel graph tall"><header><h3>Distribution</h3></header><${Nothing} ...${asked} /></section>`;
  const top = Math.max(...list.map(c => c.n)), low = Math.min(...list.map(c => c.from)), high = Math.max(...list.map(c => c.to));
  const x = Array.from({ length: at.points }, (_, i) => at.start + i * at.step), seen = lines.data?.lines ?? series.map(s => ({ ...s, values: x.map(() => null) }));
  return html`<section class="panel graph tall" aria-label="Distribution of total times">
    <header><h3>Distribution</h3><p>of total times, with <b>p50</b> dotted, <b>p95</b> dashed, <b>p99</b> solid</p><${Scale} top=${top} step=${g.step} /></header>
    <${Plot} x=${x} lines=${seen} unit=${duration} span=${span} theme=${theme} log=${true} events=${marks} scale=${{ distr: 3, range: () => [low, high] }}
      under=${u => paint(u, list, asked.data.g, top)} label=${`Heatmap of total times. ${seen.map(l => `${l.label} now ${duration(l.values.filter(v => v !== null).at(-1))}`).join(', ')}. Arrow keys move through time, plus and minus zoom.`} />
  </section>`;
}

const shade = (n, top) => 0.06 + 0.86 * Math.sqrt(n / top);

function paint(u, list, g, top) {
  const { ctx, bbox } = u, rgb = css('--heat');
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const c of list) {
    const t = g.start + c.i * g.step, x0 = Math.floor(u.valToPos(t - g.step, 'x', true)), x1 = Math.floor(u.valToPos(t, 'x', true));
    const y0 = Math.round(u.valToPos(c.to, 'y', true)), y1 = Math.round(u.valToPos(c.from, 'y', true));
    ctx.fillStyle = `rgba(${rgb}, ${shade(c.n, top).toFixed(3)})`;
    ctx.fillRect(x0, y0, Math.max(x1 - x0, 1), Math.max(y1 - y0, 1));
  }
  ctx.restore();
}

// Scale says what the colours mean.
const Scale = ({ top, step }) => html`<span class="heatscale right"><span>1</span><i aria-hidden="true"></i><span>${number(top)} requests in ${age(step)}</span></span>`;
