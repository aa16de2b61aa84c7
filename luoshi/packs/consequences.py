"""The rules by which a sheet proposes awards and accountability, and the parameters of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pydantic import Field as Attribute

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.shape import shaped
from luoshi.packs.source import Source
from luoshi.packs.spec import Consequence, Key, Spec


class ByRank(Spec):
    """Places within the class, from one to another (`[1, 3]`) or the `last` so many of it; whoever has
    less than `at_least` points is passed over."""

    places: tuple[int, int] | None = None
    last: int | None = Attribute(None, ge=1)
    at_least: Decimal | None = None


class Below(Spec):
    """A total under so many points."""

    points: Decimal


class Vetoed(Spec):
    """Everything was lost by a veto."""


class Lights(Spec):
    """A light shown at least `count` times by the unit's published figures of the year's closed months."""

    light: Key
    count: int = Attribute(ge=1)


CONSEQUENCES: Mapping[str, type[Spec]] = {
    "rank": ByRank,
    "below": Below,
    "veto": Vetoed,
    "lights": Lights,
}


def run(scope: Scope) -> Iterator[Issue]:
    """All issues of the consequences of a pack's sheets."""
    for sheet in scope.pack.sheets.values():
        source = scope.source(f"sheets/{sheet.key}")
        for index, one in enumerate(sheet.consequences):
            yield from _consequence(scope, source, index, one)
            if one.key in {other.key for other in sheet.consequences[:index]}:
                yield source.error(("consequences", index, "key"), f"“{one.key}”写了两次", "改名")


def _consequence(scope: Scope, source: Source, index: int, one: Consequence) -> Iterator[Issue]:
    way = ("consequences", index)
    if one.rule not in CONSEQUENCES:
        yield source.error((*way, "rule"), f"没有奖惩规则“{one.rule}”", suggestion(one.rule, CONSEQUENCES))
        return
    found: list[Issue] = []
    given = shaped(CONSEQUENCES[one.rule], one.params, source, (*way, "params"), found)
    yield from found
    if isinstance(given, ByRank) and (given.places is None) == (given.last is None):
        yield source.error((*way, "params"), "位次规则写 places 或 last 之一", "如 places: [1, 3]")
    if isinstance(given, Lights) and given.light not in {light.key for light in scope.pack.lights}:
        known = [light.key for light in scope.pack.lights]
        yield source.error((*way, "params"), f"没有灯“{given.light}”", suggestion(given.light, known))
    if (one.amount is not None) != (one.kind == "bonus"):
        yield source.error((*way, "amount"), "奖金要写 amount，其他不写", "amount 以万元计")
