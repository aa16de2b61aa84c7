"""Logging in, changing one's password, asking for a token, in the words of the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BY_IDENTITY = "by_identity"
"""What a session says that began at the office's provider."""


class LogInForm(AuthenticationForm):
    username = forms.CharField(
        label=gettext_lazy("登录名"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages = {
            "invalid_login": _("登录名或密码不对。请检查大小写；连续输错多次会暂时锁定。"),
            "inactive": _("这个账号已停用，请联系系统管理员。"),
        }


def proves(request: HttpRequest, password: str) -> bool:
    """Whether whoever sits there knows the password of whoever is logged in. A wrong one counts as one at the
    log-in does, so that nobody guesses on in a session that is not theirs."""
    person: Any = request.user
    return authenticate(request, username=person.get_username(), password=password) is not None


class PasswordForm(PasswordChangeForm):
    """The rules are the site's own validators, shown before they are broken."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.error_messages |= {
            "password_mismatch": _("两次输入的新密码不一样。"),
            "password_incorrect": _("现在的密码不对。"),
        }
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = str(password_validators_help_text_html())
        self.fields["new_password2"].label = _("再输一遍新密码")
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if not proves(self.request, old):
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


class CodeForm(forms.Form):
    """A code of an app, or one on paper; the `first` of an app is of an app alone."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
        help_text=gettext_lazy("应用里的6位数字；手机不在身边的，输入一个备用码。"),
    )

    def __init__(self, *args: Any, first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            self.fields["code"].help_text = _("输入应用里现在显示的6位数字。")
            self.fields["code"].widget.attrs["inputmode"] = "numeric"


class TokenForm(forms.Form):
    """A token for the API: what it is for, and until when it is good. It opens more than the session in which
    it is asked for, and for longer, so the password is asked for too; not of whoever came by a provider, who
    need not have one here."""

    name = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=80,
        help_text=gettext_lazy("写明给哪个系统用，如“数据中心同步”。"),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("到期日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("最长一年；到期后需重新签发。"),
    )
    password = forms.CharField(
        label=gettext_lazy("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if request.session.get(BY_IDENTITY):
            del self.fields["password"]

    def clean_password(self) -> str:
        said = str(self.cleaned_data["password"])
        if not proves(self.request, said):
            raise forms.ValidationError(_("现在的密码不对。"), code="password_incorrect")
        return said
