"""What waits for a person in calls: applications to check, drafts to hand in, completion that was asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.calls import queries
from luoshi.calls.policy import APPLICATION
from luoshi.kernel.actor import Actor
from luoshi.ledgers import overview
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """Each kind with how many, and where it is done."""
    if APPLICATION not in overview.used():
        return
    waiting = queries.to_check(actor)
    if waiting:
        yield Link(
            _("待形式审查：申报书"), reverse("calls:index") + "#check", "clipboard-check", len(waiting)
        )
    if not queries.firms(actor):
        return
    mine = [one for one in queries.mine(actor) if not one.withdrawn]
    returned = [one for one in mine if one.stage == "returned"]
    for one in returned:
        label = _("待补正：%(title)s") % {"title": one.title}
        yield Link(label, reverse("calls:write", args=[one.ref.id]), "arrow-back-up", 1)
    open_now = {one.ref.id for one in queries.open_calls(actor)}
    drafts = [one for one in mine if one.stage == "draft" and one.values["call"] in open_now]
    for one in drafts:
        label = _("待提交：%(title)s") % {"title": one.title}
        yield Link(label, reverse("calls:write", args=[one.ref.id]), "writing", 1)
