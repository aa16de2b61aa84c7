"""本企业人员: the people of a firm as its manager keeps them."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel.errors import LuoshiError, Refused
from luoshi.ledgers import queries as ledgers
from luoshi.units import colleagues as actions
from luoshi.units import queries as units
from luoshi.units import registrations
from luoshi.units.models import Person
from luoshi.units.policy import OF_FIRMS
from luoshi.units.registrations import Colleague
from luoshi.web import below, formats
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


class NewColleague(forms.Form):
    """Somebody new of the firm."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    login = forms.CharField(
        label=gettext_lazy("登录名"), max_length=20, required=False,
        help_text=gettext_lazy("小写字母和数字，系统在后面加四位数；不填用姓名拼音"),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("初始密码"), strip=False, help_text=gettext_lazy("至少 10 位；请本人登录后修改")
    )


class NewPassword(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("新密码"), strip=False, help_text=gettext_lazy("至少 10 位；请本人登录后修改")
    )


@require_GET
def index(request: Request) -> HttpResponse:
    """Each firm that the person manages, with its people."""
    firms, names = sorted(registrations.managed(request.actor)), units.names()
    if not firms:
        raise Refused(_("本企业人员由企业管理员维护"), hint=_("请联系本企业的企业管理员"))
    shown = [
        (
            names[firm],
            _table(firm, registrations.colleagues(request.actor, firm)),
            Link(_("增加同事"), reverse("portal:add_person", args=[firm]), "plus", strong=True),
        )
        for firm in firms
    ]
    page = Page(_("本企业人员"), lead=_("申报人填写申报材料；企业管理员还能提交、维护人员。"))
    return render(request, "portal/people.html", {"page": page, "firms": shown})


def _table(firm: str, found: list[Colleague]) -> Table:
    columns = [
        Column("name", _("姓名")), Column("login", _("登录名")), Column("roles", _("角色")),
        Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "name": one.person.name, "login": one.person.login, "roles": _roles(one),
                "state": _state(one),
            },
            reverse("portal:person", args=[firm, one.person.login]),
        )
        for one in found
    ]  # fmt: skip
    return Table(columns, rows, _("人员"), empty=Empty(_("还没有人"), _("增加同事后列在这里。")))


def _roles(one: Colleague) -> str:
    return formats.listed(ledgers.role_label(role) for role in one.roles) or "—"


def _state(one: Colleague) -> Badge:
    if not one.person.is_active:
        return Badge(_("已停用"))
    return Badge(_("可登录"), "green") if one.roles else Badge(_("已离开"))


@require_GET
def person(request: Request, firm: str, login: str) -> HttpResponse:
    """Somebody of the firm, and what may be done about them."""
    found = registrations.colleague(request.actor, firm, login)
    mine = found.person.id == request.actor.person
    actions = [] if mine or found.elsewhere or not found.roles else [_reset(firm, login)]
    dialogs = []
    for role in OF_FIRMS:
        if role not in found.roles:
            label = _("设为%(role)s") % {"role": ledgers.role_label(role)}
            actions.append(Link(label, icon="plus", dialog=f"give-{role}"))
            dialogs.append(_giving(firm, found, role))
        elif not (mine and role == OF_FIRMS[0]):
            label = _("收回%(role)s") % {"role": ledgers.role_label(role)}
            actions.append(Link(label, icon="ban", danger=True, dialog=f"end-{role}"))
            dialogs.append(_ending(firm, found, role))
    crumbs = (Link(_("本企业人员"), reverse("portal:people")),)
    page = Page(
        found.person.name, crumbs, tuple(actions), lead=units.names().get(firm, firm), badge=_state(found)
    )  # fmt: skip
    facts = [Fact(_("登录名"), login), Fact(_("角色"), _roles(found))]
    context = {"page": page, "dialogs": dialogs, "elsewhere": found.elsewhere, "facts": facts}
    return render(request, "portal/person.html", context)


def _reset(firm: str, login: str) -> Link:
    return Link(_("重设密码"), reverse("portal:password", args=[firm, login]), "key")


def _giving(firm: str, found: Colleague, role: str) -> Confirm:
    said = {"name": found.person.name, "role": ledgers.role_label(role)}
    where = reverse("portal:give", args=[firm, found.person.login])
    text = _("%(name)s从今天起是本企业的%(role)s。") % said
    return Confirm(f"give-{role}", _("授予角色？"), text, where, _("授予"), fields={"role": role})


def _ending(firm: str, found: Colleague, role: str) -> Confirm:
    said = {"name": found.person.name, "role": ledgers.role_label(role)}
    where = reverse("portal:end", args=[firm, found.person.login])
    text = _("%(name)s从今天起不再是本企业的%(role)s；做过的事仍然记在名下。") % said
    return Confirm(
        f"end-{role}", _("收回角色？"), text, where, _("收回"), danger=True, reason=_("原因"),
        fields={"role": role},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: Request, firm: str) -> HttpResponse:
    """Somebody new, who writes applications."""
    registrations.refuse_stranger(request.actor, firm)
    form = NewColleague(request.POST or None)

    def act() -> Person:
        said = form.cleaned_data
        return actions.add_colleague(request.actor, firm, said["name"], said["password"], login=said["login"])

    if made := attempt(request, form, act):
        messages.success(
            request,
            _("已增加%(name)s，登录名是 %(login)s，请告诉本人。") % {"name": made.name, "login": made.login},
        )
        return redirect("portal:people")
    page = Page(_("增加同事"), (Link(_("本企业人员"), reverse("portal:people")),), lead=units.unit(firm).name)
    context = {"page": page, "form": form, "submit": _("增加"), "cancel": reverse("portal:people")}
    return render(request, "form_page.html", context)


@require_http_methods(["GET", "POST"])
def password(request: Request, firm: str, login: str) -> HttpResponse:
    """A new password for a colleague who has lost theirs."""
    found, form = registrations.colleague(request.actor, firm, login), NewPassword(request.POST or None)

    def act() -> bool:
        actions.reset_password(request.actor, firm, login, form.cleaned_data["password"])
        return True

    back = reverse("portal:person", args=[firm, login])
    if attempt(request, form, act):
        messages.success(request, _("密码已重设，请本人登录后修改。"))
        return redirect(back)
    page = Page(_("重设密码"), (Link(found.person.name, back),))
    context = {"page": page, "form": form, "submit": _("重设"), "cancel": back}
    return render(request, "form_page.html", context)


@require_POST
def give(request: Request, firm: str, login: str) -> HttpResponse:
    """One of a firm's roles."""
    role = request.POST.get("role", "")
    return _done(request, firm, login, lambda: actions.give_role(request.actor, firm, login, role))


@require_POST
def end(request: Request, firm: str, login: str) -> HttpResponse:
    """A role no more."""
    role, why = request.POST.get("role", ""), request.POST.get("why", "")
    return _done(request, firm, login, lambda: actions.end_role(request.actor, firm, login, role, why=why))


def _done(request: Request, firm: str, login: str, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    else:
        messages.success(request, _("已更改。"))
    return redirect("portal:person", firm, login)
