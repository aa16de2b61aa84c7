"""Outside addresses: asking to be told of bulletins, confirming, and ending it. A link in a mail only shows
a page; what it is about happens by the button there, for programs that read mail follow links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.exchange import announcing
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.reports import subscribers
from luoshi.reports.policy import PUBLIC
from luoshi.web.components import Link, Page
from luoshi.web.submitting import attempt


def _anybody() -> Actor:
    """Somebody who is not logged in, and may do here what anybody may: the journal calls them 公众."""
    return Actor(None, PUBLIC, clock=settings.CLOCK)


class Asking(forms.Form):
    """An address, and of which bulletins."""

    email = forms.EmailField(label=gettext_lazy("邮箱"), max_length=254)
    pack = forms.ChoiceField(label=gettext_lazy("哪些通报"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pack"]
        assert isinstance(field, forms.ChoiceField)
        packs = [(key, str(one.label)) for key, one in ledgers.packs().items() if one.bulletins]
        field.choices = [("", _("全部")), *packs]


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to be told; the answer is the same whoever asks."""
    if settings.MAIL is None:
        return _said(request, _("订阅通报"), _("本站还没有设置邮件，请用 Atom 订阅源。"))
    form = Asking(request.POST or None)

    def act() -> bool:
        announcing.ask(_anybody(), form.cleaned_data["email"], form.cleaned_data["pack"])
        return True

    if attempt(request, form, act):
        return redirect("public:followed")
    lead = _("签发公开通报时给您发邮件；每封邮件都有退订链接。邮箱只用于发通报，退订即删除。")
    context = {"page": Page(_("订阅通报"), lead=lead), "form": form, "button": _("订阅"), "back": _back()}
    return render(request, "public/asking.html", context)


def _back() -> Link:
    return Link(_("通报公开"), reverse("public:index"))


@never_cache
@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What to do next, whatever came of it."""
    lead = _("确认邮件已发出（已订阅的不再发）。请打开邮件里的链接确认，三天内有效。")
    return _said(request, _("请查收邮件"), lead)


def _said(request: HttpRequest, title: str, lead: str) -> HttpResponse:
    return render(request, "public/asking.html", {"page": Page(title, lead=lead), "back": _back()})


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm by the link that was sent."""
    if request.method == "POST":
        subscribers.confirm(_anybody(), token)
        return _said(request, _("已订阅"), _("以后签发公开通报时会给您发邮件。"))
    return _asking(request, token, _("确认订阅"))


@never_cache
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End by the link that every mail holds."""
    if request.method == "POST":
        announcing.end(_anybody(), token)
        return _said(request, _("已退订"), _("您的邮箱已从系统删除。"))
    return _asking(request, token, _("退订"))


def _asking(request: HttpRequest, token: str, button: str) -> HttpResponse:
    page = Page(button, lead=subscribers.address_of(token))
    return render(request, "public/asking.html", {"page": page, "button": button, "back": _back()})
