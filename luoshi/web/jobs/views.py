"""Long work: how far it is, and where its result is. It can be left and come back to."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.periods import Period
from luoshi.ops import queries
from luoshi.ops.models import Job as Work
from luoshi.web.components import Job, Link, Page
from luoshi.web.request import Request


@require_GET
def job(request: Request, number: int) -> HttpResponse:
    found = queries.job(request.actor, number)
    return render(request, "jobs/job.html", {"page": Page(_label(found)), "job": _shown(found)})


@require_GET
def block(request: Request, number: int) -> HttpResponse:
    """Just the block, for the page to ask for again."""
    return render(request, "jobs/block.html", {"job": _shown(queries.job(request.actor, number))})


def _shown(found: Work) -> Job:
    lost = queries.is_lost(found)
    message = found.message or found.step
    if lost:
        message = _("后台程序没有响应，请重新办理，或联系系统管理员。")
    elif found.state == "waiting":
        message = _("等待后台程序处理。一直没有开始，请联系系统管理员启动 luoshi work。")
    return Job(
        reverse("jobs:block", args=[found.id]),
        _label(found),
        "failed" if lost else found.state,  # type: ignore[arg-type]  # the four states of a job
        found.done,
        found.total,
        message,
        _result(found),
    )


def _label(found: Work) -> str:
    """What the work is, in the reader's language where pages know it."""
    if found.kind == "close":
        return _("结账%(month)s") % {"month": Period.parse(found.arguments["period"]).label}
    return found.label


def _result(found: Work) -> Link | None:
    if found.kind == "close" and found.state in ("done", "failed"):
        label = _("查看结账情况") if found.state == "done" else _("返回")
        return Link(label, reverse("periods:period", args=[found.arguments["period"]]), "arrow-right")
    return None
