"""What a run of a sheet stands on, read from closed periods and earlier runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.assessment.measure import Basis, named, sheets_named
from luoshi.assessment.models import Assessment
from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator, Pack, Sheet, full_name
from luoshi.periods import duties
from luoshi.periods import queries as periods

Published = Mapping[tuple[str, str], dict[str, Any]]


def read(pack: Pack, sheet: Sheet, last: Period) -> Basis:
    """Everything that a sheet's items ask for at the end of a closed month."""
    plan = PlanYear.parse(pack.year_starts)
    catalogue = Catalogue.of(ledgers.packs())
    asked = {name for name in named(sheet) if not name.startswith("@")}
    indicators = {name: catalogue.indicator(full_name(pack.key, name)) for name in asked}
    wanted = {name for one in indicators.values() for name in _behind(one)}
    others = {name: full_name(pack.key, name) for name in sheets_named(sheet)}
    quarterly = any(rule.rule == "quarterly" for rule in sheet.items)
    return Basis(
        _figures(last, wanted), duties.hand_ins(last, plan), indicators, plan.pace(last),
        _quarters(last, plan, wanted) if quarterly else ({}, {}, {}, {}),
        {name: _scores(full, plan.of(last), last) for name, full in others.items()},
        {name: _title(full) for name, full in others.items()},
        {light.key: light.label.zh for light in pack.lights},
    )  # fmt: skip


def _behind(indicator: Indicator) -> set[str]:
    """An indicator, and of a share the two it is made of, by full name."""
    made = (indicator.ratio.part, indicator.ratio.of) if indicator.ratio else ()
    return {indicator.name, *(full_name(indicator.pack, name) for name in made)}


def _figures(month: Period, wanted: set[str]) -> Published:
    found = periods.published(month, indicator__in=wanted)
    return {(one["indicator"], one["unit"]): one for one in found}


def _quarters(last: Period, plan: PlanYear, wanted: set[str]) -> tuple[Published, ...]:
    """The figures at the end of each quarter of the plan's year that is closed and not after `last`."""
    month, found = Period.month_of(plan.start_of(last)), []
    closed = {one.period for one in periods.closings()}
    for _ in range(4):
        end = month.next().next()
        found.append(_figures(end, wanted) if end <= last and str(end) in closed else {})
        month = end.next()
    return tuple(found)


def _scores(sheet: str, year: int, last: Period) -> Sequence[dict[str, Any]]:
    """What the newest run of another sheet on the same month gave everybody."""
    found = Assessment.objects.filter(sheet=sheet, year=year, through=str(last)).first()
    if found is None:
        raise InputError(f"“{sheet}”还没有算到{last.label}的得分", hint="这张细则用到它，先算它")
    scores: list[dict[str, Any]] = found.body
    return scores


def _title(sheet: str) -> str:
    pack, _, key = sheet.partition(".")
    return ledgers.packs()[pack].sheets[key].label.zh
