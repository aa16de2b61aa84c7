"""What a firm does with an application as a whole: starting, handing in, taking back, completing."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.calls import applying, queries
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers.errors import Blocked
from luoshi.units import queries as units
from luoshi.web import below
from luoshi.web.calls import forms, show
from luoshi.web.calls.views import crumbs
from luoshi.web.components import Page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_http_methods(["GET", "POST"])
def start(request: Request, number: int) -> HttpResponse:
    """Start an application; only a firm and a name are asked."""
    found = queries.call(request.actor, number)
    there = units.subtree([found.unit])
    firms = [one for one in queries.firms(request.actor) if one in there]
    form = forms.Start(request.POST or None, firms=firms)
    made = attempt(
        request,
        form,
        lambda: applying.start(
            request.actor, number, form.cleaned_data["unit"], form.cleaned_data["name"]
        ),
    )  # fmt: skip
    if made:
        messages.success(request, _("草稿已建立，填写的内容自动保存。"))
        return redirect("calls:write", made.ref.id)
    context = {
        "page": Page(_("申报：%(title)s") % {"title": found.title}, crumbs(found), lead=show.until(found)),
        "form": form, "submit": _("开始填写"), "cancel": reverse("calls:call", args=[number]),
    }  # fmt: skip
    return render(request, "form_page.html", context)


def _done(request: Request, number: int, act: Callable[[], object], said: str, there: str) -> HttpResponse:
    try:
        act()
    except Blocked as fault:
        messages.error(
            request, _("还不能提交，共 %(n)d 项没有完成，见页面上的清单。") % {"n": len(fault.blocks)}
        )
        return redirect("calls:write", number)
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
        return redirect("calls:application", number)
    messages.success(request, said)
    return redirect(there, number) if there != "calls:index" else redirect(there)


@require_POST
def submit(request: Request, number: int) -> HttpResponse:
    """Hand an application in and show its receipt."""
    actor = request.actor
    return _done(
        request, number, lambda: applying.submit(actor, number), _("申报已提交，回执如下。"), "calls:receipt"
    )


@require_POST
def complete(request: Request, number: int) -> HttpResponse:
    """Say that what was missing is there."""
    actor = request.actor
    return _done(
        request,
        number,
        lambda: applying.complete(actor, number),
        _("补正已提交，等待审查。"),
        "calls:application",
    )


@require_POST
def take_back(request: Request, number: int) -> HttpResponse:
    """Take an application back to change it."""
    actor, why = request.actor, request.POST.get("why", "")
    said = _("已撤回，可以修改；截止之前要再次提交。")
    return _done(request, number, lambda: applying.take_back(actor, number, why=why), said, "calls:write")


@require_POST
def discard(request: Request, number: int) -> HttpResponse:
    """Give up a draft."""
    actor, why = request.actor, request.POST.get("why", "")
    return _done(
        request, number, lambda: applying.discard(actor, number, why=why), _("草稿已作废。"), "calls:index"
    )
