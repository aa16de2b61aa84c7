from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.units import queries as units
from luoshi.web.account.forms import LogInForm, PasswordForm
from luoshi.web.components import Fact, Link, Page
from luoshi.web.request import Request


class LogIn(LoginView):
    template_name = "account/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True
    extra_context: ClassVar = {"page": Page(gettext_lazy("登录"))}


class ChangePassword(PasswordChangeView):
    template_name = "account/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("account:profile")
    extra_context: ClassVar = {"page": Page(gettext_lazy("修改密码"))}

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        messages.success(self.request, _("密码已修改，下次请用新密码登录。"))
        return super().form_valid(form)


def profile(request: Request) -> HttpResponse:
    actor = request.actor
    roles = [
        Fact(units.unit(holding.unit).name, units.role_label(holding.role)) for holding in actor.holdings
    ]
    password = Link(_("修改密码"), reverse_lazy("account:password"), "key")
    page = Page(_("个人信息"), actions=(password,))
    who = (Fact(_("姓名"), actor.name), Fact(_("登录名"), request.user.get_username()))
    return render(request, "account/profile.html", {"page": page, "who": who, "roles": roles})
