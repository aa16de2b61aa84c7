// The page around a grid: what was typed is understood, checked and saved by the server; a draft stays in this
// browser until it is saved.
"use strict";

(() => {
  const element = document.getElementById("grid");
  if (!element) return;
  const data = JSON.parse(document.getElementById("grid-data").textContent);
  const { words } = data;
  const { fill } = window.luoshiGridText;
  const form = document.getElementById("grid-do");
  const state = document.getElementById("grid-state");
  const kept = document.getElementById("grid-kept");
  const list = document.getElementById("grid-problems");
  const unit = document.getElementById("grid-unit");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const WAIT = 700; // milliseconds of rest before what was typed is sent to be understood
  const LISTED = 30; // problems that are listed; the others are marked in the grid
  let timer = null;
  let known = new Map(); // place → cells as they were last understood, as text
  let problems = [];

  // --- the draft ---

  function keep() {
    const rows = grid.rows().map((row) => (row.id ? { id: row.id, cells: grid.changedCells(row) } : { place: row.place, cells: row.cells })).filter((row) => Object.keys(row.cells).length);
    try {
      if (rows.length) localStorage.setItem(data.draft, JSON.stringify({ at: Date.now(), rows }));
      else localStorage.removeItem(data.draft);
      kept.textContent = rows.length ? fill(words.draft_kept, { at: time(Date.now()) }) : "";
    } catch {
      kept.textContent = words.draft_full;
    }
  }

  const time = (at) => new Date(at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });

  function restore() {
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(data.draft));
    } catch {
      localStorage.removeItem(data.draft);
    }
    if (!draft?.rows?.length) return;
    const places = new Map(grid.rows().map((row) => [row.id, row]));
    const cells = {};
    for (const row of draft.rows) {
      if (row.id && places.has(row.id)) cells[places.get(row.id).place] = { ...places.get(row.id).cells, ...row.cells };
      else if (!row.id && !data.editing) cells[row.place] = row.cells;
    }
    const count = Object.keys(cells).length;
    if (!count) return;
    grid.grow(Math.max(...Object.keys(cells).map(Number)));
    grid.replace(cells);
    say(fill(words.draft_found, { at: time(draft.at), n: count }));
  }

  // --- the server ---

  async function send(what) {
    const rows = (data.editing ? grid.rows().filter((row) => Object.keys(grid.changedCells(row)).length) : grid.rows())
      .map((row) => ({ ...row, cells: row.id ? grid.changedCells(row) : row.cells }));
    const asked = what === "read" ? rows.filter((row) => known.get(row.place) !== JSON.stringify(row.cells)) : rows;
    if (!asked.length) return what === "read" ? null : { empty: true };
    const sent = Object.fromEntries(asked.map((row) => [row.place, { ...row.cells }]));
    let answer;
    try {
      answer = await fetch(data.address, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ do: what, unit: unit?.value ?? "", rows: asked.map(({ place, id, version, cells }) => ({ place, id, version, cells })) }),
      });
    } catch {
      return { error: words.offline };
    }
    if (answer.redirected) return { error: words.logged_out };
    try {
      return { ...(await answer.json()), sent };
    } catch {
      return { error: words.offline };
    }
  }

  // Between two saves: what a cell means is written into it (3.2亿 → 32000), what it cannot mean is marked.
  async function understand() {
    const found = await send("read");
    if (!found || found.error) return;
    grid.settle(found.words, found.sent);
    remember(found.sent);
    const places = new Set(Object.keys(found.sent).map(Number));
    problems = [...problems.filter((one) => !places.has(one.row)), ...found.problems];
    grid.mark(problems);
    told(problems);
  }

  function remember(sent) {
    for (const row of grid.rows()) if (row.place in sent) known.set(row.place, JSON.stringify(row.id ? grid.changedCells(row) : row.cells));
  }

  async function whole(what) {
    clearTimeout(timer);
    grid.commit();
    say(what === "save" ? words.saving : words.checking);
    busy(true);
    const found = await send(what);
    busy(false);
    if (found.empty) return say(words.nothing);
    if (found.error) return say(found.error, true);
    if (found.where) {
      localStorage.removeItem(data.draft);
      window.location = found.where;
      return;
    }
    grid.settle(found.words, found.sent);
    remember(found.sent);
    problems = [...found.problems, ...theirs(found.now)];
    grid.mark(problems);
    told(problems);
    if (!problems.length) {
      const doubts = found.warnings.map((one) => `${fill(words.row, { row: one.row + 1 })} ${one.what}`);
      say(fill(words.fine, { n: found.rows }) + (doubts.length ? ` ${words.doubtful}${doubts.slice(0, LISTED).join("；")}` : ""));
    } else list.querySelector("button")?.focus();
  }

  // Records that somebody else changed meanwhile: what differs is told, the next save is made knowing it.
  function theirs(now) {
    return Object.entries(now).flatMap(([place, record]) =>
      grid.follow(Number(place), record).map(([column, value]) => ({ row: Number(place), column, what: fill(words.theirs, { value: value || words.empty }), right: words.yours })));
  }

  function busy(on) {
    for (const button of form.querySelectorAll("button")) button.disabled = on;
  }

  // --- what is said ---

  function say(said, bad = false) {
    state.textContent = said;
    state.classList.toggle("bad", bad);
  }

  function told(found) {
    list.replaceChildren(...found.slice(0, LISTED).map((one) => {
      const column = data.columns.find(({ key }) => key === one.column);
      const row = one.row ?? 0;
      const where = column ? fill(words.cell, { row: row + 1, column: column.label }) : fill(words.row, { row: row + 1 });
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: where });
      button.addEventListener("click", () => grid.go(row, one.column));
      const item = document.createElement("li");
      item.append(button, document.createTextNode(` ${one.what}${one.right ? ` — ${fill(words.right, { right: one.right })}` : ""}`));
      return item;
    }));
    list.parentElement.hidden = !found.length;
    say(found.length ? fill(words.problems, { n: found.length }) : "", Boolean(found.length));
  }

  const grid = window.luoshiGrid(element, {
    columns: data.columns, rows: data.rows, words, most: data.most, grows: !data.editing,
    onChange: () => {
      keep();
      clearTimeout(timer);
      timer = setTimeout(understand, WAIT);
    },
  });
  const acts = {
    undo: grid.undo, redo: grid.redo, fill: grid.fillDown, remove: grid.removeRows,
    clear: () => grid.replace({}),
    check: () => whole("check"), save: () => whole("save"),
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", (event) => {
    const act = event.target.closest("button")?.dataset.act;
    if (!act) return;
    acts[act]();
    if (!["check", "save"].includes(act)) grid.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    whole("save");
  });
  unit?.addEventListener("change", () => known.clear());
  grid.ready.then(() => {
    restore();
    grid.focus();
    element.dataset.ready = "yes";
  });
})();
