"""What every request gets: the actor on whose behalf it is made, and a language for its pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.language import speaking
from luoshi.kernel.once import looking
from luoshi.units import queries as units


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        raise Refused(_("请先登录"))
    return units.actor_for(request.user, settings.CLOCK)


class LanguageMiddleware:
    """Labels of packs in the reader's language; it stands after Django's. The API stays Chinese."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        english = (get_language() or "").startswith("en") and not request.path_info.startswith("/api/")
        with speaking("en" if english else "zh"):
            return self.get_response(request)


class LookingMiddleware:
    """A request that changes nothing asks the same question of the database once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with looking():
            return self.get_response(request)


class ActorMiddleware:
    """`request.actor`, looked up once and only when asked for; it stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]  # added here
        return self.get_response(request)
