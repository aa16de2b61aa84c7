// Copies the few files that pages use from node_modules into luoshi/web/static/vendor/,
// and builds one icon sprite from the names in icons.txt. Run after `npm ci`.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "..", "luoshi", "web", "static", "vendor");

const FILES = {
  "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
  "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
  "echarts.min.js": "echarts/dist/echarts.min.js",
  "sortable.min.js": "sortablejs/Sortable.min.js",
  "tabulator.min.js": "tabulator-tables/dist/js/tabulator.min.js",
  "tabulator.min.css": "tabulator-tables/dist/css/tabulator_simple.min.css",
  "licences/htmx.txt": "htmx.org/LICENSE",
  "licences/echarts.txt": "echarts/LICENSE",
  "licences/echarts-notice.txt": "echarts/NOTICE",
  "licences/sortable.txt": "sortablejs/LICENSE",
  "licences/tabulator.txt": "tabulator-tables/LICENSE",
  "licences/tabler-icons.txt": "@tabler/icons/LICENSE",
  "licences/popper.txt": "@popperjs/core/LICENSE.md", // bundled in tabler.min.js
};

const read = (path) => readFile(join(modules, path), "utf8");

async function write(name, text) {
  const path = join(vendor, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

// The maps are not shipped, and a hashing static storage refuses a reference to a missing file.
const withoutMap = (text) => text.replace(/\/[/*]# sourceMappingURL=\S+( \*\/)?\s*$/, "");

async function symbol(name) {
  const svg = await read(`@tabler/icons/icons/outline/${name}.svg`).catch(() => {
    throw new Error(`icons.txt: there is no outline icon named “${name}”`);
  });
  const shapes = svg.replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>[\s\S]*$/, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function sprite() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

// @tabler/core carries its notice only as a banner; the text of its licence is the icons'.
async function tablerLicence() {
  const banner = (await read(FILES["tabler.min.js"])).match(/\/\*![\s\S]*?\*\//)[0];
  return `${banner}\n\n${await read(FILES["licences/tabler-icons.txt"])}`;
}

await rm(vendor, { recursive: true, force: true });
for (const [name, source] of Object.entries(FILES)) await write(name, withoutMap(await read(source)));
await write("licences/tabler.txt", await tablerLicence());
await write("icons.svg", await sprite());
