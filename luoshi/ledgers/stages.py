"""What blocks a stage, and the clocks that run: both computed, neither stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from luoshi.journal import queries as journal
from luoshi.ledgers.columns import missing
from luoshi.ledgers.errors import Block
from luoshi.ledgers.limits import due_day, left, state_of
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.queries import decisions
from luoshi.ledgers.records import Record
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Stage


def blocks(record: Record, stage: str) -> list[Block]:
    """Everything that keeps a record from a stage: what the stages up to it demand and is not there."""
    keys = [one.key for one in record.spec.stages]
    if stage not in keys:
        return [Block("order", stage, f"没有阶段“{stage}”", suggestion(stage, keys))]
    now = keys.index(record.stage) if record.stage in keys else -1
    if keys.index(stage) <= now:
        label = record.spec.stages[now].label
        return [Block("order", stage, f"现已处于“{label}”", "阶段只能向前；填错了请撤回后重报")]
    entered = record.spec.stages[now + 1 : keys.index(stage) + 1]
    return [block for one in entered for block in _of_stage(record, one)]


def _of_stage(record: Record, stage: Stage) -> Iterator[Block]:
    spec, ref = record.spec, record.ref
    for key in missing(record.row, stage.needs.fields):
        yield Block("field", key, f"“{spec.fields[key].label}”未填", "先填写")
    held = Evidence.objects.filter(ledger=ref.ledger, record=ref.id).exclude(state="rejected")
    purposes = set(held.values_list("purpose", flat=True)) if stage.needs.evidence else set()
    for key in stage.needs.evidence:
        if key not in purposes:
            yield Block("evidence", key, f"缺佐证“{spec.evidence[key].label}”", "先上传")
    decided = decisions(ref) if stage.gates else {}
    for key in stage.gates:
        if key not in decided or not decided[key].passed:
            state = "未通过" if key in decided else "未决定"
            yield Block("gate", key, f"“{spec.gates[key].label}”{state}", "等待审批")
    if stage.verified and record.verification != "verified":
        yield Block("verification", stage.key, "还没有审核通过", "等待审核")


@dataclass(frozen=True)
class Clock:
    """A time limit as it stands on a day. `left` in working days, negative when late; at least so many
    where the calendar of the year in which it is due is not known yet."""

    stage: str
    label: str
    started: date
    due: date
    left: int
    state: Literal["running", "warn", "late", "done", "done_late", "paused"]


def clocks(record: Record, today: date) -> list[Clock]:
    """The limits of a record's stages that have begun, pauses added to what is due. A limit that ends in a
    year whose calendar is not known yet has no day, and is left out."""
    entered = record.stage_days
    pauses = _pauses(record, today)
    found = []
    for number, stage in enumerate(record.spec.stages):
        limit = stage.within
        due = due_day(limit, entered[limit.after]) if limit and limit.after in entered else None
        if limit is None or due is None:
            continue
        started = entered[limit.after]
        due += timedelta(days=sum((end - start).days for start, end, _ in pauses if end > started))
        later = [entered[one.key] for one in record.spec.stages[number:] if one.key in entered]
        done = min(later) if later else None
        found.append(_clock(stage, started, due, done, today, any(open_ for *_, open_ in pauses)))
    return found


def _clock(stage: Stage, started: date, due: date, done: date | None, today: date, paused: bool) -> Clock:
    assert stage.within is not None
    remaining = left(done or today, due)
    state: Literal["running", "warn", "late", "done", "done_late", "paused"]
    if done:
        state = "done" if done <= due else "done_late"
    elif paused:
        state = "paused"
    else:
        state = state_of(stage.within, due, today)
    return Clock(stage.key, str(stage.label), started, due, remaining, state)


def _pauses(record: Record, today: date) -> list[tuple[date, date, bool]]:
    """(from, to, still open) of every pause, from the journal."""
    found: list[tuple[date, date, bool]] = []
    begun: date | None = None
    for entry in journal.history(record.ref.subject):
        day = entry.holds_from or entry.at.date()
        if entry.verb == "pause" and begun is None:
            begun = day
        elif entry.verb == "resume" and begun is not None:
            found.append((begun, day, False))
            begun = None
    return [*found, (begun, today, True)] if begun else found
