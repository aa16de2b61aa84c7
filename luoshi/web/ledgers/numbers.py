"""The register of a ledger's numbers: every number given, what has it, and which are void."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.ledgers import numbering, queries
from luoshi.ledgers.numbering import Numbered
from luoshi.units import queries as units
from luoshi.web.components import Badge, Column, Empty, Row, Table
from luoshi.web.ledgers import ways
from luoshi.web.request import Request


@require_GET
def index(request: Request, name: str) -> HttpResponse:
    """Every number that the person may see, the newest first."""
    spec, names = queries.ledger(name), units.names()
    columns = [
        Column("number", _("编号")),
        Column("title", str(spec.label)),
        Column("unit", _("责任单位"), phone=False),
        Column("state", _("状态"), "badge"),
    ]
    rows = [_row(one, names.get(one.record.unit, "")) for one in numbering.register(request.actor, name)]
    table = Table(
        columns, rows[::-1], _("编号登记"),
        empty=Empty(_("还没有编号"), _("记录编上号后列在这里；作废的号保留，不再使用。")),
    )  # fmt: skip
    page = ways.page(request, spec, "numbers")
    return render(request, "ledgers/numbers.html", {"page": page, "table": table})


def _row(one: Numbered, unit: str) -> Row:
    state = Badge(_("已作废")) if one.void else Badge(one.record.stage_label or _("有效"), "green")
    cells = {"number": one.number, "title": one.record.title, "unit": unit, "state": state}
    return Row(cells, reverse("ledgers:record", args=[one.record.ref.ledger, one.record.ref.id]))
