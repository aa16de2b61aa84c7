"""What an import would do, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.exchange.actions import Imported
from luoshi.exchange.books import Fault
from luoshi.exchange.cells import text
from luoshi.exchange.plans import Amended
from luoshi.exchange.tables import Table as Found
from luoshi.kernel.errors import Problem
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.web.below import said
from luoshi.web.components import Change, Column, Row, Table
from luoshi.web.ledgers import show

SHOWN = 10
"""Rows of a preview."""


@dataclass(frozen=True)
class Mend:
    """A problem with the cell where it stands, to be mended there; `name` is empty where no cell is."""

    problem: Problem
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Amendment:
    """A record that a row changes: its address, what it is called, and before → after."""

    url: str
    label: str
    changes: tuple[Change, ...]
    corrects: bool


def mends(problems: Iterable[Problem], found: Sequence[Found]) -> list[Mend]:
    """Problems with their cells; a cell's name is `cell-<sheet>-<row>-<place>`, counted from 0."""
    return [_mend(one, found) for one in problems]


def _mend(one: Problem, found: Sequence[Found]) -> Mend:
    for number, table in enumerate(found):
        if one.sheet not in ("", table.grid.name) or one.row is None or one.column not in table.headings:
            continue
        place, row = table.headings.index(one.column), one.row - 1
        if row < table.top + table.depth or row >= len(table.grid.rows):
            continue
        cells = table.grid.rows[row]
        cell = cells[place] if place < len(cells) else None
        value = "" if cell is None or isinstance(cell, Fault) else text(cell)
        return Mend(one, f"cell-{number}-{row}-{place}", value)
    return Mend(one)


def mended(posted: Mapping[str, Any], found: Sequence[Found]) -> dict[tuple[str, int, int], str]:
    """The cells that a person has typed anew: (sheet, row, place) → what was typed."""
    made = {}
    for name, value in posted.items():
        kind, *numbers = name.split("-")
        if kind == "cell" and len(numbers) == 3 and all(one.isdecimal() for one in numbers):
            sheet, row, place = map(int, numbers)
            if sheet < len(found) and value != posted.get(f"was-{'-'.join(numbers)}"):
                made[found[sheet].grid.name, row, place] = str(value)
    return made


def warnings(found: Sequence[Problem]) -> Table | None:
    """What hinders nobody but should be looked at."""
    if not found:
        return None
    columns = [Column("where", _("位置")), Column("what", _("情况")), Column("right", _("建议"))]
    rows = [Row({"where": _where(one), "what": said(one.what), "right": said(one.right)}) for one in found]
    return Table(columns, rows, _("请留意"))


def _where(one: Problem) -> str:
    row = _("第 %(n)d 行") % {"n": one.row} if one.row is not None else ""
    return " ".join(part for part in (one.sheet, row, one.column) if part)


def preview(done: Imported, spec: Ledger) -> Table:
    """The first rows as they would stand in the ledger."""
    names = units.names()
    keys = list(spec.columns or tuple(spec.fields)[:8])
    columns = [Column("unit", _("责任单位")), *(show.column(key, spec.fields[key]) for key in keys)]
    plain = [Column(one.key, one.label, one.kind, one.unit, one.places) for one in columns]
    drafts = [done.plan.draft(one) for one in done.plan.new[:SHOWN]]
    rows = [
        Row(
            {
                "unit": names.get(one.unit, one.unit),
                **{key: show.cell(spec.fields[key], one.values.get(key), names) for key in keys},
            }
        )
        for one in drafts
    ]
    return Table(plain, rows, _("新增的前 %(n)d 行") % {"n": len(rows)})


def amendments(found: Sequence[Amended]) -> list[Amendment]:
    """Each record that would change, before → after."""
    names = units.names()
    return [_amendment(one, names) for one in found]


def _amendment(one: Amended, names: Mapping[str, str]) -> Amendment:
    record, after = one.record, one.values
    changes = []
    for key, value in after.items():
        field = record.spec.fields.get(key)
        if field is None:
            changes.append(Change(key, str(record.values.get(key) or ""), str(value)))
        else:
            before = show.words(field, record.values.get(key), names)
            changes.append(Change(str(field.label), before, show.words(field, value, names)))
    url = reverse("ledgers:record", args=[record.ref.ledger, record.ref.id])
    label = f"{names.get(record.unit, record.unit)} · {record.title}"
    return Amendment(url, label, tuple(changes), one.corrects)
