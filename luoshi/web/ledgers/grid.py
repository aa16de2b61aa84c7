"""Many small rows typed in a table as in Excel; records that wait for verification opened in it again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.exchange.headings import CODE
from luoshi.kernel.errors import InputError, LuoshiError, Missing, Problem, Refused
from luoshi.ledgers import bulk, queries, several
from luoshi.ledgers.records import Record
from luoshi.ledgers.warnings import repeated
from luoshi.packs.spec import Ledger, ledger_of
from luoshi.units import queries as units
from luoshi.web import below
from luoshi.web.below import told
from luoshi.web.components import Empty, Link, Page
from luoshi.web.errors import answer
from luoshi.web.languages import in_chinese
from luoshi.web.ledgers import grid_parts
from luoshi.web.ledgers.entry import said
from luoshi.web.ledgers.forms import Filters
from luoshi.web.ledgers.typed import UNIT, Reading, Typed, Understood, written
from luoshi.web.ledgers.work import crumbs
from luoshi.web.request import Request

MOST = 1000
"""Rows of a grid; who has more imports a file."""
OPENED = 300
"""Records that are opened in a grid at once."""
_OFFERED = 20


@require_http_methods(["GET", "POST"])
def grid(request: Request, name: str) -> HttpResponse:
    """The table (with ?edit the records that can still be changed, as the list's conditions narrow them),
    and what it sends: rows to be understood, checked or saved."""
    spec = queries.ledger(name)
    mine = queries.reach(request.actor, "report", spec)
    if not mine:
        raise Refused(_("您不能填报“%(label)s”") % {"label": spec.label}, hint=_("需要填报员角色"))
    if request.method == "POST":
        return _sent(request, spec)
    editing = "edit" in request.GET
    records = _records(request, spec) if editing else []
    names = units.names()
    here = reverse("ledgers:grid", args=[name])
    made = {
        "columns": list(grid_parts.columns(spec, names, sorted(mine))),
        "rows": _rows(request, spec, records),
        "most": MOST,
        "editing": editing,
        "address": here,
        "draft": f"luoshi-grid {name} {request.actor.person}{' edit' if editing else ''}",
        "words": grid_parts.words(),
    }
    label = str(spec.label)
    context = {
        "page": Page(
            (_("在表格中修改：%(label)s") if editing else _("表格填报：%(label)s")) % {"label": label},
            crumbs(request.actor, name), tuple(_elsewhere(name, here, editing)),
        ),
        "grid": made, "editing": editing, "opened": len(records), "full": len(records) == OPENED,
        "units": [(code, said) for code, said in names.items() if code in mine], "keys": grid_parts.keys(),
        "empty": _nothing(here) if editing and not records else None,
    }  # fmt: skip
    return render(request, "ledgers/grid.html", context)


def _elsewhere(name: str, here: str, editing: bool) -> Iterator[Link]:
    if editing:
        yield Link(_("填报新的"), here, "plus")
        return
    yield Link(_("修改待审核的"), f"{here}?edit=1", "edit")
    yield Link(_("逐条填报"), reverse("ledgers:report", args=[name]), "list-details")
    yield Link(_("导入文件"), reverse("exchange:import", args=[name]), "table-import")


def _nothing(here: str) -> Empty:
    return Empty(
        _("没有可以修改的记录"),
        _("这里打开您填报的、还没有审核或被退回的记录。已审核的在记录页用“更正”。"),
        Link(_("填报新的"), here, "plus", strong=True),
    )


@require_GET
def offers(request: Request, name: str, key: str) -> JsonResponse:
    """Records that a cell may mean by the words typed so far, each with its unit."""
    spec = queries.ledger(name)
    field = spec.fields.get(key)
    if field is None or field.type != "record":
        raise Missing(_("没有这一列"))
    words = request.GET.get("q", "")
    words = words.partition(" ")[2] if words.partition(" ")[0].isdecimal() else words
    found = queries.options(request.actor, ledger_of(spec, field), words, _OFFERED)
    names = units.names()
    return JsonResponse({"offers": [[said(one), names.get(one.unit, one.unit)] for one in found]})


def _records(request: Request, spec: Ledger) -> list[Record]:
    """Those that the person reports and nobody has verified, newest first, as the address narrows them."""
    form = Filters(request.GET, spec=spec)
    asked = {key: value for key, value in form.filters.items() if not key.startswith("verification")}
    asked |= {
        "verification__in": ["pending", "rejected"],
        "unit__in": sorted(queries.reach(request.actor, "report", spec)),
    }
    found = queries.page(request.actor, spec.name, search=form.search, filters=asked, size=OPENED, sums=())
    return list(found.rows)


def _rows(request: Request, spec: Ledger, records: list[Record]) -> list[dict[str, Any]]:
    cells = written(request.actor, spec, records)
    return [{"id": one.ref.id, "version": one.version, "cells": cells[one.ref.id]} for one in records]


def _sent(request: Request, spec: Ledger) -> JsonResponse:
    """Answers {problems, words, now} or {saved, where}; what the person may not do, {error}."""
    try:
        sent = json.loads(request.body)
        rows = [_typed(spec, one) for one in sent["rows"]]
        do, unit = str(sent["do"]), str(sent.get("unit", "")) or _only(request, spec)
    except (ValueError, KeyError, TypeError, AttributeError, RawPostDataException):
        return JsonResponse({"error": _("页面发来的内容读不懂，请刷新后再试。")}, status=400)
    if len(rows) > MOST:
        return JsonResponse({"error": _("一次最多 %(n)d 行；更多的请导入文件。") % {"n": MOST}}, status=400)
    try:
        return JsonResponse(_done(request, spec, do, Reading(request.actor, spec, unit).read(rows)))
    except LuoshiError as fault:
        return JsonResponse({"error": told(fault)}, status=answer(fault).status)


def _only(request: Request, spec: Ledger) -> str:
    """The unit of whoever reports for one alone: its name need not be typed."""
    mine = queries.reach(request.actor, "report", spec)
    return next(iter(mine)) if len(mine) == 1 else ""


def _typed(spec: Ledger, one: Mapping[str, Any]) -> Typed:
    """A row as it was sent; cells of columns that the ledger does not have are left aside."""
    known = _known(spec)
    cells = {key: str(value) for key, value in one["cells"].items() if key in known}
    record = one.get("id")
    if record is not None:
        cells.pop(UNIT, None)
    return Typed(
        int(one["place"]), cells, None if record is None else int(record), int(one.get("version") or 0)
    )


def _known(spec: Ledger) -> set[str]:
    codes = {f"{key}_code" for key, field in spec.fields.items() if field.type == "organization"}
    return {UNIT, *spec.fields} | codes


def _done(request: Request, spec: Ledger, do: str, read: Understood) -> dict[str, Any]:
    if do == "read":
        return {"problems": _told(read.problems), "words": read.words}
    problems = [*read.problems, *read.lacking]
    rows, places = [row for _place, row in read.rows], [place for place, _row in read.rows]
    if do == "save" and not problems:
        try:
            made = bulk.put_many(request.actor, spec.name, rows)
        except InputError as fault:
            problems = _placed(spec, fault.problems or (Problem(fault.message, fault.hint),), places)
        else:
            messages.success(request, _("已保存 %(n)d 行，等待审核。") % {"n": len(made)})
            return {"saved": len(made), "where": reverse("ledgers:list", args=[spec.name])}
    elif rows:
        problems += _placed(spec, several.trial(request.actor, spec.name, rows), places)
    return {
        "problems": _told(problems),
        "words": read.words,
        "now": _now(request, spec, read),
        "rows": len(rows),
        "warnings": [{"row": place, "what": said} for place, said in _repeated(request, spec, read)],
    }


def _repeated(request: Request, spec: Ledger, read: Understood) -> list[tuple[int, str]]:
    """Places of rows that are the same as another, or as a record there is."""
    places = list(read.identities)
    found = repeated(request.actor, spec, list(read.identities.values()))
    return [(places[number], said) for number, said in sorted(found.items())]


def _placed(spec: Ledger, problems: tuple[Problem, ...], places: list[int]) -> list[Problem]:
    """By the page's places and the columns' keys."""
    with in_chinese():
        keys = {str(field.label): key for key, field in spec.fields.items()}
    keys |= {f"{label}{CODE}": f"{key}_code" for label, key in keys.items()}
    return [
        replace(
            one,
            row=places[one.row - 1] if one.row and places else None,
            column=keys.get(one.column, one.column),
        )
        for one in problems
    ]


def _told(problems: list[Problem]) -> list[dict[str, Any]]:
    return [
        {"row": one.row, "column": one.column, "what": below.said(one.what), "right": below.said(one.right)}
        for one in problems
    ]


def _now(request: Request, spec: Ledger, read: Understood) -> dict[int, dict[str, Any]]:
    """Place → version and cells as they stand, of records that somebody else changed meanwhile."""
    old = {
        place: read.records[row.ref.id]
        for place, row in read.rows
        if isinstance(row, bulk.Change) and row.ref.id in read.records
        and read.records[row.ref.id].version != row.version
    }  # fmt: skip
    cells = written(request.actor, spec, old.values()) if old else {}
    return {place: {"version": one.version, "cells": cells[one.ref.id]} for place, one in old.items()}
