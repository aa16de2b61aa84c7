"""A draft's numbers against what was published, and against each other."""

from __future__ import annotations

from luoshi.reading.arithmetic import reckoned
from luoshi.reading.book import Book
from luoshi.reading.cells import of_cells
from luoshi.reading.claims import Claims, titled
from luoshi.reading.columns import of_columns
from luoshi.reading.folding import fold
from luoshi.reading.grids import Draft, pasted
from luoshi.reading.matched import checked
from luoshi.reading.verdict import Checked
from luoshi.reading.vocabulary import Vocabulary

__all__ = ["Checked", "check", "check_draft"]


def check(text: str, book: Book) -> list[Checked]:
    """Every number of a text with its state, and the arithmetic between numbers, in text order."""
    return check_draft(pasted(text), book)


def check_draft(draft: Draft, book: Book) -> list[Checked]:
    """As `check`; what stands in tables is matched by its headings, rows and columns are added up."""
    vocabulary, running = Vocabulary(book), draft.running
    found = [checked(one, draft.text, book) for one in Claims(fold(running), vocabulary).found()]
    found += reckoned(running)
    title = titled(fold(running), book.latest)
    for grid in draft.grids:
        found += of_cells(grid, vocabulary, title)
        found += of_columns(grid)
    return sorted(found, key=lambda one: (one.start, one.end, one.rule != "figure"))
