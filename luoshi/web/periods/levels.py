"""收到的包: what has come from which sender for which month, a package uploaded, a record that came so."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.periods import lake, levels, origins, queries, receiving
from luoshi.periods.levels import Cell
from luoshi.periods.models import PackageRefused
from luoshi.periods.receiving import Receipt
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.below import said as in_words
from luoshi.web.components import Badge, Column, Empty, Fact, Link, Page, Row, Table, Tone
from luoshi.web.ledgers.show import words
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

MONTHS = 6
"""Months shown, the newest first."""
STATES: Mapping[str, tuple[object, Tone]] = {
    "received": (gettext_lazy("已接收"), "green"),
    "corrected": (gettext_lazy("已更正"), "blue"),
    "refused": (gettext_lazy("没有接收"), "red"),
    "waiting": (gettext_lazy("未收到"), "yellow"),
    "excused": (gettext_lazy("免报"), "grey"),
    "missing": (gettext_lazy("缺报"), "red"),
}


class PackageFile(forms.Form):
    """A package as its sender gave it out."""

    file = forms.FileField(
        label=gettext_lazy("结账包"), help_text=gettext_lazy("下级单位下载的 zip；核对全部通过才接收"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )  # fmt: skip


@require_GET
def index(request: Request) -> HttpResponse:
    """Senders by months, and what was refused last."""
    months = [levels.newest(request.actor)]
    while len(months) < MONTHS:
        months.append(months[-1].previous())
    may = queries.may_close(request.actor)
    page = Page(
        _("收到的包"), (Link(_("月报"), reverse("periods:index")),),
        (Link(_("接收结账包"), reverse("periods:receive"), "upload", strong=True),) if may else (),
        lead=_("在自己站点上结账的下级单位，按月报送结账包；它们的数据只取自这些包。"),
    )  # fmt: skip
    context = {"page": page, "grid": _grid(request, months), "refused": _refused(request)}
    return render(request, "periods/received.html", context)


def _grid(request: Request, months: list[Period]) -> Table:
    names, found = units.names(), levels.grid(request.actor, months)
    columns = [Column("unit", _("单位"), pin=True), *(Column(str(one), one.label, "badge") for one in months)]
    rows = [
        Row({"unit": names[unit], **{month: _badge(cell) for month, cell in cells.items()}})
        for unit, cells in found.items()
    ]
    hint = _("下级单位自己结账的，先登记它的公钥，再接收它报送的包。")
    there = request.actor.has("admin")
    offer = Link(_("登记报送单位"), reverse("admin:add_sender"), "plus") if there else None
    return Table(columns, rows, _("收到的包"), empty=Empty(_("还没有报送单位"), hint, offer))


def _badge(cell: Cell) -> Badge | None:
    if not cell.state:
        return None
    word, tone = STATES[cell.state]
    about = formats.listed(
        one for one in (formats.moment(cell.at) if cell.at else "", cell.digest[:12]) if one
    )
    return Badge(str(word), tone, in_words(cell.why) or about)


def _refused(request: Request) -> Table | None:
    found = levels.refusals(request.actor)
    if not found:
        return None
    names, people = units.names(), units.person_names()
    columns = [
        Column("at", _("时间"), "moment"), Column("unit", _("单位")), Column("period", _("期间")),
        Column("why", _("原因")), Column("by", _("上传人"), phone=False),
    ]  # fmt: skip
    rows = [Row(_refusal(one, names, people)) for one in found]
    return Table(columns, rows, _("没有接收的包"))


def _refusal(one: PackageRefused, names: dict[str, str], people: dict[int, str]) -> dict[str, Any]:
    return {
        "at": one.at, "unit": names.get(one.unit, _("不明")), "period": one.period, "why": in_words(one.why),
        "by": people.get(one.by or 0, _("系统")),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def receive(request: Request) -> HttpResponse:
    """Upload a package; it is received, or the form says why not."""
    form = PackageFile(request.POST or None, request.FILES or None)

    def act() -> Receipt:
        file: UploadedFile[Any] = form.cleaned_data["file"]
        with tempfile.TemporaryDirectory(prefix="luoshi-") as folder:
            kept = Path(folder) / "package.zip"
            with kept.open("wb") as stream:
                stream.writelines(file.chunks())
            return receiving.offer(request.actor, kept)

    if made := attempt(request, form, act):
        told = {"unit": made.name, "month": Period.parse(made.period).label}
        messages.success(request, _("已接收%(unit)s%(month)s的包。") % told)
        return redirect("periods:received")
    here = reverse("periods:received")
    page = Page(_("接收结账包"), (Link(_("月报"), reverse("periods:index")), Link(_("收到的包"), here)))
    context = {"page": page, "form": form, "submit": _("接收"), "cancel": here}
    return render(request, "form_page.html", context)


def called(ledger: str, record: int, stated: Mapping[str, Mapping[str, Any]]) -> str:
    """How a record is named in a table: its ledger and its number on the site where it stands."""
    source = lake.source(stated, record)
    if source is None:
        return f"{ledger}/{record}"
    name = units.names().get(source.unit, source.unit)
    return f"{ledger}/{source.number} {_('（%(unit)s）') % {'unit': name}}"


@require_GET
def record(request: Request, period: str, ledger: str, record: int) -> HttpResponse:
    """A record as the package it came in has it: its row, its site's manifest, its evidence by hash."""
    when, spec = Period.parse(period), ledgers.ledger(ledger)
    found = origins.summary(request.actor, when, ledger, record)
    names = units.names()
    facts = [
        Fact(_("所在站点"), names.get(found.source.unit, found.source.unit)),
        Fact(_("那里的编号"), f"{ledger}/{found.source.number}"),
        Fact(_("清单摘要"), formats.digest(found.source.manifest)),
        Fact(_("期间"), Period.parse(found.source.period).label),
        Fact(_("责任单位"), names.get(found.record.unit, found.record.unit)),
    ]
    values = [
        Fact(str(field.label), words(field, found.record.values.get(key), names))
        for key, field in spec.fields.items()
        if not field.personal and field.type not in ("record", "person")
        and found.record.values.get(key) is not None
    ]  # fmt: skip
    purposes = {key: str(one.label) for key, one in spec.evidence.items()}
    rows = [
        Row({"purpose": purposes.get(one.purpose, one.purpose), "sha256": formats.digest(one.sha256)})
        for one in found.evidence
    ]
    columns = [Column("purpose", _("佐证")), Column("sha256", "SHA-256")]
    empty = Empty(_("没有佐证"), _("佐证文件留在原单位的站点，包里只有它们的摘要。"))
    page = Page(
        found.record.title, (Link(_("收到的包"), reverse("periods:received")),),
        lead=f"{spec.label} · {when.label}",
    )  # fmt: skip
    evidence = Table(columns, rows, _("佐证"), empty=empty)
    context = {"page": page, "facts": facts, "values": values, "evidence": evidence}
    return render(request, "periods/received_record.html", context)
