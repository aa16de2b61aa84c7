from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from luoshi.ledgers import queries as ledgers
from luoshi.units import queries as units
from luoshi.web.account.forms import LogInForm, PasswordForm
from luoshi.web.components import Fact, Link, Page
from luoshi.web.request import Request


class LogIn(LoginView):
    template_name = "account/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=Page(_("登录")), **kwargs)


class ChangePassword(PasswordChangeView):
    template_name = "account/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("account:profile")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=Page(_("修改密码")), **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("密码已修改，下次请用新密码登录。"))
        return super().form_valid(form)


def profile(request: Request) -> HttpResponse:
    actor = request.actor
    who = (Fact(_("姓名"), actor.name), Fact(_("登录名"), request.user.get_username()))
    roles = [
        Fact(units.unit(holding.unit).name, ledgers.role_label(holding.role)) for holding in actor.holdings
    ]
    page = Page(_("个人信息"), actions=(Link(_("修改密码"), reverse("account:password"), "key"),))
    return render(request, "account/profile.html", {"page": page, "who": who, "roles": roles})
