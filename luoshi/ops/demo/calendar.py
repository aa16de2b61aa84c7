"""The demonstration's history as a calendar: things to do on their days, done in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from luoshi.ops.demo.cast import Progress


class Calendar:
    """What happens between two days. What is dated before the first is typed in on the first."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._days: list[tuple[date, int, str, Callable[[], object]]] = []

    def add(self, day: date, what: str, act: Callable[[], object]) -> None:
        """Do something on a day; of the same day, what was added first comes first."""
        self._days.append((max(day, self.first), len(self._days), what, act))

    def run(self, progress: Progress) -> None:
        """Do everything, telling how far it is with each kind of thing."""
        left = Counter(what for _day, _order, what, _act in self._days)
        done: Counter[str] = Counter()
        for _day, _order, what, act in sorted(self._days, key=lambda one: one[:2]):
            act()
            done[what] += 1
            progress(what, done[what], left[what])
