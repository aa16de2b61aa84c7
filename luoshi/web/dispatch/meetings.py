"""A dispatch meeting: called, its agenda, its decisions, its minutes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.dispatch import actions, queries
from luoshi.dispatch.policy import ITEM, MEETING, TASK
from luoshi.kernel.errors import LuoshiError, Missing
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.reports import minutes_docx, official
from luoshi.units import queries as units
from luoshi.web import below, formats
from luoshi.web.components import Confirm, Empty, Link, Page
from luoshi.web.dispatch import forms, show
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])


def _crumbs(meeting: Record | None = None) -> tuple[Link, ...]:
    first = Link(_("调度督办"), reverse("dispatch:index"))
    return (first, Link(meeting.title, _where(meeting))) if meeting else (first,)


def _where(meeting: Record) -> str:
    return reverse("dispatch:meeting", args=[meeting.ref.id])


@form_page
def call(request: Request) -> HttpResponse:
    """Call a quarter's meeting."""
    form = forms.Call(request.POST or None, actor=request.actor, spec=ledgers.ledger(MEETING))

    def act() -> Record:
        said = form.cleaned_data
        return actions.call(
            request.actor, said["unit"], said["quarter"], said["held_on"], said["name"],
            place=said["place"], chair=said["chair"],
        )  # fmt: skip

    if made := attempt(request, form, act):
        day = formats.day(queries.building_day(made.row["held_on"]))
        messages.success(request, _("调度会已安排，议题在%(day)s自动汇总。") % {"day": day})
        return redirect("dispatch:meeting", made.ref.id)
    context = {
        "page": Page(_("安排调度会"), _crumbs()), "form": form, "submit": _("安排"),
        "cancel": reverse("dispatch:index"), "wide": True,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_GET
def meeting(request: Request, number: int) -> HttpResponse:
    """A meeting with its agenda, figures and history with each matter."""
    found = queries.meeting(request.actor, number)
    every = queries.items(request.actor, number)
    asked = request.GET.get("kind", "")
    items = [one for one in every if asked in ("", one.row["kind"])]
    may = found.unit in ledgers.reach(request.actor, "report", found.spec)
    open_ = may and found.stage not in ("held", "issued")
    day = formats.day(queries.building_day(found.row["held_on"]))
    context = {
        "page": Page(
            found.title,
            _crumbs(),
            _offers(found, may, bool(every)),
            show.kinds(every, asked),
            lead=show.when(found),
        ),
        "steps": show.steps(found),
        "items": show.items(items, units.names(), open_),
        "empty": Empty(_("还没有议题"), _("议题在%(day)s自动汇总，也可以现在汇总。") % {"day": day}),
        "present": found.values.get("present") or "",
        "conclusion": str(found.values.get("conclusion") or "").splitlines(),
        "record": reverse("ledgers:record", args=[MEETING, number]),
        "dialogs": _dialogs(number) if may else [],
    }
    return render(request, "dispatch/meeting.html", context)


def _offers(found: Record, may: bool, listed: bool) -> tuple[Link, ...]:
    """What can be done next, first what comes next."""
    number, made = found.ref.id, list[Link]()
    minutes = Link(_("下载纪要"), reverse("dispatch:minutes", args=[number]), "file-type-docx")
    if found.stage == "issued" or not may:
        return (minutes,) if found.stage == "issued" else ()
    if found.stage == "held":
        issue = Link(_("印发纪要"), icon="send", strong=True, dialog="issue")
        return (issue, minutes)
    made.append(Link(_("汇总议题"), icon="refresh", strong=not listed, dialog="build"))
    made.append(Link(_("增加议题"), reverse("dispatch:raise", args=[number]), "plus"))
    made.append(Link(_("会议召开"), reverse("dispatch:hold", args=[number]), "users", strong=listed))
    return tuple(made)


def _dialogs(number: int) -> list[Confirm]:
    return [
        Confirm(
            "build", _("汇总议题？"),
            _("列入滞后的目标、卡住和超期的项目、没有兑现的承诺、上次没有落实的议定事项；已解决的去掉。"),
            reverse("dispatch:build", args=[number]), _("汇总议题"),
        ),
        Confirm(
            "issue", _("印发纪要？"), _("纪要存为会议的佐证，此后不再改变。"),
            reverse("dispatch:issue", args=[number]), _("印发纪要"),
        ),
    ]  # fmt: skip


@require_POST
def build(request: Request, number: int) -> HttpResponse:
    """Build the agenda now."""
    try:
        found = actions.build_agenda(request.actor, number)
        messages.success(request, _("议题已汇总，共 %(n)d 项。") % {"n": len(found)})
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    return redirect("dispatch:meeting", number)


@form_page
def raise_item(request: Request, number: int) -> HttpResponse:
    """Put a matter on the agenda by hand."""
    found = queries.meeting(request.actor, number)
    form = forms.Raise(request.POST or None, actor=request.actor, spec=ledgers.ledger(ITEM))

    def act() -> Record:
        said = form.cleaned_data
        return actions.raise_item(
            request.actor, number, said["unit"], said["subject"], history=said["history"]
        )

    if attempt(request, form, act):
        messages.success(request, _("议题已增加。"))
        return redirect("dispatch:meeting", number)
    context = {
        "page": Page(_("增加议题"), _crumbs(found)), "form": form, "submit": _("增加"),
        "cancel": _where(found),
    }  # fmt: skip
    return render(request, "form_page.html", context)


@form_page
def decide(request: Request, number: int, item: int) -> HttpResponse:
    """Type what was decided on a matter."""
    found = queries.meeting(request.actor, number)
    matter = next((one for one in queries.items(request.actor, number) if one.ref.id == item), None)
    if matter is None:
        raise Missing(_("没有这个议题"))
    form = forms.Decide(
        request.POST or None, actor=request.actor, spec=ledgers.ledger(TASK), initial={"owner": matter.unit}
    )

    def act() -> Record:
        said = form.cleaned_data
        return actions.decide(
            request.actor, item, said["decision"], owner=said["owner"], due_on=said["due_on"]
        )

    if attempt(request, form, act):
        messages.success(request, _("已记下议定事项。"))
        return redirect(f"{_where(found)}#item-{item}")
    context = {
        "page": Page(matter.title, _crumbs(found)), "form": form, "submit": _("议定"),
        "cancel": _where(found), "items": show.items([matter], units.names(), False),
    }  # fmt: skip
    return render(request, "dispatch/decide.html", context)


@form_page
def hold(request: Request, number: int) -> HttpResponse:
    """Say that the meeting was held."""
    found = queries.meeting(request.actor, number)
    form = forms.Hold(request.POST or None)

    def act() -> Record:
        said = form.cleaned_data
        return actions.hold(request.actor, number, present=said["present"], conclusion=said["conclusion"])

    if attempt(request, form, act):
        messages.success(request, _("已记下。可以印发纪要了。"))
        return redirect("dispatch:meeting", number)
    lead = _("没有议定的议题不再改变，仍未解决的会列入下一次调度会。")
    context = {
        "page": Page(_("会议召开"), _crumbs(found), lead=lead), "form": form, "submit": _("会议召开"),
        "cancel": _where(found),
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_POST
def issue(request: Request, number: int) -> HttpResponse:
    """Issue the minutes."""
    try:
        minutes_docx.issue(request.actor, number)
        messages.success(request, _("纪要已印发，存为会议的佐证。"))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    return redirect("dispatch:meeting", number)


@require_GET
def minutes(request: Request, number: int) -> HttpResponse:
    """The minutes as a Word file."""
    found = queries.meeting(request.actor, number)
    answer = HttpResponse(minutes_docx.render(request.actor, number), content_type=official.CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{found.title}纪要.docx"
    )
    return answer
