"""Who is at the other end: from which address, in a session that is not over, with the second factor that
their role demands; and that what they see is kept by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor, wall_clock
from luoshi.units import second_factor, sessions

View = TypeVar("View", bound=Callable[..., HttpResponse])
INERT = "default-src 'none'; sandbox"
FREE = ("account", "public")
"""Screens that open before a demanded second factor is set up."""


def address(request: HttpRequest) -> str:
    """The address of whoever asks: what the site's own proxies say (LUOSHI_PROXIES counts them), never what a
    browser says of itself."""
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if settings.PROXIES and len(told) >= settings.PROXIES:
        return str(told[-settings.PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))


def unattended(view: View) -> View:
    """Marks what an open page asks for of its own accord, again and again: nobody uses a session by it."""
    marked: Any = view
    marked.unattended = True  # read by SessionsMiddleware
    return view


class SessionsMiddleware:
    """Ends what was not used for too long, or lasts too long; it stands before authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _somebodys(request) and sessions.is_over(request.session, wall_clock()):
            request.session.flush()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        del args, kwargs
        if _somebodys(request) and not getattr(view, "unattended", False):
            device = request.headers.get("User-Agent", "")
            sessions.note(request.session, device, address(request), wall_clock())


def _somebodys(request: HttpRequest) -> bool:
    return bool(request.session.session_key) and SESSION_KEY in request.session


class SecondFactorMiddleware:
    """Whoever holds a role that demands a second factor sets one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        del view, args, kwargs
        match = request.resolver_match
        if not settings.SECOND_FACTOR_ROLES or match is None or match.app_name in FREE:
            return None
        if not match.app_name or match.app_name == "api" or not request.user.is_authenticated:
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]  # added by the middleware before
        if not second_factor.demanded(actor) or second_factor.kept(actor.person):
            return None
        messages.warning(request, _("您的角色必须开启两步验证，开启后才能继续。"))
        return redirect("account:second_set_up")


class PrivateMiddleware:
    """A page for somebody is kept by no cache in between, and asked for anew; what says otherwise stays. What
    is sent to be kept as a file runs nothing, should a browser show it after all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not answer.has_header("Cache-Control"):
            answer.headers["Cache-Control"] = "private, no-cache"
        if answer.headers.get("Content-Disposition", "").startswith("attachment"):
            answer.headers["Content-Security-Policy"] = INERT
        return answer
