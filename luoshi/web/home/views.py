"""Home: what waits for me, what I owe and by when, my lights, what changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.periods import Period
from luoshi.ledgers import overview
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Pack
from luoshi.periods import queries as periods
from luoshi.units import queries as units
from luoshi.web.components import Empty, Link, Page, Stat, light_badge
from luoshi.web.home import waiting
from luoshi.web.ledgers import show as records
from luoshi.web.periods import show as months
from luoshi.web.request import Request

DUTIES, CHANGES = 6, 8
"""How many units' months and changes are listed; the rest is a page away."""


@require_GET
def index(request: Request) -> HttpResponse:
    month = periods.current(request.actor.today())
    queue = waiting.all_of(request.actor)
    context = {
        "page": Page(_("首页"), lead=_("%(name)s，您好。") % {"name": request.actor.name}),
        "stats": _lights(request),
        "queue": queue,
        "waiting": sum(link.count or 0 for link in queue),
        "duties": months.duties(request.actor, month, DUTIES),
        "month": Link(_("%(month)s月报") % {"month": month.label}, reverse("periods:period", args=[month])),
        "empty": Empty(_("没有待办事项"), _("等您审核、接收、签字、确认的，以及退回给您的，都会列在这里。")),
        "changes": records.latest(overview.changes(request.actor, CHANGES), units.names()),
    }
    return render(request, "home/index.html", context)


def _lights(request: Request) -> list[Stat]:
    """The figures of the person's highest unit that have a target, as last closed."""
    closed = periods.closings()
    top = units.topmost(request.actor) if closed else ""
    if not top:
        return []
    packs = ledgers.packs()
    month = Period.parse(closed[-1].period)
    return [
        _stat(one, packs[one["indicator"].partition(".")[0]])
        for one in periods.figures(request.actor, month, unit=top)
        if one["target"] is not None
    ]


def _stat(one: dict[str, Any], pack: Pack) -> Stat:
    spec = pack.indicators[one["indicator"].partition(".")[2]]
    awaiting = one["ytd"] is None
    amount = _("待统计") if awaiting else spec.shown(Decimal(one["ytd"]))
    note = _("%(unit)s %(period)s 本年累计") % {
        "unit": one["unit_name"], "period": Period.parse(one["period"]).label,
    }  # fmt: skip
    completion = None if one["completion"] is None else Decimal(one["completion"])
    url = reverse("figures:indicator", args=[one["period"], one["indicator"]])
    light = light_badge(pack.lights, one["light"])
    unit = "" if awaiting else spec.unit
    pace = None if one["pace"] is None else Decimal(one["pace"])
    return Stat(str(spec.label), amount, unit, completion, pace, light, note, url)
