"""考核: sheets and their runs, every unit's points, and the arithmetic of each point down to the records."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.assessment import actions, queries
from luoshi.assessment.models import Assessment
from luoshi.assessment.policy import ASSESSES
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.units import queries as units
from luoshi.web import below, formats
from luoshi.web.assessment import show
from luoshi.web.assessment.forms import Run
from luoshi.web.components import Badge, Fact, Link, Page, sorting
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


def _crumbs(run: Assessment | None = None) -> tuple[Link, ...]:
    first = Link(_("考核"), reverse("assessment:index"))
    return (first, Link(show.title(run), reverse("assessment:scores", args=[run.id]))) if run else (first,)


@require_GET
def index(request: Request) -> HttpResponse:
    """The sheets, and every run of them."""
    found = queries.assessments(request.actor)
    new = None
    if units.reach(request.actor, *ASSESSES):
        new = Link(_("计算得分"), reverse("assessment:run"), "report-analytics", strong=True)
    page = Page(_("考核"), lead=_("只用已公布的数据，每一分都列出算法。"), actions=(new,) if new else ())
    context = {"page": page, "sheets": show.sheets(found), "runs": show.runs(found, new)}
    return render(request, "assessment/index.html", context)


@require_GET
def sheet(request: Request, name: str) -> HttpResponse:
    """How a sheet scores: its items and their rules."""
    full, found = queries.sheet(name)
    page = Page(str(found.label), _crumbs())
    return render(request, "assessment/table.html", {"page": page, "table": show.items(full, found)})


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
    page = Page(_("计算得分"), _crumbs())
    context = {"page": page, "form": form, "submit": _("计算"), "cancel": reverse("assessment:index")}
    return render(request, "form_page.html", context)


@require_GET
def scores(request: Request, number: int) -> HttpResponse:
    """Every unit's total and points; an older run says that there is a newer one."""
    found = queries.assessment(request.actor, number)
    last = queries.newest(queries.assessments(request.actor), found.sheet, found.year)
    newer = last if last and last.id != found.id else None
    page = Page(
        show.title(found),
        _crumbs(),
        (Link(_("查看最新得分"), reverse("assessment:scores", args=[newer.id])),) if newer else (),
        lead=_("截至%(month)s，摘要 %(digest)s")
        % {"month": Period.parse(found.through).label, "digest": formats.digest(found.digest)},
        badge=Badge(_("已重新计算"), "yellow") if newer else None,
    )
    table = show.scores(found, lambda columns: sorting(request.GET, columns))
    return render(request, "assessment/table.html", {"page": page, "table": table})


@require_GET
def score(request: Request, number: int, unit: str) -> HttpResponse:
    """A unit's points with their arithmetic; each leads to the figure, and so to its records."""
    found = queries.assessment(request.actor, number)
    one = queries.score_of(found, unit)
    place = Badge(_("第%(n)s位") % {"n": one["rank"]}, "blue")
    page = Page(
        one["unit_name"],
        _crumbs(found),
        badge=Badge(_("一票否决"), "black") if one["vetoed"] else place,
        lead=_("截至%(month)s") % {"month": Period.parse(found.through).label},
    )
    facts = [Fact(_("总分算法"), below.said(one["arithmetic"]), wide=True)]
    return render(
        request, "assessment/score.html", {"page": page, "table": show.points(found, one), "facts": facts}
    )


@require_GET
def hand_ins(request: Request, number: int, unit: str) -> HttpResponse:
    """The months behind the counts of missing and late reports."""
    found = queries.assessment(request.actor, number)
    one = queries.score_of(found, unit)
    back = Link(one["unit_name"], reverse("assessment:score", args=[number, unit]))
    page = Page(_("月报情况"), (*_crumbs(found), back), lead=_("免报的月份不计缺报，也不计迟报。"))
    table = show.hand_ins(queries.hand_ins(request.actor, found, unit))
    return render(request, "assessment/table.html", {"page": page, "table": table})
