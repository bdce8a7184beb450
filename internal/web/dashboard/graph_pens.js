// How graphs are drawn: axes, lines, marks of events, what stands beside the cursor.
import { change } from './state.js';
import { clock, day, moment } from './format.js';

const font = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

// pens are the options of a plot.
export function pens(box, lines, o) {
  const { css, now } = o;
  const axis = { stroke: css('--soft'), font, ticks: { show: false }, grid: { stroke: css('--grid'), width: 1 } };
  const drawn = lines.filter(l => !l.faint).length, first = lines.length - drawn + 1;
  return {
    width: Math.max(box.clientWidth, 200), height: box.closest('.tall') ? 280 : 170,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [now.current.span.from, now.current.span.to] },
      y: o.scale ?? (o.log ? { distr: 3 } : { range: (_, __, top) => [0, o.max ?? (top > 0 ? top * 1.08 : 1)] }),
    },
    axes: [
      { ...axis, grid: o.log ? { show: false } : axis.grid, space: 70, size: 24, gap: 4, values: (u, splits) => labels(splits, now.current.span).map((text, i) => clipped(u, splits[i], text) ? '' : text) },
      { ...axis, grid: o.log ? { show: false } : axis.grid, size: 58, gap: 6, space: 32, values: (_, splits) => splits.map(v => v === null ? '' : o.unit(v).replace(/\.0+(?=\D|$)/, '')) },
    ],
    series: [{}, ...lines.map(l => ({
      label: l.label, stroke: css(l.faint ? '--faint' : l.color), width: o.stacked && !l.faint ? 0 : l.faint ? 1 : 1.6, dash: l.dash, points: { show: false }, spanGaps: false,
      fill: o.stacked && !l.faint ? css(l.color) + 'a6' : undefined,
    }))],
    bands: o.stacked ? Array.from({ length: drawn - 1 }, (_, i) => ({ series: [first + i + 1, first + i] })) : undefined,
    cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false, setScale: false, dist: 6 }, sync: { key: 'time' }, bind: { dblclick: () => () => widen(now.current.span) } },
    hooks: {
      drawClear: [u => now.current.under?.(u)],
      draw: [u => marks(u, now.current.events, css)],
      setSelect: [u => narrow(u)],
      setCursor: [u => tip(u, box, now.current, css)],
    },
  };
}

// labels are those of the time axis; a date where it changes.
function labels(splits, span) {
  const long = span.to - span.from > 2 * 86400;
  return splits.map((t, i) => {
    if (long) return day(t).slice(5);
    const text = span.to - span.from < 600 ? clock(t) : clock(t).slice(0, 5);
    return i > 0 && day(t) !== day(splits[i - 1]) ? day(t).slice(5) + '\n' + text : text;
  });
}

// clipped reports whether a label would stand out of the picture, or into the labels of the other axis.
function clipped(u, t, text) {
  const half = text.split('\n').at(-1).length * 3.2, x = u.valToPos(t, 'x');
  return u.bbox.width > 0 && (x < half - 8 || x + half > u.bbox.width / devicePixelRatio + 8);
}

function narrow(u) {
  if (u.select.width < 4) return;
  const from = u.posToVal(u.select.left, 'x'), to = u.posToVal(u.select.left + u.select.width, 'x');
  u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  if (u.cursor.event?.type !== 'sync') change({ from, to: Math.max(to, from + 5) });
}

function widen(span) {
  const width = span.to - span.from;
  change({ from: span.from - width, to: span.to + width });
}

// marks are the events: a line each, with a head whose colour tells what it was.
export function marks(u, events, css) {
  const { ctx, bbox } = u, dot = devicePixelRatio;
  ctx.save();
  for (const e of events) {
    if (e.t < u.scales.x.min || e.t > u.scales.x.max) continue;
    const x = Math.round(u.valToPos(e.t, 'x', true)), color = css('--tone-' + e.tone) || css('--soft');
    ctx.fillStyle = ctx.strokeStyle = color;
    ctx.globalAlpha = 0.75;
    ctx.lineWidth = dot;
    ctx.setLineDash([2 * dot, 3 * dot]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x - 4 * dot, bbox.top - 6 * dot); ctx.lineTo(x + 4 * dot, bbox.top - 6 * dot); ctx.lineTo(x, bbox.top + dot);
    ctx.fill();
  }
  ctx.restore();
}

// tip shows the values at the cursor, and the events near it. It is made of texts only.
function tip(u, box, { lines, unit, events }, css) {
  const tip = box.querySelector('.tip'), i = u.cursor.idx;
  tip.hidden = i === null || i === undefined || u.cursor.left < 0 || !box.matches(':hover, :focus-within');
  if (tip.hidden) return;
  const t = u.data[0][i], rows = [element('b', moment(t))];
  for (const l of [...lines].reverse()) {
    if (l.values[i] === null || l.values[i] === undefined) continue;
    const row = element('span', l.label), value = element('i', unit(l.values[i]));
    row.style.setProperty('--key', css(l.faint ? '--faint' : l.color));
    row.append(value);
    rows.push(row);
  }
  const near = (u.scales.x.max - u.scales.x.min) * 5 / u.over.clientWidth;
  for (const e of events.filter(e => Math.abs(e.t - u.posToVal(u.cursor.left, 'x')) < near).slice(-4)) {
    const row = element('em', `${clock(e.t)} ${e.text}`);
    row.dataset.tone = e.tone;
    rows.push(row);
  }
  tip.replaceChildren(...rows);
  const x = u.over.offsetLeft + u.cursor.left, right = x > box.clientWidth / 2;
  tip.style.left = right ? '' : `${x + 12}px`;
  tip.style.right = right ? `${box.clientWidth - x + 12}px` : '';
}

function element(name, text) {
  const e = document.createElement(name);
  e.textContent = text;
  return e;
}
