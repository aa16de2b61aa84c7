"""What waits for a person in appeals: to hand out, to take and answer, to check, to decide."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.appeals import queries
from luoshi.appeals.policy import APPEAL, DECIDES, DESK, ORDER, PROPOSAL
from luoshi.kernel.actor import Actor
from luoshi.ledgers import overview
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """Each kind with how many, and where it is done."""
    if actor.is_system or not overview.used() & {APPEAL, ORDER, PROPOSAL}:
        return
    there = reverse("appeals:index")
    kinds = (
        (_("待交办：诉求"), "send", queries.desk_list(actor, "received")),
        (_("待回访：诉求"), "phone", queries.desk_list(actor, "answered")),
        (_("待办理：诉求"), "message-2", queries.orders(actor, "handed", "taken")),
    )
    for label, icon, found in kinds:
        if found:
            yield Link(label, there, icon, len(found))
    for role, stage, label in (
        (DESK, "found", _("待提建议：重复诉求")),
        (DECIDES, "proposed", _("待批示：重复诉求")),
    ):
        found = queries.proposals(actor, stage) if actor.has(role) else []
        if found:
            yield Link(label, there, "bulb", len(found))
