"""Where a rule did not run its course: excuses, missing months, lifted locks, moved deadlines."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Ref
from luoshi.periods import duties
from luoshi.units import queries as units
from luoshi.web.components import Badge, Chooser, Column, Empty, Link, Page, Row, Table
from luoshi.web.request import Request

KINDS = {
    "excused": (gettext_lazy("免报"), "grey"),
    "missing": (gettext_lazy("缺报"), "red"),
    "lift": (gettext_lazy("解除锁定"), "orange"),
    "extend": (gettext_lazy("同意延期"), "blue"),
}
YEARS = 4
"""So many years may be chosen."""


@require_GET
def index(request: Request) -> HttpResponse:
    """A year's exceptions of the units that the person sees, with reason and name: listed for all to see."""
    today, said = request.actor.today(), request.GET.get("year", "")
    year = int(said) if said.isdecimal() and len(said) == 4 else today.year
    found = duties.exceptions(request.actor, date(year, 1, 1), date(year, 12, 31))
    names = units.names()
    titles = _titles(request, found)
    columns = [
        Column("kind", _("类型"), "badge"), Column("unit", _("单位")), Column("what", _("事项")),
        Column("why", _("原因")), Column("by", _("决定人"), phone=False),
        Column("at", _("时间"), "moment", phone=False),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "kind": Badge(str(KINDS[one.kind][0]), KINDS[one.kind][1]),
                "unit": names.get(one.unit, one.unit),
                "what": titles.get(one.subject, one.what),
                "why": one.why, "by": one.by, "at": one.at,
            },
            _where(one),
        )
        for one in found
    ]  # fmt: skip
    hint = _("免报、缺报、解除锁定、同意延期，都要写原因，都列在这里。")
    table = Table(columns, rows, _("例外情况"), empty=Empty(_("这一年没有例外"), hint))
    years = [
        Link(str(one), f"?year={one}", current=one == year)
        for one in range(today.year, today.year - YEARS, -1)
    ]
    page = Page(_("例外情况"), (Link(_("月报"), reverse("periods:index")),), lead=hint)
    chooser = Chooser(_("年份"), str(year), tuple(years))
    return render(request, "periods/exceptions.html", {"page": page, "table": table, "periods": chooser})


def _where(one: duties.Deviation) -> str:
    if one.subject.startswith("period:"):
        return reverse("periods:unit", args=[one.subject.removeprefix("period:"), one.unit])
    if one.subject.startswith("record:"):
        ref = Ref.parse(one.subject.removeprefix("record:"))
        return reverse("ledgers:record", args=[ref.ledger, ref.id])
    return ""


def _titles(request: Request, found: list[duties.Deviation]) -> dict[str, str]:
    """What an exception is about, in words: the month, or what the record is called."""
    said: dict[str, str] = {}
    numbers: dict[str, set[int]] = {}
    for one in found:
        kind, _colon, rest = one.subject.partition(":")
        if kind == "period":
            said[one.subject] = Period.parse(rest).label
        elif kind == "record":
            ref = Ref.parse(rest)
            numbers.setdefault(ref.ledger, set()).add(ref.id)
    for name, mine in numbers.items():
        for number, title in ledgers.titles(request.actor, name, mine).items():
            said[Ref(name, number).subject] = title
    return said
