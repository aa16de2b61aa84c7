// Arranging a dashboard: tiles are moved, resized and removed by mouse, finger or keyboard. The order in the
// page is the order that is kept; widths and heights stand in hidden fields.
"use strict";

(() => {
  const board = document.getElementById("tiles");
  const said = document.getElementById("said");
  if (!board) return;
  const most = { width: Number(board.dataset.widest), height: Number(board.dataset.highest) };
  const field = (tile, name) => tile.querySelector(`input[name="${name}"]`);
  const value = (tile, name) => Number(field(tile, name).value);

  function say(key, tile, more) {
    const words = { title: tile.dataset.title, ...more };
    said.textContent = said.dataset[key].replace(/%\((\w+)\)s/g, (_all, name) => words[name]);
  }

  // The form knows that something is not kept yet.
  const touched = () => board.dispatchEvent(new Event("input", { bubbles: true }));

  function shift(tile, step) {
    if (step < 0) tile.previousElementSibling?.before(tile);
    else tile.nextElementSibling?.after(tile);
    moved(tile);
  }

  function moved(tile) {
    const all = [...board.children];
    say("moved", tile, { place: all.indexOf(tile) + 1, many: all.length });
    touched();
  }

  function resize(tile, sizes) {
    for (const [name, size] of Object.entries(sizes)) {
      const letter = name[0];
      const kept = Math.min(most[name], Math.max(1, size));
      tile.classList.remove(...[1, 2, 3, 4].map((each) => `tile-${letter}${each}`));
      tile.classList.add(`tile-${letter}${kept}`);
      field(tile, name).value = kept;
    }
    say("sized", tile, { width: value(tile, "width"), height: value(tile, "height") });
    touched();
  }

  function drop(tile) {
    const next = tile.nextElementSibling ?? tile.previousElementSibling;
    tile.remove();
    (next?.querySelector("[data-grip]") ?? document.querySelector('[value="keep"]')).focus();
    say("dropped", tile);
    touched();
  }

  board.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const tile = button?.closest(".tile");
    if (!tile) return;
    if (button.dataset.shift) shift(tile, Number(button.dataset.shift));
    if (button.dataset.size) {
      const name = button.dataset.size;
      resize(tile, { [name]: (value(tile, name) % most[name]) + 1 });
    }
    if ("drop" in button.dataset) drop(tile);
    else button.focus();
  });

  const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
  board.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip) return;
    const tile = grip.closest(".tile");
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      const name = /Left|Right/.test(event.key) ? "width" : "height";
      if (event.shiftKey) resize(tile, { [name]: value(tile, name) + step });
      else shift(tile, step);
      grip.focus();
    }
    if (event.key === "Delete") {
      event.preventDefault();
      drop(tile);
    }
  });

  // The corner: as many columns and rows as the pointer has been drawn over.
  board.addEventListener("pointerdown", (event) => {
    const corner = event.target.closest("[data-corner]");
    if (!corner) return;
    event.preventDefault();
    corner.setPointerCapture(event.pointerId);
    const tile = corner.closest(".tile");
    const start = tile.getBoundingClientRect();
    const column = start.width / value(tile, "width");
    const row = start.height / value(tile, "height");
    const follow = (move) => {
      const sizes = {
        width: Math.round((move.clientX - start.left) / column),
        height: Math.round((move.clientY - start.top) / row),
      };
      if (sizes.width !== value(tile, "width") || sizes.height !== value(tile, "height")) resize(tile, sizes);
    };
    corner.addEventListener("pointermove", follow);
    corner.addEventListener("pointerup", () => corner.removeEventListener("pointermove", follow), { once: true });
  });

  window.Sortable?.create(board, {
    handle: ".tile-bar",
    filter: "button:not([data-grip])",
    preventOnFilter: false,
    animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    ghostClass: "tile-ghost",
    onEnd: (event) => moved(event.item),
  });
})();
