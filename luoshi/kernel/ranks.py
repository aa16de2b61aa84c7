"""Places in a ranking: equal values share one, and the next place is left free (1, 2, 2, 4)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Literal

from luoshi.kernel.numbers import Exact


def rank(values: Mapping[str, Exact | None], better: Literal["higher", "lower"] = "higher") -> dict[str, int]:
    """Place of each unit that has a value; None (“—”, 待统计) takes no place and moves nobody."""
    sign = -1 if better == "higher" else 1
    present = {unit: sign * value for unit, value in values.items() if value is not None}
    order = sorted(present.values())
    return {unit: bisect_left(order, value) + 1 for unit, value in present.items()}
