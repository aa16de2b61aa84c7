"""What an inspection's report says, read for those who may have it."""

from __future__ import annotations

from luoshi.inspections import queries
from luoshi.inspections.policy import HEARS, READS, TOLD
from luoshi.inspections.results import Feedback, Report, Result
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ledgers.records import Record
from luoshi.units import queries as units


def report(actor: Actor, number: int) -> Report:
    """An inspection with its draw and its results per unit, for those who read inspections."""
    found, names = queries.inspection(actor, number), units.names()
    own: dict[str, list[Record]] = {}
    for one in queries.checks(actor, number):
        own.setdefault(one.unit, []).append(one)
    entry = queries.drawing(found)
    every = [one for some in own.values() for one in some]
    return Report(
        found, entry.data if entry else {},
        tuple(Result(code, names.get(code, code), some) for code, some in own.items()),
        Result("", "合计", every),
    )  # fmt: skip


def feedback(actor: Actor, number: int, unit: str) -> Feedback:
    """What a unit is told: for the inspecting side, and for the unit once it is told."""
    found = queries.inspection(Actor.system(), number)
    own = queries.checks(Actor.system(), number, unit)
    told = [one for one in own if one.stage in TOLD]
    reads = found.unit in units.reach(actor, *READS)
    if not told or not (reads or unit in units.reach(actor, *HEARS)):
        raise Missing("没有要反馈的结果", hint="告知单位以后才有")
    return Feedback(found, Result(unit, units.unit(unit).name, told))
