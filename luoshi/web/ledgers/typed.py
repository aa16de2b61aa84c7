"""Rows of a grid: texts as people type or paste them → values, and values as they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from luoshi.exchange import cells
from luoshi.exchange.cells import Guesses
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.kernel.numbers import plain
from luoshi.ledgers import columns, queries, several
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import Field, Ledger, ledger_of
from luoshi.units import queries as units
from luoshi.web.ledgers.entry import NUMBERS, said

UNIT = "unit"
"""The column that says whose a row is."""


@dataclass(frozen=True)
class Typed:
    """A row as a page sends it: its place there, its cells by column, and the record that it changes."""

    place: int
    cells: Mapping[str, str]
    record: int | None = None
    version: int = 0


@dataclass
class Understood:
    """What rows mean. Problems name a row by its place and a column by its key."""

    rows: list[tuple[int, NewRow | Change]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lacking: list[Problem] = field(default_factory=list)
    """Cells that have to be filled: while somebody still types they are no problem."""
    identities: dict[int, tuple[object, ...]] = field(default_factory=dict)
    """Place → what makes a new row the same as another, of those that can be understood."""
    words: dict[int, dict[str, str]] = field(default_factory=dict)
    """Place → column → the cell as it was understood."""
    records: dict[int, Record] = field(default_factory=dict)
    """Number → the record as it stands, of those that are to change."""


class Reading:
    """Reads rows for an actor; what many rows name is looked up once for all."""

    def __init__(self, actor: Actor, spec: Ledger, unit: str = "") -> None:
        """`unit` is whose the rows are that do not say."""
        self._actor, self._spec, self._unit = actor, spec, unit
        self._mine = queries.reach(actor, "report", spec)
        self._directory = units.directory()
        self._people: dict[str, list[int]] = {}
        self._meant: dict[str, Mapping[str, Record | LuoshiError]] = {}

    def read(self, rows: Sequence[Typed]) -> Understood:
        """Every cell of every row, whatever is wrong with another."""
        made, spec = Understood(), self._spec
        self._look_up(rows)
        made.records = several.records(self._actor, spec.name, [one.record for one in rows if one.record])
        for row in rows:
            kept, before = self._row(row, made), len(made.problems)
            unit = kept.pop(UNIT, None) or self._unit
            if row.record is None:
                made.lacking += self._lacking(row, kept, unit, made)
            if any(one.row == row.place for one in (*made.problems[before:], *made.problems, *made.lacking)):
                continue
            values = {key: columns.shown(spec, kept)[key] for key in kept}
            if row.record is None:
                made.rows.append((row.place, NewRow(str(unit), values)))
                made.identities[row.place] = tuple(kept.get(key) for key in spec.identity)
                continue
            there = made.records.get(row.record)
            values = {k: v for k, v in values.items() if there is None or there.values[k] != v}
            if values:
                made.rows.append((row.place, Change(Ref(spec.name, row.record), values, row.version)))
        return made

    def _row(self, row: Typed, made: Understood) -> dict[str, Any]:
        """Column → what is stored, of the cells that can be understood."""
        kept: dict[str, Any] = {}
        words = made.words.setdefault(row.place, {})
        for key, typed in row.cells.items():
            try:
                kept[key], words[key] = self._cell(key, typed)
            except LuoshiError as fault:
                problems = fault.problems if isinstance(fault, InputError) else ()
                for one in problems or (Problem(fault.message, fault.hint),):
                    made.problems.append(Problem(one.what, one.right, row=row.place, column=key))
        return kept

    def _cell(self, key: str, typed: str) -> tuple[Any, str]:
        """What is stored of a cell, and how it is written."""
        spec = self._spec.fields.get(key)
        if cells.is_empty(typed):
            return None, ""
        if key == UNIT:
            code = self._whose(typed, self._mine)
            if code not in self._mine:
                raise InputError(_("您不能为“%(unit)s”填报") % {"unit": typed}, hint=_("写您填报的单位"))
            return code, self._directory.units[code].name
        if spec is None:
            stored = columns.stored(self._spec, {key: cells.code(typed)})[key]
            return stored, str(stored)
        value, words = self._value(key, spec, typed)
        stored = columns.stored(self._spec, {key: value})[key]
        shown = columns.shown(self._spec, {key: stored})[key]
        return stored, words or word(spec, shown)

    def _value(self, key: str, spec: Field, typed: str) -> tuple[Any, str]:
        """A value as the ledger takes it, and its words where only here they are known."""
        if spec.type == "record":
            found = self._meant[key][typed]
            if isinstance(found, LuoshiError):
                raise found
            return found.ref.id, said(found)
        if spec.type == "unit":
            code = self._whose(typed)
            return code, self._directory.units[code].name
        if spec.type == "person":
            return self._person(typed), cells.close_up(cells.text(typed))
        named = _named(spec).get(cells.text(typed))
        guesses = Guesses(self._actor.today().year)
        return (cells.value_of(typed, spec, "", guesses) if named is None else named), ""

    def _whose(self, typed: str, among: Iterable[str] = ()) -> str:
        """The code of a unit by its name, or by “城关镇 LX0102” where several are called so."""
        name = cells.text(typed)
        if name.split()[-1] in self._directory.units:
            return name.split()[-1]
        found = [one.code for one in self._directory.resolve(cells.close_up(name))]
        found = found if len(found) < 2 else [one for one in found if one in among] or found
        if len(found) == 1:
            return found[0]
        hint = _("写单位全称、简称或代码，或从列表中选择")
        if found:
            raise InputError(_("有几个单位叫“%(name)s”") % {"name": name}, hint=_("、").join(found))
        raise InputError(_("没有单位“%(name)s”") % {"name": name}, hint=hint)

    def _person(self, typed: str) -> int:
        name = cells.close_up(cells.text(typed))
        if not self._people:
            for number, one in units.person_names().items():
                self._people.setdefault(one, []).append(number)
        found = self._people.get(name, [])
        if len(found) != 1:
            many = _("有几个人叫“%(name)s”") if found else _("没有人叫“%(name)s”")
            raise InputError(many % {"name": name}, hint=_("从列表中选择"))
        return found[0]

    def _look_up(self, rows: Sequence[Typed]) -> None:
        for key, spec in self._spec.fields.items():
            if spec.type == "record":
                names = {row.cells[key] for row in rows if not cells.is_empty(row.cells.get(key))}
                self._meant[key] = several.meant(self._actor, ledger_of(self._spec, spec), names)

    def _lacking(
        self, row: Typed, kept: Mapping[str, Any], unit: str | None, made: Understood
    ) -> Iterator[Problem]:
        """What a new row must say and does not, unless something else is wrong with the cell."""
        wrong = {one.column for one in made.problems if one.row == row.place}
        if not unit and UNIT not in wrong:
            yield Problem(_("没有写责任单位"), _("写单位名称"), row=row.place, column=UNIT)
        for key, spec in self._spec.fields.items():
            if spec.required and kept.get(key) in (None, "") and key not in wrong:
                yield Problem(
                    _("必填，没有填"), _("填写%(label)s") % {"label": spec.label}, row=row.place, column=key
                )


def _named(spec: Field) -> dict[str, Any]:
    """What a choice or a truth is called in the reader's language → what the ledger calls it."""
    if spec.type == "boolean":
        return {_("是"): True, _("否"): False}
    return {str(label): key for key, label in spec.choices.items()} if spec.type == "choice" else {}


def word(spec: Field, value: Any) -> str:
    """A value as it stands in a cell: a number without separators, a choice by its name."""
    if value is None:
        return ""
    if spec.type == "boolean":
        return _("是") if value else _("否")
    if spec.type == "choice" and value in spec.choices:
        return str(spec.choices[value])
    return str(plain(value)) if spec.type in NUMBERS else str(value)


def written(actor: Actor, spec: Ledger, found: Iterable[Record]) -> dict[int, dict[str, str]]:
    """Number → the cells of a record as they would be typed; what records name is asked once for all."""
    rows, names, people = list(found), units.names(), units.person_names()
    called: dict[str, dict[int, str]] = {}
    for key, one in spec.fields.items():
        if one.type == "record":
            numbers = {row.values[key] for row in rows} - {None}
            titles = queries.titles(actor, ledger_of(spec, one), numbers) if numbers else {}
            called[key] = {number: f"{number} {title}" for number, title in titles.items()}
        elif one.type == "person":
            called[key] = people

    def cell(row: Record, key: str) -> str:
        value, one = row.values[key], spec.fields.get(key)
        if value is None:
            return ""
        if key in called:
            return called[key].get(value, str(value))
        return (
            str(value) if one is None else names.get(value, value) if one.type == "unit" else word(one, value)
        )

    return {
        row.ref.id: {UNIT: names.get(row.unit, row.unit)} | {k: cell(row, k) for k in row.values}
        for row in rows
    }
