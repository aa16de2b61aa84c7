"""What a rule is given, what it gives back, and how numbers stand in its arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Self

from luoshi.kernel.numbers import NONE_SHOWN, Exact, half_up, plain, ratio, spelled
from luoshi.packs.spec import Against

FULL = Fraction(100)
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Case:
    """One item for one unit. `completion` is in percent, worked out from actual and base when not given;
    `peers` are the actual values of every unit of the class, this one included."""

    weight: Exact = 0
    actual: Exact | None = None
    target: Exact | None = None
    completion: Exact | None = None
    peers: tuple[Exact | None, ...] = ()
    place: int | None = None
    better: Literal["higher", "lower"] = "higher"
    awaiting: bool = False
    """The value is not yet known (待统计)."""
    few: bool = False
    """The value is a share of too few to be scored."""
    stretch: Exact | None = None
    against: Against = "target"
    full: Exact | None = None
    """The value that counts as 100 %, instead of a target."""
    pace: Exact = 1
    """The share of the plan's year gone, for what is measured against the target by then."""
    light: str = ""
    label: str = ""
    """What a part is called in the arithmetic of the whole."""
    parts: tuple[Case, ...] = field(default=())
    """The cases of a rule's parts or quarters, in their order."""

    @property
    def base(self) -> Exact | None:
        """What counts as 100 %."""
        if self.full is not None:
            return self.full
        if self.against == "average":
            known = [Fraction(one) for one in self.peers if one is not None]
            return sum(known, NOTHING) / len(known) if known else None
        if self.against == "phased":
            return None if self.target is None else Fraction(self.target) * Fraction(self.pace)
        return self.stretch if self.against == "stretch" else self.target

    @property
    def reached(self) -> Fraction | None:
        """Completion in percent, the more the better: where lower is better a point over the target
        is a point under 100, so 90 % used is 110 and twice the allowance is 0; of an allowance of
        nothing, nothing used is 100. Against nothing, or less, more has no completion."""
        if self.awaiting:
            return None
        if self.completion is not None:
            found: Fraction | None = Fraction(self.completion)
        elif self.actual is None or self.base is None:
            return None
        elif self.base <= 0:
            lucky = self.better == "lower" and self.base == 0
            return (FULL if self.actual <= 0 else NOTHING) if lucky else None
        else:
            found = ratio(self.actual, self.base)
        if found is None or self.better == "higher":
            return found
        return max(2 * FULL - found, NOTHING)

    @property
    def stands_on(self) -> str:
        """The completion as it is worked with: actual ÷ base where both are known, for a rounded
        percentage would not give the same cent."""
        if self.completion is not None or self.better == "lower":
            return f"{n(self.reached or 0)}%"
        return f"{n(self.actual or 0)} ÷ {self.said_base}"

    @property
    def said_base(self) -> str:
        """6000; 平均 480; 时序目标 3000."""
        words = {"average": "平均 ", "phased": "时序目标 ", "stretch": "争取 ", "target": ""}
        return ("" if self.full is not None else words[self.against]) + n(self.base or 0)

    def to_json(self) -> dict[str, Any]:
        """Everything but the weight and what is as usual: enough to score again, exactly."""
        usual = Case()
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "weight"}
        return {key: _kept(value) for key, value in said.items() if value != getattr(usual, key)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any], weight: Exact = 0) -> Self:
        """As `to_json` kept it. Peers that were left out are for the caller to give."""
        words: dict[str, Any] = {key: said[key] for key in _WORDS if key in said}
        numbers: dict[str, Any] = {key: Fraction(said[key]) for key in _NUMBERS if key in said}
        peers = tuple(None if one is None else Fraction(one) for one in said.get("peers", ()))
        parts = tuple(cls.from_json(one) for one in said.get("parts", ()))
        return cls(weight=weight, place=said.get("place"), peers=peers, parts=parts, **words, **numbers)


_WORDS = ("better", "awaiting", "few", "against", "light", "label")
_NUMBERS = ("actual", "target", "completion", "stretch", "full", "pace")


def _kept(value: Any) -> Any:
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, tuple):
        return [one.to_json() if isinstance(one, Case) else _kept(one) for one in value]
    if isinstance(value, Fraction):
        return str(value)
    return plain(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class Points:
    """What an item earns: exact, or None where it stays out; `arithmetic` says how it came about."""

    value: Fraction | None
    arithmetic: str
    vetoed: bool = False
    """Everything the unit has earned is lost."""

    def decimal(self, places: int = 2) -> Decimal | None:
        """Half-up, to be shown."""
        return None if self.value is None else half_up(self.value, places)


def out(case: Case) -> Points:
    """No points, which is not zero: 待统计, too few cases, or “—”."""
    return Points(None, "待统计" if case.awaiting else "件数太少，不计分" if case.few else NONE_SHOWN)


def limit(raw: Fraction, cap: Fraction | None, word: str = "最高") -> str:
    """，最高 50 where that was less."""
    return "" if cap is None or raw <= cap else f"，{word} {n(cap)}"


def least(raw: Fraction, floor: Fraction) -> str:
    """，最低 5 where that was more."""
    return f"，最低 {n(floor)}" if raw < floor else ""


def within(raw: Fraction, cap: Exact | None) -> Fraction:
    """At most `cap`, where there is one."""
    return raw if cap is None else min(raw, Fraction(cap))


def n(value: Exact) -> str:
    """In full where decimals end within four places, else half-up to two."""
    return plain(Decimal(spelled(value, 2, 4)))
