"""How figures become points: one pure function per rule that a sheet may use.

A rule takes its parameters (`packs.rules`) and a `Case`, and returns `Points`: exact, with the
arithmetic a person can follow. What has no target (“—”) or is 待统计 has no points, which is not zero.
`limits` says between which points a rule always stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from luoshi.assessment.rules.among import minmax, rank
from luoshi.assessment.rules.bounds import LIMITS
from luoshi.assessment.rules.case import Case, Points
from luoshi.assessment.rules.completion import (
    allornothing,
    bonus,
    proportional,
    steps,
    stretch,
    symmetric,
)
from luoshi.assessment.rules.counted import deduct, earn, faults, tally, veto
from luoshi.assessment.rules.whole import composed, pipeline, quarterly
from luoshi.kernel.numbers import Exact
from luoshi.packs import rules as params
from luoshi.packs.spec import Spec

__all__ = ["RULES", "Case", "Points", "Scoring", "limits", "score"]

Scoring = Callable[[Any, Case], Points]

RULES: Mapping[str, Scoring] = {
    "proportional": proportional, "steps": steps, "stretch": stretch, "allornothing": allornothing,
    "symmetric": symmetric, "minmax": minmax, "rank": rank, "pipeline": pipeline, "quarterly": quarterly,
    "composed": composed, "tally": tally, "faults": faults, "earn": earn,
    "bonus": bonus, "deduct": deduct, "veto": veto,
}  # fmt: skip


def score(rule: str, given: Mapping[str, Any], case: Case) -> Points:
    """Points by a rule's name and its parameters as a compiled sheet holds them."""
    return RULES[rule](_shaped(rule, given), case)


def limits(rule: str, given: Mapping[str, Any], weight: Exact) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most points a rule can give an item of a weight; None where there is no limit."""
    return LIMITS[rule](_shaped(rule, given), Fraction(weight))


def _shaped(rule: str, given: Mapping[str, Any]) -> Spec:
    shape: type[Spec] = params.RULES[rule]
    return shape.model_validate(dict(given))
