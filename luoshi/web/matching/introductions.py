"""Introductions: made with one press, followed step by step to a contract or to why it failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel.errors import LuoshiError, Missing
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref
from luoshi.matching import actions, queries
from luoshi.matching.policy import INTRODUCTION
from luoshi.web import below
from luoshi.web.components import Link, Page
from luoshi.web.matching import forms, show
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_POST
def introduce(request: Request, number: int) -> HttpResponse:
    """Bring a need together with what was found for it."""
    try:
        made = actions.introduce(request.actor, number, Ref.parse(request.POST.get("offer", "")))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect("matching:matches", "innovation.need", number)
    messages.success(request, _("已牵线，对方会收到通知。"))
    return redirect("matching:introduction", made.ref.id)


@require_GET
def index(request: Request) -> HttpResponse:
    """The introductions that the actor sees."""
    context = {
        "page": Page(_("对接"), tabs=show.tabs(request.actor, "introductions")),
        "table": show.introductions(queries.introductions(request.actor)),
        "asked": [(one, _say(one)) for one in queries.to_say(request.actor)],
    }
    return render(request, "matching/introductions.html", context)


def _say(side: Record) -> str:
    return reverse("matching:step", args=[side.row["introduction"], "say"])


NEXT: dict[str, tuple[str, ...]] = {
    "proposed": ("meet", "fail"),
    "met": ("negotiate", "contract", "fail"),
    "negotiating": ("contract", "fail"),
}  # fmt: skip


def _labels() -> dict[str, tuple[str, str]]:
    return {
        "meet": (_("登记洽谈"), "users"), "negotiate": (_("商议合同"), "file-text"),
        "contract": (_("登记签约"), "signature"), "fail": (_("没有谈成"), "x"),
        "say": (_("答复"), "message-2"),
    }  # fmt: skip


SAID = ("asked_on", "word", "said_on", "contact", "phone")


def _offer(number: int, step: str, *, strong: bool) -> Link:
    label, icon = _labels()[step]
    return Link(label, reverse("matching:step", args=[number, step]), icon, strong=strong)


@require_GET
def introduction(request: Request, number: int) -> HttpResponse:
    """An introduction: both sides, why they match, what was said, what comes next."""
    found = queries.introduction(request.actor, number)
    record = found.record
    may = record.unit in ledgers.reach(request.actor, "report", record.spec)
    steps = NEXT.get(str(record.stage), ()) if may else ()
    offers = [_offer(number, one, strong=not place) for place, one in enumerate(steps)]
    if any(queries.may_say(request.actor, one) and one.stage == "asked" for one in found.sides):
        offers.append(_offer(number, "say", strong=not offers))
    crumbs = (Link(_("对接"), reverse("matching:introductions")),)
    told = ("reason", "introduced_on", "introduced_by", "met_on", "next_step", "contract_no", "contracted_on")
    context = {
        "page": Page(record.title, crumbs, tuple(offers), badge=show.stage(record)),
        "steps": show.steps(record),
        "facts": show.facts(record, (*told, "amount", "failed_on", "failed_why")),
        "need": found.need,
        "offer": found.offer,
        "offer_name": record.values["offer_name"],
        "sides": [(one, show.facts(one, SAID)) for one in found.sides],
        "record": reverse("ledgers:record", args=[INTRODUCTION, number]),
    }
    return render(request, "matching/introduction.html", context)


@require_http_methods(["GET", "POST"])
def step(request: Request, number: int, step: str) -> HttpResponse:
    """One step of an introduction, with what it needs."""
    if step not in STEPS:
        raise Missing(_("没有这一步"))
    shape, act = STEPS[step]
    found = queries.introduction(request.actor, number)
    form = shape(request.POST or None, request.FILES or None)
    if attempt(request, form, lambda: act(request, found, form)):
        messages.success(request, _("已登记。"))
        return redirect("matching:introduction", number)
    crumbs = (
        Link(_("对接"), reverse("matching:introductions")),
        Link(found.record.title, reverse("matching:introduction", args=[number])),
    )
    context = {
        "page": Page(_labels()[step][0], crumbs), "form": form, "submit": _("保存"),
        "cancel": reverse("matching:introduction", args=[number]),
    }  # fmt: skip
    return render(request, "form_page.html", context)


def _meet(request: Request, found: queries.Introduced, form: Any) -> Record:
    said = form.cleaned_data
    return actions.meet(request.actor, found.record.ref.id, said["on"], next_step=said["next_step"])


def _negotiate(request: Request, found: queries.Introduced, form: Any) -> Record:
    return actions.negotiate(request.actor, found.record.ref.id, next_step=form.cleaned_data["next_step"])


def _contract(request: Request, found: queries.Introduced, form: Any) -> Record:
    said = form.cleaned_data
    return actions.contract(
        request.actor, found.record.ref.id, said["on"], said["amount"], form.attached,
        contract_no=said["contract_no"],
    )  # fmt: skip


def _fail(request: Request, found: queries.Introduced, form: Any) -> Record:
    return actions.fail(request.actor, found.record.ref.id, why=form.cleaned_data["why"])


def _say_word(request: Request, found: queries.Introduced, form: Any) -> Record:
    said = form.cleaned_data
    side = next((one for one in found.sides if queries.may_say(request.actor, one)), None)
    if side is None:
        raise Missing(_("没有要您答复的"))
    return actions.say(request.actor, side.ref.id, said["word"], contact=said["contact"], phone=said["phone"])


Act = Callable[[Request, queries.Introduced, Any], Record]
STEPS: dict[str, tuple[type[django_forms.Form], Act]] = {
    "meet": (forms.Meet, _meet), "negotiate": (forms.Negotiate, _negotiate),
    "contract": (forms.Contract, _contract), "fail": (forms.Fail, _fail), "say": (forms.Say, _say_word),
}  # fmt: skip
