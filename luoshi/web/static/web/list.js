// A ledger's list: columns put in order, rows chosen, sorting by several columns, what stays in sight.
"use strict";

(() => {
  // Shift and a press on a heading sorts by it too.
  document.addEventListener("click", (event) => {
    const heading = event.target.closest("a[data-more]");
    if (heading && event.shiftKey) {
      event.preventDefault();
      window.location = heading.dataset.more;
    }
  });

  // Columns move up and down in their dialog; their order there is the order of the list.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    if (button.dataset.move === "-1") item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    button.focus();
  });

  // Chosen rows: how many, all of the page, the range from the last one with Shift.
  const bar = document.getElementById("decide-many");
  const boxes = () => [...document.querySelectorAll('input[name="row"]')];
  let last = null;
  function count() {
    const chosen = boxes().filter((box) => box.checked);
    bar.hidden = chosen.length === 0;
    bar.querySelector("[data-count]").textContent = chosen.length;
    const all = document.querySelector("[data-select-all]");
    if (!all) return;
    all.checked = chosen.length > 0 && chosen.length === boxes().length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  if (bar) {
    document.addEventListener("click", (event) => {
      const box = event.target.closest('input[name="row"]');
      if (box && event.shiftKey && last) {
        const found = boxes();
        const [from, to] = [found.indexOf(last), found.indexOf(box)].sort((a, b) => a - b);
        for (const one of found.slice(from, to + 1)) one.checked = box.checked;
      }
      if (box) last = box;
      if (event.target.closest("[data-select-none]")) for (const one of boxes()) one.checked = false;
      if (box || event.target.closest("[data-select-none]")) count();
    });
    document.addEventListener("change", (event) => {
      if (event.target.matches("[data-select-all]")) for (const box of boxes()) box.checked = event.target.checked;
      if (event.target.matches('[data-select-all], input[name="row"]')) count();
    });
    // Sending back asks for a reason in a dialog: the chosen rows go along.
    document.querySelector("#reject-many form")?.addEventListener("submit", (event) => {
      for (const box of boxes().filter((one) => one.checked)) {
        const sent = document.createElement("input");
        Object.assign(sent, { type: "hidden", name: "row", value: box.value });
        event.target.append(sent);
      }
      const query = bar.querySelector('[name="query"]').cloneNode();
      event.target.append(query);
    });
    count();
  }

  // Pinned columns stand one beside the other, whatever their widths.
  function pin() {
    for (const table of document.querySelectorAll("table.data")) {
      const lefts = [];
      let left = 0;
      for (const cell of table.tHead?.rows[0].cells ?? []) {
        if (!cell.classList.contains("pin")) break;
        lefts.push(left);
        left += cell.offsetWidth;
      }
      for (const row of table.rows) lefts.forEach((at, place) => { if (row.cells[place]) row.cells[place].style.left = `${at}px`; });
    }
  }
  document.addEventListener("DOMContentLoaded", pin);
  window.addEventListener("resize", pin);

  // A choice of several closes when one presses elsewhere.
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.many-box[open]")) if (!open.contains(event.target)) open.open = false;
  });
})();
