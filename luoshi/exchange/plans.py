"""What an import would do: rows that are new, rows that change a record, rows that say nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from luoshi.exchange import sheets
from luoshi.exchange.headings import CODE
from luoshi.exchange.matching import Changed, Found, Match, Unclear, matches
from luoshi.exchange.sheets import Choice, Read, Row
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, LuoshiError, Problem, Refused
from luoshi.kernel.progress import Tell
from luoshi.ledgers import columns, queries
from luoshi.ledgers.changes import refuse_locked
from luoshi.ledgers.drafts import Drafts, NewRow
from luoshi.ledgers.handling import refuse_typed
from luoshi.ledgers.records import Record
from luoshi.ledgers.warnings import repeated
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units

TOLD = 20
"""So many rows about records that are there already are told one by one."""


@dataclass(frozen=True, slots=True)
class New:
    """A row that becomes a record; `Plan.draft` is it."""

    row: Row


@dataclass(frozen=True)
class Amended:
    """A row that changes a record: `changes` by column, as stored; `corrects` what a closed month holds."""

    row: Row
    record: Record
    changes: Mapping[str, Any]
    corrects: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """What changes, by field in the ledger's units."""
        after = columns.shown(self.record.spec, {**self.record.row, **self.changes})
        return {key: after[key] for key in self.changes}


@dataclass(frozen=True)
class Same:
    """A row that says what its record says already."""

    row: Row
    record: Record


@dataclass(frozen=True)
class Plan:
    """With problems nothing can be done; warnings hinder nobody."""

    read: Read
    outcomes: tuple[New | Amended | Same, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    drafts: Drafts

    def draft(self, new: New) -> Record:
        """The record that a row becomes, not written yet."""
        return self.drafts.completed(NewRow(new.row.unit, {}), new.row.kept)

    @property
    def new(self) -> list[New]:
        return [one for one in self.outcomes if isinstance(one, New)]

    @property
    def amended(self) -> list[Amended]:
        return [one for one in self.outcomes if isinstance(one, Amended)]

    @property
    def same(self) -> list[Same]:
        return [one for one in self.outcomes if isinstance(one, Same)]


def plan(
    actor: Actor,
    spec: Ledger,
    unit: str,
    content: bytes,
    name: str,
    choice: Choice,
    *,
    tell: Tell | None = None,
    keep: bool = True,
) -> Plan:
    """Read a file and compare it with what is there. Nothing is written; `keep` as in `sheets.read`."""
    read = sheets.read(actor, spec, unit, content, name, choice, tell=tell, keep=keep)
    planning = _Planning(actor, spec, name, read, choice)
    outcomes = list(planning.outcomes())
    problems = _ordered([*read.problems, *planning.problems], read)
    warnings = _ordered([*read.warnings, *planning.doubles(outcomes)], read)
    return Plan(read, tuple(outcomes), problems, warnings, planning.drafts)


class _Planning:
    def __init__(self, actor: Actor, spec: Ledger, name: str, read: Read, choice: Choice) -> None:
        self._actor, self._spec, self._read, self._why = actor, spec, read, choice.why
        self._at = Problem("", file=name)
        self._several = len({one.grid.name for one in read.tables}) > 1
        self.drafts = Drafts(actor, spec)
        self.problems: list[Problem] = []

    def outcomes(self) -> Iterator[New | Amended | Same]:
        rows = self._read.rows
        for row, found in zip(rows, matches(self._actor, self._spec, rows), strict=True):
            try:
                yield self._outcome(row, found)
            except InputError as fault:
                self._note(row, fault)

    def _outcome(self, row: Row, found: Found) -> New | Amended | Same:
        if isinstance(found, Unclear):
            which = "、".join(map(str, found.numbers[:5]))
            raise InputError(f"台账里有几条相同的记录（{which}）", hint="先撤回重复的，或到记录页面修改")
        if isinstance(found, Changed):
            raise InputError("导出以后，别人改过这条记录", hint="重新导出，再改这一行")
        if found is None:
            self.drafts.check(row.unit, row.kept)
            return New(row)
        if not found.changes:
            return Same(row, found.record)
        queries.may(self._actor, "report", self._spec, row.unit)
        refuse_typed(self._spec, found.changes)
        self.drafts.refuse_strangers(found.changes)
        return Amended(row, found.record, found.changes, self._corrects(found))

    def _corrects(self, found: Match) -> bool:
        """Whether the change is a correction of a closed month, for which a reason must be given."""
        stated = any(found.record.row[key] is not None for key in found.changes)
        dated = found.changes.get(self._spec.dated or "")
        try:
            refuse_locked(found.record, found.record.day if stated else None, dated)
        except Locked as fault:
            if self._why.strip() and self._may_correct(found.record.unit):
                return True
            raise InputError(fault.message, hint=fault.hint) from fault
        return False

    def _may_correct(self, unit: str) -> bool:
        try:
            queries.may(self._actor, "adjust", self._spec, unit)
        except Refused:
            return False
        return True

    def _note(self, row: Row, fault: LuoshiError) -> None:
        """By the sheet's own row and column."""
        labels = {str(field.label): key for key, field in self._spec.fields.items()}
        labels |= {f"{label}{CODE}": f"{key}_code" for label, key in labels.items()}
        for one in getattr(fault, "problems", ()) or (Problem(fault.message, fault.hint),):
            column = self._read.heading(row.sheet, labels.get(one.field, "")) or one.field
            self.problems.append(self._place(row, replace(one, field="", column=column)))

    def _place(self, row: Row, one: Problem) -> Problem:
        return replace(one, file=self._at.file, sheet=row.sheet if self._several else "", row=row.number)

    def doubles(self, outcomes: Sequence[New | Amended | Same]) -> Iterator[Problem]:
        """Rows that are the same as a record that was there, or as another row of the file."""
        if not self._spec.identity:
            return
        yield from self._spoken_of([one for one in outcomes if not isinstance(one, New)])
        fresh = [one for one in outcomes if isinstance(one, New)]
        identities = [tuple(one.row.get(key) for key in self._spec.identity) for one in fresh]
        for place, said in sorted(repeated(self._actor, self._spec, identities).items()):
            yield self._place(fresh[place].row, Problem(said, "确认不是重复"))

    def _spoken_of(self, known: Sequence[Amended | Same]) -> Iterator[Problem]:
        """Rows that speak of records there are; of a long file's not each one is told."""
        names = units.names()
        for one in known[:TOLD]:
            which = f"{names.get(one.record.unit, one.record.unit)}的记录 {one.record.ref.id}"
            said = f"与{which}相同，不再登记" if isinstance(one, Same) else f"将修改{which}"
            yield self._place(one.row, Problem(said))
        if len(known) > TOLD:
            yield replace(self._at, what=f"另有 {len(known) - TOLD} 行说的是已有的记录")


def _ordered(problems: Iterable[Problem], read: Read) -> tuple[Problem, ...]:
    """As one reads a workbook: sheet by sheet, row by row, from left to right."""
    names = [one.grid.name for one in read.tables]
    places = {
        heading: place for table in read.tables for place, heading in enumerate(table.headings)
    }  # fmt: skip
    return tuple(
        sorted(
            problems,
            key=lambda one: (
                names.index(one.sheet) if one.sheet in names else -1,
                one.row or 0,
                places.get(one.column, len(places)),
            ),
        )
    )
