"""考核: sheets and their runs, every unit's points, and the arithmetic of each point down to the records."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.assessment import actions, queries
from luoshi.assessment import course as courses
from luoshi.assessment.course import Course
from luoshi.assessment.models import Assessment
from luoshi.assessment.policy import ASSESSES, LEADS, SCORES_ITSELF
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.units import queries as units
from luoshi.web import below, tables
from luoshi.web.assessment import awards, common, lines, results, show, steps, workbook
from luoshi.web.assessment.forms import Run
from luoshi.web.components import Badge, Fact, Link, Page, sorting
from luoshi.web.languages import in_chinese
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
    public = Link(_("公示页"), reverse("assessment:public"), "external-link")
    offers = (new, public) if new else (public,)
    page = Page(_("考核"), lead=_("只用已公布的数据，每一分都列出算法。"), actions=offers)
    known = courses.states(request.actor.today())
    badges = {one.id: steps.badge(known.get(one.id, "hands")) for one in found}
    context = {"page": page, "sheets": show.sheets(found), "runs": show.runs(found, new, badges)}
    return render(request, "assessment/index.html", context)


@require_GET
def sheet(request: Request, name: str) -> HttpResponse:
    """How a sheet scores: its items and their rules."""
    full, found = queries.sheet(name)
    page = Page(str(found.label), _crumbs(), lead=lines.lead(found))
    context = {"page": page, "table": lines.items(full, found)}
    if found.consequences:
        context["clauses"] = awards.clauses(found)
    return render(request, "assessment/table.html", context)


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
def scores(request: Request, number: int) -> HttpResponse | FileResponse:
    """Every unit's total and points, how far the run has come and what is next; an older run says that there
    is a newer one."""
    course = courses.seen(request.actor, number)
    if request.GET.get("form") == "xlsx":
        with in_chinese():
            table = results.scores(course, lambda columns: sorting(request.GET, columns))
            return workbook.sent(table, show.title(course.run))
    last = queries.newest(queries.assessments(request.actor), course.run.sheet, course.run.year)
    export = tables.query(request.GET, {"form": "xlsx"})
    context = common.around(request, course, "scores") | {
        "table": results.scores(course, lambda columns: sorting(request.GET, columns), export),
        "newer": reverse("assessment:scores", args=[last.id]) if last and last.id != number else "",
    }
    return render(request, "assessment/course.html", context)


@require_GET
def score(request: Request, number: int, unit: str) -> HttpResponse:
    """A unit's points with their arithmetic, which lead to the figures and so to their records; and what
    three hands said of them."""
    course = courses.seen(request.actor, number)
    one = queries.score_of(course.run, unit)
    standing = course.standing(unit)
    place = Badge(_("第%(n)s位") % {"n": standing.place}, "blue")
    page = Page(
        standing.name,
        _crumbs(course.run),
        tuple(_offers(request, course, unit)),
        badge=Badge(_("一票否决"), "black") if standing.vetoed else place,
        lead=_("截至%(month)s") % {"month": Period.parse(course.run.through).label},
    )
    context = {
        "page": page, "hands": results.three_hands(standing), "events": results.events(standing),
        "table": lines.points(course.run, one),
        "facts": [Fact(_("计算得分"), below.said(one["arithmetic"]), wide=True)],
    }  # fmt: skip
    return render(request, "assessment/score.html", context)


def _offers(request: Request, course: Course, unit: str) -> list[Link]:
    """The hands that a person may lay on a unit's lines now."""
    at, actor = [course.run.id, unit], request.actor
    made: list[Link] = []
    if course.state != "hands":
        return made
    own = any(one.unit == unit for one in actor.holdings)
    if course.self_open and unit in actor.units(*SCORES_ITSELF):
        made.append(Link(_("自评"), reverse("assessment:self", args=at), "edit", strong=True))
    if not own and unit in units.reach(actor, *ASSESSES):
        made.append(Link(_("评定"), reverse("assessment:judge", args=at), "checks", strong=True))
    if not own and unit in units.reach(actor, *LEADS):
        made.append(Link(_("调整"), reverse("assessment:adjust", args=at), "adjustments-horizontal"))
    return made


@require_GET
def hand_ins(request: Request, number: int, unit: str) -> HttpResponse:
    """The months behind the counts of missing and late reports."""
    found = queries.assessment(request.actor, number)
    one = queries.score_of(found, unit)
    back = Link(one["unit_name"], reverse("assessment:score", args=[number, unit]))
    page = Page(_("月报情况"), (*_crumbs(found), back), lead=_("免报的月份不计缺报，也不计迟报。"))
    table = show.hand_ins(queries.hand_ins(request.actor, found, unit))
    return render(request, "assessment/table.html", {"page": page, "table": table})
