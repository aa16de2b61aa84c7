"""What of the suspicions waits for a person, for the home page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.honesty import queries
from luoshi.honesty.policy import OPENED, QUERY
from luoshi.kernel.actor import Actor
from luoshi.ledgers import overview
from luoshi.web.components import Link


def links(actor: Actor) -> list[Link]:
    """To be answered by the person's units, to be settled by the person."""
    if QUERY not in overview.used():
        return []
    where = reverse("honesty:index")
    return [
        Link(
            _("疑点待说明") if stage == OPENED else _("疑点待审定"),
            f"{where}?stage={stage}",
            "list-search",
            count,
        )
        for stage, count in queries.waiting(actor).items()
    ]
