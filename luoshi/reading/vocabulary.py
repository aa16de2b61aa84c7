"""The names of a book where a text says them: indicators, units, and the scopes that mean the home."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from luoshi.reading.book import Book
from luoshi.reading.measures import SCOPE
from luoshi.reading.months import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """Names or words of time, and what they may mean."""

    start: int
    end: int
    indicators: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    span: Span | None = None
    beside: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """The names of a book, found in a text."""

    book: Book

    @cached_property
    def _named(self) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
        return (
            _by_name({key: one.names for key, one in self.book.indicators.items()}),
            _by_name(self.book.units),
        )

    @cached_property
    def _rule(self) -> re.Pattern[str] | None:
        names = sorted({*self._named[0], *self._named[1]}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names))) if names else None

    def mentions(self, folded: str, start: int, end: int) -> list[Mention]:
        """Indicators and units that a stretch names, the longest names first."""
        found = []
        for one in self._rule.finditer(folded, start, end) if self._rule else ():
            indicators, units = (named.get(one[0], ()) for named in self._named)
            found.append(Mention(*one.span(), indicators, units))
        taken = bytearray(end - start)
        for mention in found:
            taken[mention.start - start : mention.end - start] = b"1" * (mention.end - mention.start)
        for scope in SCOPE.finditer(folded, start, end):
            if not any(taken[scope.start() - start : scope.end() - start]):
                found.append(Mention(*scope.span(), units=self._scope(scope[0])))
        return sorted(found, key=lambda one: one.start)

    def _scope(self, word: str) -> tuple[str, ...]:
        """全县 and 我市 are the home where no unit is called so; 全省 and 我国 are nobody's."""
        kind = self.book.units.get(self.book.home, ("",))[0][-1:]
        return (self.book.home,) if kind and word.endswith(kind) else ()


def _by_name(named: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, names in named.items():
        for name in names:
            if len(name) > 1 and key not in found.setdefault(name, []):
                found[name].append(key)
    return {name: tuple(keys) for name, keys in found.items()}
