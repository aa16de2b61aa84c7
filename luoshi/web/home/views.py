from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshi.web.components import Empty, Page
from luoshi.web.request import Request


def index(request: Request) -> HttpResponse:
    page = Page(_("首页"), lead=_("%(name)s，您好。") % {"name": request.actor.name})
    empty = Empty(_("没有待办事项"), _("需要您填报、审核或确认的事项会列在这里。"))
    return render(request, "home/index.html", {"page": page, "empty": empty})
