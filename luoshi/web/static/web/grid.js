// A grid of texts, worked in as in Excel: window.luoshiGrid(element, {columns, rows, words, most, grows, onChange}).
//
// columns: [{key, label, kind, width, required, help, total, offers: [text] | asks: address, fixed}]
// rows: [{id?, version?, cells: {key: text}}]; `fixed` columns of rows with an id cannot be changed
// A text box lies over the active cell and always has the focus, so that input methods, screen readers and
// the clipboard meet an ordinary text box. Tabulator draws; what is in the cells is kept here.
"use strict";

window.luoshiGrid = (element, { columns, rows: given = [], problems = [], words, most = 1000, grows = true, onChange }) => {
  const { parse, write, sum, isNumber, grouped, headings, fill } = window.luoshiGridText;
  const HEIGHT = 32;
  const SPARE = 20; // empty rows below what is filled
  const UNDONE = 200;
  const copy = (row) => ({ ...row, cells: { ...row.cells } });
  const rows = given.map((row) => ({ ...copy(row), base: { ...row.cells } }));
  const marks = new Map(); // "place key" → problem; key "" is the row itself
  const past = [];
  const future = [];
  let active = { r: 0, c: columns[0].fixed && given[0]?.id ? 1 : 0 };
  let end = active;
  let start = null; // the column at which a run of Tab began
  let editing = null; // "type" after a first letter, "edit" after F2
  let table = null;

  const text = (r, c) => rows[r]?.cells[columns[c].key] ?? "";
  const filled = (row) => Object.values(row.cells).some(Boolean);
  const fixed = (r, c) => Boolean(columns[c].fixed && rows[r]?.id);
  const changed = (row, key) => (row.cells[key] ?? "") !== (row.base?.[key] ?? "");
  const block = () => ({
    top: Math.min(active.r, end.r), bottom: Math.max(active.r, end.r),
    left: Math.min(active.c, end.c), right: Math.max(active.c, end.c),
  });
  const last = () => rows.findLastIndex(filled);
  const made = (tag, name, more = {}) => Object.assign(document.createElement(tag), { className: name }, more);

  const box = made("div", "grid-table");
  const entry = made("textarea", "grid-entry", { rows: 1, spellcheck: false, autocomplete: "off" });
  const range = made("div", "grid-range");
  const list = made("ul", "grid-offers", { id: `${element.id}-offers`, hidden: true });
  const say = made("p", "grid-say", { id: `${element.id}-say` });
  list.setAttribute("role", "listbox");
  say.setAttribute("role", "status");
  entry.setAttribute("aria-describedby", say.id);
  element.classList.add("grid-box");
  element.append(box, list, say);

  const offers = window.luoshiGridOffers(entry, list, words, (value) => { entry.value = value; });

  // --- drawing ---

  function cellOf(cell) {
    const row = rows[cell.getData().place];
    const key = cell.getField();
    const column = columns.find((one) => one.key === key);
    const value = row?.cells[key] ?? "";
    const mark = marks.get(`${cell.getData().place} ${key}`);
    const node = cell.getElement();
    node.classList.toggle("grid-number", column.kind === "number");
    node.classList.toggle("grid-bad", Boolean(mark));
    node.classList.toggle("grid-changed", Boolean(row?.id && changed(row, key)));
    node.classList.toggle("grid-fixed", Boolean(row?.id && column.fixed));
    node.title = mark ? told(mark) : value.length > 12 ? value : "";
    return made("span", "", { textContent: column.kind === "number" && isNumber(value) ? grouped(value) : value.replaceAll("\n", " ⏎ ") });
  }

  function numberOf(cell) {
    const mark = marks.get(`${cell.getData().place} `);
    cell.getElement().classList.toggle("grid-bad", Boolean(mark));
    cell.getElement().title = mark ? told(mark) : "";
    return made("span", "", { textContent: String(cell.getData().place + 1) });
  }

  function headingOf(column) {
    const label = made("span", "", { textContent: column.label, title: column.help || column.label });
    if (column.required) label.append(made("span", "grid-required", { textContent: " *", title: words.required }));
    return label;
  }

  function footOf(column, first) {
    if (first) return `${words.total} ${fill(words.rows, { n: rows.filter(filled).length })}`;
    const found = sum(rows.map((row) => row.cells[column.key] ?? "").filter(Boolean));
    if (!found.count && !found.unread) return "";
    return (found.count ? found.text : "—") + (found.unread ? ` (${fill(words.unread, { n: found.unread })})` : "");
  }

  function build() {
    const wide = window.matchMedia("(min-width: 768px)").matches;
    table = new window.Tabulator(box, {
      data: rows.map((_row, place) => ({ place })), index: "place", rowHeight: HEIGHT, layout: "fitDataFill", keybindings: false,
      height: Math.min(Math.max(window.innerHeight - 330, 260), 620, grows ? Infinity : (rows.length + 3) * HEIGHT),
      columnDefaults: { headerSort: false, resizable: "header", formatter: cellOf },
      columns: [
        { title: "", field: "place", width: 44, frozen: wide, resizable: false, hozAlign: "center", formatter: numberOf, cssClass: "grid-place", titleFormatter: () => made("span", "visually-hidden", { textContent: words.number }) },
        ...columns.map((column, c) => ({
          title: column.label, field: column.key, width: column.width, titleFormatter: () => headingOf(column),
          ...(c === 0 || column.total ? { bottomCalc: () => footOf(column, c === 0), bottomCalcFormatter: (cell) => made("span", column.total ? "grid-number" : "", { textContent: cell.getValue() }) } : {}),
        })),
      ],
    });
    table.on("tableBuilt", () => {
      const holder = box.querySelector(".tabulator-tableholder");
      holder.removeAttribute("tabindex");
      // To a screen reader the text box is the cell it lies over.
      const cell = made("div", "");
      const line = made("div", "");
      cell.setAttribute("role", "gridcell");
      line.setAttribute("role", "row");
      cell.append(entry);
      line.append(cell);
      holder.append(range, line);
      show();
    });
    table.on("columnResized", show);
    table.on("cellMouseDown", (event, cell) => {
      const r = cell.getData().place;
      const c = columns.findIndex((one) => one.key === cell.getField());
      if (editing) commit();
      start = null;
      if (c < 0) select({ r, c: 0 }, { r, c: columns.length - 1 });
      else if (event.shiftKey) select(active, { r, c });
      else select({ r, c });
      setTimeout(() => entry.focus({ preventScroll: true }));
    });
    table.on("cellMouseEnter", (event, cell) => {
      const c = columns.findIndex((one) => one.key === cell.getField());
      if (event.buttons === 1 && c >= 0 && !editing) select(active, { r: cell.getData().place, c });
    });
    table.on("cellDblClick", () => edit("edit"));
  }

  const redraw = (places) => {
    for (const place of places) table.getRow(place).reformat();
    table.recalc();
  };

  const offset = (c) => {
    const node = table.getColumn(columns[c].key).getElement();
    return { left: node.offsetLeft, width: node.offsetWidth };
  };

  function show() {
    const { top, bottom, left, right } = block();
    const from = offset(left);
    const to = offset(right);
    const here = offset(active.c);
    Object.assign(range.style, { left: `${from.left}px`, top: `${top * HEIGHT}px`, width: `${to.left + to.width - from.left}px`, height: `${(bottom - top + 1) * HEIGHT}px` });
    Object.assign(entry.style, { left: `${here.left}px`, top: `${active.r * HEIGHT}px`, width: `${here.width}px`, height: `${HEIGHT}px` });
    if (editing) return;
    entry.value = text(active.r, active.c);
    if (document.activeElement === entry) entry.select();
    const column = columns[active.c];
    entry.setAttribute("aria-label", fill(words.cell, { row: active.r + 1, column: column.label }) + (column.required ? ` ${words.required}` : ""));
    const mark = marks.get(`${active.r} ${column.key}`) ?? marks.get(`${active.r} `);
    entry.setAttribute("aria-invalid", String(Boolean(mark)));
    say.classList.toggle("bad", Boolean(mark));
    say.textContent = mark ? `${entry.getAttribute("aria-label")}：${told(mark)}` : fixed(active.r, active.c) ? words.fixed : column.help || "";
  }

  const told = (mark) => (mark.right ? `${mark.what}；${fill(words.right, { right: mark.right })}` : mark.what);

  function scroll({ r, c }) {
    const holder = box.querySelector(".tabulator-tableholder");
    const { left, width } = offset(c);
    const frozen = window.matchMedia("(min-width: 768px)").matches ? 44 : 0;
    if (r * HEIGHT < holder.scrollTop) holder.scrollTop = r * HEIGHT;
    if ((r + 1) * HEIGHT > holder.scrollTop + holder.clientHeight) holder.scrollTop = (r + 1) * HEIGHT - holder.clientHeight;
    if (left - frozen < holder.scrollLeft) holder.scrollLeft = left - frozen;
    else if (left + width > holder.scrollLeft + holder.clientWidth) holder.scrollLeft = left + width - holder.clientWidth;
  }

  // --- choosing ---

  const inside = ({ r, c }) => ({ r: Math.min(Math.max(r, 0), rows.length - 1), c: Math.min(Math.max(c, 0), columns.length - 1) });

  function select(from, to = from) {
    active = inside(from);
    end = inside(to);
    scroll(end);
    show();
  }

  // Where Ctrl and an arrow lead: the last cell filled on the way, or the next one filled.
  function jump({ r, c }, down, along) {
    const within = (one) => one.r >= 0 && one.r < rows.length && one.c >= 0 && one.c < columns.length;
    const next = (one) => ({ r: one.r + down, c: one.c + along });
    let at = { r, c };
    const gap = !text(r, c) || !within(next(at)) || !text(next(at).r, next(at).c);
    while (within(next(at))) {
      at = next(at);
      if (gap ? text(at.r, at.c) : !(within(next(at)) && text(next(at).r, next(at).c))) break;
    }
    return at;
  }

  // --- changing ---

  function grow(to) {
    const before = rows.length;
    const wanted = Math.min(grows ? Math.max(to + 1, last() + 1 + SPARE) : 0, most);
    while (rows.length < wanted) rows.push({ cells: {} });
    if (table && rows.length > before) table.addData(rows.slice(before).map((_row, n) => ({ place: before + n })));
  }

  // One step of undo: `act` changes rows that `touch` was told of.
  function step(act) {
    const before = new Map();
    act((r) => {
      if (!before.has(r)) before.set(r, copy(rows[r]));
      return rows[r].cells;
    });
    for (const [r, row] of before) if (Object.keys({ ...row.cells, ...rows[r].cells }).every((key) => (row.cells[key] ?? "") === (rows[r].cells[key] ?? ""))) before.delete(r);
    if (!before.size) return;
    const after = new Map([...before.keys()].map((r) => [r, copy(rows[r])]));
    past.push({ before, after, active, end });
    if (past.length > UNDONE) past.shift();
    future.length = 0;
    for (const [r, row] of before) for (const { key } of columns) if (row.cells[key] !== rows[r].cells[key]) marks.delete(`${r} ${key}`);
    grow(0);
    redraw(before.keys());
    show();
    onChange?.();
  }

  function back(from, to, which) {
    const one = from.pop();
    if (!one) return false;
    for (const [r, row] of one[which]) Object.assign(rows[r], copy(row));
    to.push(one);
    redraw(one.before.keys());
    select(one.active, one.end);
    onChange?.();
    return true;
  }
  const undo = () => back(past, future, "before") && announce(words.undone);
  const redo = () => back(future, past, "after") && announce(words.redone);
  const announce = (said) => { say.textContent = said; };

  function put(top, left, cells, keys = null) {
    grow(top + cells.length - 1);
    step((touch) => {
      cells.slice(0, rows.length - top).forEach((line, n) => {
        line.forEach((value, m) => {
          const c = keys ? columns.findIndex((one) => one.key === keys[m]) : left + m;
          if (c >= 0 && c < columns.length && !fixed(top + n, c)) touch(top + n)[columns[c].key] = value;
        });
      });
    });
    return cells.length <= rows.length - top;
  }

  function paste(said) {
    const { top, bottom, left, right } = block();
    let cells = parse(said);
    const keys = headings(cells[0], columns);
    if (keys) cells = cells.slice(1);
    else if (cells.length === 1 && cells[0].length === 1) cells = Array.from({ length: bottom - top + 1 }, () => Array(right - left + 1).fill(cells[0][0]));
    if (!cells.length) return;
    const whole = put(top, left, cells, keys);
    const wide = Math.max(...cells.map((line) => line.length));
    select({ r: top, c: keys ? 0 : left }, { r: top + cells.length - 1, c: keys ? columns.length - 1 : left + wide - 1 });
    announce(whole ? fill(words.pasted, { rows: cells.length, columns: wide }) : fill(words.too_many, { n: most }));
  }

  const chosen = () => {
    const { top, bottom, left, right } = block();
    return rows.slice(top, bottom + 1).map((_row, n) => columns.slice(left, right + 1).map((_column, m) => text(top + n, left + m)));
  };
  const clear = () => put(block().top, block().left, chosen().map((line) => line.map(() => "")));

  function fillDown() {
    const { top, bottom, left, right } = block();
    const from = bottom > top ? top : top - 1;
    if (from < 0) return;
    const line = columns.slice(left, right + 1).map((_column, m) => text(from, left + m));
    put(from + 1, left, Array.from({ length: bottom - from }, () => [...line]));
    announce(words.filled);
  }

  // New rows among those chosen go, those below move up; records stay.
  function removeRows() {
    const { top, bottom } = block();
    step((touch) => {
      const kept = rows.filter((row, r) => row.id || r < top || r > bottom).map((row) => (row.id ? null : { ...row.cells })).filter(Boolean);
      let n = 0;
      rows.forEach((row, r) => {
        if (row.id) return;
        const next = kept[n++] ?? {};
        if (r >= top) { touch(r); rows[r].cells = next; }
      });
    });
  }

  // --- typing ---

  function edit(how) {
    if (fixed(active.r, active.c)) return announce(words.fixed);
    editing = how;
    end = active;
    element.classList.add("editing");
    show();
    if (how === "edit") entry.setSelectionRange(entry.value.length, entry.value.length);
    size();
    offers.open(columns[active.c], how === "type" ? entry.value : "");
  }

  function size() {
    entry.style.height = `${HEIGHT}px`;
    entry.style.height = `${Math.max(HEIGHT, Math.min(entry.scrollHeight + 2, 200))}px`;
  }

  function stop() {
    editing = null;
    element.classList.remove("editing");
    offers.close();
  }

  function commit() {
    const value = offers.chosen() ?? entry.value.replace(/\s+$/, "");
    stop();
    put(active.r, active.c, [[value]]);
    show();
  }

  entry.addEventListener("compositionstart", () => { if (!editing) edit("type"); });
  entry.addEventListener("input", () => {
    if (!editing) {
      if (fixed(active.r, active.c)) return show();
      const typed = entry.value;
      editing = "type";
      edit("type");
      entry.value = typed;
    }
    size();
    offers.open(columns[active.c], entry.value);
  });
  entry.addEventListener("focus", () => { element.classList.add("focused"); show(); if (!editing) entry.select(); });
  entry.addEventListener("blur", () => { element.classList.remove("focused"); if (editing && document.hasFocus()) commit(); });
  entry.addEventListener("paste", (event) => {
    if (editing) return;
    event.preventDefault();
    paste(event.clipboardData.getData("text/plain"));
  });
  for (const verb of ["copy", "cut"]) {
    entry.addEventListener(verb, (event) => {
      if (editing) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", write(chosen()));
      if (verb === "cut") clear();
    });
  }
  entry.addEventListener("keydown", window.luoshiGridKeys({
    columns, rows, jump, select, edit, commit, stop, show, clear, undo, redo, fillDown, removeRows, offers, size, last,
    state: () => ({ active, end, editing, start }), run: (c) => { start = c; }, entry,
  }));

  // --- for the page ---

  function mark(found) {
    const before = [...marks.keys()].map((one) => Number(one.split(" ")[0]));
    marks.clear();
    for (const one of found) if (one.row !== null) marks.set(`${one.row} ${columns.some(({ key }) => key === one.column) ? one.column : ""}`, one);
    redraw(new Set([...before, ...found.map((one) => one.row).filter((row) => row !== null)]));
    show();
  }

  function go(row, key) {
    select({ r: row, c: Math.max(columns.findIndex((one) => one.key === key), 0) });
    entry.focus();
    show();
  }

  // Cells as the server understood them, unless they were changed since they were sent.
  function settle(found, sent) {
    const places = new Set();
    for (const [place, cells] of Object.entries(found)) {
      for (const [key, value] of Object.entries(cells)) {
        const row = rows[place];
        if (!row || row.cells[key] === value || row.cells[key] !== sent[place]?.[key]) continue;
        row.cells[key] = value;
        if (past.at(-1)?.after.has(Number(place))) past.at(-1).after.set(Number(place), copy(row));
        places.add(Number(place));
      }
    }
    redraw(places);
    if (places.size && !editing) show();
  }

  // A record as somebody else left it: cells that were not touched here follow it, the others are returned.
  function follow(place, { version, cells }) {
    const row = rows[place];
    const differ = [];
    for (const { key } of columns) {
      if (!changed(row, key)) row.cells[key] = cells[key] ?? "";
      else if ((cells[key] ?? "") !== (row.base[key] ?? "")) differ.push([key, cells[key] ?? ""]);
    }
    Object.assign(row, { version, base: { ...cells } });
    redraw([place]);
    return differ;
  }

  grow(0);
  build();
  table.on("tableBuilt", () => { if (problems.length) mark(problems); });
  return {
    rows: () => rows.map((row, place) => ({ place, id: row.id, version: row.version, base: row.base, cells: { ...row.cells } })).filter((row) => row.id || filled(row)),
    changedCells: (row) => Object.fromEntries(Object.entries(row.cells).filter(([key]) => changed(row, key))),
    ready: new Promise((resolve) => table.on("tableBuilt", () => resolve())),
    replace: (cells) => step((touch) => rows.forEach((row, r) => { if (!row.id || cells[r]) { touch(r); row.cells = { ...(cells[r] ?? {}) }; } })),
    mark, go, settle, follow, undo, redo, fillDown, removeRows, commit: () => { if (editing) commit(); }, focus: () => entry.focus(), grow,
  };
};
