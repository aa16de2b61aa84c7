"""考核: a sheet's runs, every unit's points, and the arithmetic of each point down to the records."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.assessment import actions, queries
from luoshi.assessment.models import Assessment
from luoshi.assessment.policy import ASSESSES
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Sheet
from luoshi.periods import queries as periods
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Fact, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


class Run(forms.Form):
    """Which sheet, up to which closed month."""

    sheet = forms.ChoiceField(label=gettext_lazy("考核细则"))
    through = forms.ChoiceField(label=gettext_lazy("算到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [Period.parse(one.period) for one in periods.closings()[::-1]]
        known = [(name, str(one.label)) for name, one in queries.sheets().items()]
        choices = (("sheet", known), ("through", [(str(month), month.label) for month in months]))
        for key, offered in choices:
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


@require_GET
def index(request: Request) -> HttpResponse:
    """Every run, the newest first."""
    names, people = queries.sheets(), units.person_names()
    rows = [
        Row(
            {
                "sheet": str(names[one.sheet].label) if one.sheet in names else one.sheet,
                "year": str(one.year), "through": Period.parse(one.through).label, "at": one.made_at,
                "by": people.get(one.by or 0, _("系统")), "digest": formats.digest(one.digest),
            },
            reverse("assessment:scores", args=[one.id]),
        )
        for one in queries.assessments()
    ]  # fmt: skip
    columns = [
        Column("sheet", _("考核细则")),
        Column("year", _("年度")),
        Column("through", _("截至")),
        Column("at", _("计算时间"), "moment", phone=False),
        Column("by", _("计算人"), phone=False),
        Column("digest", _("摘要"), phone=False),
    ]
    may = bool(units.reach(request.actor, *ASSESSES))
    new = Link(_("计算得分"), reverse("assessment:run"), "report-analytics", strong=True)
    empty = Empty(_("还没有考核"), _("月份结账后，按细则计算得分。"), new if may else None)
    page = Page(_("考核"), lead=_("只用已公布的数据，每一分都列出算法。"), actions=(new,) if may else ())
    table = Table(columns, rows, _("考核"), empty=empty)
    return render(request, "assessment/table.html", {"page": page, "table": table})


@require_http_methods(["GET", "POST"])
def run(request: Request) -> HttpResponse:
    """Score a sheet."""
    form = Run(request.POST or None)

    def act() -> Assessment:
        said = form.cleaned_data
        through = Period.parse(said["through"])
        plan = ledgers.plan_year(said["sheet"].partition(".")[0])
        return actions.assess(request.actor, said["sheet"], plan.of(through), through=through)

    if made := attempt(request, form, act):
        return redirect("assessment:scores", made.id)
    back = reverse("assessment:index")
    page = Page(_("计算得分"), (Link(_("考核"), back),))
    context = {"page": page, "form": form, "submit": _("计算"), "cancel": back}
    return render(request, "form_page.html", context)


def _title(one: Assessment) -> str:
    sheet: Sheet | None = queries.sheets().get(one.sheet)
    return _("%(year)s年度%(sheet)s") % {"year": one.year, "sheet": sheet.label if sheet else one.sheet}


@require_GET
def scores(request: Request, number: int) -> HttpResponse:
    """Every unit's total and points, the best first within each class."""
    found, body = queries.assessment(number), queries.scores(request.actor, number)
    items = body[0]["items"] if body else []
    columns = [
        Column("unit", _("单位")),
        Column("class", _("类别"), phone=False),
        Column("rank", _("位次"), "number", places=0),
        Column("total", _("总分"), "number"),
        *(Column(item["key"], item["label"], "number", phone=False) for item in items),
    ]
    table = Table(
        columns, [_row(one, number) for one in body], _title(found), empty=Empty(_("没有您可以查看的单位"))
    )
    lead = _("截至%(month)s，摘要 %(digest)s") % {
        "month": Period.parse(found.through).label, "digest": formats.digest(found.digest),
    }  # fmt: skip
    page = Page(_title(found), (Link(_("考核"), reverse("assessment:index")),), lead=lead)
    return render(request, "assessment/table.html", {"page": page, "table": table})


def _row(one: Mapping[str, Any], number: int) -> Row:
    points = {item["key"]: formats.decimal(item["points"]) for item in one["items"]}
    total: Any = Badge(_("一票否决"), "black") if one["vetoed"] else Decimal(one["total"])
    cells = {"unit": one["unit_name"], "class": one["class"], "rank": one["rank"], "total": total, **points}
    return Row(cells, reverse("assessment:score", args=[number, one["unit"]]))


@require_GET
def score(request: Request, number: int, unit: str) -> HttpResponse:
    """A unit's points with their arithmetic; each leads to the figure, and so to its records."""
    found = queries.assessment(number)
    one = queries.score_of(request.actor, number, unit)
    rows = [_item(item, found, unit) for item in one["items"]]
    columns = [
        Column("label", _("考核项目")),
        Column("weight", _("分值"), "number"),
        Column("target", _("目标"), "number", phone=False),
        Column("actual", _("实际"), "number"),
        Column("arithmetic", _("算法")),
        Column("points", _("得分"), "number"),
    ]
    table = Table(columns, rows, one["unit_name"], total=Row({"label": _("总分"), "points": one["total"]}))
    crumbs = (
        Link(_("考核"), reverse("assessment:index")),
        Link(_title(found), reverse("assessment:scores", args=[number])),
    )
    badge = (
        Badge(_("一票否决"), "black") if one["vetoed"] else Badge(_("第%(n)s位") % {"n": one["rank"]}, "blue")
    )
    page = Page(one["unit_name"], crumbs, badge=badge, lead=Period.parse(found.through).label)
    facts = [Fact(_("总分算法"), one["arithmetic"], wide=True)]
    return render(request, "assessment/score.html", {"page": page, "table": table, "facts": facts})


def _item(item: Mapping[str, Any], found: Assessment, unit: str) -> Row:
    cells = {
        "label": item["label"], "weight": formats.decimal(item["weight"]) or None,
        "target": formats.decimal(item["target"]), "actual": formats.decimal(item["actual"]),
        "arithmetic": item["arithmetic"], "points": formats.decimal(item["points"]),
    }  # fmt: skip
    name = item["indicator"]
    if name.startswith("@"):
        return Row(cells, reverse("periods:index"))
    full = name if "." in name else f"{found.sheet.partition('.')[0]}.{name}"
    return Row(cells, reverse("figures:trace", args=[found.through, full, unit]))
