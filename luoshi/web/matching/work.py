"""What the office and the experts do with questions: given to another, published; visits; the year's work."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.ledgers.records import Record
from luoshi.matching import answering, service
from luoshi.matching.policy import FEW
from luoshi.web import formats
from luoshi.web.components import Column, Empty, Link, Page, Row, Table
from luoshi.web.matching import forms, show
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])


def _crumbs(found: service.Asked) -> tuple[Link, ...]:
    here = reverse("matching:question", args=[found.record.ref.id])
    return (Link(_("农技问答"), reverse("matching:questions")), Link(found.record.title, here))


@form_page
def reroute(request: Request, number: int) -> HttpResponse:
    """Give a question to another expert, with a reason."""
    found = service.question(request.actor, number)
    people = {
        person: name
        for person, name in service.people(found.record).items()
        if person != found.record.row["expert"]
    }
    form = forms.Reroute(request.POST or None, people=people)

    def act() -> Record:
        said = form.cleaned_data
        return answering.reroute(request.actor, number, said["person"], why=said["why"])

    if made := attempt(request, form, act):
        messages.success(request, _("已改派给%(name)s。") % {"name": made.values["expert_name"]})
        return redirect("matching:question", number)
    context = {
        "page": Page(_("改派"), _crumbs(found)), "form": form, "submit": _("改派"),
        "cancel": reverse("matching:question", args=[number]),
    }  # fmt: skip
    return render(request, "form_page.html", context)


@form_page
def publish(request: Request, number: int) -> HttpResponse:
    """Take a good answer into the public library; personal details are taken out of the draft."""
    found = service.question(request.actor, number)
    initial = service.draft(request.actor, number)
    form = forms.Publish(request.POST or None, initial=initial)

    def act() -> Record:
        kept = {key: value for key, value in form.cleaned_data.items() if value}
        return answering.publish(request.actor, number, kept)

    if made := attempt(request, form, act):
        messages.success(request, _("已收入问答库，任何人都能查到。"))
        return redirect("matching:advice", made.ref.id)
    page = Page(
        _("收入问答库"), _crumbs(found),
        lead=_("姓名、电话等已自动隐去，请再看一遍；改成别人也能用的说法。照片不公开。"),
    )  # fmt: skip
    context = {
        "page": page, "form": form, "submit": _("收入问答库"),
        "cancel": reverse("matching:question", args=[number]),
    }  # fmt: skip
    return render(request, "form_page.html", context)


@form_page
def visit(request: Request) -> HttpResponse:
    """Record a visit on the spot."""
    actor = request.actor
    asked = {one.ref.id: one.title for one in service.routed_to(actor, open_only=False)}
    form = forms.Visit(
        request.POST or None, request.FILES or None, serves=service.serves(actor), asked=asked,
        initial={"visited_on": actor.today()},
    )  # fmt: skip

    def act() -> Record:
        said = form.cleaned_data
        return answering.visit(actor, said["unit"], form.values(), said["pictures"])

    if attempt(request, form, act):
        messages.success(request, _("已登记。"))
        return redirect("matching:work")
    crumbs = (Link(_("农技问答"), reverse("matching:questions")),)
    context = {
        "page": Page(_("登记上门服务"), crumbs), "form": form, "submit": _("登记"),
        "cancel": reverse("matching:questions"),
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_GET
def index(request: Request) -> HttpResponse:
    """What experts did this year: answers, in time, satisfied, visits."""
    year = request.actor.today().year
    columns = [
        Column("name", _("专家")), Column("answered", _("解答"), "number", places=0),
        Column("in_time", _("按时")), Column("satisfied", _("满意")),
        Column("visits", _("上门"), "number", places=0),
        Column("hours", _("时长"), "number", unit=_("小时"), places=1),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "name": one.name, "answered": one.answered,
                "in_time": _share(one.in_time, one.answered, enough=one.enough),
                "satisfied": _share(one.satisfied, one.rated, enough=one.enough),
                "visits": one.visits, "hours": one.hours,
            }
        )
        for one in service.work(request.actor, year)
    ]  # fmt: skip
    empty = Empty(_("今年还没有服务"), _("专家解答问题、登记上门服务后列在这里。"))
    lead = _("解答不足%(few)d个的，只列次数，不算比率。") % {"few": FEW}
    page = Page(_("%(year)d年专家服务") % {"year": year}, tabs=show.tabs(request.actor, "work"), lead=lead)
    return render(
        request, "matching/work.html", {"page": page, "table": Table(columns, rows, page.title, empty=empty)}
    )


def _share(part: int, whole: int, *, enough: bool) -> str:
    """So many of so many; with too few no percentage."""
    if not whole:
        return "—"
    if not enough:
        return f"{part}/{whole}"
    return formats.aside(f"{part}/{whole}", f"{(200 * part + whole) // (2 * whole)}%")
