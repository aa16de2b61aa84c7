"""Figures of a month, one indicator over units, and the records behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator, Pack
from luoshi.periods import queries
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Chooser, Column, Empty, Link, Page, Proof, Row, Table, light_badge
from luoshi.web.request import Request

AMOUNTS = ("value", "ytd", "target")
RATES = ("completion", "ahead", "yoy")


@require_GET
def index(request: Request) -> HttpResponse:
    """The month's figures of the person's highest unit."""
    period, packs = _period(request), ledgers.packs()
    seen = units.reach(request.actor)
    top = next((node.unit.code for node in units.tree() if node.unit.code in seen), "")
    found = queries.figures(request.actor, period, unit=top)
    table = Table(
        _columns(_("指标"), rank=False),
        [_row(one, packs, str(_spec(one["indicator"]).label), "indicator") for one in found],
        _("数据"),
        empty=Empty(_("没有数据"), _("启用台账包后，这里列出各项指标。")),
    )
    lead = _("%(unit)s %(period)s") % {"unit": units.names().get(top, ""), "period": period.label}
    return render(
        request, "figures/table.html", {"page": Page(_("数据"), lead=lead), "table": table, **_shell(period)}
    )


@require_GET
def indicator(request: Request, period: str, indicator: str) -> HttpResponse:
    """One indicator over all units the person sees, best first within its class."""
    when, spec, packs = Period.parse(period), _spec(indicator), ledgers.packs()
    found = queries.figures(request.actor, when, indicator=spec.name)
    table = Table(
        _columns(_("单位"), rank=True, unit=spec.unit),
        [_row(one, packs, one["unit_name"], "trace") for one in found],
        str(spec.label),
        empty=Empty(_("没有数据")),
    )
    page = Page(str(spec.label), (Link(_("数据"), _month(period)),), lead=when.label)
    return render(request, "figures/table.html", {"page": page, "table": table, **_shell(when)})


@require_GET
def trace(request: Request, period: str, indicator: str, unit: str) -> HttpResponse:
    """The records behind a figure; their amounts add up to it."""
    when, spec = Period.parse(period), _spec(indicator)
    names = units.names()
    behind = queries.trace(request.actor, spec.name, unit, when) if spec.ledger else []
    rows = [
        Row(
            {
                "record": f"{one.ledger}/{one.record}",
                "unit": names.get(one.unit, one.unit),
                "share": Decimal(one.bp) / 100,
                "amount": spec.shown(one.amount),
            },
            reverse("ledgers:record", args=[one.ledger, one.record]),
        )
        for one in behind
    ]
    columns = [
        Column("record", _("记录")),
        Column("unit", _("责任单位")),
        Column("share", _("份额"), "percent"),
        Column("amount", _("计入"), "number", spec.unit, spec.places),
    ]
    total = sum((one.amount for one in behind), Fraction(0))
    table = Table(
        columns,
        rows,
        str(spec.label),
        total=Row({"record": _("合计"), "amount": spec.shown(total)}) if rows else None,
        empty=Empty(_("没有直接的记录"), _("比率由两个指标相除，录入的数据见其来源文件。")),
    )
    crumbs = (
        Link(_("数据"), _month(period)),
        Link(str(spec.label), reverse("figures:indicator", args=[period, spec.name])),
    )
    page = Page(names.get(unit, unit), crumbs, lead=when.label)
    return render(request, "figures/table.html", {"page": page, "table": table, **_shell(when)})


def _spec(name: str) -> Indicator:
    return Catalogue.of(ledgers.packs()).indicator(name)


def _period(request: Request) -> Period:
    """The month asked for; else the last one closed; else this month."""
    asked = request.GET.get("period")
    if asked:
        return Period.parse(asked)
    closed = queries.closings()
    return Period.parse(closed[-1].period) if closed else Period.month_of(request.actor.today())


def _shell(period: Period) -> dict[str, Any]:
    """The choice of months, and what makes a closed month checkable."""
    closed = queries.closings()[::-1]
    links = [
        Link(
            Period.parse(one.period).label,
            _month(one.period),
            current=one.period == str(period),
        )
        for one in closed[:24]
    ]
    closing = queries.closing(period)
    proof = Proof(closing.digest, "", _("结账包清单摘要")) if closing else None
    return {"periods": Chooser(_("期间"), period.label, tuple(links)) if links else None, "proof": proof}


def _columns(first: str, *, rank: bool, unit: str = "") -> list[Column]:
    made = [
        Column("name", first),
        Column("value", _("本期"), "number", unit),
        Column("ytd", _("本年累计"), "number", unit),
        Column("target", _("目标"), "number", unit, phone=False),
        Column("completion", _("完成率"), "percent"),
        Column("ahead", _("超欠进度"), "points", phone=False),
        Column("light", _("灯"), "badge"),
        Column("yoy", _("同比"), "change", phone=False),
    ]
    if rank:
        return [*made, Column("rank", _("位次"))]
    return [made[0], Column("measured", _("计量单位"), phone=False), *made[1:]]


def _row(one: dict[str, Any], packs: Mapping[str, Pack], name: str, leads: str) -> Row:
    pack, _dot, key = one["indicator"].partition(".")
    spec = packs[pack].indicators[key]
    cells: dict[str, Any] = {key: None if one[key] is None else Decimal(one[key]) for key in RATES}
    for amount in AMOUNTS:
        cells[amount] = spec.shown(formats.decimal(one[amount]))
    if one["state"] == "awaiting":
        cells["ytd"] = cells["value"] = _("待统计")
    light = light_badge(packs[pack].lights, one["light"])
    cells |= {"name": name, "measured": formats.unit_words(spec.unit), "light": light, "rank": one["rank"]}
    where = [one["period"], one["indicator"], *([one["unit"]] if leads == "trace" else [])]
    return Row(cells, reverse(f"figures:{leads}", args=where))


def _month(period: str) -> str:
    return f"{reverse('figures:index')}?period={period}"
