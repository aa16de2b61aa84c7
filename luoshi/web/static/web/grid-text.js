// What a grid does with texts alone: blocks from and for the clipboard, sums, headings.
"use strict";

window.luoshiGridText = (() => {
  // A block as Excel and WPS copy it: tabs between cells, quotes round a cell that holds a line break.
  function parse(text) {
    const rows = [[]];
    const said = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    let at = 0;
    while (at <= said.length) {
      const closed = said[at] === '"' ? /^"((?:[^"]|"")*)"(?=\t|\n|$)/.exec(said.slice(at)) : null;
      const raw = closed ? closed[0] : /^[^\t\n]*/.exec(said.slice(at))[0];
      rows.at(-1).push((closed ? closed[1].replaceAll('""', '"') : raw).trim());
      at += raw.length;
      if (said[at] === "\n") rows.push([]);
      at += 1;
    }
    return rows;
  }

  const quoted = (cell) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const write = (rows) => rows.map((cells) => cells.map(quoted).join("\t")).join("\n");

  const plain = (text) => text.normalize("NFKC").replace(/[,\s]/g, "");
  const isNumber = (text) => /^-?\d+(\.\d+)?$/.test(plain(text));

  // An exact sum of decimals as they are written, and how many could not be read.
  function sum(texts) {
    const numbers = texts.filter(isNumber).map(plain);
    const places = Math.max(0, ...numbers.map((one) => (one.split(".")[1] ?? "").length));
    let total = 0n;
    for (const one of numbers) {
      const [whole, part = ""] = one.split(".");
      total += BigInt(whole.replace("-", "") + part.padEnd(places, "0")) * (one.startsWith("-") ? -1n : 1n);
    }
    const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
    const shown = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
    return { count: numbers.length, unread: texts.length - numbers.length, text: grouped((total < 0n ? "-" : "") + shown) };
  }

  // 1234567.5 → 1,234,567.5
  function grouped(text) {
    const [whole, part] = plain(text).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part === undefined ? "" : `.${part}`);
  }

  // A line that is a heading: its cells as keys of columns (null where unknown), or null when it is none.
  const bare = (text) => text.normalize("NFKC").replace(/\(.*?\)|[\s*]/g, "");
  function headings(cells, columns) {
    const keys = new Map(columns.map((one) => [bare(one.label), one.key]));
    const found = cells.map((one) => keys.get(bare(one)) ?? null);
    return found.filter(Boolean).length >= 2 ? found : null;
  }

  const fill = (words, values) => words.replace(/%\((\w+)\)[sd]/g, (_all, name) => values[name]);

  return { parse, write, sum, isNumber, grouped, headings, fill };
})();
