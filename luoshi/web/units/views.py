"""Units: each one's year on a page, and how much they are asked to fill in."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.periods import burden
from luoshi.reports import year as reports
from luoshi.reports import year_pdf
from luoshi.web.components import Chooser, Link, Page
from luoshi.web.request import Request
from luoshi.web.units import show

YEARS = 4


@require_GET
def index(request: Request) -> HttpResponse:
    """The units that the person sees, each with its targets by light in the last closed month."""
    burdens = Link(_("填报负担"), reverse("units:burden"), "pencil")
    page = Page(_("单位"), lead=_("每个单位的一年，一页看完。"), actions=(burdens,))
    return render(request, "units/index.html", {"page": page, "table": show.units_table(request.actor)})


@require_GET
def year(request: Request, unit: str, year: int) -> HttpResponse:
    """A unit's year: letter, targets against pace, months, tasks, findings, scores."""
    found = reports.year(request.actor, unit, year)
    pdf = Link(_("下载 PDF"), reverse("units:pdf", args=[unit, year]), "file-type-pdf")
    title = _("%(unit)s%(year)s年度落实情况") % {"unit": found.unit.name, "year": year}
    today = request.actor.today().year
    years = tuple(
        Link(str(one), reverse("units:year", args=[unit, one]), current=one == year)
        for one in range(today, today - YEARS, -1)
    )
    context = {
        "page": Page(title, (Link(_("单位"), reverse("units:index")),), (pdf,)),
        "periods": Chooser(_("年度"), str(year), years),
        "scores": show.scores(found), "letter": show.letter(found), "targets": show.targets(found),
        "chart": show.chart(found), "hand_ins": show.hand_ins(found), "tasks": show.tasks(found),
        "findings": show.findings(found), "consequences": show.consequences(found),
        "burden": show.filled_in(found),
    }  # fmt: skip
    return render(request, "units/year.html", context)


@require_GET
def pdf(request: Request, unit: str, year: int) -> HttpResponse:
    """The same on paper."""
    said = year_pdf.content(request.actor, unit, year)["title"]
    answer = HttpResponse(year_pdf.render(request.actor, unit, year), content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(said)}.pdf"
    return answer


@require_GET
def load(request: Request) -> HttpResponse:
    """The values that each unit's people stated, month by month."""
    crumbs = (Link(_("单位"), reverse("units:index")),)
    lead = _("各单位每月填报的项数（手工填写和表格导入都算），结账时统计。台账加一项，这里就多一项。")
    table = show.burden_table(request.actor, burden.closed())
    return render(
        request, "units/index.html", {"page": Page(_("填报负担"), crumbs, lead=lead), "table": table}
    )
