"""管理: people, their roles, their passwords."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.ledgers import queries as ledgers
from luoshi.units import actions, queries, second_factor, sessions
from luoshi.units.models import Person, RoleHolding
from luoshi.units.policy import may_administer
from luoshi.web import formats
from luoshi.web.account import places
from luoshi.web.admin import forms
from luoshi.web.admin.views import form_page, tabs
from luoshi.web.components import Badge, Column, Confirm, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_GET
def index(request: Request) -> HttpResponse:
    """Everybody with their roles; `?q=` looks for a name, a log-in or a unit."""
    may_administer(request.actor)
    words = request.GET.get("q", "").strip()
    rows = [_row(one) for one in queries.people()]
    shown = [one for one in rows if not words or words in "".join(str(cell) for cell in one.cells.values())]
    columns = [
        Column("name", _("姓名")),
        Column("login", _("登录名")),
        Column("roles", _("角色")),
        Column("state", _("状态"), "badge"),
    ]
    page = Page(
        _("管理"), tabs=tabs(request.actor, "people"),
        actions=(Link(_("增加人员"), reverse("admin:add_person"), "plus", strong=True),),
    )  # fmt: skip
    context = {"page": page, "table": Table(columns, shown, _("人员")), "search": True, "words": words}
    return render(request, "admin/table.html", context)


def _row(one: Person) -> Row:
    roles = formats.listed(
        formats.aside(ledgers.role_label(held.role), held.unit.name) for held in one.holdings.all()
    )
    state = Badge(_("可登录"), "green") if one.is_active else Badge(_("已停用"))
    cells = {"name": one.name, "login": one.login, "roles": roles, "state": state}
    return Row(cells, reverse("admin:person", args=[one.login]))


@form_page
def add(request: Request) -> HttpResponse:
    """Somebody new; roles are given on their page."""
    may_administer(request.actor)
    form = forms.NewPerson(request.POST or None)

    def act() -> Person:
        said = form.cleaned_data
        return actions.add_person(request.actor, said["login"], said["name"], said["password"])

    if made := attempt(request, form, act):
        messages.success(request, _("已增加%(name)s，请授予角色。") % {"name": made.name})
        return redirect("admin:grant", made.login)
    back = reverse("admin:people")
    page = Page(_("增加人员"), (Link(_("人员"), back),))
    return render(
        request, "form_page.html", {"page": page, "form": form, "submit": _("增加"), "cancel": back}
    )


def _crumbs(found: Person) -> tuple[Link, ...]:
    return (
        Link(_("人员"), reverse("admin:people")),
        Link(found.name, reverse("admin:person", args=[found.login])),
    )


@require_GET
def person(request: Request, login: str) -> HttpResponse:
    """Somebody's roles, and what may be done about them."""
    may_administer(request.actor)
    found = queries.person(login)
    held = list(found.holdings.select_related("unit"))
    state = Link(_("停用"), icon="ban", danger=True, dialog="active")
    if not found.is_active:
        state = Link(_("启用"), icon="check", dialog="active")
    page = Page(
        found.name, (Link(_("人员"), reverse("admin:people")),),
        (
            Link(_("授予角色"), reverse("admin:grant", args=[login]), "plus", strong=True),
            Link(_("重设密码"), reverse("admin:password", args=[login]), "key"),
            *_factor(found),
            state,
        ),
        lead=found.login, badge=None if found.is_active else Badge(_("已停用")),
    )  # fmt: skip
    context = {
        "page": page,
        "held": [(one, ledgers.role_label(one.role), _validity(one), f"revoke-{one.id}") for one in held],
        "dialogs": [
            *(_revoking(login, one) for one in held if one.valid_to is None),
            _switching(found),
            _resetting(found),
        ],
        "places": places.shown(sessions.places(request.actor, login)),
        "end": reverse("admin:end_session", args=[login]),
    }
    return render(request, "admin/person.html", context)


def _factor(found: Person) -> list[Link]:
    if second_factor.kept(found.id) is None:
        return []
    return [Link(_("重设两步验证"), icon="shield-check", danger=True, dialog="factor")]


def _resetting(found: Person) -> Confirm:
    text = _("先核实确是本人。重设后只凭密码就能登录，请本人尽快重新开启；现有登录全部退出。")
    return Confirm(
        "factor", _("重设%(name)s的两步验证？") % {"name": found.name}, text,
        reverse("admin:reset_factor", args=[found.login]), _("重设"), danger=True, reason=_("怎样核实的"),
    )  # fmt: skip


def _validity(one: RoleHolding) -> str:
    since = _("自 %(day)s") % {"day": formats.day(one.valid_from)} if one.valid_from else ""
    until = _("至 %(day)s") % {"day": formats.day(one.valid_to)} if one.valid_to else ""
    return f"{since} {until}".strip()


def _revoking(login: str, one: RoleHolding) -> Confirm:
    said = {"role": ledgers.role_label(one.role), "unit": one.unit.name}
    where = reverse("admin:revoke", args=[login])
    return Confirm(
        f"revoke-{one.id}", _("收回角色？"), _("收回%(unit)s的%(role)s，从今天起生效。") % said, where,
        _("收回"), danger=True, reason=_("原因"), fields={"role": one.role, "unit": one.unit_id},
    )  # fmt: skip


def _switching(found: Person) -> Confirm:
    where, active = reverse("admin:active", args=[found.login]), "" if found.is_active else "1"
    title = _("停用%(name)s？") if found.is_active else _("启用%(name)s？")
    text = _("停用后不能登录，做过的事仍然记在名下。") if found.is_active else _("启用后可以登录。")
    return Confirm(
        "active", title % {"name": found.name}, text, where, _("确定"), danger=found.is_active,
        reason=_("原因"), fields={"active": active},
    )  # fmt: skip


@form_page
def grant(request: Request, login: str) -> HttpResponse:
    """A role in a unit."""
    may_administer(request.actor)
    found, form = queries.person(login), forms.Role(request.POST or None)

    def act() -> RoleHolding:
        said = form.cleaned_data
        return actions.grant(request.actor, login, said["role"], said["unit"], valid_from=said["valid_from"])

    if attempt(request, form, act):
        messages.success(request, _("已授予。"))
        return redirect("admin:person", login)
    context = {
        "page": Page(_("授予角色"), _crumbs(found)), "form": form, "submit": _("授予"),
        "cancel": _crumbs(found)[-1].url,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_POST
def revoke(request: Request, login: str) -> HttpResponse:
    said = request.POST
    actions.revoke(
        request.actor, login, said.get("role", ""), said.get("unit", ""), on=request.actor.today(),
        why=said.get("why", ""),
    )  # fmt: skip
    messages.success(request, _("已收回。"))
    return redirect("admin:person", login)


@form_page
def password(request: Request, login: str) -> HttpResponse:
    """A new password for somebody who has lost theirs."""
    may_administer(request.actor)
    found, form = queries.person(login), forms.Password(request.POST or None)
    if attempt(
        request, form, lambda: actions.change_password(request.actor, login, form.cleaned_data["password"])
    ):
        messages.success(request, _("密码已重设，请本人登录后修改。"))
        return redirect("admin:person", login)
    context = {
        "page": Page(_("重设密码"), _crumbs(found)), "form": form, "submit": _("重设"),
        "cancel": _crumbs(found)[-1].url,
    }  # fmt: skip
    return render(request, "form_page.html", context)


@require_POST
def active(request: Request, login: str) -> HttpResponse:
    said = request.POST
    actions.let_in(request.actor, login, active=said.get("active") == "1", why=said.get("why", ""))
    messages.success(request, _("已更改。"))
    return redirect("admin:person", login)


@require_POST
def reset_factor(request: Request, login: str) -> HttpResponse:
    """Take away the second factor of somebody who lost it."""
    second_factor.reset(request.actor, login, why=request.POST.get("why", ""))
    messages.success(request, _("两步验证已重设。"))
    return redirect("admin:person", login)


@require_POST
def end_session(request: Request, login: str) -> HttpResponse:
    """Log somebody out somewhere."""
    sessions.end_session(request.actor, request.POST.get("handle", ""), login)
    messages.success(request, _("已退出该处登录。"))
    return redirect("admin:person", login)
