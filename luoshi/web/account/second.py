"""The second factor on pages: set up with an app's picture, codes on paper, given up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.units import second_factor
from luoshi.web.account.entering import wrong
from luoshi.web.account.forms import CodeForm
from luoshi.web.components import Link, Page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])


def _crumbs() -> tuple[Link, ...]:
    return (Link(_("我的账号"), reverse("account:profile")),)


@never_cache
@form_page
def set_up(request: Request) -> HttpResponse:
    """A secret for an app as a picture and to type; its first code turns the second factor on."""
    actor = request.actor
    if second_factor.kept(actor.person):
        return redirect("account:profile")
    form = CodeForm(request.POST if "code" in request.POST else None, first=True)
    waiting = second_factor.begun(actor)
    if request.method == "POST" and (waiting is None or "code" not in request.POST):
        waiting = second_factor.begin(actor)
    elif waiting:
        key = request.session.session_key or ""
        written = attempt(
            request, form, lambda: second_factor.confirm(actor, form.cleaned_data["code"], key=key)
        )
        if written is not None:
            return _paper(request, written)
    page = Page(_("开启两步验证"), _crumbs())
    return render(request, "account/second_set_up.html", {"page": page, "form": form, "set_up": waiting})


@never_cache
@form_page
def renew(request: Request) -> HttpResponse:
    """New codes on paper."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome, written = second_factor.renew_paper(request.actor, form.cleaned_data["code"])
        if outcome == "passed":
            return _paper(request, written)
        form.add_error("code", wrong(outcome))
    return _asked(request, form, _("换一套备用码"), _("换一套"))


@never_cache
@form_page
def give_up(request: Request) -> HttpResponse:
    """Turn the second factor off."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = attempt(
            request, form, lambda: second_factor.give_up(request.actor, form.cleaned_data["code"])
        )
        if outcome == "passed":
            messages.success(request, _("两步验证已关闭。"))
            return redirect("account:profile")
        if outcome:
            form.add_error("code", wrong(outcome))
    return _asked(request, form, _("关闭两步验证"), _("关闭"))


def _paper(request: Request, written: list[str]) -> HttpResponse:
    """Codes on paper: in this answer and nowhere else."""
    page = Page(_("备用码"), _crumbs())
    return render(request, "account/paper_codes.html", {"page": page, "codes": written})


def _asked(request: Request, form: CodeForm, title: str, submit: str) -> HttpResponse:
    context = {
        "page": Page(title, _crumbs()), "form": form, "submit": submit, "cancel": reverse("account:profile"),
    }  # fmt: skip
    return render(request, "form_page.html", context)
