"""What every request gets: the actor on whose behalf it is made, and a language for its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel import seeing
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.language import speaking
from luoshi.kernel.once import looking
from luoshi.kernel.signs import plain
from luoshi.ledgers import personal
from luoshi.ledgers import queries as ledgers
from luoshi.units import queries as units
from luoshi.web.errors import refusal
from luoshi.web.screens import SCREENS, Screen

SCREEN_OF = {one.key: one for one in SCREENS}


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        raise Refused(_("请先登录"))
    return units.actor_for(request.user, settings.CLOCK)


NAMELESS = "/elections/ballots/"
"""Pages that are not to know who asks: there a ballot is cast."""


class NamelessMiddleware:
    """On nameless pages a request has no cookie but that of the language; it stands before whatever would
    read one. So nobody is logged in there, whoever is elsewhere in the same browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(NAMELESS):
            name = settings.LANGUAGE_COOKIE_NAME
            kept = {key: said for key, said in request.COOKIES.items() if key == name}
            request.META.pop("HTTP_COOKIE", None)
            request.COOKIES = kept
        return self.get_response(request)


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


class PlainMiddleware:
    """What a form sends holds no signs that no text has (kernel.signs); it stands after the check of the
    form's token, which has read the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        del view, args, kwargs
        sent = {key: request.POST.getlist(key) for key in request.POST} if request.method == "POST" else {}
        changed = {key: [plain(one) for one in said] for key, said in sent.items()}
        if changed != sent:
            made = request.POST.copy()
            for key, said in changed.items():
                made.setlist(key, said)
            request.POST = made  # type: ignore[assignment]  # as mutable as any copy


class SightMiddleware:
    """The journal is told of personal values that a request read as they are, before anybody sees its answer;
    it stands around whatever looks things up once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with seeing.gathering() as seen:
            answer = self.get_response(request)
        personal.told(seen)
        return answer


def _theirs(actor: Actor, screen: Screen, kwargs: Mapping[str, object]) -> bool:
    """Of ledgers people of no office open those that they read; what is nobody's in particular they do."""
    if screen.key not in ("ledgers", "exchange"):
        return True
    spec = ledgers.ledgers().get(str(kwargs.get("name", "")))
    return spec is not None and bool(ledgers.reach(actor, "read", spec))


class DoorMiddleware:
    """People of no office meet their own pages only; from the home of offices they are led to theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        del view, args
        screen = SCREEN_OF.get(request.resolver_match.app_name if request.resolver_match else "")
        if screen is None or not request.user.is_authenticated:
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]  # added by the middleware before
        if not ledgers.is_outside(actor) or (screen.outside and _theirs(actor, screen, kwargs)):
            return None
        if screen.key == "home":
            return redirect("portal:index")
        return refusal(request, Refused(_("这是各单位的工作页面"), hint=_("您要办的事在“我的事项”里")))


class ActorMiddleware:
    """`request.actor`, looked up once and only when asked for; it stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]  # added here
        return self.get_response(request)
