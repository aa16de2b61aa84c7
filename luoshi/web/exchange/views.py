"""A ledger in and out as Excel: looked at first, mended in the page, then imported whole."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.exchange import marked, queries, uploads, writing
from luoshi.exchange import models as exchange
from luoshi.exchange.actions import Imported
from luoshi.exchange.tables import Table
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.ledgers import queries as ledgers
from luoshi.ops import actions as jobs
from luoshi.web.below import told
from luoshi.web.components import Link, Page, sorting
from luoshi.web.exchange import show
from luoshi.web.exchange.forms import Columns, Sheets, Upload
from luoshi.web.ledgers import layout
from luoshi.web.ledgers.forms import Filters
from luoshi.web.ledgers.work import above
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

LONG = 1024 * 1024
"""Bytes of a file from which on the background does the work."""
MANY = 20_000
"""Rows of a list from which on it is written in the background."""


@require_http_methods(["GET", "POST"])
def import_(request: Request, name: str) -> HttpResponse:
    """Choose a file; it is kept and looked at on a page of its own."""
    spec = ledgers.ledger(name)
    form = Upload(request.POST or None, request.FILES or None, actor=request.actor, spec=spec)

    def act() -> exchange.Upload:
        file = form.cleaned_data["file"]
        held = uploads.receive(request.actor, name, form.cleaned_data["unit"], file.read(), file.name)
        if held.size < LONG and not uploads.headed(request.actor, held.id):
            uploads.tried(request.actor, held.id)  # says why there is nothing to look at
        return held

    held = attempt(request, form, act)
    if held is not None:
        return redirect("exchange:upload", name, held.id)
    return render(request, "exchange/import.html", {"form": form, **_shell(request, name)})


@require_http_methods(["GET", "POST"])
def upload(request: Request, name: str, number: int) -> HttpResponse:
    """A file: what would come of it, its headings, its mistakes; what is said of it counts at once."""
    held = queries.upload(request.actor, number)
    if held.state == "done":
        return redirect("ledgers:list", name)
    if request.method == "POST":
        _say(request, held)
        return redirect("exchange:upload", name, number)
    spec = ledgers.ledger(name)
    context = {"form": Upload(initial={"unit": held.unit}, actor=request.actor, spec=spec), "held": held}
    if held.size >= LONG:
        return render(
            request, "exchange/long.html", {**context, **_long(held), **_shell(request, name, held)}
        )
    try:
        done = uploads.tried(request.actor, number)
    except LuoshiError as fault:
        context |= {"fault": fault, "columns": _mappings(spec, _headed(request, held))}
        return render(request, "exchange/import.html", {**context, **_shell(request, name, held)})
    tables = done.plan.read.tables
    context |= {
        "done": done,
        "mends": show.mends(done.problems[: uploads.KEPT], tables),
        "more": max(0, len(done.problems) - uploads.KEPT),
        "warnings": show.warnings(done.warnings[: uploads.KEPT]),
        "preview": show.preview(done, spec) if done.plan.new else None,
        "amendments": show.amendments(done.plan.amended[: uploads.KEPT]),
        "columns": _mappings(spec, tables),
        "sheets": Sheets(
            initial={"which": queries.choice(held).sheets or [one.grid.name for one in tables],
                     "why": queries.choice(held).why},
            tables=tables,
        ),
    }  # fmt: skip
    return render(request, "exchange/import.html", {**context, **_shell(request, name, held)})


@require_GET
def mapping(request: Request, name: str, number: int) -> HttpResponse:
    """What the headings of a long file mean, fetched by its page: reading it takes a while."""
    held = queries.upload(request.actor, number)
    columns = _mappings(ledgers.ledger(name), _headed(request, held))
    return render(request, "exchange/mapping.html", {"held": held, "columns": columns})


def _headed(request: Request, held: exchange.Upload) -> tuple[Table, ...]:
    """The file's tables; none where it cannot even be opened, which is told elsewhere."""
    try:
        return uploads.headed(request.actor, held.id)
    except InputError:
        return ()


def _mappings(spec: Any, tables: tuple[Table, ...]) -> list[tuple[str, Columns]]:
    return [(one.grid.name, _columns(None, spec, number, one)) for number, one in enumerate(tables)]


def _columns(data: Any, spec: Any, number: int, table: Any) -> Columns:
    return Columns(data, spec=spec, table=table, prefix=f"column-{number}")


def _say(request: Request, held: exchange.Upload) -> None:
    """What was said in the page: cells typed anew, headings, sheets, a reason."""
    tables = _headed(request, held)
    said: dict[str, Any] = {"cells": show.mended(request.POST.dict(), tables)}
    if "columns" in request.POST:
        spec, columns, tops = ledgers.ledger(held.ledger), dict[str, str](), dict[str, int]()
        for number, table in enumerate(tables):
            form = _columns(request.POST, spec, number, table)
            if form.is_valid():
                columns |= form.said()
                tops |= {table.grid.name: form.top} if form.top is not None else {}
        said |= {"columns": columns, "tops": tops}
        sheets = Sheets(request.POST, tables=tables)
        if sheets.is_valid():
            chosen = sheets.cleaned_data.get("which", [])
            said["which"] = tuple(chosen) if len(chosen) < len(tables) else ()
            said["why"] = sheets.cleaned_data["why"]
    try:
        uploads.say(request.actor, held.id, **said)
    except InputError as fault:
        messages.error(request, told(fault))


@require_POST
def carry_out(request: Request, name: str, number: int) -> HttpResponse:
    """Import what was looked at; it is looked at once more, for others write meanwhile."""
    held = queries.upload(request.actor, number)
    if held.size >= LONG:
        job = jobs.start(request.actor, "import", held.name, {"upload": held.id, "ledger": name})
        return redirect("jobs:job", job.id)
    try:
        done = uploads.carry_out(request.actor, number)
    except LuoshiError as fault:
        messages.error(request, told(fault))
        return redirect("exchange:upload", name, number)
    if done.problems:
        return redirect("exchange:upload", name, number)
    messages.success(request, _done(done))
    return redirect("ledgers:list", name)


def _done(done: Imported) -> str:
    parts = [_("已导入 %(n)d 行，等待审核") % {"n": done.made}] if done.made else []
    parts += [_("修改 %(n)d 条") % {"n": done.amended}] if done.amended else []
    parts += [_("%(n)d 行与台账相同，没有变化") % {"n": done.same}] if done.same else []
    return _("；").join(parts) + _("。")


def _long(held: exchange.Upload) -> dict[str, Any]:
    """What the background found in a long file."""
    said = [Problem(**one) for one in held.result.get("said", ())]
    return {
        "mends": show.mends(said, ()),
        "more": max(0, held.result.get("problems", 0) - len(said)),
        "megabytes": held.size // 1024 // 1024,
    }


def _shell(request: Request, name: str, held: exchange.Upload | None = None) -> dict[str, Any]:
    spec = ledgers.ledger(name)
    crumbs = (
        above(request.actor),
        Link(str(spec.label), reverse("ledgers:list", args=[name])),
    )
    offers = (
        Link(_("下载空表"), reverse("exchange:template", args=[name]), "download"),
        Link(_("批量佐证"), reverse("exchange:evidence", args=[name]), "paperclip"),
    )
    lead = held.name if held else ""
    return {
        "page": Page(
            _("导入%(label)s") % {"label": spec.label},
            crumbs,
            offers if spec.evidence else offers[:1],
            lead=lead,
        ),
        "submit": _("检查"),
        "cancel": reverse("ledgers:list", args=[name]),
        "action": reverse("exchange:import", args=[name]),
    }


@require_GET
def marked_file(request: Request, name: str, number: int) -> FileResponse:
    """The file as it came, its mistakes marked where they stand."""
    held = queries.upload(request.actor, number)
    done = uploads.tried(request.actor, number)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    marked.write(uploads.content(held), held.name, done, target)
    target.seek(0)
    stem = held.name.rpartition(".")[0] or held.name
    del name
    return FileResponse(target, as_attachment=True, filename=f"{stem}（标出问题）.xlsx")


@require_GET
def export(request: Request, name: str) -> FileResponse | HttpResponse:
    """What the list shows, with its search and filters, all pages of it; `?shown=1` only the columns of the
    screen, in its order. A long list is written in the background."""
    spec = ledgers.ledger(name)
    form = Filters(request.GET, spec=spec)
    asked: dict[str, Any] = {"search": form.search, "filters": form.filters, "sort": (), "columns": ()}
    if request.GET.get("shown"):
        asked["columns"] = [one.key for one in layout.layout(spec, request.GET).columns]
        asked["sort"] = sorting(request.GET, layout.every(spec))
    found = ledgers.narrowed(request.actor, name, search=form.search, filters=form.filters)
    if found.count() > MANY:
        job = jobs.start(request.actor, "export", spec.label.zh, {"ledger": name, **asked})
        return redirect("jobs:job", job.id)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    writing.export(request.actor, name, target, **asked)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{spec.label.zh}.xlsx")


@require_GET
def template(request: Request, name: str) -> FileResponse:
    """An empty form to fill in; it holds nothing that anybody must not see."""
    spec = ledgers.ledger(name)
    del request
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    writing.form(name, target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{spec.label.zh}空表.xlsx")
