"""A person's dashboard, how they arrange it, and the big screen of a command room."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.periods import Period
from luoshi.periods import boards, pivot
from luoshi.periods.boards import Tile
from luoshi.web.below import told
from luoshi.web.boards import forms, slides, tiles
from luoshi.web.boards.read import read
from luoshi.web.components import Chooser, Empty, Link, Page
from luoshi.web.request import Request


@require_GET
def index(request: Request) -> HttpResponse:
    """The tiles the person arranged, or the usual ones."""
    period = _month(request)
    chosen = _tiles(request, period)
    shown = tiles.shown(read(request.actor, chosen, period), chosen)
    actions = (tiles.arrange_link(), Link(_("大屏"), _screen(request, period), "external-link"))
    nothing = Empty(_("看板上什么也没有"), _("点“编排”选要看的数字和图。"), tiles.arrange_link())
    context = {
        "page": Page(_("看板"), lead=period.label, actions=actions if pivot.top(request.actor) else ()),
        "tiles": shown,
        "empty": nothing if pivot.top(request.actor) else Empty(_("没有数据"), _("看数据要有本单位的角色。")),
        "periods": Chooser(_("期间"), period.label, _months(request, period)),
    }
    return render(request, "boards/board.html", context)


@require_http_methods(["GET", "POST"])
def arrange(request: Request) -> HttpResponse:
    """Choose, order and resize tiles. Nothing is kept before “保存” is pressed."""
    period, adding = _month(request), forms.Adding(request.actor)
    chosen, fault = _tiles(request, period), ""
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "usual":
            boards.standard(request.actor)
            messages.success(request, _("已恢复默认看板"))
            return redirect("boards:index")
        chosen = forms.sent(request.POST)
        if do == "add":
            adding = forms.Adding(request.actor, request.POST)
            chosen += [adding.tile()] if adding.is_valid() else []
        elif not (fault := _kept(request, chosen)):
            return redirect("boards:index")
    context = {
        "page": Page(_("编排看板"), (Link(_("看板"), reverse("boards:index")),)),
        "tiles": tiles.shown(read(request.actor, chosen, period), chosen),
        "adding": adding,
        "fault": fault,
        "added": request.POST.get("do") == "add" and adding.is_valid(),
        "widest": boards.WIDEST,
        "highest": boards.HIGHEST,
    }
    return render(request, "boards/arrange.html", context, status=400 if fault else 200)


def _kept(request: Request, chosen: list[Tile]) -> str:
    """What kept the tiles from being kept; empty when they are."""
    try:
        boards.arrange(request.actor, chosen)
    except LuoshiError as fault:
        return told(fault)
    messages.success(request, _("看板已保存"))
    return ""


@require_GET
def screen(request: Request) -> HttpResponse:
    """Slides for a wall: lights, ranking, trend of what the unit owes. It renews and turns by itself."""
    period = _month(request)
    return render(request, "boards/screen.html", slides.shown(request.actor, period, request.GET))


def _tiles(request: Request, period: Period) -> list[Tile]:
    """Nothing for whoever sees no unit's figures."""
    if not pivot.top(request.actor):
        return []
    kept = boards.board(request.actor)
    return list(boards.usual(request.actor, period) if kept is None else kept)


def _month(request: Request) -> Period:
    asked = request.GET.get("period")
    return Period.month_of(Period.parse(asked).end) if asked else pivot.latest(request.actor)


def _screen(request: Request, period: Period) -> str:
    """Without a month the wall goes on to the next one by itself when it is closed."""
    here = reverse("boards:screen")
    return here if period == pivot.latest(request.actor) else f"{here}?period={period}"


def _months(request: Request, period: Period) -> tuple[Link, ...]:
    here = reverse("boards:index")
    return tuple(
        Link(one.label, f"{here}?period={one}", current=one == period)
        for one in pivot.offered(request.actor)[:25]
    )
