"""How far the applications of a call came, from the first draft to the acceptance of the project: how many,
and how much money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from luoshi.calls import queries
from luoshi.calls.policy import APPLICATION, PROJECT, WATCHES
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say
from luoshi.kernel.money import from_fen
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Ledger


@dataclass(frozen=True)
class Step:
    """A step of the funnel: how many came so far, and the money in 万元: asked for, from the contract on
    what the project was given."""

    key: str
    label: str
    count: int
    money: Decimal


def funnel(actor: Actor, number: int) -> list[Step]:
    """The steps of a call for those who watch over it; each holds no more than the one before. Two queries
    for each step at most."""
    queries.led(actor, number, WATCHES)
    spec = ledgers.ledger(APPLICATION)
    rows = ledgers.visible(Actor.system(), APPLICATION).filter(call=number)
    steps = [Step("draft", say("填写", "Drafts"), *_of(rows, spec, "asked"))]
    for key, label in _STAGES.items():
        so_far = rows.filter(ledgers.come(spec, key))
        steps.append(Step(key, say(*label), *_of(so_far, spec, "asked")))
    approved = rows.filter(ledgers.come(spec, "approved")).values("id")
    return [*steps, *_projects(approved)]


_STAGES = {
    "submitted": ("提交", "Handed in"),
    "admitted": ("形式审查通过", "Admitted"),
    "ranked": ("评审", "Reviewed"),
    "proposed": ("拟立项", "Proposed"),
    "approved": ("立项", "Approved"),
}


def _projects(approved: QuerySet[Any]) -> list[Step]:
    """What became of the projects that were approved."""
    spec = ledgers.ledgers().get(PROJECT)
    if spec is None or "application" not in spec.fields:
        return []
    rows = ledgers.visible(Actor.system(), PROJECT).filter(application__in=approved)
    labels = {"contract": ("签订任务书", "Contract"), "accepted": ("验收", "Accepted")}
    return [
        Step(key, say(*label), *_of(rows.filter(ledgers.come(spec, key)), spec, "funds"))
        for key, label in labels.items()
    ]


def _of(rows: QuerySet[Any], spec: Ledger, field: str) -> tuple[int, Decimal]:
    found = rows.aggregate(n=Count("id"), money=Sum(field))
    return found["n"], from_fen(found["money"] or 0, str(spec.fields[field].unit))
