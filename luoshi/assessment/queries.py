"""Everything that reads assessments."""

from __future__ import annotations

from typing import Any

from luoshi.assessment.models import Assessment
from luoshi.assessment.policy import READS
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ledgers import queries as ledgers
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Sheet
from luoshi.units import queries as units

Body = list[dict[str, Any]]


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


def assessments() -> list[Assessment]:
    """Every run, the newest first."""
    return list(Assessment.objects.defer("body"))


def assessment(number: int) -> Assessment:
    """One run. Its scores are read through `scores`, which tells whose may be seen."""
    found = Assessment.objects.filter(id=number).first()
    if found is None:
        raise Missing("没有这次考核")
    return found


def scores(actor: Actor, number: int) -> Body:
    """The scores of the units the actor sees, as the run kept them."""
    seen = units.reach(actor, *READS)
    return [one for one in assessment(number).body if one["unit"] in seen]


def score_of(actor: Actor, number: int, unit: str) -> dict[str, Any]:
    """A unit's score with its working."""
    found = next((one for one in scores(actor, number) if one["unit"] == unit), None)
    if found is None:
        raise Missing("没有这个单位的得分", hint="它可能不在这张考核表里，或不在您可以查看的范围内")
    return found
