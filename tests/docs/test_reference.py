"""The generated pages say what the code says."""

from __future__ import annotations

import pytest

from scripts import reference

PAGES = reference.pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_up_to_date(name: str) -> None:
    file = reference.FOLDER / name
    written = file.read_text("utf-8") if file.exists() else ""
    assert written == PAGES[name], f"docs/reference/{name}: run `python -m scripts.reference`"


def test_every_page_of_the_reference_is_made_by_a_script() -> None:
    assert {file.name for file in reference.FOLDER.glob("*.md")} == {*PAGES, "api.md"}
