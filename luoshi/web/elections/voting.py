"""领票、投票、公布: the voter's pages on a phone, and what anybody reads.

A paper is taken by who is logged in. The ballot is cast on a page of its own that asks nobody who they are:
no session is read there and nothing names a person; a paper's number comes in the form, never in an address.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.elections import box, polling, queries
from luoshi.elections.ballots import MARKS, Mark
from luoshi.elections.record import Election
from luoshi.kernel.errors import LuoshiError
from luoshi.units import queries as units
from luoshi.web.below import told
from luoshi.web.components import Fact, Link, Page
from luoshi.web.elections import show
from luoshi.web.request import Request


@never_cache
@require_http_methods(["GET", "POST"])
def take(request: Request, number: int) -> HttpResponse:
    """Take a paper: shown once, to whoever takes it."""
    mine = queries.voter(request.actor, number)
    found = mine.election
    paper = polling.take(request.actor, number) if request.method == "POST" else ""
    context: dict[str, Any] = {
        "page": Page(show.title(found), show.crumbs(), badge=show.phase(found)), "paper": paper,
        "mine": mine, "taken": show.taken(mine), "number": number, "open": found.phase == "open",
        "public_url": reverse("elections:public_one", args=[number]) if found.head else "",
        "vote_url": reverse("elections:ballots:vote", args=[number]),
    }  # fmt: skip
    if found.blind and found.phase == "open":
        context["key"] = box.stated(queries.boxes(), str(number)).key
    return render(request, "elections/take.html", context)


@never_cache
@require_POST
def sign_paper(request: Request, number: int) -> JsonResponse:
    """The signature of a blinded paper."""
    try:
        return JsonResponse({"signed": polling.take_blind(request.actor, number, request.POST["blinded"])})
    except (LuoshiError, KeyError) as fault:
        said = told(fault) if isinstance(fault, LuoshiError) else _("没有写选票")
        return JsonResponse({"wrong": said}, status=400)


@csrf_exempt  # the paper's number is what lets a ballot in; a token of the session would name whose it is
@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Cast a ballot for a paper, with no log-in."""
    context: dict[str, Any] = {"page": Page(_("投票")), "paper": "", "marks": MARKS}
    try:
        stated = box.stated(queries.boxes(), str(number))
        context |= _ballot(request, stated)
        if request.method == "POST":
            context["paper"] = request.POST.get("paper", "")
            context["receipt"] = box.cast(
                queries.boxes(), str(number), context["paper"], _marks(request, stated), _others(request)
            )
            context["public_url"] = request.build_absolute_uri(reverse("elections:public_one", args=[number]))
    except LuoshiError as fault:
        context["wrong"] = told(fault)
    return render(request, "elections/vote.html", context, status=400 if context.get("wrong") else 200)


def _ballot(request: HttpRequest, stated: Election) -> dict[str, Any]:
    """The ballot as it is shown, with what was marked."""
    rows = [
        (key, name, request.POST.get(f"mark_{key}", "abstain")) for key, name in stated.candidates.items()
    ]
    wanted = stated.rules.seats if stated.rules.write_ins else 0
    given = request.POST.getlist("other")
    return {
        "page": Page(_("投票")), "title": stated.title, "round": stated.round, "unit": stated.unit,
        "rows": rows, "seats": stated.rules.seats, "each": stated.rules.each,
        "others": [given[at] if at < len(given) else "" for at in range(min(wanted, 5))],
    }  # fmt: skip


def _marks(request: HttpRequest, stated: Election) -> dict[str, Mark]:
    said: dict[str, Mark] = {}
    for key in stated.candidates:
        match request.POST.get(f"mark_{key}"):
            case "yes":
                said[key] = "yes"
            case "no":
                said[key] = "no"
    return said


def _others(request: HttpRequest) -> list[str]:
    return [one for one in request.POST.getlist("other") if one.strip()]


# For anybody


@login_not_required
@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Elections whose box is closed."""
    page = Page(_("选举公布"), lead=units.site_name())
    table = show.elections(queries.published(), None, public=True)
    return render(request, "elections/public_list.html", {"page": page, "table": table})


@login_not_required
@require_GET
def public_one(request: HttpRequest, number: int) -> HttpResponse:
    """A result with its arithmetic, every ballot by its receipt, and the file to count again."""
    found, made = queries.published_one(number)
    file = Link(_("下载选举记录"), reverse("elections:record", args=[number]), "download", strong=True)
    facts = [
        Fact(_("名册"), _("%(n)s 人") % {"n": made.election.roll.size}),
        Fact(_("名册摘要"), made.election.roll.digest, wide=True), Fact(_("链"), made.head, wide=True),
        Fact(_("公钥"), made.key, wide=True),
    ]  # fmt: skip
    context: dict[str, Any] = {
        "page": Page(show.title(found), actions=(file,), lead=made.election.unit, badge=show.phase(found)),
        "facts": facts, "ballots": show.ballots(made.ballots, made.election.candidates),
        "final": made.final, "command": f"luoshi tally election-{number}.jsonl --key {made.key}",
        "scrutineers": made.scrutineers,
    }  # fmt: skip
    if made.final:
        context["sums"] = show.sums(made.turnout, made.sheet)
        context["standings"] = show.standings(made.result.standings)
        context["arithmetic"] = show.arithmetic(made.result.steps)
    return render(request, "elections/public_one.html", context)


@login_not_required
@require_GET
def record(request: HttpRequest, number: int) -> HttpResponse:
    """The record as a file."""
    del request
    answer = HttpResponse(queries.published_file(number), content_type="application/jsonl")
    answer["Content-Disposition"] = f'attachment; filename="election-{number}.jsonl"'
    return answer
