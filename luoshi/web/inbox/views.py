"""Notices: what the site tells a person. What waits for them to do stands on the home page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.exchange import notices, queries
from luoshi.web.components import Badge, Empty, Page
from luoshi.web.request import Request


@require_GET
def index(request: Request) -> HttpResponse:
    """The person's notices, the new ones first."""
    found = queries.inbox(request.actor)
    context = {
        "page": Page(_("通知")),
        "notices": found,
        "unseen": sum(one.seen_at is None for one in found),
        "new": Badge(_("新"), "blue"),
        "empty": Empty(_("没有通知"), _("导入、导出、结账等后台任务完成时会在这里告诉您。")),
    }
    return render(request, "inbox/index.html", context)


@require_GET
def count(request: Request) -> HttpResponse:
    """How many are new: what the bell in the top bar asks for after the page has come."""
    return render(request, "inbox/count.html", {"unseen": queries.unseen(request.actor)})


@require_POST
def seen(request: Request) -> HttpResponse:
    """Take all as seen."""
    notices.see(request.actor)
    return redirect("inbox:index")
