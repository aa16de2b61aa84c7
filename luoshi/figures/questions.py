"""A query over facts before its days are known: worded once in each dialect, asked of any month.

To make the syntax tree of an indicator's query and to write it out takes some ten times as long as a small
site's database takes to answer it, and from month to month nothing in it changes but two days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

_START, _EVE, _END = "0000-00-91", "0000-00-92", "0000-00-93"
"""Stand where days come: as long as a day, and none, so that no pack can have written them as one."""

Word = Callable[[exp.Expr, str], str]
"""How a syntax tree is written in a dialect."""


def start() -> exp.Expr:
    """The plan year's first day, whichever it will be."""
    return _open(_START)


def eve() -> exp.Expr:
    """The day before the plan year's first."""
    return _open(_EVE)


def end() -> exp.Expr:
    """The period's last day."""
    return _open(_END)


def _open(mark: str) -> exp.Expr:
    return exp.cast(exp.Literal.string(mark), "date")


@dataclass(frozen=True, slots=True)
class Span:
    """Days that count, both inclusive: the plan year's first, and the period's last."""

    start: date
    end: date

    def said(self, text: str) -> str:
        """The text of a query with these days in it."""
        text = text.replace(_START, self.start.isoformat()).replace(_END, self.end.isoformat())
        return text.replace(_EVE, (self.start - timedelta(days=1)).isoformat()) if _EVE in text else text


def tables(ast: exp.Expr) -> frozenset[str]:
    """The names of all tables a query speaks of, its own parts among them."""
    return frozenset(one.name for one in ast.find_all(exp.Table))


class Question:
    """A query whose days are open."""

    def __init__(self, ast: exp.Select) -> None:
        self.ast = ast
        self.tables = tables(ast)
        self._texts: dict[str, str] = {}

    def over(self, span: Span) -> Dated:
        return Dated(self, span)

    def text(self, dialect: str, word: Word) -> str:
        if dialect not in self._texts:
            self._texts[dialect] = word(self.ast, dialect)
        return self._texts[dialect]


@dataclass(frozen=True, slots=True)
class Dated:
    """A question of some days."""

    question: Question
    span: Span

    def text(self, dialect: str, word: Word) -> str:
        return self.span.said(self.question.text(dialect, word))
