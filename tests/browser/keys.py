"""A person at a page with nothing but a keyboard."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

MOST = 250
"""Stops of Tab after which a control counts as out of reach."""

STOP = """([selector, words]) => {
  const node = document.activeElement;
  const box = node.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + Math.min(box.width, 20) / 2, box.top + box.height / 2);
  const covered = top && !node.contains(top) && !top.contains(node) && !top.closest("label");
  const out = box.bottom < 0 || box.top > innerHeight || !box.width;
  const style = getComputedStyle(node);
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const said = `${node.textContent} ${node.value ?? ""} ${node.ariaLabel ?? ""}`;
  const faults = { "is covered": covered, "is out of sight": out, "shows no focus": !shown };
  const fault = node === document.body ? "" : Object.keys(faults).find((one) => faults[one]) ?? "";
  return { there: node.matches(selector) && said.includes(words), fault, what: node.outerHTML.slice(0, 120) };
}"""


class Keys:
    """Every stop on the way is seen: in the window, not covered, with a line around it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.emulate_media(reduced_motion="reduce")
        page.on("filechooser", lambda _chooser: None)  # from now on Chromium waits for us to choose

    def to(self, selector: str, words: str = "", key: str = "Tab") -> None:
        """Go on to the next control that matches and holds these words."""
        for _ in range(MOST):
            self.page.keyboard.press(key)
            stop = self.page.evaluate(STOP, [selector, words])
            assert not stop["fault"], f"{stop['what']} {stop['fault']}"
            if stop["there"]:
                return
        raise AssertionError(f"{MOST} stops and no {selector} with “{words}” on {self.page.url}")

    def press(self, selector: str, words: str = "") -> None:
        """Go to a button or link and press it."""
        self.to(selector, words)
        self.page.keyboard.press("Enter")

    def follow(self, selector: str, words: str = "") -> None:
        """Go to a button or link that leads to another page, and wait for that."""
        self.to(selector, words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, selector: str, words: str) -> None:
        self.to(selector)
        self.page.keyboard.type(words)

    def choose(self, selector: str, value: str) -> None:
        """Go down the choices of a select to a value."""
        self.to(selector)
        for _ in range(50):
            if self.page.eval_on_selector(selector, "node => node.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{selector} has no {value}")

    def give(self, selector: str, file: Path) -> None:
        """Choose a file."""
        self.to(selector)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(file)

    def focused(self, selector: str, words: str = "") -> bool:
        """Whether a control that matches has the focus."""
        return bool(self.page.evaluate(STOP, [selector, words])["there"])
