"""名册: the roll, and what is done with whom is chosen on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from luoshi.elections import polling, queries, rolls
from luoshi.kernel.errors import InputError
from luoshi.web.components import Page
from luoshi.web.elections import show
from luoshi.web.elections.views import offer
from luoshi.web.request import Request


@require_GET
def roll(request: Request, number: int) -> HttpResponse:
    """The roll, with what may be done with whom is chosen on it."""
    found = queries.election(request.actor, number)
    offices = queries.offices(request.actor, found)
    organizes = "organizer" in offices
    gives = found.phase == "open" and bool(offices & {"organizer", "teller"})
    drops = found.phase == "draft" and organizes
    add = (
        (offer("enter", found, "plus", strong=True), offer("from-ledger", found, "clipboard-list"))
        if drops
        else ()
    )
    context = {
        "page": Page(_("名册"), show.crumbs(found), add, badge=show.phase(found)),
        "roll": show.roll(queries.roll(request.actor, number), gives or drops),
        "number": number, "gives": gives, "cards": gives and organizes, "drops": drops,
    }  # fmt: skip
    return render(request, "elections/roll.html", context)


@never_cache
@require_POST
def chosen(request: Request, number: int) -> HttpResponse:
    """What is done with those chosen on the roll: paper handed out, cards printed, or taken off."""
    numbers = [int(each) for each in request.POST.getlist("row") if each.isdecimal()]
    match request.POST.get("do"):
        case "paper":
            polling.hand_out(request.actor, number, numbers)
            messages.success(request, _("已记入领纸质票。"))
        case "cards":
            return _cards(request, number, polling.print_cards(request.actor, number, numbers))
        case "drop":
            rolls.drop(request.actor, number, numbers, why=request.POST.get("why", ""))
            messages.success(request, _("已从名册删去。"))
        case _other:
            raise InputError(_("没有选择办理什么"))
    return redirect("elections:roll", number)


def _cards(request: Request, number: int, papers: list[str]) -> HttpResponse:
    """Voting cards to be printed now: they are shown this once."""
    where = request.build_absolute_uri(reverse("elections:ballots:vote", args=[number]))
    found = queries.election(request.actor, number)
    context = {
        "page": Page(_("投票卡"), show.crumbs(found)), "papers": papers, "where": where,
        "title": show.title(found),
    }  # fmt: skip
    return render(request, "elections/cards.html", context)
