"""选举表决: what offices see and do, step by step."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.elections import actions, declaring, polling, queries
from luoshi.elections.models import Election
from luoshi.web.components import Confirm, Link, Page
from luoshi.web.elections import forms, show
from luoshi.web.elections.doing import STEPS
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_GET
def index(request: Request) -> HttpResponse:
    """Elections one reads or serves, where one may vote, and open votes."""
    actor = request.actor
    organizes = queries.may_organize(actor)
    new = Link(_("组织选举"), reverse("elections:new"), "plus", strong=True) if organizes else None
    more = (
        (
            Link(_("公开表决"), reverse("elections:put"), "hand-stop"),
            Link(_("分配代表名额"), reverse("elections:allot"), "arrows-split-2"),
        )
        if organizes
        else ()
    )
    found, mine = queries.elections(actor), queries.ballots_of(actor)
    context = {
        "page": Page(_("选举表决"), actions=((new,) if new else ()) + more),
        "elections": show.elections(found, new) if found or new or not mine else None,
        "mine": show.mine(mine) if mine else None,
        "motions": show.motions(queries.motions(actor)),
    }
    return render(request, "elections/index.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Organize an election."""
    if not queries.may_organize(request.actor):
        return redirect("elections:index")
    form = forms.New(request.POST or None, actor=request.actor)

    def act() -> Election:
        said = form.cleaned_data
        return actions.organize(request.actor, said["unit"], said["title"], form.rules(), blind=said["blind"])

    if made := attempt(request, form, act):
        messages.success(request, _("选举已建立；列出名册，确定人员和候选人。"))
        return redirect("elections:one", made.id)
    page = Page(_("组织选举"), show.crumbs(), lead=_("投票开始以后，规则、候选人和名册都不能再改。"))
    context = {
        "page": page, "form": form, "submit": _("建立"), "cancel": reverse("elections:index"), "wide": True,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_GET
def one(request: Request, number: int) -> HttpResponse:
    """An election: what is next, and everything that its phase shows."""
    actor = request.actor
    found = queries.election(actor, number)
    offices = queries.offices(actor, found)
    context: dict[str, Any] = {
        "page": Page(show.title(found), show.crumbs(), _offers(found, offices), badge=show.phase(found)),
        "steps": show.steps(found), "rules": show.rules(found), "turnout": show.turnout(queries.taken(found)),
        "candidates": show.candidates(found), "nominations": show.nominations(found),
        "officials": show.officials(found), "tables": show.tables(found),
        "dialogs": _dialogs(found), "roll_url": reverse("elections:roll", args=[number]),
        "vote_url": reverse("elections:ballots:vote", args=[number]) if found.phase == "open" else "",
        "public_url": reverse("elections:public_one", args=[number]) if found.head else "",
    }  # fmt: skip
    if found.phase in ("closed", "declared"):
        context |= _result(found)
    return render(request, "elections/one.html", context)


def _result(found: Election) -> dict[str, Any]:
    """The sum as it is known, or what keeps it back."""
    if blocks := queries.unsummed(found):
        return {"blocks": show.arithmetic(blocks)}
    made = queries.summed(found)
    return {
        "sums": show.sums(made.turnout, made.sheet), "standings": show.standings(made.result.standings),
        "arithmetic": show.arithmetic(made.result.steps), "signed": queries.signed(found, made.digest),
        "digest": made.digest,
    }  # fmt: skip


def offer(verb: str, found: Election, icon: str, *, strong: bool = False) -> Link:
    return Link(str(STEPS[verb].title), reverse("elections:do", args=[verb, found.id]), icon, strong=strong)


def _offers(found: Election, offices: frozenset[str]) -> tuple[Link, ...]:
    """What comes next, for whoever may do it."""
    if found.phase == "closed":
        if "teller" in offices:
            return (offer("count", found, "list-check", strong=True),)
        if "scrutineer" in offices and not queries.unsummed(found):
            return (Link(_("监票人签字"), icon="signature", strong=True, dialog="sign"),)
    return _organizers(found) if "organizer" in offices else ()


def _organizers(found: Election) -> tuple[Link, ...]:
    ready = offer("appoint", found, "users-group")
    settling: tuple[Link, ...] = ()
    if not found.settled and found.phase in ("draft", "frozen"):
        settling = (
            offer("nominate", found, "writing-sign"),
            offer("settle", found, "list-details", strong=True),
        )
    match found.phase:
        case "draft":
            return (*settling, ready, offer("freeze", found, "lock", strong=not settling))
        case "frozen":
            begin = Link(_("开始投票"), icon="player-play", strong=found.settled, dialog="open")
            return (*settling, ready, offer("unfreeze", found, "lock-open"), begin)
        case "open":
            return (offer("close", found, "lock", strong=True),)
        case "declared" if (found.result or {}).get("next") and not hasattr(found, "after"):
            return (Link(_("再次投票"), icon="refresh", strong=True, dialog="again"),)
    return ()


def _dialogs(found: Election) -> list[Confirm]:
    said = {
        "open": (_("开始投票"), _("开始以后规则、候选人和名册都不能再改。")),
        "sign": (_("监票人签字"), _("核对票数和算式无误。两位监票人签字后公布结果，不能撤销。")),
        "again": (_("再次投票"), _("按结果写明的名额和候选人建立下一轮，名册和工作人员不变。")),
    }
    digest = _result(found).get("digest", "") if found.phase == "closed" else ""
    return [
        Confirm(
            key, title, text, reverse(f"elections:{key}", args=[found.id]), title, fields={"digest": digest}
        )
        for key, (title, text) in said.items()
    ]


@require_http_methods(["GET", "POST"])
def do(request: Request, verb: str, number: int) -> HttpResponse:
    """A step of an election: its form."""
    doing = STEPS.get(verb)
    if doing is None:
        raise Http404
    found = queries.election(request.actor, number)
    sent = request.method == "POST"
    more: dict[str, Any] = {"found": found} if doing.form is forms.Tally else {}
    initial = {"cut_off": request.actor.today(), "present": queries.taken(found).all}
    if verb == "settle":
        initial["people"] = "\n".join(name for name, _count, _of in queries.nominated(found))
    form = doing.form(
        request.POST if sent else None, request.FILES if sent else None, initial=initial, **more
    )

    def act() -> bool:
        doing.act(request.actor, number, form)
        return True

    if attempt(request, form, act):
        messages.success(request, str(doing.said))
        return redirect(doing.back, number)
    return form_page(
        request, str(doing.title), form, str(doing.button), reverse(doing.back, args=[number]), found
    )


def form_page(
    request: Request, title: str, form: django_forms.Form, submit: str, back: str, found: Election | None
) -> HttpResponse:
    context = {
        "page": Page(title, show.crumbs(found)), "form": form, "submit": submit, "cancel": back,
        "wide": len(form.fields) > 8,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_POST
def begin(request: Request, number: int) -> HttpResponse:
    """Open the box."""
    polling.open_poll(request.actor, number)
    messages.success(request, _("投票已经开始。"))
    return redirect("elections:one", number)


@require_POST
def sign(request: Request, number: int) -> HttpResponse:
    """A scrutineer's word."""
    found = declaring.sign(request.actor, number, request.POST.get("digest", ""))
    done = found.phase == "declared"
    messages.success(request, _("结果已公布。") if done else _("已签字，等另一位监票人。"))
    return redirect("elections:one", number)


@require_POST
def again(request: Request, number: int) -> HttpResponse:
    """The next round."""
    made = actions.vote_again(request.actor, number)
    messages.success(request, _("下一轮已建立；名册截止后开始投票。"))
    return redirect("elections:one", made.id)
