"""What a sheet's consequences propose for results that stand: a unit, a measure, and the figure it rests on.
Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.assessment.hands import Standing
from luoshi.kernel.language import say
from luoshi.kernel.numbers import plain, spelled
from luoshi.packs import consequences as params
from luoshi.packs.spec import Consequence, Label, Sheet, Spec


@dataclass(frozen=True)
class Lights:
    """How often each unit's published figures of the year showed each light, and what lights are called."""

    times: Mapping[tuple[str, str], int]
    """(unit, light) → times."""
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Proposal:
    """An award or a measure: by which clause, for whom, how much (万元), and on what it rests."""

    rule: str
    kind: str
    title: str
    unit: str
    amount: Decimal | None
    basis: str


def proposed(sheet: Sheet, standings: Sequence[Standing], lights: Lights) -> list[Proposal]:
    """Everything that the sheet's consequences propose, clause by clause."""
    return [made for one in sheet.consequences for made in _of_clause(sheet, one, standings, lights)]


def _of_clause(
    sheet: Sheet, one: Consequence, standings: Sequence[Standing], lights: Lights
) -> Iterator[Proposal]:
    given = params.CONSEQUENCES[one.rule].model_validate(dict(one.params))
    sizes = Counter(other.rank_class for other in standings)
    for unit in standings:
        basis = _basis(given, unit, sizes[unit.rank_class], lights)
        if basis:
            said = f"依据{sheet.label.zh}“{one.label.zh}”条款：{basis}"
            yield Proposal(one.key, one.kind, one.label.zh, unit.unit, one.amount, said)


def _basis(given: Spec, unit: Standing, size: int, lights: Lights) -> str:
    """The figure by which a unit falls under a rule; empty when it does not."""
    match given:
        case params.ByRank():
            return _by_rank(given, unit, size)
        case params.Below() if not unit.vetoed and unit.total < Fraction(given.points):
            return f"总分{spelled(unit.total)}，低于{spelled(given.points)}分"
        case params.Vetoed() if unit.vetoed:
            return f"一票否决：{unit.veto}"
        case params.Lights():
            times = lights.times.get((unit.unit, given.light), 0)
            label = lights.labels.get(given.light, given.light)
            return f"全年已公布数据“{label}”{times}次，达到{given.count}次" if times >= given.count else ""
    return ""


def _by_rank(given: params.ByRank, unit: Standing, size: int) -> str:
    """The best places are for nobody who was vetoed; there is no last where the class is not larger."""
    if (unit.vetoed and given.places) or (given.last and size <= given.last):
        return ""
    first, last = given.places or (size - (given.last or 0) + 1, size)
    if not first <= unit.place <= last or unit.total < Fraction(given.at_least or 0):
        return ""
    return f"{_class(unit)}{size}个单位中第{unit.place}位，总分{spelled(unit.total)}"


def _class(unit: Standing) -> str:
    return f"{unit.rank_class}类" if unit.rank_class and len(unit.rank_class) == 1 else unit.rank_class


def told(one: Consequence, lights: Mapping[str, Label]) -> str:
    """When a clause proposes, in a sentence: 类内第1至3位，且不低于80分."""
    given = params.CONSEQUENCES[one.rule].model_validate(dict(one.params))
    match given:
        case params.ByRank():
            return _told_of_rank(given)
        case params.Below():
            line = plain(given.points)
            return say(f"总分低于{line}分", f"a total under {line}")
        case params.Lights():
            light, count = lights.get(given.light, given.light), given.count
            return say(f"全年已公布数据“{light}”达到{count}次", f"“{light}” shown {count} times in the year")
    return say("一票否决", "a veto")


def _told_of_rank(given: params.ByRank) -> str:
    if given.places is None:
        return say(f"类内末{given.last}位", f"the last {given.last} of the class")
    first, last = given.places
    zh, en = (f"第{first}位", f"place {first}") if first == last else (
        f"第{first}至{last}位", f"places {first} to {last}"
    )  # fmt: skip
    said = say(f"类内{zh}", f"{en} of the class")
    if given.at_least is None:
        return said
    least = plain(given.at_least)
    return said + say(f"，且不低于{least}分", f" with at least {least} points")
