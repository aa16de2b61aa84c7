"""公示页: what anybody may read without logging in, and the form by which they object."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.assessment import course as courses
from luoshi.assessment import objections as filed
from luoshi.assessment.course import Course
from luoshi.assessment.hands import Line, Standing
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import below, flood, formats
from luoshi.web.assessment import forms, objections, results, show, steps
from luoshi.web.components import Badge, Column, Empty, Link, Page, Row, Table
from luoshi.web.submitting import attempt

AN_HOUR, SECONDS = 10, 3_600
"""Objections that are taken of one address in an hour."""


@login_not_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every notice, the newest first."""
    rows = [
        Row(
            {
                "title": show.title(one.run), "opened": one.notice.opened_on, "last": one.notice.last_day,
                "state": steps.badge(one.state),
            },
            reverse("assessment:public_one", args=[one.run.id]),
        )
        for one in courses.public(_system().today())
        if one.notice
    ]  # fmt: skip
    columns = [
        Column("title", _("考核")),
        Column("opened", _("公示日期"), "date"),
        Column("last", _("异议截止"), "date"),
        Column("state", _("状态"), "badge"),
    ]
    empty = Empty(_("没有公示"), _("考核得分公示后列在这里。"))
    page = Page(_("考核结果公示"), lead=units.site_name())
    table = Table(columns, rows, _("公示"), empty=empty)
    return render(request, "assessment/public_list.html", {"page": page, "table": table})


@login_not_required
@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A notice: classes apart, the last day of objection, what was changed and why."""
    course = courses.public_one(number, _system().today())
    assert course.notice is not None, "it was published"
    dates = {"opened": formats.day(course.notice.opened_on), "last": formats.day(course.notice.last_day)}
    lead = _("公示期 %(opened)s 至 %(last)s；对结果有异议的，请在 %(last)s 前署名提出。") % dates
    actions = []
    if course.state == "open":
        where = reverse("assessment:public_object", args=[number])
        actions.append(Link(_("提出异议"), where, "message-2", strong=True))
    page = Page(
        _("%(title)s结果公示") % {"title": show.title(course.run)}, actions=tuple(actions), lead=lead,
        badge=steps.badge(course.state),
    )  # fmt: skip
    found = courses.objections(number)
    context: dict[str, Any] = {
        "page": page, "classes": _classes(course), "changes": _changes(found),
        "corrected": courses.corrected_by(number),
        "objections": objections.table(found, course, person=False, leads=False) if found else None,
    }  # fmt: skip
    return render(request, "assessment/public.html", context)


def _classes(course: Course) -> list[tuple[str, Table]]:
    """A table for each class: places, totals, points; a veto with its reason."""
    classes: dict[str, list[Standing]] = {}
    for standing in course.standings:
        classes.setdefault(standing.rank_class, []).append(standing)
    return [(name, _class(name, found)) for name, found in classes.items()]


def _class(name: str, found: list[Standing]) -> Table:
    columns = [
        Column("unit", _("单位")),
        Column("rank", _("位次"), "number", places=0),
        Column("total", _("总分"), "number"),
        *(Column(one.key, one.label, "number", phone=False) for one in found[0].lines if not _is_veto(one)),
        *results.added(found),
        *([Column("veto", _("一票否决"))] if any(one.vetoed for one in found) else []),
    ]
    rows = [
        Row(
            {
                "unit": one.name, "rank": one.place, "veto": below.said(one.veto),
                "total": Badge(_("一票否决"), "black") if one.vetoed else results.number(one.total),
                **{line.key: results.points(line) for line in one.lines}, **results.adding(one),
            }
        )
        for one in found
    ]  # fmt: skip
    return Table(columns, rows, name)


def _is_veto(line: Line) -> bool:
    """A veto earns no points: it has a column of its own where it struck."""
    return bool(line.item["rule"] == "veto")


def _changes(found: list[Record]) -> list[str]:
    """What was changed since the first day, each with the objection that led to it."""
    names = units.names()
    return [
        _("%(unit)s “%(change)s”，经第%(number)s号异议核实更正") % {
            "unit": names.get(str(one.values["about"])), "change": one.values["change"],
            "number": one.values["number"],
        }
        for one in found
        if one.values["change"]
    ]  # fmt: skip


@login_not_required
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, number: int) -> HttpResponse:
    """A signed objection from outside."""
    course = courses.public_one(number, _system().today())
    form = forms.PublicObject(request.POST or None, course=course)

    def act() -> Record | bool:
        if form.cleaned_data["website"]:
            return True  # a program filled in what people do not see: it is thanked, and nothing is kept
        _refuse_flood(request)
        return filed.file_objection(_system(), number, form.filing)

    if made := attempt(request, form, act):
        said = made.values["number"] if isinstance(made, Record) else ""
        messages.success(request, _("异议已受理 %(number)s，核实后答复。请保持电话畅通。") % {"number": said})
        return redirect("assessment:public_one", number)
    here = reverse("assessment:public_one", args=[number])
    page = Page(_("提出异议"), lead=_("异议须署真实姓名并留联系电话；匿名异议不受理。姓名和电话不公开。"))
    context = {"page": page, "form": form, "cancel": here, "title": show.title(course.run)}
    return render(request, "assessment/public_form.html", context)


def _refuse_flood(request: HttpRequest) -> None:
    if flood.count(request, "objections", seconds=SECONDS) > AN_HOUR:
        raise InputError(_("这个地址提出的异议太多了"), hint=_("请一小时后再提，或到考核办公室当面提出"))


def _system() -> Actor:
    return Actor.system(settings.CLOCK)
