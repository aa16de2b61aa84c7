"""The rules that a sheet may use, and the parameters of each. The formulas are in `assessment.rules`.

The vocabulary is closed: a place that scores otherwise takes other rules and parameters, never code.
Parameters that would make a rule reward the worse are refused here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field as Attribute
from pydantic import model_validator

from luoshi.packs.spec import Against, Key, Missing, Spec

Percent = Annotated[Decimal, Attribute(ge=0, le=100)]
Points = Annotated[Decimal, Attribute(ge=0)]
More = Annotated[Decimal, Attribute(gt=0)]
Step = tuple[Points, Points]
"""From this on, so much."""
In = Literal["percent", "unit"]
"""Counted in percentage points of completion, or in the indicator's own unit."""


def _rising(steps: tuple[Step, ...], what: str) -> None:
    """Each step begins higher than the one before and gives no less."""
    ordered = sorted(steps)
    if any(one[0] == other[0] for one, other in pairwise(ordered)):
        raise ValueError(f"{what}里有两档起点相同")
    if any(one[1] > other[1] for one, other in pairwise(ordered)):
        raise ValueError(f"{what}里起点高的一档反而给得少")


def _whole(shares: list[Decimal]) -> None:
    if sum(shares) != 100:
        raise ValueError(f"各部分的 share 合计是 {sum(shares)}，应为 100")


class Proportional(Spec):
    """Completion × weight, at most `cap` points or `cap_percent` of the weight (100), at least `floor`."""

    cap: Points | None = None
    cap_percent: Points | None = None
    floor: Points = Decimal(0)

    @model_validator(mode="after")
    def _one_cap(self) -> Self:
        if self.cap is not None and self.cap_percent is not None:
            raise ValueError("cap 和 cap_percent 只写一个")
        if self.cap is not None and self.cap < self.floor:
            raise ValueError("cap 低于 floor")
        return self


class Steps(Spec):
    """The share of the weight that the completion reaches."""

    steps: tuple[Step, ...] = Attribute(min_length=1)

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        _rising(self.steps, "steps")
        return self


class Bonus(Spec):
    """For every whole `per` above the target `points`, or by the target's size `by_target`; at most `cap`."""

    per: More
    per_in: In = "percent"
    points: Points | None = None
    by_target: tuple[Step, ...] = ()
    """From a target of this size on, so many points; below the first, none."""
    cap: Points

    @model_validator(mode="after")
    def _one_rate(self) -> Self:
        if (self.points is None) == (not self.by_target):
            raise ValueError("points 和 by_target 写一个，只写一个")
        if len({start for start, _ in self.by_target}) < len(self.by_target):
            raise ValueError("by_target 里有两档起点相同")
        return self


class Earn(Spec):
    """`points` for every whole `each` counted, or of what is counted over the target; at most `cap`."""

    each: More = Decimal(1)
    points: Points
    cap: Points | None = None
    beyond: Literal["nothing", "target"] = "nothing"


class Deduct(Spec):
    """Minus `points` for `each`, at most `cap`; over a count or `@late_reports`, `@missing_reports`."""

    each: More = Decimal(1)
    points: Points
    cap: Points | None = None


class Veto(Spec):
    """All points are lost when the indicator is over this."""

    over: Decimal = Decimal(0)


class MinMax(Spec):
    """功效系数: `low_share` % of the weight to the lowest, all to the highest, the rest between.

    Where all are alike everybody has `alike` % of the weight.
    """

    low_share: Percent = Decimal(60)
    alike: Percent = Decimal(100)

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.alike < self.low_share:
            raise ValueError("alike 低于 low_share")
        return self


class AllOrNothing(Spec):
    """The weight when the target is reached, `bonus_points` more for each `bonus_per` over it.

    Missed, it is nothing; with `penalty_per` the weight (or nothing) less `penalty_points` for each.
    """

    step_in: In = "percent"
    bonus_per: More | None = None
    bonus_points: Points = Decimal(0)
    bonus_cap: Points | None = None
    penalty_per: More | None = None
    penalty_points: Points = Decimal(0)
    penalty_cap: Points | None = None
    penalty_from: Literal["weight", "nothing"] = "weight"


class Symmetric(Spec):
    """The weight at 100 %; for each `per` points of completion more or less, `points` more or less."""

    per: More
    points: Points
    cap: Points | None = None


class Stretch(Spec):
    """确保/争取: the weight at the base target, `points` more at the stretch target; `linear` on the way too.

    Below the base in proportion, or `nothing`.
    """

    points: Points
    linear: bool = False
    below: Literal["proportion", "nothing"] = "proportion"


class Rank(Spec):
    """Points by place; places behind the last one given get none."""

    points: tuple[Points, ...] = Attribute(min_length=1)

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if any(one < other for one, other in pairwise(self.points)):
            raise ValueError("points 里后面的位次反而分高")
        return self


class Part(Spec):
    """A part of a pipeline: its completion counts for `share` % of the weight, at most `cap_percent`."""

    indicator: str
    share: Percent
    cap_percent: Points | None = None
    against: Against = "target"
    full: More | None = None


class Pipeline(Spec):
    """The parts' completions by their shares × the weight, at most `cap_percent` of it."""

    parts: tuple[Part, ...] = Attribute(min_length=1)
    cap_percent: Points = Decimal(100)
    missing: Missing = "zero"

    @model_validator(mode="after")
    def _make_a_whole(self) -> Self:
        _whole([one.share for one in self.parts])
        return self


class Counted(Spec):
    """A part of a tally: `points` for every whole `each`, at most `cap`."""

    indicator: str
    points: Points
    each: More = Decimal(1)
    cap: Points | None = None


class Tally(Spec):
    """So many points for each of several kinds of things (stages, sizes), at most `cap` in all."""

    parts: tuple[Counted, ...] = Attribute(min_length=1)
    cap: Points | None = None
    """The weight, where there is one and this is not given."""


class Faults(Spec):
    """扣分制: the weight less `points` for every whole `each` of several kinds of faults, never below 0."""

    parts: tuple[Counted, ...] = Attribute(min_length=1)


class Quarterly(Spec):
    """Each quarter's completion of what was to be done by its end counts for its weight.

    `phases` is the share of the target due by each quarter's end; with `lights` a quarter gives the share
    that its light is worth instead of its completion.
    """

    weights: tuple[Percent, Percent, Percent, Percent]
    phases: tuple[Percent, Percent, Percent, Percent] = (Decimal(25), Decimal(50), Decimal(75), Decimal(100))
    cap_percent: Points = Decimal(100)
    lights: Mapping[Key, Points] = {}
    missing: Missing = "rescale"
    """What happens to the weight of a quarter that has no figure yet."""

    @model_validator(mode="after")
    def _phased(self) -> Self:
        _whole(list(self.weights))
        if list(self.phases) != sorted(self.phases) or not self.phases[0] or self.phases[-1] != 100:
            raise ValueError("phases 是各季度末累计应完成的百分比，逐季不减，年末 100")
        return self


class Carrier(Spec):
    """Scores of other units that count here for `share` %: of the units named for a unit, or of all on
    the sheet (of some classes); the average where they are several."""

    sheet: str
    share: Percent
    classes: tuple[str, ...] = ()
    units: Mapping[str, tuple[str, ...]] = {}
    """Whose scores count for whom, by unit code."""


class Composed(Spec):
    """Scores of other sheets by their shares, of `full` points, × the weight (园区70%＋乡镇30%)."""

    parts: tuple[Carrier, ...] = Attribute(min_length=1)
    full: More = Decimal(100)
    cap_percent: Points = Decimal(100)
    missing: Missing = "zero"

    @model_validator(mode="after")
    def _make_a_whole(self) -> Self:
        _whole([one.share for one in self.parts])
        return self


RULES: Mapping[str, type[Spec]] = {
    "proportional": Proportional,
    "steps": Steps,
    "stretch": Stretch,
    "allornothing": AllOrNothing,
    "symmetric": Symmetric,
    "minmax": MinMax,
    "rank": Rank,
    "pipeline": Pipeline,
    "quarterly": Quarterly,
    "composed": Composed,
    "tally": Tally,
    "faults": Faults,
    "earn": Earn,
    "bonus": Bonus,
    "deduct": Deduct,
    "veto": Veto,
}

MEASURED_AGAINST = ("proportional", "steps", "allornothing", "symmetric", "bonus")
"""Rules on a completion, which may be measured `against` something else than the target."""
WITHOUT_INDICATOR = ("pipeline", "tally", "faults", "composed")
"""Rules whose parts name what they count."""
BUILT_IN = ("@late_reports", "@missing_reports")
"""Counts that every unit has without an indicator."""
WEIGHTED = (
    "proportional", "steps", "stretch", "allornothing", "minmax", "pipeline", "quarterly", "composed",
    "faults",
)  # fmt: skip
"""Rules that give a share of the item's weight."""
ADDED = ("earn", "bonus", "deduct", "veto")
"""Rules that add or take points, whatever the weights are."""
