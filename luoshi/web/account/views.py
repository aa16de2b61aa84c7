from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from luoshi.ledgers import queries as ledgers
from luoshi.units import actions, second_factor, sessions, tokens
from luoshi.units import queries as units
from luoshi.units.models import Token
from luoshi.web.account import places
from luoshi.web.account.forms import PasswordForm, TokenForm
from luoshi.web.components import Confirm, Fact, Link, Page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


class ChangePassword(PasswordChangeView):
    template_name = "account/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("account:profile")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=Page(_("修改密码")), **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """The action, and a new key for this browser; elsewhere the person is logged out."""
        request: Any = self.request
        login, key = request.user.get_username(), request.session.session_key or ""
        changed = actions.change_password(request.actor, login, form.cleaned_data["new_password1"], key=key)
        update_session_auth_hash(request, changed)
        messages.success(request, _("密码已修改，下次请用新密码登录。其他地方的登录已退出。"))
        return redirect(str(self.success_url))


@require_GET
def profile(request: Request) -> HttpResponse:
    """Who the person is, their roles, where they are logged in, their second factor and their tokens."""
    return _profile(request, TokenForm(request=request))


def _profile(request: Request, form: TokenForm, secret: str = "") -> HttpResponse:
    """The page; `secret` is that of a token just issued, which is shown this once."""
    actor = request.actor
    held = [(one, _revoking(one)) for one in tokens.tokens(actor)]
    context = {
        "page": Page(
            _("我的账号"),
            actions=(
                Link(_("修改密码"), reverse("account:password"), "key"),
                Link(_("提醒设置"), reverse("inbox:wishes"), "bell"),
            ),
        ),
        "who": (Fact(_("姓名"), actor.name), Fact(_("登录名"), request.user.get_username())),
        "roles": [
            Fact(units.unit(holding.unit).name, ledgers.role_label(holding.role))
            for holding in actor.holdings
        ],
        "tokens": [
            (one, one.expires_on < actor.today(), Link(_("撤销"), icon="ban", danger=True, dialog=dialog.key))
            for one, dialog in held
        ],
        "places": places.shown(sessions.places(actor, key=request.session.session_key or "")),
        "dialogs": [*(dialog for _token, dialog in held), places.ending()],
        "others": Link(_("退出其他所有登录"), icon="logout", danger=True, dialog=places.OTHERS),
        "second": second_factor.kept(actor.person),
        "demanded": second_factor.demanded(actor),
        "form": form,
        "secret": secret,
    }
    return render(request, "account/profile.html", context)


def _revoking(token: Token) -> Confirm:
    said = _("用“%(name)s”的系统将立即不能再访问。") % {"name": token.name}
    where = reverse("account:revoke", args=[token.id])
    return Confirm(f"revoke-{token.id}", _("撤销这个令牌？"), said, where, _("撤销"), danger=True)


@require_POST
def end_session(request: Request) -> HttpResponse:
    """Log out somewhere else."""
    sessions.end_session(request.actor, request.POST.get("handle", ""))
    messages.success(request, _("已退出该处登录。"))
    return redirect("account:profile")


@require_POST
def end_others(request: Request) -> HttpResponse:
    """Log out everywhere but here."""
    sessions.end_sessions(request.actor, key=request.session.session_key or "")
    messages.success(request, _("其他地方的登录已全部退出。"))
    return redirect("account:profile")


@never_cache
@require_POST
def issue(request: Request) -> HttpResponse:
    """A new token. Its secret is in this answer and nowhere else, so the page is not kept anywhere."""
    form = TokenForm(request.POST, request=request)
    made = attempt(
        request,
        form,
        lambda: tokens.issue_token(request.actor, form.cleaned_data["name"], form.cleaned_data["expires_on"]),
    )
    return _profile(request, form) if made is None else _profile(request, TokenForm(request=request), made[1])


@require_POST
def revoke(request: Request, number: int) -> HttpResponse:
    """End a token."""
    tokens.revoke_token(request.actor, number)
    messages.success(request, _("令牌已撤销。"))
    return redirect("account:profile")
