"""A number that a draft reckoned, beside the same reckoned again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from luoshi.kernel.language import say
from luoshi.kernel.numbers import half_up, plain
from luoshi.reading.comparing import Printed, State

_TOLD = 6
"""Parts of a sum that are told; of more, their number."""


def verdict(printed: Printed, exact: Fraction, *, complete: bool = True) -> State:
    """Whether a number is the reckoned one at its own places."""
    value = half_up(exact, printed.places)
    if value == printed.value:
        return "adds_up"
    return "does_not_add_up" if complete or value > printed.value else "unknown"


def summed(values: Sequence[Decimal]) -> str:
    """A sum as it is told: its parts, or how many they are where nobody would read them."""
    return " + ".join(map(plain, values)) if len(values) <= _TOLD else f"Σ({len(values)})"


def said_of(state: State, how: str, exact: Fraction, printed: Printed) -> tuple[str, str]:
    """(words, what should stand there)."""
    value = f"{plain(half_up(exact, printed.places)) if exact == half_up(exact, 6) else half_up(exact, printed.places)}{printed.unit}"
    if state == "unknown":
        told = (
            f"列出的各项合计 {value}，未列全则不误",
            f"The listed parts come to {value}: right unless they are all",
        )
        return say(*told), value
    return f"{how} = {value}", value
