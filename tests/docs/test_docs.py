"""The docs are true: what they name exists, and what exists is named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "luoshi" / "web"
BUTTON = re.compile(r"(?:点|打开|→) ?\*\*(.+?)\*\*")


def test_every_package_is_on_the_map() -> None:
    listed = set(re.findall(r"^\| `(\w+)/`", (ROOT / "docs/map.md").read_text("utf-8"), re.MULTILINE))
    packages = {folder.parent.name for folder in (ROOT / "luoshi").glob("*/__init__.py")} - {"library"}
    assert listed == packages


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    explained = (ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    for wanted in project["dependencies"]:
        name = re.split(r"[\[<>=]", wanted)[0].lower()
        assert name in explained, f"docs/dependencies.md does not say why {name} is there"


def test_every_link_between_docs_leads_somewhere() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    marks = ("/si" + "mple/", "index-" + "url=", '"reso' + 'lved":', "/wo" + "rk/")
    for name in ("*.lock", "frontend/*.json", "Makefile", "pyproject.toml", "docs/**/*.md", "luoshi/**/*.py"):
        for file in ROOT.glob(name):
            text = file.read_text("utf-8")
            assert not [mark for mark in marks if mark in text], file


def test_every_button_that_a_how_to_names_is_on_a_page() -> None:
    """After 点 and 打开 stands what a page of the product says."""
    said = "".join(file.read_text("utf-8") for kind in ("py", "html") for file in WEB.rglob(f"*.{kind}"))
    for page in (ROOT / "docs" / "how-to").glob("*.md"):
        for name in BUTTON.findall(page.read_text("utf-8")):
            assert f'"{name}"' in said, f"{page.name} tells to click “{name}”, which no page says"
