"""The formal check: the list of a call, the checklist, returning once, refusing, deciding what bars."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.calls import checking, policy, queries
from luoshi.kernel.errors import LuoshiError, Missing
from luoshi.ledgers import bars
from luoshi.ledgers.bars import Standing
from luoshi.ledgers.records import Record
from luoshi.web import below
from luoshi.web.calls import forms, show
from luoshi.web.calls.views import crumbs
from luoshi.web.components import Link, Page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

SHOWN = 5
"""Reasons told of what could not be admitted."""


@require_GET
def listing(request: Request, number: int) -> HttpResponse:
    """What waits for the check, and everything that was handed in."""
    found = queries.led(request.actor, number)
    everything = queries.applications(request.actor, number)
    more = (
        Link(_("筛选和统计"), show.listed(found), "filter"),
        Link(_("导出 Excel"), show.listed(found, "exchange:export"), "file-spreadsheet"),
    )
    lead = _("清单逐项填“是”的可以勾选一并通过；退回补正和不予受理逐份办理。")
    context = {
        "page": Page(_("形式审查"), crumbs(found), more, lead=lead), "call": found,
        "counts": show.counts(request.actor, found), "table": show.applications(everything),
    }  # fmt: skip
    return render(request, "calls/checks.html", context)


@require_POST
def admit_many(request: Request, number: int) -> HttpResponse:
    """Admit the chosen ones; what is blocked is told."""
    chosen = [int(one) for one in request.POST.getlist("row") if one.isdecimal() and len(one) < 19]
    try:
        done = checking.admit_many(request.actor, number, chosen)
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect("calls:checks", number)
    if done.done:
        messages.success(request, _("已通过 %(n)d 份。") % {"n": len(done.done)})
    if done.refused:
        why = _("；").join(below.said(said) for _number, said in done.refused[:SHOWN])
        messages.error(request, _("%(n)d 份没有通过：%(told)s") % {"n": len(done.refused), "told": why})
    return redirect("calls:checks", number)


@require_POST
def tick_off(request: Request, number: int) -> HttpResponse:
    """Keep the checklist; admit where that was pressed."""
    actor, found = request.actor, queries.checked(request.actor, number)
    form = forms.Check(request.POST, record=found)
    try:
        if form.is_valid():
            changed = {k: v for k, v in form.answers.items() if found.row[k] != v}
            opinion = form.cleaned_data["opinion"]
            if changed or (opinion.strip() and opinion.strip() != found.values["check_opinion"]):
                checking.tick_off(actor, number, form.answers, opinion=opinion)
            if request.POST.get("do") == "admit":
                checking.admit(actor, number)
                messages.success(request, _("形式审查通过。"))
            else:
                messages.success(request, _("清单已保存。"))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    return redirect("calls:application", number)


@require_http_methods(["GET", "POST"])
def send_back(request: Request, number: int) -> HttpResponse:
    """Return once, with everything that is missing."""
    found = queries.checked(request.actor, number)
    form = forms.Return(request.POST or None, actor=request.actor)

    def act() -> Record:
        said = form.cleaned_data
        return checking.send_back(
            request.actor, number, said["missing"].splitlines(), said["complete_by"]
        )  # fmt: skip

    if attempt(request, form, act):
        messages.success(request, _("已退回补正，企业会收到通知。"))
        return redirect("calls:application", number)
    return _form(request, found, _("退回补正"), form)


@require_POST
def refuse(request: Request, number: int) -> HttpResponse:
    """Refuse for form."""
    try:
        checking.refuse(request.actor, number, why=request.POST.get("why", ""))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    else:
        messages.success(request, _("已决定不予受理。"))
    return redirect("calls:application", number)


@require_http_methods(["GET", "POST"])
def bar(request: Request, number: int, key: str) -> HttpResponse:
    """Decide what nobody knows, or waive what bars."""
    found = queries.checked(request.actor, number)
    now = next((one for one in bars.standings(found, request.actor.today()) if one.bar.key == key), None)
    if now is None or not now.hits or found.stage not in policy.TO_CHECK:
        raise Missing(_("没有要核定的"), hint=_("可能已经核定，或情况已经变化"))
    form = forms.Settle(request.POST or None, standing=now)

    def act() -> Standing:
        said = form.cleaned_data
        return checking.settle_bar(request.actor, number, key, said["ruling"], why=said["why"])

    if attempt(request, form, act):
        messages.success(request, _("已核定，理由记入日志。"))
        return redirect("calls:application", number)
    told = next(one for one in queries.standings(request.actor, found) if one[0].bar.key == key)
    return _form(request, found, str(now.bar.say), form, [show.standing(request.actor, *told)])


def _form(
    request: Request, found: Record, title: str, form: object, standings: Sequence[object] = ()
) -> HttpResponse:
    back = reverse("calls:application", args=[found.ref.id])
    where = (*crumbs(queries.call_of(found)), Link(found.title, back))
    context = {"page": Page(title, where), "form": form, "submit": _("确定"), "cancel": back}
    return render(request, "calls/decide.html", {**context, "standings": standings})
