"""Deadlines of records: set by default, moved only by an extension that was asked for in time; and work
returned to be done again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused, want_reason
from luoshi.kernel.workdays import workdays_between
from luoshi.ledgers import queries, reopening
from luoshi.ledgers.changes import change
from luoshi.ledgers.limits import lengthened, reached
from luoshi.ledgers.models import Evidence, Extension
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.ledgers.stages import clocks
from luoshi.ledgers.writing import plain
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Deadline, Ledger, Reopening, Stage
from luoshi.units import queries as units

_REPORTS = ("create", "edit", "adjust")


def runs(record: Record) -> bool:
    """Whether the record's deadline is running: it was handed out, and is not done."""
    said = record.spec.deadline
    if said is None or record.withdrawn:
        return False
    return reached(record.spec, record.stage, said.after) and not reached(
        record.spec, record.stage, said.until
    )


@dataclass(frozen=True)
class Running:
    """What may be given more time: the record's deadline, or the limit of a stage."""

    stage: str
    """Empty: the deadline."""
    due: date
    last: date | None
    """The latest day that may be asked for, where the pack names one."""


def running(record: Record, today: date) -> Running | None:
    """What of a record runs that more time can be asked for; the day may have passed."""
    said = record.spec.deadline
    if said is not None:
        due: date | None = record.row[said.field]
        return Running("", due, None) if runs(record) and due else None
    if record.withdrawn or all(one.within is None or not one.within.more for one in record.spec.stages):
        return None
    limits = {one.key: one.within for one in record.spec.stages}
    for clock in clocks(record, today):
        limit = limits[clock.stage]
        if limit and limit.more and clock.state not in ("done", "done_late"):
            return Running(clock.stage, clock.due, lengthened(clock.due, limit.more))
    return None


def may_ask(record: Record, today: date) -> bool:
    """Whether more time can be asked for now: something runs and has not passed."""
    found = running(record, today)
    return found is not None and found.due >= today


def refuse_moved_deadline(record: Record, kept: Iterable[str]) -> None:
    """A deadline that runs is not changed by hand: more time is asked for, and somebody else grants it."""
    said = record.spec.deadline
    if said and said.field in kept and record.row[said.field] is not None and runs(record):
        label = record.spec.fields[said.field].label
        raise InputError(f"“{label}”已定，不能直接修改", hint="请在时限前申请延期，写明原因、进展和新的时限")


@action
def ask_extension(actor: Actor, ref: Ref, new: date, *, reason: str, progress: str) -> Extension:
    """Ask for more time, before the deadline passes: why, how far the work is, and until when. Unasked, or
    asked too late, the record is judged on the old day."""
    record = queries.record(actor, ref, "report")
    found = running(record, actor.today())
    if found is None:
        if not lengthens(record.spec):
            said = f"“{record.spec.label}”没有可以延长的时限"
            raise InputError(said, hint="时限由台账包的 deadline 或 within 的 more 声明")
        raise InputError("这条记录没有在计的时限", hint="交办之后、办结之前才能申请延期")
    if actor.today() > found.due:
        raise InputError(f"时限 {found.due} 已过，不能再申请延期", hint="按原时限计；延期要在时限之前申请")
    if new <= found.due:
        raise InputError(f"新的时限 {new} 不晚于原时限 {found.due}", hint="写一个更晚的日期")
    if found.last:
        _refuse_more(ref, found, new)
    if not reason.strip() or not progress.strip():
        raise InputError("没有写明延期原因和目前进展", hint="两项都要写")
    if Extension.objects.filter(ledger=ref.ledger, record=ref.id, state="asked").exists():
        raise InputError("已经申请延期，还没有批复", hint="等批复后再申请")
    made = Extension.objects.create(
        ledger=ref.ledger, record=ref.id, stage=found.stage, old=found.due, new=new, reason=reason,
        progress=progress, by=actor.person, name=actor.name, at=actor.now(),
    )  # fmt: skip
    told = {"extension": made.id, "unit": record.unit, "old": plain(found.due), "new": plain(new)}
    append(actor, ref.subject, "ask_extension", {**told, "progress": progress}, why=reason)
    return made


def _refuse_more(ref: Ref, found: Running, new: date) -> None:
    """The limit of a stage is lengthened once, and not by more than the pack says."""
    if found.last and new > found.last:
        raise InputError(f"最多延长到 {found.last}", hint="写这一天或更早的日期")
    granted = Extension.objects.filter(ledger=ref.ledger, record=ref.id, stage=found.stage, state="granted")
    if granted.exists():
        raise InputError("这个时限已经延长过一次", hint="只能延长一次，请在现在的时限内办完")


@action
def decide_extension(actor: Actor, number: int, *, granted: bool, why: str) -> Extension:
    """Grant or refuse the time that was asked for, with a reason; never what one asked for oneself. What was
    asked for in time holds even when it is decided after the day."""
    asked = Extension.objects.filter(id=number).first()
    if asked is None:
        raise Missing("没有这份延期申请")
    record = queries.record(actor, Ref(asked.ledger, asked.record), "adjust")
    if asked.state != "asked":
        raise InputError("这份延期申请已经批复")
    if not actor.is_system and actor.person == asked.by:
        raise Refused("不能批复自己的延期申请", hint="请其他督查员批复")
    want_reason(why)
    asked.state, asked.why = ("granted" if granted else "refused"), why
    asked.decided_by, asked.decided_at = actor.name, actor.now()
    asked.save()
    told = {"extension": asked.id, "unit": record.unit}
    if granted and asked.stage:
        more = {"stage": asked.stage, "days": workdays_between(asked.old, asked.new)}
        append(actor, record.ref.subject, "lengthen", told | more, why=why)
    elif granted:
        change(actor, record, "extend", {_deadline(record).field: asked.new}, why=why, more=told)
    else:
        append(actor, record.ref.subject, "refuse_extension", told, why=why)
    return asked


@action
def send_back(actor: Actor, ref: Ref, *, why: str) -> Record:
    """Return work to be done again: back to the pack's stage of rework, what was handed in for later stages
    rejected. Its deadline stays."""
    record = queries.record(actor, ref, "verify")
    stage = rework(record)
    if stage is None:
        raise InputError("现在不能退回重办", hint="反馈之后、销号之前才能退回")
    reporters = {one.person for one in journal.of_subjects([ref.subject], _REPORTS)}
    if not actor.is_system and actor.person in reporters:
        raise Refused("自己填报的数据不能自己审核", hint="请由其他审核员审核")
    if not why.strip():
        raise InputError("没有写原因", hint="写明哪里不合格、要怎样改")
    keys = [one.key for one in record.spec.stages]
    later = record.spec.stages[keys.index(stage.key) + 1 :]
    purposes = {purpose for one in later for purpose in one.needs.evidence}
    Evidence.objects.filter(ledger=ref.ledger, record=ref.id, purpose__in=purposes).exclude(
        state="rejected"
    ).update(state="rejected", decided_by=actor.person, why=why)
    changes: dict[str, Any] = {f"stage_{one.key}": None for one in later}
    changes |= {"stage": stage.key, "verification": "rejected", "verified_by": actor.person}
    return change(actor, record, "send_back", changes, why=why, more={"unit": record.unit})


@action
def reopen(actor: Actor, ref: Ref, key: str, *, why: str) -> Record:
    """Open a record again in one of the ways its pack gives to roles, with a reason: back to that way's
    stage, a new deadline, one more time counted."""
    record = queries.record(actor, ref)
    ways = {one.key: one for one in record.spec.reopens if one.by_roles}
    if key not in ways:
        raise InputError(f"“{record.spec.label}”没有“{key}”这种重新打开的办法", hint=suggestion(key, ways))
    if record.unit not in units.reach(actor, *ways[key].by_roles) and not actor.is_system:
        who = "、".join(queries.role_label(role) for role in ways[key].by_roles)
        raise Refused(f"“{ways[key].label}”由{who}办理", hint="请联系他们")
    if ways[key] not in reopenings(actor, record):
        said = f"现已处于“{record.stage_label}”" if not record.withdrawn else "这条记录已撤回"
        raise InputError(f"{said}，不能“{ways[key].label}”", hint="办到后面的阶段才能退回来重新办")
    if not why.strip():
        raise InputError("没有写原因", hint="写明为什么要重新办理")
    return reopening.again(actor, record, ways[key], why=why)


def reopenings(actor: Actor, record: Record) -> list[Reopening]:
    """The ways in which the actor may open the record again now."""
    spec = record.spec
    if record.withdrawn:
        return []
    return [
        one
        for one in spec.reopens
        if one.by_roles
        and not reopening.spent(record, one)
        and (record.stage not in {stage.key for stage in spec.before(one.to)})
        and (actor.is_system or record.unit in units.reach(actor, *one.by_roles))
    ]


def rework(record: Record) -> Stage | None:
    """The stage to which a record may be sent back now."""
    marked = next((one for one in record.spec.stages if one.rework), None)
    if marked is None or record.withdrawn or record.stage in record.spec.ends:
        return None
    return marked if record.stage != marked.key and reached(record.spec, record.stage, marked.key) else None


def extensions(actor: Actor, ref: Ref) -> list[Extension]:
    """What was asked for a record, oldest first."""
    queries.record(actor, ref)
    return list(Extension.objects.filter(ledger=ref.ledger, record=ref.id).order_by("id"))


def undecided(actor: Actor) -> list[tuple[Extension, Record]]:
    """The extensions that wait for the actor's word, the earliest deadline first."""
    found: dict[str, list[Extension]] = {}
    for one in Extension.objects.filter(state="asked").order_by("old", "id"):
        found.setdefault(one.ledger, []).append(one)
    made = []
    for name, asked in found.items():
        reach = queries.reach(actor, "adjust", queries.ledger(name))
        numbers = [one.record for one in asked]
        found_rows = queries.visible(actor, name).filter(id__in=numbers, unit__in=reach).values()
        rows = {row["id"]: of_row(queries.ledger(name), row) for row in found_rows}
        made += [(one, rows[one.record]) for one in asked if one.record in rows]
    return sorted(made, key=lambda pair: pair[0].old)


def lengthens(spec: Ledger) -> bool:
    """Whether more time can be asked for in a ledger at all."""
    return spec.deadline is not None or any(one.within and one.within.more for one in spec.stages)


def _deadline(record: Record) -> Deadline:
    assert record.spec.deadline is not None, "an extension without a stage is of the deadline"
    return record.spec.deadline
