"""All ledgers, and a ledger's list: searched, filtered, sorted."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.ledgers import queries
from luoshi.units import queries as units
from luoshi.web.components import Empty, Link, Page, Pager, Row, Table, sorting
from luoshi.web.ledgers import rows
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

SIZE = 50


@require_GET
def index(request: Request) -> HttpResponse:
    """All ledgers, pack by pack."""
    packs = [
        (
            str(pack.label),
            [Link(str(one.label), reverse("ledgers:list", args=[one.name])) for one in pack.ledgers.values()],
        )
        for pack in queries.packs().values()
    ]
    return render(request, "ledgers/index.html", {"page": Page(_("台账")), "packs": packs})


@require_GET
def listing(request: Request, name: str) -> HttpResponse:
    """A ledger's records, searched, filtered, sorted."""
    spec = queries.ledger(name)
    form = Filters(request.GET, spec=spec)
    columns = rows.columns(name)
    number = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdecimal() else 1
    found = queries.page(
        request.actor,
        name,
        search=form.search,
        filters=form.filters,
        sort=sorting(request.GET, columns),
        page=max(number, 1),
        size=SIZE,
    )
    names = units.names()
    table = Table(
        columns,
        [rows.row(one, names) for one in found.rows],
        str(spec.label),
        total=Row({"title": _("合计 %(n)s 条") % {"n": found.total}, **found.sums}) if found.total else None,
        pager=Pager(found.page, SIZE, found.total),
        empty=Empty(_("还没有记录"), _("填报或导入后会列在这里；有筛选条件时，先清除条件。")),
        export=f"{reverse('exchange:export', args=[name])}?{request.GET.urlencode()}",
    )
    page = Page(
        str(spec.label),
        crumbs=(Link(_("台账"), reverse("ledgers:index")),),
        actions=tuple(_ledger_offers(request, name)),
    )
    return render(request, "ledgers/list.html", {"page": page, "table": table, "filters": form})


def _ledger_offers(request: Request, name: str) -> list[Link]:
    """Reporting, for whoever reports in this ledger."""
    if request.actor.is_system or not queries.reach(request.actor, "report", queries.ledger(name)):
        return []
    return [
        Link(_("填报"), reverse("ledgers:report", args=[name]), "plus", strong=True),
        Link(_("导入"), reverse("exchange:import", args=[name]), "table-import"),
    ]
