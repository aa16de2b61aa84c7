"""Which light shows: how far completion is ahead of pace, against limits that the pack sets."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from luoshi.kernel.numbers import Exact


class Light(Protocol):
    """A light holds at `ahead` percentage points from pace or better; None always holds."""

    @property
    def key(self) -> str: ...

    @property
    def ahead(self) -> Decimal | None: ...


def light(ahead_points: Exact | None, lights: Iterable[Light]) -> str | None:
    """Key of the first light that holds; None without a completion (no target, 待统计).

    Give the exact difference, not the rounded one: 0.004 points behind pace is behind.
    """
    if ahead_points is None:
        return None
    return next((one.key for one in lights if one.ahead is None or ahead_points >= one.ahead), None)
