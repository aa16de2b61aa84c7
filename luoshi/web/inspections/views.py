"""督查: its plan, its draw that anybody can repeat, its units, its report."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.inspections import actions, queries, reporting
from luoshi.inspections.policy import READS
from luoshi.kernel.periods import Period
from luoshi.ledgers.records import Record
from luoshi.periods import queries as periods
from luoshi.reports import inspection_docx, official
from luoshi.units import queries as units
from luoshi.web.components import Confirm, Link, Page
from luoshi.web.inspections import forms, show
from luoshi.web.inspections import found as of_check
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


def crumbs(found: Record | None = None) -> tuple[Link, ...]:
    first = Link(_("督查"), reverse("inspections:index"))
    if found is None:
        return (first,)
    return (first, Link(str(found.values["title"]), reverse("inspections:inspection", args=[found.ref.id])))


@require_GET
def index(request: Request) -> HttpResponse:
    """Inspections; what was found at one's own units; how often units are visited."""
    actor = request.actor
    may = bool(queries.may_plan(actor))
    new = Link(_("制定方案"), reverse("inspections:plan"), "plus", strong=True) if may else None
    page = Page(
        _("督查"), actions=(new,) if new else (),
        lead=_("样本从公布的结账包里抽，谁都可以重抽；查出的问题听取单位答复后办结。"),
    )  # fmt: skip
    own = queries.heard(actor)
    reads = bool(units.reach(actor, *READS)) or not own
    context = {
        "page": page,
        "runs": show.inspections(queries.inspections(actor), new) if reads else None,
        "heard": of_check.heard(own) if own else None,
        "visits": show.visits(actor) if may else None,
    }
    return render(request, "inspections/index.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Fix a plan; a unit that would be visited too often is told before and after it is sent."""
    if not queries.may_plan(request.actor):
        return redirect("inspections:index")
    form = forms.Plan(request.POST or None, actor=request.actor)

    def act() -> Record:
        return actions.plan(request.actor, form.cleaned_data["unit"], form.new())

    if made := attempt(request, form, act):
        messages.success(request, _("方案已固定，不能再改。"))
        return redirect("inspections:inspection", made.ref.id)
    lead = _("方案固定后不能改；方案的摘要和结账包的摘要一起决定抽到哪些记录。")
    page = Page(_("制定督查方案"), crumbs(), lead=lead)
    context = {
        "page": page, "form": form, "submit": _("固定方案"), "cancel": reverse("inspections:index"),
        "limit": queries.limits().per_half,
    }  # fmt: skip
    return render(request, "inspections/plan.html", context)


@require_GET
def inspection(request: Request, number: int) -> HttpResponse:
    """A plan, its draw and how to repeat it, and how far each unit is."""
    found = queries.inspection(request.actor, number)
    entry = queries.drawing(found)
    month = Period.parse(str(found.values["period"]))
    page = Page(
        str(found.values["title"]), crumbs(), _offers(request, found), badge=of_check.stage(found),
        lead=_("从%(month)s的结账包抽样") % {"month": month.label},
    )  # fmt: skip
    context = {
        "page": page, "steps": show.steps(found), "facts": show.about(found), "parts": show.parts(found),
        "draw_facts": show.draw_facts(found, entry),
        "attempts": show.attempts(queries.attempts(month), number),
        "strata": show.strata(entry) if entry else None,
        "units": show.by_unit(found, queries.checks(request.actor, number)),
        "repeat": f"luoshi draw {month}.zip plan.json",
        "events": of_check.events(queries.events(request.actor, number)),
        "plan_url": reverse("inspections:plan_file", args=[number]),
        "package_url": _package_url(request, month), "dialogs": _dialogs(found),
    }  # fmt: skip
    return render(request, "inspections/inspection.html", context)


def _package_url(request: Request, month: Period) -> str:
    there = periods.closing(month) and periods.may_have_package(request.actor)
    return reverse("periods:package", args=[month]) if there else ""


def _offers(request: Request, found: Record) -> tuple[Link, ...]:
    """What can be done next, first what comes next."""
    number, made = found.ref.id, list[Link]()
    if found.unit in queries.may_plan(request.actor):
        if found.stage == "planned":
            made.append(Link(_("抽样"), icon="list-check", strong=True, dialog="draw"))
        elif found.stage != "settled":
            strong = found.stage in ("drawn", "on_site")
            if request.actor.person in queries.team(found):
                site = reverse("inspections:site", args=[number])
                made.append(Link(_("现场核查"), site, "phone", strong=strong))
            if found.stage == "told":
                where = reverse("inspections:conclude", args=[number])
                made.append(Link(_("下结论"), where, "gavel", strong=True))
    if found.stage != "planned":
        made.append(Link(_("督查报告"), reverse("inspections:report", args=[number]), "file-type-docx"))
    return tuple(made)


def _dialogs(found: Record) -> list[Confirm]:
    text = _("样本由方案和结账包决定，只抽一次。抽样会记入日志，不能撤销。")
    where = reverse("inspections:draw", args=[found.ref.id])
    return [Confirm("draw", _("抽样"), text, where, _("抽样"))]


@require_GET
def plan_file(request: Request, number: int) -> HttpResponse:
    """The plan as the file from which anybody draws the sample again."""
    found = queries.inspection(request.actor, number)
    answer = HttpResponse(queries.plan_of(found).dumps(), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="plan.json"'
    return answer


@require_POST
def draw(request: Request, number: int) -> HttpResponse:
    """Draw the sample, once."""
    sample = actions.draw(request.actor, number)
    many = sum(not one.substitute for one in sample.drawn)
    messages.success(request, _("抽中 %(n)s 条。") % {"n": many})
    return redirect("inspections:inspection", number)


@require_GET
def unit(request: Request, number: int, unit: str) -> HttpResponse:
    """A unit's part of the sample, and telling the unit what was found."""
    found = queries.inspection(request.actor, number)
    own = queries.checks(request.actor, number, unit)
    name = units.unit(unit).name
    offers = list[Link]()
    if found.unit in queries.may_plan(request.actor):
        if any(one.stage == "seen" for one in own) and not any(one.stage == "drawn" for one in own):
            offers.append(Link(_("告知单位"), icon="send", strong=True, dialog="tell"))
        here = request.actor.person in queries.team(found)
        if here and any(one.stage in ("drawn", "seen") for one in own):
            offers.append(
                Link(_("现场核查"), f"{reverse('inspections:site', args=[number])}#{unit}", "phone")
            )
    if any(one.stage in ("told", "answered", "settled") for one in own):
        url = reverse("inspections:feedback", args=[number, unit])
        offers.append(Link(_("反馈意见"), url, "file-type-docx"))
    text = _("%(unit)s会看到全部核查结果，从今天起 %(n)s 个工作日内答复。") % {
        "unit": name, "n": found.values["answer_days"],
    }  # fmt: skip
    where = reverse("inspections:tell", args=[number, unit])
    context = {
        "page": Page(name, crumbs(found), tuple(offers)), "table": of_check.checks(own),
        "dialogs": [Confirm("tell", _("告知单位"), text, where, _("告知"))],
    }  # fmt: skip
    return render(request, "inspections/unit.html", context)


@require_POST
def tell(request: Request, number: int, unit: str) -> HttpResponse:
    """Tell a unit what was found at it."""
    told = actions.tell(request.actor, number, unit)
    due = told[0].values["answer_due"]
    messages.success(request, _("已告知，答复期限 %(due)s。") % {"due": due})
    return redirect("inspections:unit", number, unit)


@require_http_methods(["GET", "POST"])
def conclude(request: Request, number: int) -> HttpResponse:
    """End an inspection with its conclusion."""
    found = queries.led(request.actor, number)
    form = forms.Conclusion(request.POST or None, initial={"conclusion": found.values["conclusion"]})
    if attempt(
        request, form, lambda: actions.conclude(request.actor, number, form.cleaned_data["conclusion"])
    ):
        messages.success(request, _("结论已下，各单位可以看到。"))
        return redirect("inspections:inspection", number)
    cancel = reverse("inspections:inspection", args=[number])
    context = {
        "page": Page(_("督查结论"), crumbs(found)), "form": form, "submit": _("下结论"), "cancel": cancel,
    }  # fmt: skip
    return render(request, "form_page.html", context)


def _docx(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=official.CONTENT_TYPE)
    answer["Content-Disposition"] = "attachment"
    return answer


@require_GET
def report(request: Request, number: int) -> HttpResponse:
    """The whole report as a Word file."""
    return _docx(inspection_docx.render(reporting.report(request.actor, number)))


@require_GET
def feedback(request: Request, number: int, unit: str) -> HttpResponse:
    """The conclusion for one unit as a Word file: the office's to send, the unit's to read."""
    return _docx(inspection_docx.render_unit(reporting.feedback(request.actor, number, unit)))
