"""Rows of a file into a ledger: all or none, and everything that is wrong said at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from luoshi.exchange.plans import Amended, New, Plan, Same, plan
from luoshi.exchange.sheets import Choice, Tell
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Problem
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Record


@dataclass(frozen=True)
class Imported:
    """What an import made or would make; with problems it made nothing. `records` are those of the file's
    rows in order, as they stand afterwards; warnings hinder nobody."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    plan: Plan

    @property
    def made(self) -> int:
        return len(self.plan.new)

    @property
    def amended(self) -> int:
        return len(self.plan.amended)

    @property
    def same(self) -> int:
        return len(self.plan.same)


def import_rows(
    actor: Actor,
    ledger: str,
    unit: str,
    content: bytes,
    name: str,
    *,
    dry_run: bool = False,
    choice: Choice | None = None,
    tell: Tell | None = None,
) -> Imported:
    """Report every row of a file for a unit (a row or a sheet may name another one), or none of them.

    A row that is the same thing as a record of its unit changes it, or changes nothing; the same file
    twice is the same as once. Problems name the sheet's row and column as they are written there. A dry
    run only says what would be done. Reading and comparing hold no lock; `Stale` when somebody changes a
    record that the file amends before it is written.
    """
    spec, said = queries.ledger(ledger), choice or Choice()
    made = plan(actor, spec, unit, content, name, said, tell)
    if dry_run:
        return _answer(made, [one.draft if isinstance(one, New) else one.record for one in made.outcomes])
    if made.problems:
        return _answer(made, ())
    if tell:
        tell("写入", len(made.outcomes), len(made.outcomes))
    with transaction.atomic():
        return _answer(made, _done(actor, ledger, made, name, said.why))


def _answer(made: Plan, records: Iterable[Record]) -> Imported:
    return Imported(() if made.problems else tuple(records), made.problems, made.warnings, made)


def _done(actor: Actor, ledger: str, made: Plan, name: str, reason: str) -> list[Record]:
    """Write what is planned; the records of all rows, in the file's order."""
    why = f"导入 {name}"
    drafts = [one.draft for one in made.new]
    written = iter(actions.create_drafts(actor, ledger, drafts, why=why) if drafts else ())
    return [_one(actor, one, written, why, reason) for one in made.outcomes]


def _one(actor: Actor, one: New | Amended | Same, written: Iterator[Record], why: str, reason: str) -> Record:
    if isinstance(one, New):
        return next(written)
    if isinstance(one, Same):
        return one.record
    change = actions.adjust if one.corrects else actions.edit
    said = reason if one.corrects else why
    return change(actor, one.record.ref, one.values, version=one.record.version, why=said)
