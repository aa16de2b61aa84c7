"""The demonstration in English: no page shows Chinese but what people and packs say."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from luoshi.packs import library
from tests.browser.conftest import LogIn
from tests.browser.tour import Tour
from tests.english import CHINESE, shown, texts

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

PEOPLE = ("supervisor", "admin")
COVERED = re.compile(r"[\u4e00-\u9fff]\*\*")
"""A name of which whoever has no need sees the first sign."""
DOCUMENTS = frozenset({"ledgers:review_input"})
"""Papers shown as pages: written and filed in Chinese whoever reads them, and they say so."""


@pytest.fixture(scope="module")
def data(city: Path) -> list[str]:
    """Every Chinese text in the site's database and in its packs, the longest first."""
    said = {text for pack in library.shipped().values() for text in texts(pack)}
    with closing(sqlite3.connect(f"file:{city / 'db.sqlite3'}?mode=ro", uri=True)) as base:
        for table in _tables(base):
            for row in base.execute(f'SELECT * FROM "{table}"'):
                said |= {text for cell in row for text in _cell(cell)}
    return sorted((one for one in said if CHINESE.search(one)), key=len, reverse=True)


def _tables(base: sqlite3.Connection) -> list[str]:
    """The tables of facts: with the journal, which holds the reasons too; not Django's own."""
    names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [
        one for one in names if not one.startswith(("django_", "journal_seal", "search_", "axes_", "sqlite_"))
    ]


def _cell(cell: object) -> Iterator[str]:
    """The texts of a cell, which may hold JSON, and the lines of one that has several."""
    if isinstance(cell, str) and cell[:1] in ("[", "{"):
        with suppress(ValueError):
            yield from texts(json.loads(cell))
    elif isinstance(cell, str):
        yield cell
        yield from cell.splitlines()


def test_no_page_of_the_demonstration_shows_chinese_that_is_not_data(
    log_in: LogIn, address: str, data: list[str]
) -> None:
    tour, found = Tour(address), dict[str, str]()
    for login in PEOPLE:
        person = log_in(login)
        person.context.set_extra_http_headers({"Accept-Language": "en"})
        person.set_viewport_size({"width": 390, "height": 800})
        for stop in tour.pages(person):
            if stop.view in DOCUMENTS:
                assert '<html lang="zh-Hans"' in stop.text, stop.address
                continue
            assert '<html lang="en"' in stop.text, stop.address
            for words in shown(stop.text):
                if words not in found and CHINESE.search(_left(words, data)):
                    found[words] = stop.address
    assert found == {}


def _left(words: str, data: list[str]) -> str:
    words = COVERED.sub("", words)
    for one in data:
        if CHINESE.search(words) is None:
            return words
        words = words.replace(one, "")
    return words
