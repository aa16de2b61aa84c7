"""A ledger in and out as Excel: tried first, mistakes told by row and column, then imported whole."""

from __future__ import annotations

import tempfile
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.exchange import actions, writing
from luoshi.exchange.actions import Imported
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Problem
from luoshi.ledgers import queries
from luoshi.ledgers.files import content as kept_content
from luoshi.ledgers.files import keep
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.web.components import Column, Link, Page, Row, Table
from luoshi.web.ledgers import show
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

SHOWN = 10
SALT = "luoshi.import"
HELD = 3_600
"""Seconds for which a file that was tried may be imported without being sent again."""


class Upload(forms.Form):
    """A file of rows, and whose they are."""

    unit = forms.ChoiceField(
        label=gettext_lazy("责任单位"), help_text=gettext_lazy("表里有“责任单位”列的，以表为准")
    )
    file = forms.FileField(label=gettext_lazy("表格文件"), help_text=gettext_lazy("Excel（.xlsx），第一张表"))

    def __init__(self, *args: Any, actor: Actor, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine, field = queries.reach(actor, "report", spec), self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, name) for code, name in units.names().items() if code in mine]


@require_http_methods(["GET", "POST"])
def import_(request: Request, name: str) -> HttpResponse:
    """Try a file; when nothing is wrong, import just what was tried."""
    if "token" in request.POST:
        return _really(request, name)
    spec = queries.ledger(name)
    form = Upload(request.POST or None, request.FILES or None, actor=request.actor, spec=spec)
    tried: dict[str, Any] = {}

    def act() -> Imported:
        file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
        content = file.read()
        done = actions.import_rows(request.actor, name, unit, content, file.name, dry_run=True)
        if not done.problems:
            held = {"sha256": keep(content), "unit": unit, "name": file.name, "ledger": name}
            tried["token"] = signing.dumps(held, salt=SALT)
        return done

    done = attempt(request, form, act)
    crumbs = (
        Link(_("台账"), reverse("ledgers:index")),
        Link(str(spec.label), reverse("ledgers:list", args=[name])),
    )
    template = Link(_("下载空表"), reverse("exchange:template", args=[name]), "download")
    context = {
        "page": Page(_("导入%(label)s") % {"label": spec.label}, crumbs, (template,)),
        "form": form,
        "submit": _("检查"),
        "cancel": reverse("ledgers:list", args=[name]),
        "done": done,
        "problems": _problems(done.problems) if done and done.problems else None,
        "warnings": _problems(done.warnings) if done and done.warnings else None,
        "preview": _preview(done, spec) if done and done.records else None,
        **tried,
    }
    return render(request, "exchange/import.html", context)


def _really(request: Request, name: str) -> HttpResponse:
    """Import what was tried a moment ago; it is tried again, for others write meanwhile."""
    try:
        held = signing.loads(request.POST["token"], salt=SALT, max_age=HELD)
    except signing.BadSignature:
        messages.error(request, _("检查结果已过期，请重新上传。"))
        return redirect("exchange:import", name)
    content = kept_content(held["sha256"])
    done = actions.import_rows(request.actor, held["ledger"], held["unit"], content, held["name"])
    if done.problems:
        messages.error(request, "\n".join(map(str, done.problems[:SHOWN])))
        return redirect("exchange:import", name)
    messages.success(request, _("已导入 %(n)d 行，等待审核。") % {"n": len(done.records)})
    return redirect("ledgers:list", name)


def _problems(found: tuple[Problem, ...]) -> Table:
    columns = [
        Column("row", _("行")),
        Column("column", _("列")),
        Column("what", _("问题")),
        Column("right", _("应为")),
    ]
    rows = [
        Row({"row": str(one.row or ""), "column": one.column, "what": one.what, "right": one.right})
        for one in found
    ]
    return Table(columns, rows, _("问题"))


def _preview(done: Imported, spec: Ledger) -> Table:
    names = units.names()
    keys = list(spec.columns or tuple(spec.fields)[:8])
    columns = [Column("unit", _("责任单位")), *(show.column(key, spec.fields[key]) for key in keys)]
    plain = [Column(one.key, one.label, one.kind, one.unit, one.places) for one in columns]
    rows = [
        Row(
            {
                "unit": names.get(record.unit, record.unit),
                **{key: show.cell(spec.fields[key], record.values.get(key), names) for key in keys},
            }
        )
        for record in done.records[:SHOWN]
    ]
    return Table(plain, rows, _("前 %(n)d 行") % {"n": SHOWN})


@require_GET
def export(request: Request, name: str) -> FileResponse:
    """What the list shows, with its search and filters, all pages of it."""
    spec = queries.ledger(name)
    form = Filters(request.GET, spec=spec)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    writing.export(request.actor, name, target, search=form.search, filters=form.filters)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{spec.label.zh}.xlsx")


@require_GET
def template(request: Request, name: str) -> FileResponse:
    """An empty form to fill in; it holds nothing that anybody must not see."""
    spec = queries.ledger(name)
    del request
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    writing.form(name, target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{spec.label.zh}空表.xlsx")
