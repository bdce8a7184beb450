// Small parts that views are made of.
import { html, useState } from './preact.js';

const symbols = { up: '●', warn: '▲', down: '✕', drain: '◐', off: '■', plain: '○' };
const tones = { UP: 'up', OPEN: 'up', DOWN: 'down', DRAIN: 'drain', NOLB: 'drain', MAINT: 'off', STOP: 'off', PAUSED: 'off', FULL: 'warn', no: 'plain' };
export const toneOf = status => {
  const [word, more] = (status ?? '').split(' ');
  return more && more[0] !== '(' && (word === 'UP' || word === 'DOWN') ? 'warn' : tones[word] ?? 'plain';
};

// Badge is a state: by its word, a symbol and a colour.
export const Badge = ({ status, tone = toneOf(status), children }) =>
  html`<span class="badge" data-tone=${tone}><i aria-hidden="true">${symbols[tone]}</i>${children ?? status}</span>`;

// Tile is one number that matters, with what it was of late.
export const Tile = ({ label, value, note, tone, spark, href }) => html`<a class="tile" href=${href} data-tone=${tone}>
  <span class="name">${label}</span><strong>${value}</strong><span class="note">${note}</span>${spark && html`<${Spark} values=${spark} />`}</a>`;

// Spark is the shape of some values, for the eye only.
export function Spark({ values, width = 120, height = 26 }) {
  const v = values.map((y, x) => [x, y]).filter(([, y]) => y !== null && Number.isFinite(y));
  if (v.length < 2) return html`<svg class="spark" aria-hidden="true" viewBox="0 0 ${width} ${height}"></svg>`;
  const top = Math.max(...v.map(([, y]) => y)) || 1, px = ([x, y]) => `${(x / (values.length - 1) * width).toFixed(1)} ${(height - 2 - y / top * (height - 4)).toFixed(1)}`;
  return html`<svg class="spark" aria-hidden="true" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">
    <path class="area" d=${`M${v[0][0] / (values.length - 1) * width} ${height}L${v.map(px).join('L')}L${width} ${height}Z`} /><path d=${'M' + v.map(px).join('L')} /></svg>`;
}

// Bar is a share of a limit.
export const Bar = ({ share, tone, label }) => html`<span class="bar" data-tone=${tone} title=${label}><i style=${{ width: `${Math.min(Math.max(share || 0, 0), 1) * 100}%` }}></i></span>`;

// Health is one bar of all servers: up, other, down.
export const Health = ({ n }) => html`<span class="health" aria-hidden="true">${['up', 'other', 'down'].map(t => n[t] > 0 && html`<i data-tone=${t === 'other' ? 'off' : t} style=${{ flexGrow: n[t] }}></i>`)}</span>`;

// Table is sortable by each of its columns. A column is {name, label, text(row), sort(row), title, left, cell(row)}.
export function Table({ caption, columns, rows, first, order = -1, id, onRow, most = 200, foot }) {
  const [by, set] = useState([first ?? columns[0].name, order]);
  const column = columns.find(c => c.name === by[0]) ?? columns[0], of = column.sort ?? column.text;
  const sorted = first === null && by[0] === null ? rows : [...rows].sort((a, b) => compare(of(a), of(b)) * by[1]);
  const turn = c => set(by[0] === c.name ? [c.name, -by[1]] : [c.name, c.left ? 1 : -1]);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table class="rows">
    <caption class="vh">${caption}</caption>
    <thead><tr>${columns.map(c => html`<th scope="col" class=${c.left ? 'left' : ''} aria-sort=${by[0] === c.name ? (by[1] > 0 ? 'ascending' : 'descending') : 'none'} title=${c.title}>
      <button onClick=${() => turn(c)}>${c.label}<i aria-hidden="true">${by[0] === c.name ? (by[1] > 0 ? '▲' : '▼') : ''}</i></button></th>`)}</tr></thead>
    <tbody>${sorted.slice(0, most).map(r => html`<tr key=${id(r)} data-tone=${r.tone} onClick=${onRow && (e => e.target.closest('a, button, input') || onRow(r))}>
      ${columns.map((c, i) => i === 0 ? html`<th scope="row" class=${c.left ? 'left' : ''}>${(c.cell ?? c.text)(r)}</th>` : html`<td class=${c.left ? 'left' : ''}>${(c.cell ?? c.text)(r)}</td>`)}</tr>`)}</tbody>
    ${foot}</table></div>${rows.length > most && html`<p class="more">${most} of ${rows.length} rows are shown: sort or filter to see others.</p>`}`;
}

// compare puts what is missing last, whichever way.
function compare(a, b) {
  const none = v => v === null || v === undefined || Number.isNaN(v);
  if (none(a) || none(b)) return none(a) - none(b);
  return typeof a === 'string' ? a.localeCompare(b, undefined, { numeric: true }) : a - b;
}

// Missing says what to configure to see something.
export const Missing = ({ title, children, lines }) => html`<section class="panel missing"><h3>${title}</h3><p>${children}</p>${lines && html`<pre tabindex="0">${lines}</pre>`}</section>`;
