"""The rules that a sheet may use, and the parameters of each. The formulas are in `assessment`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field as Attribute

from luoshi.packs.spec import Spec

Step = tuple[Decimal, Decimal]
"""From this completion (%) on, this share (%) of the weight."""


class Proportional(Spec):
    """Completion × weight, at most `cap` (the weight when not given), at least `floor`."""

    cap: Decimal | None = None
    floor: Decimal = Decimal(0)


class Steps(Spec):
    """The share of the weight that the completion reaches."""

    steps: tuple[Step, ...] = Attribute(min_length=1)


class Bonus(Spec):
    """`points` for every whole `per` above the target, at most `cap`."""

    per: Decimal = Attribute(gt=0)
    points: Decimal
    cap: Decimal


class Deduct(Spec):
    """Minus `points` for `each`, at most `cap`; over a count or `@late_reports`, `@missing_reports`."""

    each: Decimal = Attribute(Decimal(1), gt=0)
    points: Decimal
    cap: Decimal | None = None


class Veto(Spec):
    """All points are lost when the indicator is over this."""

    over: Decimal = Decimal(0)


class MinMax(Spec):
    """功效系数: `low_share` % of the weight to the lowest, all to the highest, the rest between."""

    low_share: Decimal = Decimal(60)


class AllOrNothing(Spec):
    """The weight when the target is reached, else nothing; over it `bonus_points` for each `bonus_per`."""

    bonus_per: Decimal | None = None
    bonus_points: Decimal = Decimal(0)
    bonus_cap: Decimal | None = None


class Symmetric(Spec):
    """The weight at 100 %; for each `per` points of completion more or less, `points` more or less."""

    per: Decimal = Attribute(gt=0)
    points: Decimal
    cap: Decimal | None = None


class Rank(Spec):
    """Points by place; places behind the last one given get none."""

    points: tuple[Decimal, ...] = Attribute(min_length=1)


RULES: Mapping[str, type[Spec]] = {
    "proportional": Proportional,
    "steps": Steps,
    "bonus": Bonus,
    "deduct": Deduct,
    "veto": Veto,
    "minmax": MinMax,
    "allornothing": AllOrNothing,
    "symmetric": Symmetric,
    "rank": Rank,
}

BUILT_IN = ("@late_reports", "@missing_reports")
"""Counts that every unit has without an indicator."""
