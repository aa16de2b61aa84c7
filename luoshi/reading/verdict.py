"""What the check says of one number, as the page and the command tell it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from luoshi.reading.comparing import State

AMISS: frozenset[State] = frozenset(("wrong", "rounded", "unit_slip", "does_not_add_up"))
"""States that somebody must mend."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a number stands in a table: the sheet (or which table of the text), row and column from 1."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Match:
    """What a number was matched to, and the figure as published, in the number's own unit."""

    indicator: str
    unit: str
    period: str
    what: str
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A number of a draft, its state and that in words; `rule` is figure, or the arithmetic that was done;
    `expected` is what should stand there. `others` are matches that could be meant as well."""

    start: int
    end: int
    text: str
    state: State
    rule: str
    words: str
    expected: str | None = None
    match: Match | None = None
    others: tuple[Match, ...] = ()
    cell: Cell | None = None

    @property
    def amiss(self) -> bool:
        return self.state in AMISS

    def to_json(self) -> dict[str, Any]:
        """One object of `check-figures --json`."""
        return asdict(self)
