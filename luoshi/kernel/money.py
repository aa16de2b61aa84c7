"""Money: a whole number of 分 inside, the ledger's unit (元, 万元, 亿元) outside."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from luoshi.kernel.errors import InputError
from luoshi.kernel.numbers import plain, scale_down, scale_up, show

MoneyUnit = Literal["元", "万元", "亿元"]

PLACES: dict[str, int] = {"元": 2, "万元": 6, "亿元": 10}
"""Decimal places of each unit that reach down to one 分."""


def places_of(unit: str) -> int:
    """Decimal places of a unit down to one 分: 元 2, 万元 6, 亿元 10."""
    if unit not in PLACES:
        raise InputError(f"“{unit}”不是金额单位", hint="应为元、万元或亿元")
    return PLACES[unit]


def to_fen(value: Decimal, unit: str) -> int:
    """Exact, or InputError when it names less than a 分."""
    return scale_up(value, places_of(unit))


def from_fen(fen: int, unit: str) -> Decimal:
    """Exact, in the shortest spelling: 510,000,000 分 are 510 万元."""
    return Decimal(plain(scale_down(fen, places_of(unit))))


def yuan_string(fen: int) -> str:
    """How money stands in JSON: yuan with two places."""
    return f"{scale_down(fen, 2):f}"


def show_money(fen: int, unit: str, places: int = 2) -> str:
    """Half-up with thousands separators, without the unit's name."""
    return show(scale_down(fen, places_of(unit)), places)
