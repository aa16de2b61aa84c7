"""What blocks a stage, and the clocks that run: both computed, neither stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from luoshi.kernel.workdays import workdays_at_least
from luoshi.ledgers import family, standing
from luoshi.ledgers.columns import missing
from luoshi.ledgers.errors import Block
from luoshi.ledgers.limits import left, state_of
from luoshi.ledgers.records import Record
from luoshi.ledgers.standing import Course, Held, held
from luoshi.ledgers.warnings import checked
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Ledger, Stage, Wait


@dataclass(frozen=True)
class Known:
    """What records hold, and which demands their children meet."""

    held: Held
    family: Mapping[int, family.Standing]


def known(spec: Ledger, numbers: Collection[int]) -> Known:
    """What is to be known of many records before it is said what blocks them, in few queries."""
    return Known(held(spec, numbers), family.standing(spec, numbers))


def blocks(record: Record, stage: str, day: date, holds: Known | None = None) -> list[Block]:
    """Everything that keeps a record from a stage on a day: what the stages up to it demand and is not
    there. Whoever looks at many records gives what is known of them."""
    spec, keys = record.spec, [one.key for one in record.spec.stages]
    if stage not in keys:
        return [Block("order", stage, f"没有阶段“{stage}”", suggestion(stage, keys))]
    if spec.stages[keys.index(stage)] not in spec.onward(record.stage):
        said = f"现已处于“{record.stage_label}”"
        return [Block("order", stage, said, "阶段只能向前；填错了请撤回后重报")]
    entered = passed(record, stage)
    demanding = any(one.needs.evidence or one.gates or one.needs.children for one in entered)
    mine = holds or known(record.spec, [record.ref.id] if demanding else [])
    return [
        *(block for one in entered for block in _of_stage(record, one, mine.held)),
        *(block for one in entered for block in _of_others(record, one, day, mine)),
        *_wrong(record, {one.key for one in spec.before(stage)}),
    ]


def passed(record: Record, stage: str) -> tuple[Stage, ...]:
    """The stages that a record enters or passes on its way to one of those it may go to: to one aside, that
    one alone; no detours but the goal."""
    onward = record.spec.onward(record.stage)
    goal = next(one for one in onward if one.key == stage)
    way = onward[: onward.index(goal)]
    return (goal,) if goal.aside else (*(one for one in way if not one.detour), goal)


def _wrong(record: Record, reached: Collection[str]) -> Iterator[Block]:
    """The checks that hold a record back from one of the stages."""
    if any(one.at in reached for one in record.spec.checks):
        for place, one in enumerate(checked(record), start=1):
            if one.at in reached:
                yield Block("check", str(place), str(one.say), "先改正")


def _of_stage(record: Record, stage: Stage, holds: Held) -> Iterator[Block]:
    spec = record.spec
    for key in missing(record.row, stage.needs.fields):
        yield Block("field", key, f"“{spec.fields[key].label}”未填", "先填写")
    purposes = holds.purposes.get(record.ref.id, frozenset())
    for key in stage.needs.evidence:
        if key not in purposes:
            yield Block("evidence", key, f"缺佐证“{spec.evidence[key].label}”", "先上传")
    decided = holds.decided.get(record.ref.id, {})
    for key in stage.gates:
        if key not in decided or not decided[key].passed:
            state = "未通过" if key in decided else "未决定"
            yield Block("gate", key, f"“{spec.gates[key].label}”{state}", "等待审批")
    if stage.verified and record.verification != "verified":
        yield Block("verification", stage.key, "还没有审核通过", "等待审核")


def _of_others(record: Record, stage: Stage, day: date, mine: Known) -> Iterator[Block]:
    """What a stage demands of the calendar and of the records beneath."""
    early = stage.needs.not_before
    if early is not None:
        label, begins = record.spec.fields[early].label, record.row.get(early)
        if begins is None or day < begins:
            what = f"“{label}”是{begins}，还没有到" if begins else f"“{label}”未填"
            yield Block("early", early, what, "到了那一天再办")
    if stage.needs.wait is not None:
        yield from _of_waiting(record, stage.needs.wait, day)
    stands = mine.family.get(record.ref.id, family.Standing())
    for key, wanted in stage.needs.children.items():
        if (stage.key, key) not in stands.met:
            left = stands.open.get((stage.key, key), ())
            told = f"（未办好：{'、'.join(left)}）" if left else ""
            yield Block(
                "child", key, f"还缺下级记录：{wanted.say}{told}", "先办好下级记录", str(wanted.say), left
            )


def _of_waiting(record: Record, wait: Wait, day: date) -> Iterator[Block]:
    """So many working days between the day of a stage and this one, neither of them counted."""
    label = {one.key: one.label for one in record.spec.stages}[wait.after]
    begun: date | None = record.row.get(f"stage_{wait.after}")
    gone = workdays_at_least(begun, day - timedelta(days=1)) if begun else 0
    if gone < wait.days:
        what = f"“{label}”要满{wait.days}个工作日，现在{max(gone, 0)}个"
        yield Block("wait", wait.after, what, "满了再办")


State = Literal["running", "warn", "late", "done", "done_late", "paused"]
"""How a time limit stands."""


@dataclass(frozen=True)
class Clock:
    """A time limit as it stands on a day. `left` in working days, negative when late; at least so many
    where the calendar of the year in which it is due is not known yet."""

    stage: str
    label: str
    started: date
    due: date
    left: int
    state: State


def clocks(record: Record, today: date, course: Course | None = None) -> list[Clock]:
    """The limits of a record's stages that have begun; days on which the clock stood still are not counted.
    A limit that ends in a year whose calendar is not known yet has no day, and is left out. Whoever looks at
    many records gives the course of their clocks."""
    entered = record.stage_days
    if course is None:
        course = standing.course(record.ref.ledger, record.ref.id, today)
    found = []
    for number, stage in enumerate(record.spec.stages):
        limit = stage.within
        due = course.due(stage.key, limit, entered[limit.after]) if limit and limit.after in entered else None
        if limit is None or due is None:
            continue
        later = [entered[one.key] for one in record.spec.stages[number:] if one.key in entered]
        done = min(later) if later else None
        found.append(_clock(stage, entered[limit.after], due, done, today, course.open))
    return found


def _clock(stage: Stage, started: date, due: date, done: date | None, today: date, paused: bool) -> Clock:
    assert stage.within is not None
    remaining = left(done or today, due)
    state: State
    if done:
        state = "done" if done <= due else "done_late"
    elif paused:
        state = "paused"
    else:
        state = state_of(stage.within, due, today)
    return Clock(stage.key, str(stage.label), started, due, remaining, state)
