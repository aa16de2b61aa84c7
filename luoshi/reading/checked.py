"""A draft's numbers against what was published, and against each other."""

from __future__ import annotations

from luoshi.reading.arithmetic import reckoned
from luoshi.reading.book import Book
from luoshi.reading.claims import Claims, Vocabulary
from luoshi.reading.folding import fold
from luoshi.reading.matched import checked
from luoshi.reading.verdict import Checked

__all__ = ["Checked", "check"]


def check(text: str, book: Book) -> list[Checked]:
    """Every number of running text with its state, and the arithmetic between numbers, in text order."""
    folded = fold(text)
    found = [checked(one, text, book) for one in Claims(folded, Vocabulary(book)).found()]
    return sorted([*found, *reckoned(text)], key=lambda one: (one.start, one.end, one.rule != "figure"))
