"""What follows when warnings add up, by examples a clerk can check."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dispatch.ladder import Warned, reached
from luoshi.kernel.periods import Period
from luoshi.packs.spec import Rung

LETTER = Rung.model_validate(
    {"key": "letter", "label": "发督办函", "lights": ["yellow", "red"], "times": 2, "points": Decimal(1)}
)
TALK = Rung.model_validate(
    {"key": "talk", "label": "约谈", "lights": ["red"], "times": 3, "in_a_row": True, "points": Decimal(2)}
)


def warned(lights: str) -> list[Warned]:
    """`yr-r`: yellow in January, red in February, nothing in March, red in April."""
    words = {"y": "yellow", "r": "red"}
    months = [Period.parse(f"2026-{n:02d}") for n in range(1, len(lights) + 1)]
    return [Warned(month, words[one]) for month, one in zip(months, lights, strict=True) if one != "-"]


@pytest.mark.parametrize(
    ("lights", "follows"),
    [
        ("y", []),
        ("yy", ["letter"]),
        ("y-y", ["letter"]),
        ("yyy", []),
        ("yyyy", ["letter"]),
        ("yr", ["letter"]),
        ("rrr", ["talk"]),
        ("rr-r", []),
        ("rryr", ["letter"]),
        ("rrr-", []),
        ("rrrrrr", ["letter", "talk"]),
    ],
)
def test_what_a_year_of_lights_leads_to(lights: str, follows: list[str]) -> None:
    now = Period.parse(f"2026-{len(lights):02d}")
    assert [one.key for one in reached((LETTER, TALK), warned(lights), now)] == follows


@given(st.text("yr-", min_size=1, max_size=12), st.randoms())
def test_the_order_in_which_warnings_are_told_changes_nothing(lights: str, chance: object) -> None:
    now, told = Period.parse(f"2026-{len(lights):02d}"), warned(lights)
    mixed = told[:]
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert reached((LETTER, TALK), mixed, now) == reached((LETTER, TALK), told, now)
