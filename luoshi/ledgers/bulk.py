"""Many facts typed at once: new ones and changes of those there are, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.ledgers import actions
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record, Ref


@dataclass(frozen=True)
class Change:
    """What is to change of a record: its values by field, and the version that was seen."""

    ref: Ref
    values: Mapping[str, Any]
    version: int


@action
def edit_many(actor: Actor, changes: Sequence[Change], *, why: str = "") -> list[Record]:
    """Change many facts as `actions.edit` does, all or none; problems name the change, counted from 1, and
    say of a record that somebody else changed first who did and what."""
    if not changes:
        raise InputError("没有改动", hint="修改后再保存")
    made: list[Record] = []
    problems: list[Problem] = []
    for number, one in enumerate(changes, start=1):
        try:
            made.append(actions.edit(actor, one.ref, one.values, version=one.version, why=why))
        except LuoshiError as fault:
            problems += _numbered(fault, [number])
    if problems:
        raise InputError(problems=problems)
    append(actor, f"ledger:{changes[0].ref.ledger}", "edit_many", {"rows": len(made)}, why=why)
    return made


@action
def put_many(actor: Actor, ledger: str, rows: Sequence[NewRow | Change], *, why: str = "") -> list[Record]:
    """Report the new facts and change the others, in one transaction; problems name the row, counted from
    1. The records come back new ones first."""
    new = {number: one for number, one in enumerate(rows, start=1) if isinstance(one, NewRow)}
    old = {number: one for number, one in enumerate(rows, start=1) if isinstance(one, Change)}
    if not rows:
        raise InputError("没有填任何一行", hint="填写后再保存")
    problems: list[Problem] = []

    def done(act: Callable[[], list[Record]], numbers: Sequence[int]) -> list[Record]:
        try:
            return act() if numbers else []
        except LuoshiError as fault:
            problems.extend(_numbered(fault, numbers))
            return []

    made = done(lambda: actions.create_many(actor, ledger, new.values(), why=why), [*new])
    made += done(lambda: edit_many(actor, [*old.values()], why=why), [*old])
    if problems:
        raise InputError(problems=sorted(problems, key=lambda one: one.row or 0))
    return made


def _numbered(fault: LuoshiError, numbers: Sequence[int]) -> Iterator[Problem]:
    """What is wrong, by the numbers of a longer list; what is said of no row is said of the first."""
    said = fault.problems if isinstance(fault, InputError) else ()
    for one in said or (Problem(fault.message, fault.hint),):
        yield replace(one, row=numbers[(one.row or 1) - 1], column=one.column or one.field, field="")
