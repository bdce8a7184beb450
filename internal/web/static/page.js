'use strict';
// Filters, sorts and windows the table. Without this script the page shows the same rows, in the order of the
// configuration. Rows that are not in sight are taken out of the document when there are many, so that no step takes long.
(() => {
  const table = document.querySelector('table.rows');
  const drawer = document.querySelector('dialog.drawer');
  if (!table) return;
  const many = 400;   // more rows than this are windowed
  const margin = 12;  // rows above and below the window
  const patience = 25; // ms that a step may take before others get their turn
  const search = document.querySelector('input[type=search]');
  const chips = document.querySelector('.chips');
  const memory = 'metergate ' + location.pathname;
  const number = new Intl.NumberFormat('en');
  const collator = new Intl.Collator('en', { numeric: true });

  const groups = [...table.tBodies].filter(b => b.dataset.px !== undefined).map(body => {
    const [head, ...trs] = body.rows;
    const rows = trs.map(tr => ({
      tr, text: tr.id.toLowerCase(), tone: tr.dataset.s, sum: /^(frontend|backend)( |$)/.test(tr.className),
      box: tr.firstElementChild.firstElementChild,
    }));
    return { body, head, rows, shown: rows };
  });
  const total = groups.reduce((n, g) => n + g.rows.length, 0);
  const windowed = total > many;
  const want = { text: '', tone: '', column: -1, down: true };
  const gaps = [gap(), gap()];
  const result = document.createElement('output');

  function gap() {
    const body = document.createElement('tbody');
    body.className = 'gap';
    const td = body.insertRow().insertCell();
    td.colSpan = table.tHead.rows[1].cells.length;
    return body;
  }

  // keyOf returns what sorts a row by a column: a number, a text, or null for nothing.
  function keyOf(row) {
    const cell = row.tr.cells[want.column];
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const text = cell.textContent.replaceAll('\u202f', '');
    if (text === '') return null;
    const n = parseFloat(text);
    return Number.isNaN(n) || cell.classList.contains('t') ? text : n;
  }

  function compare(a, b) {
    if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
    const order = typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key
      : collator.compare(String(a.key), String(b.key));
    return want.down ? -order : order;
  }

  // breath gives others their turn.
  const breath = () => globalThis.scheduler?.yield ? scheduler.yield() : new Promise(done => setTimeout(done));

  // choose decides which rows are shown, in which order: the sums of a proxy keep their places around its servers. A
  // later choice ends an earlier one.
  let turn = 0;
  async function choose() {
    const mine = ++turn;
    const words = want.text.toLowerCase().split(/\s+/).filter(Boolean);
    let began = performance.now(), seen = 0, count = 0;
    const chosen = [];
    for (const g of groups) {
      const found = [];
      for (const r of g.rows) {
        if (++seen % 256 === 0 && performance.now() - began > patience) {
          await breath();
          if (mine !== turn) return;
          began = performance.now();
        }
        if (want.tone && (r.tone !== want.tone || r.sum) || !words.every(w => r.text.includes(w))) continue;
        if (want.column >= 0 && !r.sum && r.keyed !== want.column) {
          r.key = keyOf(r);
          r.keyed = want.column;
        }
        found.push(r);
      }
      chosen.push(want.column >= 0 ? sorted(found) : found);
      count += found.length;
    }
    groups.forEach((g, i) => { g.shown = chosen[i]; });
    result.textContent = words.length || want.tone ? number.format(count) + ' of ' + number.format(total) : '';
    if (windowed) {
      await breath();
      if (mine !== turn) return;
    }
    show();
    remember();
  }

  function sorted(found) {
    const inner = found.filter(r => !r.sum).sort(compare);
    let i = 0;
    return found.map(r => r.sum ? r : inner[i++]);
  }

  // place makes these the children of a parent from a place on. What stands there already is not touched.
  function place(parent, from, wanted) {
    const keep = new Set(wanted), before = from?.previousElementSibling;
    for (let c = from, next; c; c = next) {
      next = c.nextElementSibling;
      if (!keep.has(c)) c.remove();
      else c.classList.remove('far');
    }
    let at = before ? before.nextElementSibling : parent.firstElementChild;
    for (const c of wanted) {
      if (c === at) {
        at = at.nextElementSibling;
      } else {
        c.classList.remove('far');
        parent.insertBefore(c, at);
      }
    }
  }

  // show puts the chosen rows into the document: all, or those in the window.
  let heights;
  function show() {
    if (!windowed) {
      for (const g of groups) {
        equip(g);
        place(g.body, g.head, [g.head, ...g.shown.map(r => r.tr)]);
        g.body.classList.remove('far');
        g.body.hidden = g.shown.length === 0;
      }
      return;
    }
    layout();
    last = null;
    slide();
  }

  // fix keeps the columns as wide as they are now, so that they do not move as rows come and go.
  function fix() {
    const group = document.createElement('colgroup');
    for (const th of table.tHead.rows[1].cells) {
      const col = document.createElement('col');
      col.style.width = th.offsetWidth + 6 + 'px';
      group.append(col);
    }
    table.tHead.before(group);
    table.classList.add('fixed');
  }

  // layout finds where each group stands, from the heights of a head and of a row.
  let tops, last = null;
  function layout() {
    heights ??= { head: groups[0].head.offsetHeight || 40, row: table.querySelector('tr[data-s]')?.offsetHeight || 28 };
    tops = [0];
    for (const g of groups) {
      tops.push(tops.at(-1) + (g.shown.length ? heights.head + g.shown.length * heights.row : 0));
    }
  }

  // slide moves the window to where the table is scrolled to.
  function slide() {
    const { head, row } = heights;
    const from = -table.getBoundingClientRect().top - margin * row;
    const to = from + innerHeight + 2 * margin * row;
    let lo = 0, hi = groups.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (tops[mid + 1] <= from) lo = mid + 1; else hi = mid;
    }
    const bodies = [];
    let above = Math.min(tops[lo], tops.at(-1)), below = 0, mark = '';
    for (let i = lo; i < groups.length && tops[i] < to; i++) {
      const g = groups[i];
      if (!g.shown.length) continue;
      const start = Math.max(0, Math.floor((from - tops[i] - head) / row));
      const end = Math.min(g.shown.length, Math.max(0, Math.ceil((to - tops[i] - head) / row)));
      bodies.push([g, start, end]);
      mark += i + ':' + (start >> 3) + ':' + (end >> 3) + ' ';
    }
    if (mark === last) return;
    last = mark;
    const [first] = bodies, final = bodies.at(-1);
    if (first) above = tops[groups.indexOf(first[0])] + first[1] * row;
    if (final) below = tops.at(-1) - (tops[groups.indexOf(final[0])] + head + final[2] * row);
    for (const [g, start, end] of bodies) {
      equip(g);
      place(g.body, g.body.firstElementChild, [g.head, ...g.shown.slice(start, end).map(r => r.tr)]);
    }
    gaps[0].rows[0].cells[0].style.height = above + 'px';
    gaps[1].rows[0].cells[0].style.height = Math.max(0, below) + 'px';
    place(table, table.tHead.nextElementSibling, [gaps[0], ...bodies.map(b => b[0].body), gaps[1]]);
  }

  // Headings sort: down, up, as configured.
  const headings = [...table.tHead.rows[1].cells];
  headings.forEach((th, column) => {
    if (column === 0) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = th.textContent;
    th.replaceChildren(button);
    button.addEventListener('click', () => {
      const text = column === 1 || th.classList.contains('t');
      if (want.column !== column) Object.assign(want, { column, down: !text });
      else if (want.down !== text) want.down = text;
      else want.column = -1;
      mark();
      choose();
    });
  });
  function mark() {
    headings.forEach((th, i) => {
      if (i === want.column) th.setAttribute('aria-sort', want.down ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    });
  }

  // Chips filter by state.
  const tones = { up: 'Up', down: 'Down', warn: 'Changing', drain: 'Draining', off: 'Maintenance', plain: 'Not checked' };
  const counts = {};
  for (const g of groups) for (const r of g.rows) if (!r.sum) counts[r.tone] = (counts[r.tone] ?? 0) + 1;
  const buttons = Object.keys(tones).filter(t => counts[t]).map(tone => {
    const b = document.createElement('button');
    b.type = 'button';
    b.textContent = tones[tone] + ' ' + number.format(counts[tone]);
    b.dataset.tone = tone;
    b.setAttribute('aria-pressed', 'false');
    b.addEventListener('click', () => { want.tone = want.tone === tone ? '' : tone; press(); choose(); });
    return b;
  });
  function press() { for (const b of buttons) b.setAttribute('aria-pressed', String(b.dataset.tone === want.tone)); }
  chips.append(...buttons, result);
  chips.hidden = false;
  document.querySelector('.scope .go').hidden = true;
  search.placeholder = 'Filter  ( / )';
  let timer;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => { want.text = search.value; choose(); }, windowed ? 80 : 0);
  });
  document.addEventListener('keydown', e => {
    if (e.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) && !drawer.open) {
      e.preventDefault();
      search.focus();
      search.select();
    } else if (e.key === 'Escape' && e.target === search) {
      search.value = want.text = '';
      choose();
    }
  });

  // equip makes the form of a proxy work: one box for all servers in sight, and a count beside the form. What is chosen
  // but not in the document goes along with the form. Beyond the first rows forms wait as text: browsers spend long on
  // thousands of them.
  function equip(g) {
    if (g.tell) return;
    const text = g.head.querySelector('noscript');
    if (text) text.outerHTML = text.textContent;
    const form = g.head.querySelector('form.act');
    g.tell = () => {};
    if (!form) return;
    const all = g.head.querySelector('.all');
    const boxes = rows => rows.map(r => r.box).filter(Boolean);
    g.tell = () => {
      const n = boxes(g.rows).filter(b => b.checked).length;
      form.querySelector('output').textContent = n ? number.format(n) + ' chosen' : '';
      all.indeterminate = n > 0 && n < boxes(g.rows).length;
      all.checked = n > 0 && !all.indeterminate;
      remember();
    };
    all.hidden = false;
    all.addEventListener('change', () => { for (const b of boxes(g.shown)) b.checked = all.checked; g.tell(); });
    g.body.addEventListener('change', e => { if (e.target.name === 's') g.tell(); });
    form.addEventListener('formdata', e => {
      for (const b of boxes(g.rows)) if (b.checked && !b.isConnected) e.formData.append('s', b.value);
    });
    form.addEventListener('submit', forget);
    g.tell();
  }

  // Names open all that is known of an object beside the table.
  table.addEventListener('click', async e => {
    const link = e.target.closest('.nm a');
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !drawer.showModal) return;
    e.preventDefault();
    try {
      const answer = await fetch(link.href);
      const article = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('article');
      article.querySelector('.back a').textContent = '✕ Close';
      drawer.replaceChildren(article);
      drawer.showModal();
      drawer.scrollTop = 0;
    } catch {
      location = link.href;
    }
  });
  drawer.addEventListener('click', e => {
    if (e.target === drawer || e.target.closest('.back a')) { e.preventDefault(); drawer.close(); }
  });

  // What was chosen outlives the refresh of the page.
  let ready = false;
  function remember() {
    if (!ready) return;
    const chosen = groups.flatMap(g => g.rows).filter(r => r.box?.checked).map(r => r.tr.id);
    try { sessionStorage.setItem(memory, JSON.stringify({ ...want, chosen, x: scrollX, y: scrollY })); } catch { /* not allowed here */ }
  }
  function forget() { try { sessionStorage.removeItem(memory); } catch { /* not allowed here */ } ready = false; }
  function recall() {
    try { return JSON.parse(sessionStorage.getItem(memory)) ?? {}; } catch { return {}; }
  }

  const { chosen = [], x = 0, y = 0, ...kept } = recall();
  Object.assign(want, kept);
  if (want.column >= headings.length) want.column = -1;
  if (want.text) search.value = want.text;
  if (chosen.length) {
    const ids = new Set(chosen);
    for (const g of groups) for (const r of g.rows) if (r.box && ids.has(r.tr.id)) r.box.checked = true;
  }
  if (windowed) {
    fix();
    addEventListener('scroll', () => requestAnimationFrame(slide), { passive: true });
    addEventListener('resize', slide);
  }
  mark();
  press();
  choose().then(() => {
    ready = true;
    if (y && !location.hash) {
      history.scrollRestoration = 'manual';
      scrollTo(x, y);
    }
  });
  addEventListener('pagehide', remember);
})();
