"""Coming in: a password, then the second factor of whoever has one; and out again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from luoshi.calls import queries as calls
from luoshi.exchange import identity
from luoshi.kernel.actor import wall_clock
from luoshi.kernel.errors import LuoshiError
from luoshi.units import queries as units
from luoshi.units import second_factor
from luoshi.units.models import Person
from luoshi.web.account.forms import BY_IDENTITY, CodeForm, LogInForm
from luoshi.web.components import Page

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_WAY = "half_way"
WITHIN = timedelta(minutes=5)
"""How long a password that was right waits for its code."""


class LogIn(LoginView):
    template_name = "account/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"page": Page(_("登录")), "registers": calls.kept(), "identity": settings.IDENTITY}
        return super().get_context_data(**shown, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        return enter(self.request, form.get_user(), self.get_success_url())


def enter(request: HttpRequest, person: Person, to: str) -> HttpResponse:
    """Let somebody in who proved who they are, or ask for their code first."""
    if second_factor.kept(person.id) is None:
        login(request, person, backend=BACKEND)
        return redirect(to)
    request.session[HALF_WAY] = {
        "person": person.id, "hash": person.get_session_auth_hash(), "at": wall_clock().isoformat(), "to": to,
    }  # fmt: skip
    return redirect("account:second")


def _half_way(request: HttpRequest) -> tuple[Person, str] | None:
    """Who waits for their code in this browser, and where they go then."""
    said = request.session.get(HALF_WAY)
    if not said or wall_clock() - datetime.fromisoformat(said["at"]) > WITHIN:
        return None
    person = units.person_of(said["person"])
    good = person.is_active and said["hash"] == person.get_session_auth_hash()
    return (person, said["to"]) if good else None


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The code of an app, or one on paper."""
    waiting = _half_way(request)
    if waiting is None:
        return redirect("account:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = units.actor_for(waiting[0], settings.CLOCK)
        outcome = second_factor.try_code(actor, form.cleaned_data["code"])
        if outcome == "passed":
            del request.session[HALF_WAY]
            login(request, waiting[0], backend=BACKEND)
            return redirect(waiting[1])
        form.add_error("code", wrong(outcome))
    return render(request, "account/second.html", {"page": Page(_("两步验证")), "form": form})


def wrong(outcome: second_factor.Outcome) -> str:
    """What is said of a code that was not taken."""
    if outcome == "locked":
        return _("验证码连续输错太多次，请15分钟后再试。")
    return _("验证码不对，或已经用过。")


def _elsewhere(request: HttpRequest) -> str:
    """Where whoever came in by the provider logs out of it too; empty for everybody else."""
    if not settings.IDENTITY or not request.session.get(BY_IDENTITY):
        return ""
    try:
        back = request.build_absolute_uri(resolve_url(settings.LOGOUT_REDIRECT_URL))
        return identity.ending(settings.IDENTITY, back)
    except LuoshiError:  # the provider does not answer: they are out here at least
        return ""


@method_decorator(login_not_required, name="dispatch")
class LogOut(LogoutView):
    """Out; what the browser kept of pages is thrown away, so that whoever sits down next finds nothing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        elsewhere = _elsewhere(request)
        super().post(request, *args, **kwargs)
        answer = redirect(elsewhere or resolve_url(settings.LOGOUT_REDIRECT_URL))
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer
