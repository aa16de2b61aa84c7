"""Logging in by the office's own provider: there, and back."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from luoshi.exchange import identity
from luoshi.exchange.channels.letter import NotSent
from luoshi.kernel.errors import Missing, Refused
from luoshi.units import queries as units
from luoshi.web.account.entering import enter
from luoshi.web.account.forms import BY_IDENTITY

AT_PROVIDER = "at_provider"


@never_cache
@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Off to the provider."""
    if settings.IDENTITY is None:
        raise Http404
    to = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure())
    try:
        where, asked = identity.begin(settings.IDENTITY, _back(request))
    except NotSent as fault:
        raise identity.reached(fault) from fault
    request.session[AT_PROVIDER] = {**asdict(asked), "to": to if ours else ""}
    return redirect(where)


@never_cache
@login_not_required
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back with a code: once, in the browser that began."""
    kept = request.session.pop(AT_PROVIDER, None)
    if settings.IDENTITY is None or kept is None:
        raise Refused(_("不是从这里开始的登录"), hint=_("回登录页重新登录"))
    to = kept.pop("to") or resolve_url(settings.LOGIN_REDIRECT_URL)
    try:
        login = identity.named(settings.IDENTITY, identity.Asked(**kept), request.GET.dict(), _back(request))
    except NotSent as fault:
        raise identity.reached(fault) from fault
    try:
        person = units.person(login)
    except Missing:
        person = None
    if person is None or not person.is_active:
        raise Refused(_("您在这里没有账号"), hint=_("请本单位的系统管理员先增加您的账号"))
    request.session[BY_IDENTITY] = True
    return enter(request, person, to)


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("account:identity_back"))
