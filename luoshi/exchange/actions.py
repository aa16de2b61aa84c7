"""Rows of a file into a ledger: all or none, and everything that is wrong said at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luoshi.exchange.plans import Amended, New, Plan, Same, plan
from luoshi.exchange.sheets import Choice
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Problem
from luoshi.kernel.progress import Tell
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Record, Ref

BATCH = 5_000
"""Rows written at a time."""
COUNTS = ("made", "amended", "same", "problems")


@dataclass(frozen=True)
class Imported:
    """What an import made or would make; with problems it made nothing. `records` are those of the file's
    rows in order, as they stand afterwards; warnings hinder nobody."""

    records: Sequence[Record]
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

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to what, and how much is wrong."""
        said = (self.made, self.amended, self.same, len(self.problems))
        return dict(zip(COUNTS, said, strict=True))


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
    then: Callable[[Imported], None] | None = None,
) -> Imported:
    """Report every row of a file for a unit (a row or a sheet may name another one), or none of them.

    A row that is the same thing as a record of its unit changes it, or changes nothing; the same file
    twice is the same as once. Problems name the sheet's row and column as they are written there. A dry
    run only says what would be done. Reading and comparing hold no lock; `Stale` when somebody changes a
    record that the file amends before it is written. `then` is done in the transaction of the rows.
    """
    spec, said = queries.ledger(ledger), choice or Choice()
    made = plan(actor, spec, unit, content, name, said, tell=tell, keep=dry_run)
    if dry_run or made.problems:
        return Imported(_Planned(made), made.problems, made.warnings, made)
    if tell:
        tell("写入", len(made.outcomes), len(made.outcomes))
    with transaction.atomic():
        written = _Written(actor, ledger, _done(actor, ledger, made, name, said.why))
        done = Imported(written, made.problems, made.warnings, made)
        if then:
            then(done)
    return done


class _Planned(Sequence[Record]):
    """The records that a plan would leave, each made when it is asked for."""

    def __init__(self, made: Plan) -> None:
        self._made = made

    def __len__(self) -> int:
        return 0 if self._made.problems else len(self._made.outcomes)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        one = self._made.outcomes[range(len(self))[place]]
        return self._made.draft(one) if isinstance(one, New) else one.record


class _Written(Sequence[Record]):
    """Records that were written, read when they are asked for."""

    def __init__(self, actor: Actor, ledger: str, numbers: list[int]) -> None:
        self._actor, self._ledger, self._numbers = actor, ledger, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return queries.record(self._actor, Ref(self._ledger, self._numbers[place]))


def _done(actor: Actor, ledger: str, made: Plan, name: str, reason: str) -> list[int]:
    """Write what is planned, some thousands at a time; the numbers of all rows' records in order."""
    why = f"导入 {name}"
    numbers: list[int] = []
    for outcomes in _batched(made.outcomes):
        drafts = [made.draft(one) for one in outcomes if isinstance(one, New)]
        written = iter(actions.create_drafts(actor, ledger, drafts, why=why) if drafts else ())
        numbers += [_one(actor, one, written, why, reason) for one in outcomes]
    return numbers


def _batched(outcomes: Sequence[New | Amended | Same]) -> Iterator[Sequence[New | Amended | Same]]:
    for start in range(0, len(outcomes), BATCH):
        yield outcomes[start : start + BATCH]


def _one(actor: Actor, one: New | Amended | Same, written: Iterator[Record], why: str, reason: str) -> int:
    if isinstance(one, New):
        return next(written).ref.id
    if isinstance(one, Amended):
        change = actions.adjust if one.corrects else actions.edit
        said = reason if one.corrects else why
        change(actor, one.record.ref, one.values, version=one.record.version, why=said)
    return one.record.ref.id
