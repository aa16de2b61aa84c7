"""评审: what the secretary, the supervisor and the leader see of a panel, as its phase allows."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.reports import official, panel_docx
from luoshi.reviews import blinding, queries
from luoshi.reviews.models import Panel
from luoshi.reviews.policy import JUDGES, Thing, sees
from luoshi.reviews.queries import Examined
from luoshi.web.components import Confirm, Link, Page
from luoshi.web.request import Request
from luoshi.web.reviews import results, show


def crumbs(found: Panel | None = None) -> tuple[Link, ...]:
    first = Link(_("专家评审"), reverse("reviews:index"))
    return (
        (first,) if found is None else (first, Link(found.title, reverse("reviews:panel", args=[found.id])))
    )


@require_GET
def index(request: Request) -> HttpResponse:
    """Panels of the units one reads; for an expert, where one sits."""
    actor = request.actor
    new = (
        Link(_("组建评审"), reverse("reviews:new"), "plus", strong=True) if queries.may_open(actor) else None
    )
    reads, judges = queries.panels(actor), actor.has(JUDGES)
    page = Page(_("专家评审"), actions=(new,) if new else ())
    context = {
        "page": page,
        "panels": show.panels(reads, new) if reads or new or not judges else None,
        "seats": show.seats(queries.sat(actor)) if judges else None,
    }
    return render(request, "reviews/index.html", context)


@require_GET
def panel(request: Request, number: int) -> HttpResponse:
    """A panel: what is next, what keeps it back, and everything that its phase shows."""
    actor = request.actor
    found = queries.panel(actor, number)
    roles = queries.roles_for(actor, found)

    def shows(thing: Thing) -> bool:
        return sees(roles, thing, found.phase)

    page = Page(found.title, crumbs(), _offers(found, roles), badge=show.phase(found))
    context = {
        "page": page,
        "steps": show.steps(found),
        "facts": show.facts(found),
        "dialogs": _dialogs(found),
    }
    context |= _pool(request, found, shows("pool"), bool({"review_secretary", "supervisor"} & roles))
    replaces = found.phase in ("signed", "scoring") and "review_secretary" in roles
    if shows("experts"):
        context["seats"] = show.sitting(found, _in_pool(request, found), replaces)
        context["events"] = show.events(queries.history(actor, number))
    titles = queries.titles(actor, number) if shows("applicants") else {}
    if shows("progress"):
        context["progress"] = show.progress(queries.progress(actor, number), titles)
    if found.blind and show.open_to(found, "scoring") and "review_secretary" in roles:
        context["papers"] = show.papers(found, blinding.checked(actor, number))
    if shows("scores"):
        called = queries.called(actor, number) if shows("experts") else {}
        context["scores"] = results.scores(queries.scores(actor, number), called, titles)
    if shows("ranking"):
        context["ranking"] = results.ranking(queries.ranking(actor, number), titles)
    if shows("looks"):
        context["looks"] = show.looks(blinding.looks(actor, number))
    return render(request, "reviews/panel.html", context)


def _pool(request: Request, found: Panel, may: bool, settles: bool) -> dict[str, Any]:
    if not may:
        return {}
    if found.phase == "open":
        seen = queries.examined(request.actor, found.id)
        return {"ties": show.ties(found, seen, _in_pool(request, found, seen), settles)}
    made = {"draw_facts": show.draw_facts(found), "pool_url": reverse("reviews:pool_file", args=[found.id])}
    return made | ({"repeat": show.command(found)} if found.root else {})


def _in_pool(request: Request, found: Panel, seen: Examined | None = None) -> show.Called:
    """Names of those who sit, or of those against whom something speaks."""
    numbers = {one.expert for one in (seen.findings if seen else found.seats.all())}
    return queries.in_pool(request.actor, found.id, numbers)


def _offers(found: Panel, roles: frozenset[str]) -> tuple[Link, ...]:
    """What comes next, for whoever may do it."""
    if found.phase == "drawn" and "supervisor" in roles:
        return (
            Link(_("监督确认"), reverse("reviews:sign_off", args=[found.id]), "shield-check", strong=True),
        )
    if found.phase == "scoring" and roles & {"review_secretary", "supervisor"}:
        return (
            Link(_("结束评分"), reverse("reviews:close_scoring", args=[found.id]), "checks", strong=True),
        )
    next_ = _secretarys(found) if "review_secretary" in roles else ()
    if all(sees(roles, one, found.phase) for one in ("experts", "scores", "ranking")):
        minutes = Link(_("下载会议纪要"), reverse("reviews:minutes", args=[found.id]), "download")
        return (*next_, minutes)
    return next_


def _secretarys(found: Panel) -> tuple[Link, ...]:
    match found.phase:
        case "open":
            return (Link(_("锁定专家库"), icon="lock", strong=True, dialog="freeze"),)
        case "frozen":
            return (Link(_("抽取专家"), icon="users-group", strong=True, dialog="draw"),)
        case "signed":
            return (Link(_("分发评分"), icon="send", strong=True, dialog="begin"),)
        case "meeting":
            meet = Link(_("会议记录"), reverse("reviews:meet", args=[found.id]), "notes", strong=True)
            return (meet, Link(_("排序"), icon="list-check", dialog="rank"))
        case "ranked":
            return (Link(_("办结"), icon="archive", strong=True, dialog="close"),)
    return ()


def _dialogs(found: Panel) -> list[Confirm]:
    said = {
        "freeze": (_("锁定专家库"), _("没有利害关系的专家进入专家库。锁定后不能再改，只抽这一个库。")),
        "draw": (_("抽取专家"), _("由已公布的结账包和专家库决定，只抽一次，备选一并抽出。不能撤销。")),
        "begin": (_("分发评分"), _("按领域、件数和回避分给专家，附件作匿名检查。")),
        "rank": (_("排序"), _("按会后的平均分排序；排序后评分不能再改。")),
        "close": (_("办结"), _("专家的工作量和信用记入台账。")),
    }
    return [
        Confirm(key, title, text, reverse(f"reviews:{key}", args=[found.id]), title)
        for key, (title, text) in said.items()
    ]


@require_GET
def pool_file(request: Request, number: int) -> HttpResponse:
    """The frozen pool as the file from which anybody draws again."""
    found = queries.panel(request.actor, number, "pool")
    answer = HttpResponse(found.pool, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="pool.json"'
    return answer


@require_GET
def minutes(request: Request, number: int) -> HttpResponse:
    """The minutes of the meeting with the order and its arithmetic, as Word, to be signed."""
    answer = HttpResponse(panel_docx.render(request.actor, number), content_type=official.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="minutes-{number}.docx"'
    return answer
