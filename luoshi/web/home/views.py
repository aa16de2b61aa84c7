"""Home: what I owe and by when, what waits for me, my lights."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Pack
from luoshi.periods import queries as periods
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Empty, Link, Page, Stat, light_badge
from luoshi.web.periods.show import duties
from luoshi.web.request import Request


@require_GET
def index(request: Request) -> HttpResponse:
    page = Page(_("首页"), lead=_("%(name)s，您好。") % {"name": request.actor.name})
    waiting = _waiting(request)
    context = {
        "page": page,
        "stats": _lights(request),
        "queue": waiting,
        "waiting": sum(link.count or 0 for link in waiting),
        "duties": duties(request.actor, periods.current(request.actor.today())),
        "empty": Empty(_("没有待办事项"), _("需要您审核的数据会列在这里。")),
    }
    return render(request, "home/index.html", context)


def _waiting(request: Request) -> list[Link]:
    """Facts that the person may verify, ledger by ledger, with how many wait."""
    found = []
    for name, spec in ledgers.ledgers().items():
        if not ledgers.reach(request.actor, "verify", spec) or request.actor.is_system:
            continue
        count = ledgers.page(request.actor, name, filters={"verification": "pending"}, size=1).total
        if count:
            url = reverse("ledgers:list", args=[name]) + "?verification=pending"
            found.append(Link(_("待审核：%(label)s") % {"label": spec.label}, url, count=count))
    return found


def _lights(request: Request) -> list[Stat]:
    """The figures of the person's highest unit that have a target, as last closed."""
    closed, seen = periods.closings(), units.reach(request.actor)
    top = next((node.unit.code for node in units.tree() if node.unit.code in seen), "")
    if not closed or not top:
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
    amount = formats.amount(Decimal(one["ytd"]), places=spec.places)
    note = _("%(unit)s %(period)s 本年累计") % {
        "unit": one["unit_name"], "period": Period.parse(one["period"]).label,
    }  # fmt: skip
    completion = None if one["completion"] is None else Decimal(one["completion"])
    url = reverse("figures:indicator", args=[one["period"], one["indicator"]])
    light = light_badge(pack.lights, one["light"])
    return Stat(str(spec.label), amount, spec.unit, completion, Decimal(one["pace"]), light, note, url)
