"""Everything that changes ledgers' records: one function per verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused, want_reason
from luoshi.ledgers import bars, columns, files, queries
from luoshi.ledgers.changes import change, check_version, insert, insert_many, refuse_locked
from luoshi.ledgers.drafts import Drafts, NewRow, refuse_missing
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.extending import refuse_moved_deadline
from luoshi.ledgers.handling import (
    refuse_alone,
    refuse_entering,
    refuse_fixed,
    refuse_kept,
    refuse_tied,
    refuse_typed,
)
from luoshi.ledgers.limits import given
from luoshi.ledgers.models import Evidence, GateDecision, Lock, Share
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import blocks
from luoshi.packs.expressions import suggestion
from luoshi.units import queries as units

REPORTS = frozenset({"create", "edit", "adjust"})
"""Verbs by which somebody states a fact, and so may not verify it."""


@dataclass(frozen=True)
class NewFile:
    """A file to be attached: for what purpose, its name, its content."""

    purpose: str
    name: str
    content: bytes


@action
def create(
    actor: Actor,
    ledger: str,
    unit: str,
    values: Mapping[str, Any],
    *,
    files: Iterable[NewFile] = (),
    since: date | None = None,
    why: str = "",
) -> Record:
    """Report a new fact with its evidence; `since` is the day its first stage began, today when not
    given. A fact dated in a closed period is a late one (补报) and is taken."""
    draft = Drafts(actor, queries.ledger(ledger)).record(NewRow(unit, values, since))
    made = insert(actor, draft, why=why)
    for one in files:
        attach(actor, made.ref, one.purpose, one.name, one.content)
    return made


@action
def create_many(actor: Actor, ledger: str, rows: Iterable[NewRow], *, why: str = "") -> list[Record]:
    """Report many facts, all or none; problems name the row, counted from 1."""
    spec, made, problems = queries.ledger(ledger), [], []
    drafts = Drafts(actor, spec)
    for number, row in enumerate(rows, start=1):
        try:
            made.append(drafts.record(row))
        except InputError as fault:
            said = fault.problems or (Problem(fault.message, fault.hint),)
            problems += [Problem(one.what, one.right, row=number, column=one.field) for one in said]
    if problems:
        raise InputError(problems=problems)
    return create_drafts(actor, ledger, made, why=why)


@action
def create_drafts(actor: Actor, ledger: str, drafts: Sequence[Record], *, why: str = "") -> list[Record]:
    """Write drafts that `Drafts` has checked, in order, in few statements."""
    spec = queries.ledger(ledger)
    for unit in {draft.unit for draft in drafts}:
        queries.may(actor, "report", spec, unit)
    append(actor, f"ledger:{ledger}", "create_many", {"rows": len(drafts)}, why=why)
    return insert_many(actor, spec, drafts, why=why)


@action
def edit(actor: Actor, ref: Ref, values: Mapping[str, Any], *, version: int, why: str = "") -> Record:
    """Change fields of an open fact. Only the fields given are checked; a verified fact must be
    verified again.

    What was stated in a closed month is not changed here but corrected (`adjust`); what was left empty,
    because it had not happened yet, may be filled in.
    """
    record = queries.record(actor, ref, "report")
    refuse_fixed(actor, record.spec, record.row)
    kept = _changes(actor, record, values, version)
    refuse_kept(actor, record.spec, {**record.row, **kept})
    stated = any(record.row[name] is not None for name in kept)
    refuse_locked(record, record.day if stated else None, kept.get(record.spec.dated or ""))
    return change(actor, record, "edit", kept | _unverified(record, kept), why=why)


@action
def adjust(actor: Actor, ref: Ref, values: Mapping[str, Any], *, version: int, why: str) -> Record:
    """Correct a fact after its period closed: the difference counts in the open period."""
    record = queries.record(actor, ref, "adjust")
    want_reason(why)
    kept = _changes(actor, record, values, version)
    refuse_kept(actor, record.spec, {**record.row, **kept}, correcting=True)
    return change(
        actor, record, "adjust", kept | _unverified(record, kept), why=why, holds_from=actor.today()
    )


def _changes(actor: Actor, record: Record, values: Mapping[str, Any], version: int) -> dict[str, Any]:
    check_version(record, version)
    _refuse_withdrawn(record)
    kept = columns.stored(record.spec, values)
    refuse_missing(
        record.spec, kept, [k for k in kept if k in record.spec.fields and record.spec.fields[k].required]
    )
    Drafts(actor, record.spec).refuse_strangers(kept)
    kept = {name: value for name, value in kept.items() if value != record.row[name]}
    refuse_typed(record.spec, kept)
    refuse_alone(actor, record.spec, kept)
    refuse_tied(actor, record.spec, {**record.row, **kept})
    refuse_moved_deadline(record, kept)
    if not kept:
        raise InputError("没有改动", hint="修改后再保存")
    return kept


def _unverified(record: Record, kept: Mapping[str, Any]) -> dict[str, Any]:
    if record.verification == "pending" or not kept:
        return {}
    return {"verification": "pending", "verified_by": None, "verified_on": None}


@action
def move(
    actor: Actor, ref: Ref, stage: str, *, on: date | None = None, version: int | None = None, why: str = ""
) -> Record:
    """Move a record to a later stage; everything that blocks is said at once (`Blocked`)."""
    record = queries.record(actor, ref, "report")
    if any(one.needs.children for one in record.spec.stages):
        record = queries.held(ref.ledger, ref.id)
    check_version(record, version if version is not None else record.version)
    _refuse_withdrawn(record)
    day = on or actor.today()
    found = blocks(record, stage, day)
    stands = bars.standings(record, actor.today())
    if not any(one.kind == "order" for one in found):
        refuse_entering(actor, record, stage)
        refuse_tied(actor, record.spec, record.row)
        found += bars.blocks_of(stands, record.spec, stage)
    if found:
        labels = {one.key: str(one.label) for one in record.spec.stages}
        raise Blocked(labels.get(stage, stage), found)
    if day > actor.today():
        raise InputError(f"{day} 还没有到", hint="写实际发生的日期")
    entered = {"stage": stage, f"stage_{stage}": day} | given(record.spec, record.row, stage, day)
    more = {"bars": bars.kept(stands)} if stands else {}
    return change(actor, record, "move", entered, why=why, holds_from=day, more=more)


@action
def decide_gate(
    actor: Actor,
    ref: Ref,
    gate: str,
    *,
    passed: bool,
    why: str,
    document_no: str = "",
    on: date | None = None,
) -> GateDecision:
    """Pass or refuse a gate, with a reason; only the role that the pack names may."""
    record = queries.record(actor, ref)
    spec = record.spec.gates.get(gate)
    if spec is None:
        raise InputError(f"没有关口“{gate}”", hint=suggestion(gate, record.spec.gates))
    if record.unit not in units.reach(actor, spec.decided_by):
        raise Refused(f"“{spec.label}”由{queries.role_label(spec.decided_by)}决定")
    want_reason(why)
    made = GateDecision.objects.create(
        ledger=ref.ledger, record=ref.id, gate=gate, passed=passed, on=on or actor.today(), by=actor.person,
        name=actor.name, why=why, document_no=document_no,
    )  # fmt: skip
    append(
        actor, ref.subject, "gate", {"gate": gate, "passed": passed, "document_no": document_no},
        holds_from=made.on, why=why,
    )  # fmt: skip
    return made


@action
def attach(actor: Actor, ref: Ref, purpose: str, name: str, content: bytes) -> Evidence:
    """Attach a file for a purpose that the ledger knows."""
    record = queries.record(actor, ref, "report")
    refuse_fixed(actor, record.spec, record.row)
    if purpose not in record.spec.evidence:
        raise InputError(f"没有佐证类别“{purpose}”", hint=suggestion(purpose, record.spec.evidence))
    digest = files.keep(content)
    made = Evidence.objects.create(
        ledger=ref.ledger, record=ref.id, purpose=purpose, sha256=digest, name=files.named(name),
        size=len(content), added_by=actor.person, added_at=actor.now(),
    )  # fmt: skip
    append(
        actor, ref.subject, "attach",
        {"evidence": made.id, "purpose": purpose, "name": made.name, "sha256": digest, "size": made.size},
    )  # fmt: skip
    return made


@action
def verify(actor: Actor, ref: Ref, *, note: str = "") -> Record:
    """Verify a fact and its evidence; never one's own."""
    return _decide(actor, ref, "verify", "verified", note)


@action
def reject(actor: Actor, ref: Ref, *, why: str) -> Record:
    """Send a fact back with a reason."""
    want_reason(why)
    return _decide(actor, ref, "reject", "rejected", why)


def _decide(actor: Actor, ref: Ref, verb: str, state: str, why: str) -> Record:
    record = queries.record(actor, ref, "verify")
    _refuse_withdrawn(record)
    reporters = {entry.person for entry in journal.of_subjects([ref.subject], sorted(REPORTS))}
    if not actor.is_system and actor.person in reporters:
        raise Refused("自己填报的数据不能自己审核", hint="请由其他审核员审核")
    Evidence.objects.filter(ledger=ref.ledger, record=ref.id, state="pending").update(
        state=state, decided_by=actor.person, why=why
    )
    decided = {"verification": state, "verified_by": actor.person, "verified_on": actor.today()}
    return change(actor, record, verb, decided, why=why)


@action
def withdraw(actor: Actor, ref: Ref, *, why: str) -> Record:
    """Take a record back; it stays in the journal and counts nowhere."""
    record = queries.record(actor, ref, "report")
    want_reason(why)
    _refuse_withdrawn(record)
    refuse_alone(actor, record.spec)
    refuse_fixed(actor, record.spec, record.row)
    refuse_locked(record, record.day)
    return change(actor, record, "withdraw", {"withdrawn": True}, why=why)


@action
def share(actor: Actor, ref: Ref, shares: Mapping[str, Decimal], *, from_day: date, why: str) -> list[Share]:
    """Split a record's credit between units from a day on; the percentages sum to 100."""
    record = queries.record(actor, ref, "share")
    if not record.spec.shares:
        raise InputError(f"“{record.spec.label}”不划分份额")
    want_reason(why)
    bps = {unit: percent * 100 for unit, percent in shares.items()}
    if sum(bps.values()) != 10_000 or any(bp <= 0 or bp != int(bp) for bp in bps.values()):
        total = sum(shares.values())
        raise InputError(f"份额合计 {total}%", hint="各单位份额为正、最多两位小数，合计正好 100%")
    for unit in shares:
        units.unit(unit)
    Share.objects.filter(ledger=ref.ledger, record=ref.id, from_day__gte=from_day).delete()
    Share.objects.filter(ledger=ref.ledger, record=ref.id, to_day=None).update(to_day=from_day)
    made = Share.objects.bulk_create(
        [
            Share(ledger=ref.ledger, record=ref.id, unit=unit, bp=int(bp), from_day=from_day)
            for unit, bp in sorted(bps.items())
        ]
    )
    data = {"shares": {unit: int(bp) for unit, bp in sorted(bps.items())}}
    append(actor, ref.subject, "share", data, holds_from=from_day, why=why)
    return made


@action
def lock(
    actor: Actor, unit: str, start: date, end: date, *, why: str, lifts: str, review: bool = False
) -> Lock:
    """Close days of a unit and all below it. `lifts` says who can lift the lock; one that holds only
    while the facts are reviewed may be lifted by a reviewer too."""
    if not actor.is_system and unit not in units.reach(actor, "supervisor", "reviewer"):
        raise Refused("您不能锁定该单位的数据")
    made = Lock.objects.create(unit=unit, start=start, end=end, why=why, lifts=lifts, review=review)
    data = {
        "lock": made.id, "start": start.isoformat(), "end": end.isoformat(), "lifts": lifts, "review": review,
    }  # fmt: skip
    append(actor, f"unit:{unit}", "lock", data, why=why)
    return made


@action
def lift(actor: Actor, lock_id: int, *, why: str) -> Lock:
    """Lift a lock, with a reason that everybody can read."""
    want_reason(why)
    found = Lock.objects.get(id=lock_id)
    roles = ("supervisor", "reviewer") if found.review else ("supervisor",)
    if not actor.is_system and found.unit not in units.reach(actor, *roles):
        raise Refused("您不能解锁该单位的数据", hint=f"{found.lifts}可以解锁")
    found.lifted, found.lifted_why = True, why
    found.save(update_fields=["lifted", "lifted_why"])
    append(actor, f"unit:{found.unit}", "lift", {"lock": found.id}, why=why)
    return found


def _refuse_withdrawn(record: Record) -> None:
    if record.withdrawn:
        raise InputError("这条记录已撤回", hint="需要时请重新填报")
