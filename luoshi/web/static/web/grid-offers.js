// What a cell may hold, offered below the text box: window.luoshiGridOffers(entry, list, words, choose).
"use strict";

window.luoshiGridOffers = (entry, list, words, choose) => {
  const MOST = 12;
  const WAIT = 180; // milliseconds after the last letter before the server is asked
  let shown = []; // [[text, aside]]
  let at = -1;
  let timer = null;
  let asked = 0;

  entry.setAttribute("role", "combobox");
  entry.setAttribute("aria-autocomplete", "list");
  entry.setAttribute("aria-controls", list.id);
  entry.setAttribute("aria-expanded", "false");

  function close() {
    clearTimeout(timer);
    asked += 1;
    shown = [];
    at = -1;
    list.hidden = true;
    list.replaceChildren();
    entry.setAttribute("aria-expanded", "false");
    entry.removeAttribute("aria-activedescendant");
  }

  function place() {
    const box = entry.getBoundingClientRect();
    const around = list.offsetParent.getBoundingClientRect();
    const below = window.innerHeight - box.bottom;
    list.style.left = `${Math.max(box.left - around.left, 0)}px`;
    list.style.minWidth = `${box.width}px`;
    list.style.top = below < list.offsetHeight + 8 && box.top > list.offsetHeight ? `${box.top - around.top - list.offsetHeight}px` : `${box.bottom - around.top}px`;
  }

  function light(n) {
    at = n;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === n)));
    if (n < 0) return entry.removeAttribute("aria-activedescendant");
    entry.setAttribute("aria-activedescendant", list.children[n].id);
    list.children[n].scrollIntoView({ block: "nearest" });
  }

  function draw(found, typed) {
    shown = found;
    list.replaceChildren(...found.map(([text, aside], n) => {
      const item = Object.assign(document.createElement("li"), { id: `${list.id}-${n}`, textContent: text });
      item.setAttribute("role", "option");
      if (aside) item.append(Object.assign(document.createElement("small"), { textContent: aside }));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); light(n); choose(text); });
      return item;
    }));
    if (!found.length) list.append(Object.assign(document.createElement("li"), { className: "grid-none", textContent: words.no_offers }));
    list.hidden = false;
    entry.setAttribute("aria-expanded", String(Boolean(found.length)));
    place();
    // One that alone fits what was typed is what Enter takes; among several nobody guesses.
    light(typed && found.length === 1 ? 0 : -1);
  }

  async function ask(address, typed) {
    const mine = (asked += 1);
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`);
      const { offers } = await answer.json();
      if (mine === asked) draw(offers, typed);
    } catch {
      if (mine === asked) close(); // the check says what is wrong with the cell
    }
  }

  function open(column, typed) {
    clearTimeout(timer);
    const said = typed.trim();
    if (column.asks) timer = setTimeout(() => ask(column.asks, said), said ? WAIT : 0);
    else if (column.offers) {
      const found = column.offers.filter((one) => one.includes(said)).slice(0, MOST).map((one) => [one, ""]);
      if (found.length === 1 && found[0][0] === said) close();
      else draw(found, said);
    } else close();
  }

  return {
    open, close, place,
    chosen: () => shown[at]?.[0] ?? null,
    isOpen: () => shown.length > 0,
    move: (by) => light((at + by + shown.length + (at < 0 && by < 0 ? 1 : 0)) % shown.length),
  };
};
