"""The ladder of consequence: what follows when monthly warnings add up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.kernel.periods import Period
from luoshi.packs.spec import Rung


@dataclass(frozen=True)
class Warned:
    """A month in which a record showed a light that warns."""

    month: Period
    light: str


def reached(ladder: Iterable[Rung], warned: Sequence[Warned], now: Period) -> list[Rung]:
    """The rungs that this month's warning reaches: two yellows → a letter, and again at the fourth; three
    reds in a row → a talk, and again at the sixth. A month without a warning reaches nothing."""
    return [rung for rung in ladder if (count := _count(rung, warned, now)) and count % rung.times == 0]


def _count(rung: Rung, warned: Sequence[Warned], now: Period) -> int:
    """How many of the rung's lights there have been up to now; nought when this month shows none of them."""
    months = {one.month for one in warned if one.light in rung.lights and one.month <= now}
    if now not in months:
        return 0
    if not rung.in_a_row:
        return len(months)
    count = 0
    while now in months:
        count, now = count + 1, now.previous()
    return count
