// The board: a card dropped on a later stage, or pressed “推进”, opens a dialog that says what is missing or
// asks from which day it holds. What is not moved goes back to where it was.
"use strict";

(() => {
  const dialog = document.getElementById("board-dialog");
  if (!dialog) return;
  const body = document.getElementById("board-step");
  const said = document.getElementById("board-said");
  const lists = [...document.querySelectorAll(".board-cards")];
  let dropped = null;

  function putBack() {
    if (!dropped) return;
    dropped.from.insertBefore(dropped.card, dropped.before);
    dropped.card.querySelector(".board-go")?.focus();
    dropped = null;
    said.textContent = said.dataset.back;
  }

  async function ask(address) {
    body.replaceChildren();
    said.textContent = "";
    await htmx.ajax("GET", address, { target: body, swap: "innerHTML" });
    if (body.childElementCount) dialog.showModal();
    else putBack(); // the server said no; what it said stands above
  }

  dialog.addEventListener("close", putBack);

  // Whoever asked for more goes on at the first card that came.
  let asking = null;
  document.addEventListener("click", (event) => (asking = event.target.closest(".board-more")?.parentElement));
  document.addEventListener("htmx:load", (event) => {
    if (!asking?.contains(event.detail.elt)) return;
    asking = null;
    event.detail.elt.querySelector(".board-title")?.focus();
  });

  document.addEventListener("click", (event) => {
    const go = event.target.closest("[data-go]");
    if (!go || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(go.dataset.go);
  });

  for (const list of lists) {
    let before = null;
    Sortable.create(list, {
      group: { name: "board", put: (to, from) => lists.indexOf(to.el) > lists.indexOf(from.el) },
      draggable: ".board-movable",
      filter: ".board-go",
      preventOnFilter: false,
      sort: false,
      animation: 120,
      delay: 180,
      delayOnTouchOnly: true,
      ghostClass: "board-ghost",
      onStart: (event) => (before = event.item.nextElementSibling),
      onEnd: (event) => {
        if (event.to === event.from) return;
        dropped = { card: event.item, from: event.from, before };
        ask(`${event.item.dataset.step}?stage=${event.to.dataset.stage}`);
      },
    });
  }
})();
