"""个人信息: what the site holds of a person, a copy of it, and its deletion."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.ledgers import personal
from luoshi.ledgers.personal import Held
from luoshi.ledgers.records import Ref
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Column, Confirm, Empty, Link, Page, Row, Table
from luoshi.web.personal import forms
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_http_methods(["GET", "POST"])
def index(request: Request) -> HttpResponse:
    """Find a person in every field that a pack calls personal."""
    personal.may_answer(request.actor)
    form = forms.Words(request.POST or None)
    found = attempt(request, form, lambda: personal.about(request.actor, form.cleaned_data["words"]))
    context = {
        "page": Page(
            _("个人信息"),
            lead=_("有人问起他的信息、要一份副本或要求删除时用。给出副本和删除都记入日志；查的是谁不留下。"),
        ),
        "form": form,
        "found": found, "words": form.cleaned_data["words"] if found is not None else "",
        "table": _table(found) if found else None,
        "dialogs": [_dialog(one) for one in found or ()],
        "offers": [_offer(one) for one in found or ()],
        "empty": Empty(_("没有找到"), _("要与登记的完全一致：试试全名、完整的电话号码。")),
    }  # fmt: skip
    return render(request, "personal/index.html", context)


def _table(found: list[Held]) -> Table:
    names = units.names()
    columns = [
        Column("record", _("记录")), Column("unit", _("单位")), Column("field", _("在哪一栏")),
        Column("held", _("个人信息"), phone=False),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "record": f"{one.record.spec.label} {one.record.ref.id}",
                "unit": names.get(one.record.unit, one.record.unit),
                "field": formats.listed(one.hits) or _("记在上面的记录之下，可能是同一人的"),
                "held": formats.listed(_said(one)),
            }
        )
        for one in found
    ]
    return Table(columns, rows, _("记录"))


def _said(one: Held) -> list[str]:
    """Every personal value of a record, and what it said before."""
    before = _("%(label)s（以前）：%(value)s")
    return [
        *(f"{label}{_('：')}{value}" for label, value in one.values.items()),
        *(before % {"label": label, "value": said} for label, every in one.before.items() for said in every),
    ]


def _key(one: Held) -> str:
    return f"erase-{one.record.ref.ledger.replace('.', '-')}-{one.record.ref.id}"


def _offer(one: Held) -> Link:
    return Link(f"{one.record.spec.label} {one.record.ref.id}", icon="trash", danger=True, dialog=_key(one))


def _dialog(one: Held) -> Confirm:
    ref, fields = one.record.ref, formats.listed(dict.fromkeys([*one.values, *one.before]))
    text = _("删除后这条记录的%(fields)s不能恢复，日志里也不再有；办理经过保留。") % {"fields": fields}
    return Confirm(
        _key(one), f"{one.record.spec.label} {ref.id}", text,
        reverse("personal:erase", args=[ref.ledger, ref.id]), _("删除个人信息"),
        danger=True, reason=_("依据"),
    )  # fmt: skip


@require_POST
def copy(request: Request) -> HttpResponse:
    """All that is held of the person, to be handed over."""
    personal.may_answer(request.actor)
    form = forms.Words(request.POST)
    if not form.is_valid():
        return redirect("personal:index")
    found = personal.copied(request.actor, form.cleaned_data["words"])
    names = units.names()
    said = [
        {
            "ledger": str(one.record.spec.label), "number": one.record.ref.id,
            "unit": names.get(one.record.unit, one.record.unit), "values": one.values, "before": one.before,
            "reported_at": one.record.reported_at.isoformat(),
        }
        for one in found
    ]  # fmt: skip
    answer = HttpResponse(json.dumps(said, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="personal.json"'
    return answer


@require_POST
def erase(request: Request, name: str, number: int) -> HttpResponse:
    made = personal.erase(request.actor, Ref(name, number), why=request.POST.get("why", ""))
    told = {"ledger": made.spec.label, "number": number}
    messages.success(request, _("已删除“%(ledger)s %(number)s”的个人信息。") % told)
    return redirect("personal:index")
