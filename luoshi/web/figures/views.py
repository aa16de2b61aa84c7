"""Figures of a month, one indicator over units, and the records behind a figure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.figures.catalogue import Catalogue
from luoshi.figures.formula import formula
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator, Pack
from luoshi.periods import origins, pivot, queries
from luoshi.periods.merged import SPAN
from luoshi.units import queries as units
from luoshi.web import formats, tables
from luoshi.web.components import Badge, Chooser, Column, Empty, Link, Page, Proof, Row, Table, light_badge
from luoshi.web.figures import drawing, show
from luoshi.web.figures.forms import Laying
from luoshi.web.figures.layout import Layout, chosen, filled
from luoshi.web.figures.workbook import written
from luoshi.web.languages import in_chinese
from luoshi.web.periods.levels import called
from luoshi.web.periods.show import where
from luoshi.web.request import Request

AMOUNTS = ("value", "ytd", "target")
RATES = ("completion", "ahead", "yoy")


@require_GET
def index(request: Request) -> HttpResponse:
    """Figures laid out as the person likes: by unit, indicator, month, year or measure."""
    layout = chosen(request.actor, request.GET)
    if not (layout.unit and layout.indicators):
        nothing = Empty(_("没有数据"), _("启用台账包后，这里列出各项指标；看数据要有本单位的角色。"))
        return render(
            request, "figures/table.html", {"page": Page(_("数据")), "table": Table([], [], empty=nothing)}
        )
    grid = filled(request.actor, layout)
    context = {
        "page": Page(_("数据"), lead=show.lead(grid), actions=_actions(layout, request.GET)),
        "form": Laying(request.actor, layout, drawing.offered(grid)),
        "chart": (chart := drawing.chart(grid)),
        "tall": drawing.tall(chart),
        "table": show.table(grid, request.GET),
        "bare": show.bare(grid, request.GET),
        **_shell(request.actor, layout.period, request.GET),
    }
    return render(request, "figures/pivot.html", context)


@require_GET
def export(request: Request) -> FileResponse:
    """What is on the screen, as a workbook."""
    layout = chosen(request.actor, request.GET)
    if not (layout.unit and layout.indicators):
        raise Missing(_("没有数据"), hint=_("看数据要有本单位的角色"))
    with in_chinese():
        grid = filled(request.actor, layout)
        name = show.lead(grid).replace(" · ", " ") + ".xlsx"
        return FileResponse(written(grid, request.GET), as_attachment=True, filename=name)


def _actions(layout: Layout, asked: QueryDict) -> tuple[Link, ...]:
    """Rows and columns exchanged; the years beside one another."""
    here, made = reverse("figures:index"), []
    if layout.turned:
        turned = {"rows": layout.columns, "columns": layout.rows, "sort": None}
        made.append(Link(_("行列互换"), here + tables.query(asked, turned), "arrows-sort"))
    if layout.axes != ("month", "year"):
        years = {"rows": "month", "columns": "year", "measure": "ytd", "sort": None, "chart": None}
        made.append(Link(_("历年对比"), here + tables.query(asked, years), "chart-line"))
    return tuple(made)


@require_GET
def indicator(request: Request, period: str, indicator: str) -> HttpResponse:
    """One indicator over all units the person sees, best first within its class."""
    when, spec = Period.parse(period), _spec(indicator)
    found = queries.figures(request.actor, when, indicator=spec.name)
    worked = _formulas(request.actor, when, spec, found)
    table = Table(
        [*_columns(spec.unit), *([Column("formula", _("算式"), phone=False)] if worked else [])],
        [_row(one, spec, ledgers.packs()[spec.pack], worked) for one in found],
        str(spec.label),
        empty=Empty(_("没有数据")),
    )
    said = {"rows": "unit", "indicator": spec.name, "period": period}
    laid_out = Link(_("图表与导出"), f"{reverse('figures:index')}?{urlencode(said)}", "chart-bar")
    page = Page(str(spec.label), (Link(_("数据"), _month(period)),), (laid_out,), lead=when.label)
    return render(
        request, "figures/table.html", {"page": page, "table": table, **_shell(request.actor, when)}
    )


@require_GET
def trace(request: Request, period: str, indicator: str, unit: str) -> HttpResponse:
    """The records behind a figure; their amounts add up to it."""
    when, spec = Period.parse(period), _spec(indicator)
    names = units.names()
    if spec.kind == "ratio":
        return _trace_of_parts(request, when, spec, unit)
    behind = queries.trace(request.actor, spec.name, unit, when) if spec.ledger else []
    stated = origins.sources(when) if any(one.record >= SPAN for one in behind) else {}
    rows = [
        Row(
            {
                "record": called(one.ledger, one.record, stated),
                "unit": names.get(one.unit, one.unit),
                "share": Decimal(one.bp) / 100,
                "amount": spec.shown(one.amount),
            },
            where(one.ledger, one.record, when),
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
    return render(
        request, "figures/table.html", {"page": page, "table": table, **_shell(request.actor, when)}
    )


def _trace_of_parts(request: Request, when: Period, spec: Indicator, unit: str) -> HttpResponse:
    """The two figures of which a share is made, each leading to its own records, and the arithmetic."""
    actor, catalogue = request.actor, Catalogue.of(ledgers.packs())
    rows = []
    for part in catalogue.parts_of(spec):
        for one in queries.figures(actor, when, unit=unit, indicator=part.name):
            if one["unit"] == unit:
                amount = f"{part.shown(formats.decimal(one['ytd']))}{formats.unit_words(part.unit)}"
                where = reverse("figures:trace", args=[str(when), part.name, unit])
                rows.append(Row({"part": str(part.label), "ytd": amount}, where))
    mine = [
        one for one in queries.figures(actor, when, unit=unit, indicator=spec.name) if one["unit"] == unit
    ]
    worked = _formulas(actor, when, spec, mine).get(unit, "")
    table = Table([Column("part", _("指标")), Column("ytd", _("本年累计"))], rows, str(spec.label))
    crumbs = (
        Link(_("数据"), _month(str(when))),
        Link(str(spec.label), reverse("figures:indicator", args=[str(when), spec.name])),
    )
    page = Page(
        units.names().get(unit, unit), crumbs, lead=f"{when.label} · {worked}" if worked else when.label
    )
    return render(request, "figures/table.html", {"page": page, "table": table, **_shell(actor, when)})


def _spec(name: str) -> Indicator:
    return Catalogue.of(ledgers.packs()).indicator(name)


def _shell(actor: Actor, period: Period, asked: QueryDict | None = None) -> dict[str, Any]:
    """The choice of months, the rest of what was asked kept, and what makes a closed month checkable."""
    kept = asked or QueryDict()
    links = [
        Link(one.label, reverse("figures:index") + tables.query(kept, {"period": one}), current=one == period)
        for one in pivot.offered(actor)[:25]
    ]
    closing = queries.closing(period)
    proof = Proof(closing.digest, "", _("结账包清单摘要")) if closing else None
    return {"periods": Chooser(_("期间"), period.label, tuple(links)) if links else None, "proof": proof}


def _formulas(actor: Actor, when: Period, spec: Indicator, found: list[dict[str, Any]]) -> Mapping[str, str]:
    """Unit → what of a share was divided by what; nothing for what is no share."""
    if spec.kind != "ratio":
        return {}
    catalogue = Catalogue.of(ledgers.packs())
    held = {
        (part.name, one["unit"]): one
        for part in catalogue.parts_of(spec)
        for one in queries.figures(actor, when, indicator=part.name)
    }

    def worked(one: dict[str, Any]) -> str:
        return formula(spec, catalogue, one, lambda name: held.get((name, one["unit"])))

    return {one["unit"]: said for one in found if (said := worked(one))}


def _columns(unit: str) -> list[Column]:
    return [
        Column("name", _("单位")),
        Column("value", _("本期"), "number", unit),
        Column("ytd", _("本年累计"), "number", unit),
        Column("target", _("目标"), "number", unit, phone=False),
        Column("completion", _("完成率"), "percent"),
        Column("ahead", _("超欠进度"), "points", phone=False),
        Column("light", _("灯"), "badge"),
        Column("yoy", _("同比"), "change", phone=False),
        Column("rank", _("位次")),
    ]


def _row(one: dict[str, Any], spec: Indicator, pack: Pack, worked: Mapping[str, str]) -> Row:
    cells: dict[str, Any] = {key: None if one[key] is None else Decimal(one[key]) for key in RATES}
    for amount in AMOUNTS:
        cells[amount] = spec.shown(formats.decimal(one[amount]))
    if one["state"] == "awaiting":
        cells["ytd"] = cells["value"] = _("待统计")
    light = light_badge(pack.lights, one["light"])
    if one["state"] == "few":
        light = Badge(_("件数太少"), help=_("分母不足，不参加排名和计分"))
    cells |= {"name": one["unit_name"], "light": light, "rank": one["rank"]}
    cells["formula"] = worked.get(one["unit"], "")
    return Row(cells, reverse("figures:trace", args=[one["period"], one["indicator"], one["unit"]]))


def _month(period: str) -> str:
    return f"{reverse('figures:index')}?period={period}"
