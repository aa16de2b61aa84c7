// What the keys do in a grid: as in Excel and WPS. Esc and then Tab lead out of it.
"use strict";

window.luoshiGridKeys = (grid) => {
  const { columns, rows, offers, state } = grid;
  const PAGE = 12;
  let leaving = false;

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  // Enter goes down, and after a run of Tab back to the column where it began.
  function onward(event) {
    const { active, start } = state();
    const by = event.shiftKey ? -1 : 1;
    if (event.key === "Tab") {
      if (start === null) grid.run(active.c);
      const c = active.c + by;
      if (c >= columns.length && active.r + 1 < rows.length) return grid.select({ r: active.r + 1, c: 0 });
      if (c < 0 && active.r > 0) return grid.select({ r: active.r - 1, c: columns.length - 1 });
      return grid.select({ r: active.r, c });
    }
    grid.run(null);
    return grid.select({ r: active.r + by, c: start ?? active.c });
  }

  function typing(event) {
    const { editing } = state();
    if (event.key === "Escape") {
      grid.stop();
      grid.show();
    } else if (event.key === "Enter" && event.altKey) {
      grid.entry.setRangeText("\n", grid.entry.selectionStart, grid.entry.selectionEnd, "end");
      grid.size();
    } else if (event.key === "Enter" || event.key === "Tab") {
      grid.commit();
      onward(event);
    } else if (offers.isOpen() && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      offers.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (editing === "type" && ARROWS[event.key] && !event.shiftKey) {
      grid.commit();
      walk(event);
    } else return;
    event.preventDefault();
  }

  function walk(event) {
    const { active, end } = state();
    const [down, along] = ARROWS[event.key];
    const from = event.shiftKey ? end : active;
    const to = event.ctrlKey || event.metaKey ? grid.jump(from, down, along) : { r: from.r + down, c: from.c + along };
    grid.run(null);
    if (event.shiftKey) grid.select(active, to);
    else grid.select(to);
  }

  function edges(event) {
    const { active, end } = state();
    const from = event.shiftKey ? end : active;
    const far = event.ctrlKey || event.metaKey;
    const to = {
      Home: () => ({ r: far ? 0 : from.r, c: 0 }),
      End: () => ({ r: far ? Math.max(grid.last(), 0) : from.r, c: columns.length - 1 }),
      PageUp: () => ({ r: from.r - PAGE, c: from.c }),
      PageDown: () => ({ r: from.r + PAGE, c: from.c }),
    }[event.key]();
    if (event.shiftKey) grid.select(active, to);
    else grid.select(to);
  }

  const CONTROL = {
    z: (event) => (event.shiftKey ? grid.redo() : grid.undo()),
    y: () => grid.redo(),
    d: () => grid.fillDown(),
    a: () => grid.select({ r: 0, c: 0 }, { r: Math.max(grid.last(), 0), c: columns.length - 1 }),
  };

  function choosing(event) {
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Tab" && leaving) return; // the browser's own Tab leads out
    if (event.key === "Escape") {
      leaving = true;
      grid.select(state().active);
      return;
    }
    if (!["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) leaving = false;
    if (event.altKey && event.key === "ArrowDown") grid.edit("offers");
    else if (ARROWS[event.key]) walk(event);
    else if (["Home", "End", "PageUp", "PageDown"].includes(event.key)) edges(event);
    else if (event.key === "Enter" || event.key === "Tab") onward(event);
    else if (event.key === "F2") grid.edit("edit");
    else if (event.key === "Delete" || event.key === "Backspace") grid.clear();
    else if (control && CONTROL[event.key.toLowerCase()]) CONTROL[event.key.toLowerCase()](event);
    else return;
    event.preventDefault();
  }

  grid.entry.addEventListener("blur", () => { leaving = false; });
  return (event) => {
    if (event.isComposing || event.keyCode === 229) return; // the input method's keys
    if (state().editing) typing(event);
    else choosing(event);
  };
};
