"""Searching 100,000 texts: ours beside LIKE and SQLite's FTS5, and how well each finds what was asked.

`python -m bench.matching [TEXTS]`. The texts are made of the labelled set's words; each search answers the
same questions and gives its ten best. Speed is the median of the questions, warm.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median

from luoshi.cli import setup
from luoshi.config import site as sites
from tests.matching import judged

TEXTS = 100_000
TODAY = date(2026, 3, 18)


def texts(count: int) -> list[tuple[str, str, str]]:
    """Made-up texts of (title, summary, keywords): halves of two of the labelled set, and a place."""
    drawn, known = random.Random(7), judged.documents()
    places = ["青石镇", "柳林乡", "河口镇", "东坪村", "北塬", "南川", "西岭", "上湾"]
    made = []
    for number in range(count):
        one, two = drawn.choice(known), drawn.choice(known)
        place = drawn.choice(places)
        summary = "，".join((*one.summary.split("，")[:2], *two.summary.split("，")[-1:], f"在{place}示范"))
        made.append((f"{place}{one.title}（{number}）", summary, one.keywords))
    return made


def ours(folder: Path, rows: Sequence[tuple[str, str, str]]) -> tuple[float, Callable[[str], object]]:
    """A site's library of answers: how long one write takes, and its search."""
    sites.make(folder, name="临溪市", today=TODAY)
    setup.choose(folder)
    setup.ready()
    setup.migrate()
    from luoshi.kernel.actor import Actor
    from luoshi.ledgers import actions, adoption
    from luoshi.ledgers.drafts import NewRow
    from luoshi.matching import finding
    from luoshi.matching.policy import ADVICE
    from luoshi.packs import library
    from luoshi.units import actions as units

    system = Actor.system()
    units.add_unit(system, "C0", "临溪市", "city")
    for pack in library.shipped().values():
        adoption.adopt(system, pack)

    def row(one: tuple[str, str, str]) -> NewRow:
        title, summary, keywords = one
        said = {"title": title, "text": summary, "advice": "略", "keywords": keywords}
        return NewRow("C0", {**said, "subject": "other", "published_on": TODAY})

    for start in range(0, len(rows), 5_000):
        actions.create_many(system, ADVICE, [row(one) for one in rows[start : start + 5_000]])
    began = time.perf_counter()
    actions.create(system, ADVICE, "C0", row(rows[0]).values)
    return time.perf_counter() - began, finding.library


def like(base: sqlite3.Connection) -> Callable[[str], object]:
    """LIKE, as many of the question's words as stand in a text."""
    from luoshi.matching import words

    def ask(question: str) -> object:
        asked = words.cut(question)
        held = " + ".join("(said LIKE ?)" for _ in asked)
        given = [f"%{word}%" for word in asked]
        return base.execute(
            f"SELECT id, {held} AS held FROM plain WHERE held > 0 ORDER BY held DESC LIMIT 10", given
        ).fetchall()

    return ask


def fts(base: sqlite3.Connection, tokenizer: str) -> Callable[[str], object]:
    """FTS5 with a tokenizer, its own ranking."""
    search = judged.Fts5(tokenizer)

    def ask(question: str) -> object:
        match = " OR ".join(f'"{word}"' for word in search.asked(question))
        return base.execute(
            f"SELECT rowid FROM {tokenizer} WHERE {tokenizer} MATCH ? ORDER BY rank LIMIT 10", (match,)
        ).fetchall()

    return ask


def plain(rows: Sequence[tuple[str, str, str]]) -> sqlite3.Connection:
    """The same texts in a plain table and in two of FTS5."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE plain (id integer PRIMARY KEY, said text)")
    said = [(number, " ".join(one)) for number, one in enumerate(rows)]
    base.executemany("INSERT INTO plain VALUES (?, ?)", said)
    for tokenizer in ("unicode61", "trigram"):
        base.execute(f"CREATE VIRTUAL TABLE {tokenizer} USING fts5(said, tokenize='{tokenizer}')")
        base.executemany(f"INSERT INTO {tokenizer}(rowid, said) VALUES (?, ?)", said)
    return base


def speed(ask: Callable[[str], object]) -> float:
    """Milliseconds a question, the median of all, each asked once before."""
    asked = [one.asked for one in judged.questions("tune") + judged.questions("held")]
    ask(asked[0])
    found = []
    for question in asked:
        began = time.perf_counter()
        ask(question)
        found.append(time.perf_counter() - began)
    return median(found) * 1000


def main() -> None:
    rows = texts(int(sys.argv[1]) if len(sys.argv) > 1 else TEXTS)
    with tempfile.TemporaryDirectory() as folder:
        write, library = ours(Path(folder) / "site", rows)
        base = plain(rows)
        print(f"{len(rows)} texts; a write of ours with its index and journal {write * 1000:.0f} ms")
        searches = {
            "ours": library, "LIKE": like(base), "FTS5 unicode61": fts(base, "unicode61"),
            "FTS5 trigram": fts(base, "trigram"),
        }  # fmt: skip
        for name, ask in searches.items():
            print(f"{name}: {speed(ask):.0f} ms a question")
    for half in ("tune", "held"):
        others = {
            "LIKE": judged.plain_like,
            "unicode61": judged.Fts5("unicode61"),
            "trigram": judged.Fts5("trigram"),
        }
        told = "; ".join(f"{name} {judged.mean(ask, half):.3f}" for name, ask in others.items())
        print(f"nDCG@10 on {half}: {told} (ours: tests/matching/test_quality.py)")


if __name__ == "__main__":
    main()
