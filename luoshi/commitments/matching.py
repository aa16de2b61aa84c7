"""From a text's words to what is owed: which indicator is meant, and how much in its unit. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from rapidfuzz import fuzz

from luoshi.kernel.errors import InputError
from luoshi.kernel.language import say
from luoshi.packs.spec import Indicator
from luoshi.reading.units import scale, sort_of

_SURE = 90
"""From this likeness (0–100) on a phrase is taken for an indicator when no other is as like."""

_NEAR = 60


@dataclass(frozen=True)
class Owed:
    """What is owed: 确保 `base` and 争取 `stretch` in the indicator's unit, or a `place` in the class."""

    base: Decimal | None = None
    stretch: Decimal | None = None
    place: int | None = None


def match_indicator(metric: str, indicators: Iterable[Indicator]) -> list[tuple[str, int]]:
    """Indicators whose label or an alias is like the phrase, with the likeness (0–100), best first."""
    scored = [(one.name, max(_alike(metric, name) for name in _names(one))) for one in indicators]
    return sorted((pair for pair in scored if pair[1] >= _NEAR), key=lambda pair: (-pair[1], pair[0]))


def the_indicator(metric: str, indicators: Iterable[Indicator]) -> str:
    """The one indicator that is surely meant, or InputError naming the near ones."""
    found = match_indicator(metric, indicators)
    best = [name for name, score in found if score >= _SURE and score == found[0][1]]
    if len(best) == 1:
        return best[0]
    near = "、".join(name for name, _ in found[:3])
    unclear = say(f"“{metric}”指哪个指标不明确", f"It is not clear which indicator “{metric}” is")
    raise InputError(unclear, hint=f"请选择指标，如 {near}" if near else "请选择指标")


def in_unit(value: Decimal, said: str, wanted: str) -> Decimal:
    """The value in the indicator's unit, exact: 5.1 亿元 in 万元 is 51000; 六亿 takes the unit wanted."""
    power, noun = scale(said)
    wanted_power, wanted_noun = scale(wanted)
    if sort_of(noun or wanted_noun) != sort_of(wanted_noun):
        raise InputError(f"单位“{said}”与指标的单位“{wanted}”不能换算", hint=f"请按{wanted}填写目标值")
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise InputError(f"“{value}”不是数")
    shifted = exponent + power - wanted_power
    return Decimal((sign, digits + (0,) * max(shifted, 0), min(shifted, 0)))


def owed(body: Mapping[str, Any], indicator: Indicator) -> Owed:
    """What a proposal's body says is owed; of a range (2—3户) the nearer end is 确保, the farther 争取."""
    values = [_number(body.get(name)) for name in ("value", "value_max")]
    scaled = [None if one is None else in_unit(one, body.get("unit") or "", indicator.unit) for one in values]
    first, last = scaled
    if first is not None and last is not None and indicator.better == "lower":
        first, last = last, first
    return Owed(first, last)


def _names(indicator: Indicator) -> tuple[str, ...]:
    return (indicator.label.zh, *indicator.aliases)


def _alike(metric: str, name: str) -> int:
    return round(fuzz.ratio(metric.strip(), name))


def _number(said: Any) -> Decimal | None:
    if said in (None, ""):
        return None
    try:
        return Decimal(str(said))
    except InvalidOperation:
        raise InputError(f"“{said}”不是数", hint="请填写目标值") from None
