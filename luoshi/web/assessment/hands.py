"""Three hands: a unit scores itself, the assessor confirms or sets, the leader adjusts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.assessment import course as courses
from luoshi.assessment import judging
from luoshi.assessment.course import Course
from luoshi.assessment.hands import TOTAL
from luoshi.assessment.judging import Say
from luoshi.web import formats
from luoshi.web.assessment import common, forms, results
from luoshi.web.components import Link, Page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_GET
def missing(request: Request, number: int) -> HttpResponse:
    """Which units have not scored themselves, and which lines nobody has judged."""
    course = courses.seen(request.actor, number)
    context = common.around(request, course, "missing")
    unjudged = course.unjudged()
    confirm = None
    if (
        course.state == "hands"
        and unjudged
        and courses.assesses(request.actor, courses.whole(request.actor, number))
    ):
        confirm = Link(_("一并确认没有分歧的"), icon="checks", dialog="confirm")
    context |= {
        "unjudged": results.missing(unjudged, course, _("还没有评定")),
        "unscored": results.missing(course.unscored(), course, _("还没有自评")),
        "confirm": confirm, "due": formats.day(course.self_due),
    }  # fmt: skip
    return render(request, "assessment/missing.html", context)


@require_POST
def confirm(request: Request, number: int) -> HttpResponse:
    """Confirm what nobody disputes."""
    judging.confirm_rest(request.actor, number)
    messages.success(request, _("已确认。"))
    return redirect("assessment:missing", number)


@require_http_methods(["GET", "POST"])
def score_self(request: Request, number: int, unit: str) -> HttpResponse:
    """A unit's own score."""
    course = courses.seen(request.actor, number)
    form = forms.Hands(request.POST or None, lines=course.standing(unit).lines, hand="self")
    if attempt(request, form, lambda: judging.score_self(request.actor, number, unit, form.said)):
        messages.success(request, _("自评已保存，等待考核办评定。"))
        return redirect("assessment:score", number, unit)
    due = course.self_due
    lead = _("每项写自评得分和一句理由；%(due)s 截止。") % {"due": formats.day(due)} if due else ""
    return _page(request, course, unit, Page(_("自评"), common.crumbs(course, unit), lead=lead), form)


@require_http_methods(["GET", "POST"])
def judge(request: Request, number: int, unit: str) -> HttpResponse:
    """The assessor's score."""
    course = courses.seen(request.actor, number)
    lines = [line for line in course.standing(unit).lines if not line.last("leader")]
    form = forms.Hands(request.POST or None, lines=lines, hand="assessor")
    if attempt(request, form, lambda: judging.judge(request.actor, number, unit, form.said)):
        messages.success(request, _("评定已保存。"))
        return redirect("assessment:score", number, unit)
    lead = _("与计算或自评不同的要写理由。")
    return _page(request, course, unit, Page(_("考核办评"), common.crumbs(course, unit), lead=lead), form)


@require_http_methods(["GET", "POST"])
def adjust(request: Request, number: int, unit: str) -> HttpResponse:
    """The leader's adjustment, or a veto lifted."""
    course = courses.seen(request.actor, number)
    form = forms.Adjust(request.POST or None, standing=course.standing(unit))

    def act() -> Course:
        item, why = form.cleaned_data["item"], form.cleaned_data["why"]
        if item.startswith(forms.LIFT):
            return judging.lift_veto(request.actor, number, unit, item.removeprefix(forms.LIFT), why=why)
        say = Say(form.cleaned_data["points"], why)
        return judging.adjust(request.actor, number, unit, TOTAL if item == "total" else item, say)

    if attempt(request, form, act):
        messages.success(request, _("调整已保存，原来的分数仍在。"))
        return redirect("assessment:score", number, unit)
    return _page(request, course, unit, Page(_("领导调整"), common.crumbs(course, unit)), form)


def _page(
    request: Request, course: Course, unit: str, page: Page, form: forms.Hands | forms.Adjust
) -> HttpResponse:
    """A form below which the three hands stand as they are."""
    table = results.three_hands(course.standing(unit))
    cancel = reverse("assessment:score", args=[course.run.id, unit])
    context = {"page": page, "form": form, "submit": _("保存"), "cancel": cancel, "table": table}
    return render(request, "assessment/hands.html", context)
