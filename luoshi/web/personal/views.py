"""个人信息: what the site holds of a person, a copy of it, and its deletion."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.ledgers.personal import Held
from luoshi.ops import persons
from luoshi.ops.persons import Beside, Known
from luoshi.units import queries as units
from luoshi.units.administering import may_answer
from luoshi.web import formats
from luoshi.web.components import Column, Confirm, Empty, Link, Page, Row, Table
from luoshi.web.personal import forms
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_http_methods(["GET", "POST"])
def index(request: Request) -> HttpResponse:
    """Find a person in every field that a pack calls personal, and beside the ledgers."""
    may_answer(request.actor)
    form = forms.Words(request.POST or None)
    found = attempt(request, form, lambda: persons.about(request.actor, form.cleaned_data["words"]))
    context = {
        "page": Page(
            _("个人信息"),
            lead=_("有人问起他的信息、要一份副本或要求删除时用。给出副本和删除都记入日志；查的是谁不留下。"),
        ),
        "form": form,
        "found": found, "words": form.cleaned_data["words"] if found is not None else "",
        "tables": _tables(found) if found else (),
        "dialogs": _dialogs(found) if found else (),
        "empty": Empty(_("没有找到"), _("要与登记的完全一致：试试全名、完整的电话号码。")),
    }  # fmt: skip
    return render(request, "personal/index.html", context)


def _tables(found: Known) -> list[Table]:
    return [table for table in (_records(found.records), _beside(found.beside)) if table.rows]


def _records(found: Sequence[Held]) -> Table:
    names = units.names()
    columns = [
        Column("record", _("记录")), Column("unit", _("单位")), Column("field", _("在哪一栏")),
        Column("held", _("个人信息"), phone=False),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "record": one.called,
                "unit": names.get(one.record.unit, one.record.unit),
                "field": formats.listed(one.hits) or _("记在上面的记录之下，可能是同一人的"),
                "held": formats.listed(_said(one)),
            }
        )
        for one in found
    ]
    return Table(columns, rows, _("记录"))


def _beside(found: Sequence[Beside]) -> Table:
    """What stands in no ledger."""
    names = units.names()
    columns = [
        Column("what", _("哪里")), Column("unit", _("单位")), Column("held", _("个人信息")),
        Column("kept", _("删除"), phone=False),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "what": one.called, "unit": names.get(one.unit, ""),
                "held": formats.listed(f"{label}{_('：')}{value}" for label, value in one.values.items()),
                "kept": str(one.kept or _("可以删除")),
            }
        )
        for one in found
    ]  # fmt: skip
    return Table(columns, rows, _("台账以外"))


def _said(one: Held) -> list[str]:
    """Every personal value of a record, and what it said before."""
    before = _("%(label)s（以前）：%(value)s")
    return [
        *(f"{label}{_('：')}{value}" for label, value in one.values.items()),
        *(before % {"label": label, "value": said} for label, every in one.before.items() for said in every),
    ]


def _dialogs(found: Known) -> list[tuple[Link, Confirm]]:
    """For each that can be deleted its button, and what is asked before."""
    records = (_dialog(one.called, str(one.record.ref), [*one.values, *one.before]) for one in found.records)
    beside = (_dialog(one.called, one.ref, [*one.values]) for one in found.beside if one.kept is None)
    return [*records, *beside]


def _dialog(called: str, ref: str, labels: Sequence[str]) -> tuple[Link, Confirm]:
    name, _slash, number = ref.partition("/")
    key = f"erase-{name.replace('.', '-')}-{number}"
    text = _("删除后这里的%(fields)s不能恢复，日志里也不再有；办理经过保留。") % {
        "fields": formats.listed(dict.fromkeys(labels))
    }
    asked = Confirm(
        key, called, text, reverse("personal:erase", args=[name, number]), _("删除个人信息"),
        danger=True, reason=_("依据"),
    )  # fmt: skip
    return Link(called, icon="trash", danger=True, dialog=key), asked


@require_POST
def copy(request: Request) -> HttpResponse:
    """All that is held of the person, to be handed over."""
    may_answer(request.actor)
    form = forms.Words(request.POST)
    if not form.is_valid():
        return redirect("personal:index")
    found = persons.copied(request.actor, form.cleaned_data["words"])
    answer = HttpResponse(
        json.dumps(_handed_over(found), ensure_ascii=False, indent=2), content_type="application/json"
    )
    answer["Content-Disposition"] = 'attachment; filename="personal.json"'
    return answer


def _handed_over(found: Known) -> list[dict[str, object]]:
    names = units.names()
    records = [
        {
            "ledger": str(one.record.spec.label), "number": one.record.ref.id,
            "unit": names.get(one.record.unit, one.record.unit), "values": one.values, "before": one.before,
            "reported_at": one.record.reported_at.isoformat(),
        }
        for one in found.records
    ]  # fmt: skip
    beside = [
        {
            "kind": str(persons.KINDS[one.kind]), "number": one.number, "unit": names.get(one.unit, ""),
            "values": dict(one.values),
        }
        for one in found.beside
    ]  # fmt: skip
    return [*records, *beside]


@require_POST
def erase(request: Request, name: str, number: int) -> HttpResponse:
    called = persons.erase(request.actor, f"{name}/{number}", why=request.POST.get("why", ""))
    messages.success(request, _("已删除“%(called)s”的个人信息。") % {"called": called})
    return redirect("personal:index")
