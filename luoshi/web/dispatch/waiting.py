"""What waits for a person in dispatch: more time to grant, a lag to explain, a measure to approve."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.dispatch import queries
from luoshi.dispatch.policy import ACCOUNT, CONSEQUENCE
from luoshi.kernel.actor import Actor
from luoshi.ledgers import extending, overview
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """Each kind with how many, and where it is done."""
    asked = extending.undecided(actor)
    if asked:
        one = asked[0][0]
        there = reverse("ledgers:decide_extension", args=[one.ledger, one.record, one.id])
        url = there if len(asked) == 1 else reverse("dispatch:index")
        yield Link(_("待批复：延期申请"), url, "calendar-plus", len(asked))
    used = overview.used()
    lags = queries.to_answer(actor) if ACCOUNT in used else []
    if lags:
        one_lag = lags[0].ref
        there = reverse("ledgers:record", args=[one_lag.ledger, one_lag.id])
        url = there if len(lags) == 1 else reverse("ledgers:list", args=[one_lag.ledger]) + "?stage=asked"
        yield Link(_("待说明：进度滞后"), url, "message-question", len(lags))
    measures = queries.to_approve(actor) if CONSEQUENCE in used else []
    if measures:
        one_measure = measures[0].ref
        there = reverse("ledgers:record", args=[one_measure.ledger, one_measure.id])
        url = there if len(measures) == 1 else reverse("dispatch:index")
        yield Link(_("待批准：督办措施"), url, "gavel", len(measures))
