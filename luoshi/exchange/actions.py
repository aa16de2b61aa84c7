"""Rows of a sheet into a ledger: all or none, and everything that is wrong said at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from luoshi.exchange import sheets
from luoshi.exchange.headings import CODE
from luoshi.exchange.sheets import Sheet
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Record
from luoshi.ledgers.warnings import doubles
from luoshi.packs.spec import Ledger


@dataclass(frozen=True)
class Imported:
    """What an import made or would make; with problems it made nothing. Warnings hinder nobody."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def import_rows(
    actor: Actor, ledger: str, unit: str, content: bytes, name: str, *, dry_run: bool = False
) -> Imported:
    """Report every row of a sheet for a unit (a row may name another one), or none of them.

    Problems name the sheet's row and column as they are written there. A dry run tries everything and
    takes it back.
    """
    spec = queries.ledger(ledger)
    sheet = sheets.read(actor, spec, unit, content, name)
    with transaction.atomic():
        made, wrong = _tried(actor, ledger, sheet, name)
        problems = _ordered([*sheet.problems, *wrong], sheet)
        warnings = tuple(_doubles(actor, spec, sheet, made, name)) if made else ()
        if problems or dry_run:
            transaction.set_rollback(True)
    return Imported(() if problems else tuple(made), problems, warnings)


def _tried(actor: Actor, ledger: str, sheet: Sheet, name: str) -> tuple[list[Record], list[Problem]]:
    """Make the rows; what the ledger says no to is told by the sheet's own rows and columns."""
    if not sheet.rows:
        return [], []
    try:
        return actions.create_many(actor, ledger, [row.new for row in sheet.rows], why=f"导入 {name}"), []
    except InputError as fault:
        named = _named(queries.ledger(ledger), sheet)
        return [], [
            replace(
                one, file=name, row=sheet.rows[(one.row or 1) - 1].number,
                column=named.get(one.column, one.column),
            )
            for one in fault.problems
        ]  # fmt: skip


def _ordered(problems: Iterable[Problem], sheet: Sheet) -> tuple[Problem, ...]:
    """As one reads a sheet: row by row, from left to right."""
    places = {heading: place for place, heading in enumerate(sheet.columns.values())}
    return tuple(sorted(problems, key=lambda one: (one.row or 0, places.get(one.column, len(places)))))


def _named(spec: Ledger, sheet: Sheet) -> dict[str, str]:
    """A field's label → the heading of its column as it is written on the sheet."""
    labels = {key: str(field.label) for key, field in spec.fields.items()}
    labels |= {f"{key}_code": f"{label}{CODE}" for key, label in labels.items()}
    return {label: sheet.columns.get(key, label) for key, label in labels.items()}


def _doubles(
    actor: Actor, spec: Ledger, sheet: Sheet, made: Iterable[Record], name: str
) -> Iterable[Problem]:
    """Rows that are the same as a record that was there, or as another row of the sheet."""
    if not spec.identity:
        return
    labels = "、".join(str(spec.fields[key].label) for key in spec.identity)
    records = list(made)
    same = Counter(_identity(record) for record in records)
    known = doubles(actor, spec, records)
    for row, record in zip(sheet.rows, records, strict=True):
        said = known.get(record.ref.id)
        if same[_identity(record)] > 1 and None not in _identity(record):
            yield Problem(f"表内有相同的行（{labels}）", "确认不是重复", file=name, row=row.number)
        elif said:
            yield Problem(f"与{said}相同（{labels}）", "确认不是重复", file=name, row=row.number)


def _identity(record: Record) -> tuple[object, ...]:
    return tuple(record.row.get(key) for key in record.spec.identity)
