"""Ways of looking at a ledger's list that people keep, for themselves or for all of a unit."""

from __future__ import annotations

from django.db.models import Q

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries
from luoshi.ledgers.models import SavedView
from luoshi.units import queries as units

LONGEST = 2_000
"""Characters of a view's address."""


def views(actor: Actor, ledger: str) -> list[SavedView]:
    """The person's own views of a ledger, then those shared with a unit of theirs or above it."""
    homes = {holding.unit for holding in actor.holdings}
    shared = {above for unit in homes for above in units.above(unit)}
    found = SavedView.objects.filter(Q(person=actor.person or 0) | Q(unit__in=shared), ledger=ledger)
    return sorted(found.order_by("name", "id"), key=lambda one: one.person != actor.person)


@action
def keep_view(actor: Actor, ledger: str, name: str, query: str, *, unit: str = "") -> SavedView:
    """Keep a view under a name, in place of one's own of that name; with a unit it is shared with all of
    its subtree, which needs a role there."""
    spec, said = queries.ledger(ledger), name.strip()
    if not said or len(said) > 60:
        raise InputError("没有写视图名称" if not said else "视图名称太长", hint="写 1—60 个字")
    if len(query) > LONGEST:
        raise InputError("筛选条件太多，存不下", hint="减少一些条件")
    if unit and unit not in units.reach(actor):
        raise Refused("您不能把视图共享给该单位", hint="只能共享给本单位及下级")
    made, _new = SavedView.objects.update_or_create(
        ledger=spec.name, person=actor.person or 0, name=said,
        defaults={"query": query, "unit": unit, "by": actor.name, "made_at": actor.now()},
    )  # fmt: skip
    append(actor, f"ledger:{ledger}", "save_view", {"name": said, "query": query, "unit": unit})
    return made


@action
def forget_view(actor: Actor, number: int) -> str:
    """Delete one's own view; returns its ledger."""
    found = SavedView.objects.filter(id=number, person=actor.person or 0).first()
    if found is None:
        raise Missing("没有这个视图", hint="只能删除自己的视图")
    append(actor, f"ledger:{found.ledger}", "forget_view", {"name": found.name})
    found.delete()
    return found.ledger
