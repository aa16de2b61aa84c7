"""调度督办: tasks by light, meetings, who lags and why, what follows from warnings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from luoshi.dispatch import actions, queries
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.periods import Period
from luoshi.periods import queries as periods
from luoshi.web import below
from luoshi.web.components import Confirm, Empty, Link, Page
from luoshi.web.dispatch import show
from luoshi.web.request import Request


@require_GET
def index(request: Request) -> HttpResponse:
    """What there is to chase, and the meetings at which it is spoken of."""
    actor, may = request.actor, queries.may_dispatch(request.actor)
    if not queries.kept():
        empty = Empty(_("没有启用督查督办台账包"), _("请系统管理员在管理页启用。"))
        return render(request, "dispatch/index.html", {"page": Page(_("调度督办")), "empty": empty})
    new = Link(_("安排调度会"), reverse("dispatch:call"), "calendar-plus", strong=True) if may else None
    closed = periods.closings()
    month = Period.parse(closed[-1].period) if closed else None
    lead = _("任务按时限亮灯，滞后的说明原因，卡住的上调度会；议定的事项立为任务，下次会议先看落实。")
    page = Page(_("调度督办"), actions=(new,) if new else (), lead=lead)
    context = {
        "page": page,
        "tasks": show.tasks(actor),
        "meetings": show.meetings(actor, new),
        "extensions": show.extensions(actor),
        "lags": show.lags(actor, month) if month else None,
        "month": month.label if month else "",
        "asking": _asking(month) if may and month else [],
        "consequences": show.consequences(actor),
        "dialogs": _dialogs(month) if may and month else [],
    }
    return render(request, "dispatch/index.html", context)


def _asking(month: Period) -> list[Link]:
    return [
        Link(_("要求说明"), icon="message-question", dialog="ask"),
        Link(_("记录%(month)s亮灯") % {"month": month.label}, icon="bulb", dialog="note"),
    ]


def _dialogs(month: Period) -> list[Confirm]:
    said = {"month": month.label}
    return [
        Confirm(
            "ask", _("要求滞后单位说明？"),
            _("每个%(month)s滞后的单位和指标要求一次，三个工作日内答复，印在通报里。") % said,
            reverse("dispatch:ask", args=[month]), _("要求说明"),
        ),
        Confirm(
            "note", _("记录%(month)s亮灯？") % said,
            _("记下月末亮灯的任务，累计到次数的按规则提出措施；已经记过的不重复。"),
            reverse("dispatch:note", args=[month]), _("记录"),
        ),
    ]  # fmt: skip


@require_POST
def ask(request: Request, period: str) -> HttpResponse:
    """Ask the units that lag why."""
    try:
        made = len(actions.ask_accounts(request.actor, Period.parse(period)))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect("dispatch:index")
    said = ngettext("已要求 %(n)d 项说明。", "已要求 %(n)d 项说明。", made) % {"n": made}
    messages.success(request, said if made else _("没有新的滞后需要说明。"))
    return redirect("dispatch:index")


@require_POST
def note(request: Request, period: str) -> HttpResponse:
    """Write down a month's lights, and propose what follows."""
    try:
        made = len(actions.note_lights(request.actor, Period.parse(period)))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect("dispatch:index")
    said = ngettext("已记录，提出 %(n)d 项措施。", "已记录，提出 %(n)d 项措施。", made) % {"n": made}
    messages.success(request, said if made else _("已记录，没有要采取的措施。"))
    return redirect("dispatch:index")
