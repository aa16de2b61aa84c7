"""Everything that reads assessments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.assessment.models import Assessment
from luoshi.assessment.policy import READS
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Sheet, full_name
from luoshi.periods import duties
from luoshi.periods.duties import Duty
from luoshi.units import queries as units

Score = dict[str, Any]
"""A unit's result, as `assess --json` prints it."""


def sheets() -> dict[str, Sheet]:
    """Every sheet by full name (`investment.township`)."""
    return {f"{pack.key}.{key}": one for pack in ledgers.packs().values() for key, one in pack.sheets.items()}


def sheet(name: str) -> tuple[str, Sheet]:
    """A sheet by full name, or by key where only one pack has it."""
    known = sheets()
    found = [full for full in known if full == name or full.partition(".")[2] == name]
    if len(found) != 1:
        raise Missing(f"没有考核细则“{name}”", hint=suggestion(name, known))
    return found[0], known[found[0]]


def assessments(actor: Actor) -> list[Assessment]:
    """The runs that score a unit the actor sees, the newest first."""
    seen = units.reach(actor, *READS)
    return [one for one in Assessment.objects.all() if _seen(one, seen)]


def assessment(actor: Actor, number: int) -> Assessment:
    """One run; its `body` holds the scores of the units the actor sees, as the run kept them."""
    seen = units.reach(actor, *READS)
    found = Assessment.objects.filter(id=number).first()
    if found is None or not _seen(found, seen):
        raise Missing("没有这次考核", hint="它可能考核的是其他单位")
    found.body = [one for one in found.body if one["unit"] in seen]
    return found


def _seen(run: Assessment, seen: frozenset[str]) -> bool:
    return any(one["unit"] in seen for one in run.body)


def newest(runs: Sequence[Assessment], sheet: str, year: int | None = None) -> Assessment | None:
    """The last run of a sheet among these, of a year where one is given: the one that counts."""
    return next((one for one in runs if one.sheet == sheet and year in (None, one.year)), None)


def score_of(run: Assessment, unit: str) -> Score:
    """A unit's score with its working, out of a run as the actor sees it."""
    found: Score | None = next((one for one in run.body if one["unit"] == unit), None)
    if found is None:
        raise Missing("没有这个单位的得分", hint="它可能不在这张考核表里，或不在您可以查看的范围内")
    return found


def indicator_of(run: Assessment, name: str) -> str:
    """The full name of an indicator that an item names, or the count of hand-ins (`@…`) it names."""
    return name if name.startswith("@") else full_name(run.sheet.partition(".")[0], name)


def hand_ins(actor: Actor, run: Assessment, unit: str) -> list[Duty]:
    """The months behind what a run counted as missing and late for a unit."""
    plan = ledgers.plan_year(run.sheet.partition(".")[0])
    return duties.months(actor, unit, Period.parse(run.through), plan)
