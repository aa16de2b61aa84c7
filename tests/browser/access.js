// What hinders people in a page: asked of every page by test_access.py, after axe-core is loaded.
"use strict";

window.access = (() => {
  const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
  const FOCUSED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const where = (node) => `${node.tagName.toLowerCase()}.${node.className?.baseVal ?? node.className}`;
  const seen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  // What axe finds in a part of the page: [impact, rule, element, what is wrong].
  async function hindrances(root, rules) {
    const found = await axe.run(root, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
    return found.violations.flatMap(({ impact, id, nodes }) =>
      nodes.map((one) => [impact, id, one.html.slice(0, 160), one.failureSummary.split("\n")[1]?.trim() ?? ""]),
    );
  }

  // Whether this tab has not yet met a dialog made of the same elements.
  function unmet(dialog) {
    const made = `dialog ${[...dialog.querySelectorAll("*")].map(where).join(" ")}`;
    const fresh = !sessionStorage.getItem(made);
    sessionStorage.setItem(made, "met");
    return fresh;
  }

  // The page with everything opened that can be opened in place; when it is wide, each new kind of dialog too.
  async function all(wide) {
    document.querySelectorAll("details").forEach((one) => (one.open = true));
    const found = await hindrances(document, wide ? [...RULES, "best-practice"] : RULES);
    for (const dialog of wide ? [...document.querySelectorAll("dialog")].filter(unmet) : []) {
      dialog.showModal();
      found.push(...(await hindrances(dialog, RULES)));
      dialog.close();
    }
    return found;
  }

  // What sticks out when the page is wider than the window; [] when it is not.
  function wide() {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter((node) => {
      const box = node.getBoundingClientRect();
      return box.width && box.right > window.innerWidth + 1;
    });
    return [...new Set(out.map(where))].slice(-3).concat(`${document.documentElement.scrollWidth} px`);
  }

  function luminance(colour) {
    const parts = colour.match(/[\d.]+/g).map(Number);
    const [r, g, b] = parts.map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  // Controls that do not show that they have the focus: a line of 2 px in a colour 3 : 1 against white.
  function unfocused() {
    const kinds = new Map();
    for (const node of document.body.querySelectorAll(FOCUSED)) {
      if (seen(node) && !node.disabled && node.tabIndex >= 0 && !kinds.has(where(node))) kinds.set(where(node), node);
    }
    const bad = [];
    for (const [kind, node] of kinds) {
      node.focus();
      const style = getComputedStyle(node);
      const line = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
      if (document.activeElement !== node) bad.push(`${kind} takes no focus`);
      else if (line < 2 || 1.05 / (luminance(style.outlineColor) + 0.05) < 3) bad.push(`${kind} ${style.outline}`);
    }
    return bad;
  }

  return { all, wide, unfocused };
})();
