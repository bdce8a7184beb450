// A graph over time: history from the query interface, and the last seconds from the stream.
import { html, useEffect, useLayoutEffect, useRef, useState } from './preact.js';
import { useAsked, range, fill, trouble } from './query.js';
import { since, staleFor, useLive } from './live.js';
import { change, useAddress } from './state.js';
import { clock, moment, none } from './format.js';
import { pens, marks } from './graph_pens.js';

export const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// useTheme counts the changes of colours.
export function useTheme() {
  const [n, set] = useState(0);
  useEffect(() => {
    const on = () => set(n => n + 1);
    addEventListener('theme', on);
    return () => removeEventListener('theme', on);
  }, []);
  return n;
}

// A series is {label, color, expr, live(reading), name(labels), dash}. Those of an expression with many answers are named
// by name; most is how many of them are shown.
async function load(series, g, shift, signal) {
  const all = await Promise.all(series.filter(s => s.expr).map(async s => {
    const got = await range(s.expr, g, shift, signal);
    if (!s.name) return [{ ...s, values: got[0]?.values ?? new Array(g.points).fill(null) }];
    const weight = r => r.values.reduce((sum, v) => sum + (v ?? 0), 0);
    return got.sort((a, b) => weight(b) - weight(a)).slice(0, s.most ?? 8)
      .map((r, i) => ({ ...s, label: s.name(r.labels), color: s.colors?.(r.labels) ?? `--s${i % 8 + 1}`, values: r.values }));
  }));
  return all.flat();
}

const shifts = { '1d': 86400, '7d': 604800 };
export const shiftNames = { '1d': 'the day before', '7d': 'the week before' };

// useLines gives the lines of a graph: what was asked, and what was asked of an earlier time to compare it with.
export function useLines(series, g) {
  const { cmp } = useAddress();
  const what = series.map(s => s.expr).join('\n');
  return useAsked(async signal => {
    const earlier = shifts[cmp] ? load(series, g, shifts[cmp], signal) : [];
    return { g, lines: await load(series, g, 0, signal), earlier: await earlier };
  }, [what, g.start, g.end, g.step, cmp]);
}

// join puts history and stream into the columns that the plot wants.
function join(data, series, span) {
  const g = data?.g, x = g ? Array.from({ length: g.points }, (_, i) => g.start + i * g.step) : [];
  const liveOf = label => series.find(s => s.label === label)?.live; // as of this rendering
  const lines = data ? data.lines.map(l => ({ ...l, live: liveOf(l.label) })) : series.filter(s => !s.name).map(s => ({ ...s, values: [] }));
  const tail = span.live && series.some(s => s.live) ? since(x.at(-1) ?? span.from) : [];
  const all = lines.map(l => ({ ...l, values: [...l.values, ...tail.map(r => l.live ? l.live(r) : null)] }));
  const earlier = (data?.earlier ?? []).map(l => ({ ...l, label: l.label + ' before', dash: [3, 3], faint: true, values: [...l.values, ...tail.map(() => null)] }));
  return { x: [...x, ...tail.map(r => r.t)], lines: [...earlier, ...all] };
}

const known = l => l.values.filter(v => v !== null);
const mean = v => v.length ? v.reduce((a, b) => a + b, 0) / v.length : null;

// Graph shows series in a panel of its own.
export function Graph({ title, about, series, unit, g, span, stacked, max, tall, marks: events, log }) {
  useLive();
  const asked = useLines(series, g), theme = useTheme();
  const { x, lines } = join(asked.data, series, span);
  const empty = lines.every(l => known(l).length === 0);
  const summary = lines.filter(l => !l.faint).map(l => `${l.label}: now ${unit(known(l).at(-1))}, highest ${unit(Math.max(...known(l)))}`).join('; ');
  return html`<section class="panel graph ${tall ? 'tall' : ''}" aria-label=${title}>
    <header><h3>${title}</h3>${about && html`<p>${about}</p>`}</header>
    ${empty ? html`<${Nothing} loading=${asked.loading} error=${asked.error} />`
      : html`<${Plot} ...${{ x, lines, unit, span, stacked, max, theme, events, log }} label=${`${title}. ${summary}. Arrow keys move through time, plus and minus zoom.`} />`}
    ${!empty && html`<${Legend} lines=${lines} unit=${unit} />`}
  </section>`;
}

// Nothing says why there is nothing to see.
export function Nothing({ loading, error, children }) {
  const text = children ?? (loading ? 'Loading…' : trouble.history ? 'No history here yet; what comes live will be drawn.' : error || 'No data in this span of time.');
  return html`<div class="nothing" role=${loading ? undefined : 'status'}>${text}</div>`;
}

// Legend is a table of the lines: a graph in numbers.
function Legend({ lines, unit }) {
  return html`<table class="legend"><thead><tr><th scope="col"><span class="vh">Line</span></th><th scope="col">now</th><th scope="col">mean</th><th scope="col">max</th></tr></thead>
    <tbody>${lines.filter(l => !l.faint && known(l).length).map(l => { const v = known(l); return html`<tr key=${l.label}>
      <th scope="row"><svg class="key" viewBox="0 0 12 8" aria-hidden="true"><path d="M0 4h12" stroke=${css(l.color)} stroke-width="3" stroke-dasharray=${l.dash?.join(' ')} /></svg>${l.label}</th>
      <td>${unit(v.at(-1))}</td><td>${unit(mean(v))}</td><td>${unit(Math.max(...v))}</td></tr>` })}</tbody></table>`;
}

// Plot is the drawing itself. It is made again when its lines are others, and given new values otherwise.
export function Plot({ x, lines, unit, span, stacked, max, theme, events, log, label, under, scale }) {
  const box = useRef(), plot = useRef(), now = useRef();
  now.current = { span, events: events ?? [], lines, unit, stacked, under };
  const kind = lines.map(l => l.label + l.color + !!l.faint).join() + theme + !!stacked + !!log;
  useLayoutEffect(() => {
    const u = new uPlot(pens(box.current, lines, { unit, stacked, max, log, css, now, scale }), columns(x, lines, stacked), box.current.querySelector('.plot'));
    plot.current = box.current.plot = u;
    const seen = new ResizeObserver(() => u.setSize(size(box.current)));
    seen.observe(box.current);
    return () => { seen.disconnect(); u.destroy(); };
  }, [kind]);
  useLayoutEffect(() => {
    const u = plot.current;
    u.setData(columns(x, lines, stacked), false);
    u.setScale('x', { min: span.from, max: span.to });
  });
  return html`<div class="plotbox" ref=${box}><div class="plot" tabindex="0" role="img" aria-label=${label} onKeyDown=${e => keys(e, plot.current, now.current)}></div>
    <div class="tip" hidden></div><div class="vh" aria-live="polite"></div></div>`;
}

export const size = box => ({ width: Math.max(box.clientWidth, 200), height: box.closest('.tall') ? 280 : 170 });

// columns are the values as they are drawn: of a stack, each line stands on those below it.
function columns(x, lines, stacked) {
  if (!stacked) return [x, ...lines.map(l => l.values)];
  const base = x.map(() => 0), out = [];
  for (const l of lines) out.push(l.faint ? l.values : l.values.map((v, i) => v === null ? null : (base[i] += v)));
  return [x, ...out];
}

// keys lets those without a mouse read values and zoom.
function keys(e, u, { span, lines, unit }) {
  const n = u.data[0].length, at = u.cursor.idx ?? n - 1, width = span.to - span.from;
  const go = i => {
    i = Math.min(Math.max(i, 0), n - 1);
    u.setCursor({ left: u.valToPos(u.data[0][i], 'x'), top: u.over.clientHeight / 2 });
    u.root.closest('.plotbox').querySelector('[aria-live]').textContent = clock(u.data[0][i]) + ': ' + lines.filter(l => !l.faint).map(l => `${l.label} ${unit(l.values[i])}`).join(', ');
  };
  const zoom = by => { const mid = u.data[0][at] ?? span.to; change({ from: mid - width * by / 2, to: mid + width * by / 2 }) };
  const does = { ArrowLeft: () => go(at - 1), ArrowRight: () => go(at + 1), Home: () => go(0), End: () => go(n - 1), '+': () => zoom(0.5), '-': () => zoom(2) }[e.key];
  if (does) { e.preventDefault(); does(); }
}
