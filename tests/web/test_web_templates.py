"""House rules of templates, checked on the files themselves, whoever wrote them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import luoshi.web
from luoshi.web.screens import SCREENS

WEB = Path(luoshi.web.__file__).parent
ROOT = WEB.parent.parent
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
LISTED = frozenset((ROOT / "frontend" / "icons.txt").read_text().split())

FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline event handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an address of somebody else's server": re.compile(r"\b(src|href)=[\"']https?://", re.IGNORECASE),
}


def name(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_nothing_that_the_content_policy_blocks(path: Path) -> None:
    text = path.read_text()
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert not found, f"{name(path)} holds {found}: put it in static/web/app.js or app.css"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_with_words_can_be_translated(path: Path) -> None:
    if path.is_relative_to(WEB / "style"):
        return
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    text = re.sub(r'<span class="seal".*?</span>', "", text)
    bare = re.findall(r"[\u4e00-\u9fff]+", text)
    assert not bare, f"{name(path)}: wrap {bare} in {{% translate %}} or {{% blocktranslate %}}"


def icons_of_templates() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        for icon in re.findall(r"{% icon \"([^\"]+)\"", path.read_text()):
            yield icon, name(path)


def icons_of_links() -> Iterator[tuple[str, str]]:
    """The icons that views give to a Link (its third value) as literals."""
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Link":
                values = [*node.args[2:3], *(word.value for word in node.keywords if word.arg == "icon")]
                for value in values:
                    if isinstance(value, ast.Constant) and value.value:
                        yield value.value, name(path)


def test_every_icon_used_is_listed_for_the_sprite() -> None:
    used = [*icons_of_templates(), *icons_of_links()]
    used += [(screen.icon, "screens.py") for screen in SCREENS if screen.icon]
    missing = sorted({f"{icon} ({where})" for icon, where in used if icon not in LISTED})
    assert used
    assert not missing, f"add to frontend/icons.txt and run its ship.mjs: {missing}"


def test_the_shipped_sprite_holds_every_listed_icon() -> None:
    sprite = (WEB / "static" / "vendor" / "icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == LISTED


def test_the_lock_of_front_end_packages_names_no_address() -> None:
    lock = (ROOT / "frontend" / "package-lock.json").read_text()
    assert "://" not in lock
    assert '"resolved"' not in lock
