"""管理: the tree of units."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.kernel.actor import Actor
from luoshi.units import actions, queries
from luoshi.units.administering import looks_after
from luoshi.units.models import Unit
from luoshi.units.policy import KINDS, may_administer
from luoshi.web import formats
from luoshi.web.admin import forms
from luoshi.web.components import Badge, Column, Fact, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])


def tabs(actor: Actor, current: str) -> tuple[Link, ...]:
    """Units, people, reminders; packs, outlines, senders for whoever sets what holds for the whole site."""
    whole = looks_after(actor, None)
    every = {
        "units": (_("单位"), "admin:index", True), "people": (_("人员"), "admin:people", True),
        "packs": (_("台账包"), "admin:packs", whole), "outlines": (_("地图边界"), "admin:outlines", whole),
        "senders": (_("报送单位"), "admin:senders", whole), "channels": (_("提醒"), "admin:channels", True),
    }  # fmt: skip
    return tuple(
        Link(label, reverse(where), current=current == key)
        for key, (label, where, open_) in every.items()
        if open_
    )


@require_GET
def index(request: Request) -> HttpResponse:
    """Every unit, drawn as a tree."""
    may_administer(request.actor)
    rows = [_row(node.unit, node.depth, request.actor.today()) for node in queries.tree()]
    columns = [
        Column("name", _("名称")),
        Column("code", _("代码")),
        Column("kind", _("类别")),
        Column("class", _("分类"), phone=False),
        Column("short", _("简称"), phone=False),
        Column("state", _("状态"), "badge"),
    ]
    page = Page(
        _("管理"), tabs=tabs(request.actor, "units"),
        actions=(Link(_("增加单位"), reverse("admin:add_unit"), "plus", strong=True),),
    )  # fmt: skip
    return render(request, "admin/table.html", {"page": page, "table": Table(columns, rows, _("单位"))})


def _row(unit: Unit, depth: int, today: date) -> Row:
    ended = unit.valid_to is not None and unit.valid_to <= today
    cells = {
        "name": "　" * depth + unit.name, "code": unit.code, "kind": str(KINDS.get(unit.kind, unit.kind)),
        "class": unit.rank_class, "short": unit.short,
        "state": Badge(_("已撤销")) if ended else Badge(_("有效"), "green"),
    }  # fmt: skip
    return Row(cells, reverse("admin:unit", args=[unit.code]))


@form_page
def add_unit(request: Request) -> HttpResponse:
    """A new unit."""
    may_administer(request.actor)
    form = forms.NewUnit(request.POST or None)

    def act() -> Unit:
        said = form.cleaned_data
        return actions.add_unit(
            request.actor, said["code"], said["name"], said["kind"], parent=said["parent"] or None,
            short=said["short"], rank_class=said["rank_class"], aliases=form.aliases,
            valid_from=said["valid_from"], position=said["position"],
        )  # fmt: skip

    if made := attempt(request, form, act):
        messages.success(request, _("已增加%(name)s。") % {"name": made.name})
        return redirect("admin:index")
    page = Page(_("增加单位"), (Link(_("管理"), reverse("admin:index")),))
    context = {
        "page": page,
        "form": form,
        "submit": _("增加"),
        "cancel": reverse("admin:index"),
        "wide": True,
    }
    return render(request, "form_page.html", context)


@form_page
def unit(request: Request, code: str) -> HttpResponse:
    """A unit: its names, its class, its validity; who holds roles in it."""
    may_administer(request.actor)
    found = queries.unit(code)
    form = forms.ChangeUnit(request.POST or None, unit=found)

    def act() -> Unit:
        said = form.cleaned_data
        for alias in form.aliases:
            actions.add_alias(request.actor, code, alias)
        keys = [key for key in ("name", "short", "rank_class", "position") if key in form.changed_data]
        if not keys and form.aliases:
            return found
        return actions.change_unit(request.actor, code, **{key: said[key] for key in keys})

    if attempt(request, form, act):
        messages.success(request, _("已保存；原名称作为别名保留。"))
        return redirect("admin:unit", code)
    page = Page(
        found.name, (Link(_("管理"), reverse("admin:index")),), lead=code,
        actions=(Link(_("撤销单位"), reverse("admin:end_unit", args=[code]), "ban", danger=True),),
    )  # fmt: skip
    aliases = formats.listed(one.name for one in found.aliases.all())
    facts = [
        Fact(_("别名"), aliases),
        Fact(_("有效期"), f"{formats.day(found.valid_from)} — {formats.day(found.valid_to)}"),
    ]
    context = {
        "page": page, "form": form, "submit": _("保存"), "cancel": reverse("admin:index"), "facts": facts,
    }  # fmt: skip
    return render(request, "admin/unit.html", context)


@form_page
def end_unit(request: Request, code: str) -> HttpResponse:
    """A unit ends on a day; its history stays."""
    may_administer(request.actor)
    found = queries.unit(code)
    form = forms.End(request.POST or None)

    def act() -> Unit:
        said = form.cleaned_data
        return actions.end_unit(request.actor, code, on=said["on"], why=said["why"])

    if attempt(request, form, act):
        messages.success(request, _("已撤销，历史数据保留。"))
        return redirect("admin:unit", code)
    here = reverse("admin:unit", args=[code])
    page = Page(_("撤销单位"), (Link(_("管理"), reverse("admin:index")), Link(found.name, here)))
    context = {"page": page, "form": form, "submit": _("撤销"), "cancel": here}
    return render(request, "form_page.html", context)
