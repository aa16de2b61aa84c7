"""What of grants waits for a person, as the numbers of the records whose page leads to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from luoshi.calls.policy import APPLICATION, CALL
from luoshi.grants.policy import (
    CHANGE,
    DECIDES,
    DECISION,
    FIRM,
    INSTALMENT,
    LOOK,
    MILESTONE,
    OBJECTION,
    OFFICE,
    PAYS,
    PERFORMANCE,
    PROJECT,
    RUNS,
)
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.units import queries as units

SOON = timedelta(days=30)
"""So long before a milestone is due its firm is told."""


def of_office(actor: Actor) -> dict[str, list[int]]:
    """What waits for a science office, a finance office and a leader, by step."""
    made: dict[str, list[int]] = {}
    if places := _reach(actor, OFFICE):
        mine = _projects(places)
        made["answer"] = _numbers(OBJECTION, "decision", stage="received", decision__in=_decisions(places))
        made["contract"] = _numbers(PROJECT, "id", stage="approved", id__in=mine)
        made["check"] = _numbers(MILESTONE, "project", stage__in=["reported", "again"], project__in=mine)
        made["release"] = _ready(mine)
        made["ruling"] = _numbers(CHANGE, "project", stage="asked", project__in=mine)
        made["look"] = _looks(mine)
    if places := _reach(actor, PAYS):
        made["pay"] = _numbers(INSTALMENT, "project", stage="released", project__in=_projects(places))
    if places := _reach(actor, DECIDES):
        over = {"stage": "notice", "last_day__lt": actor.today()}
        made["decide"] = _numbers(DECISION, "id", id__in=_decisions(places), **over)
    return made


def of_firm(actor: Actor) -> dict[str, list[int]]:
    """What a firm has to report: milestones soon due or to be mended, performance."""
    if not (firms := _reach(actor, FIRM)):
        return {}
    rows = ledgers.visible(Actor.system(), PROJECT).filter(unit__in=firms, application__isnull=False)
    running = rows.filter(stage__in=RUNS).values("id")
    soon = actor.today() + SOON
    due = _numbers(MILESTONE, "project", stage="planned", due_on__lte=soon, project__in=running)
    mend = _numbers(MILESTONE, "project", stage="mending", project__in=running)
    years = _numbers(PERFORMANCE, "project", stage="due", project__in=rows.values("id"))
    return {"report": mend + due, "performance": years}


def _reach(actor: Actor, roles: tuple[str, ...]) -> frozenset[str]:
    return units.reach(actor, *roles) if actor.has(*roles) else frozenset()


def _rows(ledger: str, **where: Any) -> Any:
    return ledgers.visible(Actor.system(), ledger).filter(**where)


def _numbers(ledger: str, field: str, **where: Any) -> list[int]:
    return list(_rows(ledger, **where).order_by("id").values_list(field, flat=True))


def _decisions(places: Collection[str]) -> Any:
    return _rows(DECISION, call__in=_rows(CALL, unit__in=places).values("id")).values("id")


def _projects(places: Collection[str]) -> Any:
    calls = _rows(CALL, unit__in=places).values("id")
    return _rows(PROJECT, application__in=_rows(APPLICATION, call__in=calls).values("id")).values("id")


def _ready(projects: Any) -> list[int]:
    """Projects with an instalment that is planned and whose milestone, if any, is confirmed."""
    running = _rows(PROJECT, id__in=projects, stage__in=RUNS).values("id")
    confirmed = _rows(MILESTONE, project__in=running, stage="confirmed").values("id")
    plan = _rows(INSTALMENT, project__in=running, stage="planned")
    first = plan.filter(milestone__isnull=True) | plan.filter(milestone__in=confirmed)
    return list(first.order_by("id").values_list("project", flat=True))


def _looks(projects: Any) -> list[int]:
    paid = dict(_rows(INSTALMENT, project__in=projects, stage="paid").values_list("id", "project"))
    return [paid[one] for one in _numbers(LOOK, "instalment", stage="due", instalment__in=list(paid))]
