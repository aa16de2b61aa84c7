"""Three hands are laid on the lines of a run: the unit's own, the assessor's, the leader's. All are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.assessment import course
from luoshi.assessment.course import Course
from luoshi.assessment.hands import TOTAL, Hand, Line, Verdict, same
from luoshi.assessment.models import Hand as HandRow
from luoshi.assessment.policy import LEADS, may_score_itself, refuse_own
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Problem, Refused
from luoshi.kernel.numbers import spelled
from luoshi.packs.expressions import suggestion
from luoshi.units import queries as units

PLACES, MOST = 4, 1_000
"""Decimal places of points, and the most that a line or an adjustment may come to."""


@dataclass(frozen=True)
class Say:
    """What somebody says of a line: its points and why."""

    points: Decimal | None
    why: str = ""


@dataclass(frozen=True)
class _Row:
    """A row to be written: of which line, by which hand."""

    unit: str
    item: str
    hand: Hand
    verdict: Verdict
    points: Fraction | None
    why: str
    objection: int | None = None


@action
def score_self(actor: Actor, number: int, unit: str, said: Mapping[str, Say]) -> Course:
    """自评: a unit scores lines of its own, each with a word of reason, up to the day set."""
    found = course.whole(actor, number)
    may_score_itself(actor, unit)
    _refuse_published(found)
    if not found.self_open:
        raise Locked(f"自评已于{found.self_due}截止", hint="请考核员按计算得分评定，有异议在公示期提出")
    rows: list[_Row] = []
    problems: list[Problem] = []
    for key, one in said.items():
        line = _line(found, unit, key)
        try:
            _reason(one.why, line.label)
            rows.append(_Row(unit, key, "self", "set", _points(one.points, line), one.why))
        except InputError as fault:
            problems += fault.problems
    _refuse(problems)
    return _write(actor, found, "score_self", rows)


@action
def judge(actor: Actor, number: int, unit: str, said: Mapping[str, Say]) -> Course:
    """考核办评: the assessor confirms lines or sets other points; a reason is given wherever the points are
    not those computed, or not those the unit gave itself. What a leader set stays set."""
    found = course.whole(actor, number)
    course.may_judge(actor, found, unit)
    _refuse_published(found)
    rows: list[_Row] = []
    problems: list[Problem] = []
    for key, one in said.items():
        line = _line(found, unit, key)
        try:
            rows.append(_judged(unit, line, one))
        except InputError as fault:
            problems += fault.problems
    _refuse(problems)
    return _write(actor, found, "judge", rows)


def _judged(unit: str, line: Line, said: Say) -> _Row:
    if line.last("leader"):
        raise _problem("领导已经调整", "只有领导能再改", line)
    points = None if said.points is None and line.computed is None else _points(said.points, line)
    own = line.last("self")
    confirms = same(points, line.computed)
    if not confirms or (own and not same(own.points, points)):
        _reason(said.why, line.label)
    if confirms:
        return _Row(unit, line.key, "assessor", "confirm", line.computed, said.why)
    return _Row(unit, line.key, "assessor", "set", points, said.why)


@action
def confirm_rest(actor: Actor, number: int) -> Course:
    """Confirm as computed every line that nobody judged yet, if its unit agrees or let the day pass; what a
    unit scored otherwise must be judged line by line."""
    found = course.whole(actor, number)
    if not course.assesses(actor, found):
        raise Refused("您不能评定这次考核", hint="由考核员评定")
    _refuse_published(found)
    rows = [
        _Row(one.unit, line.key, "assessor", "confirm", line.computed, "")
        for one, lines in found.unjudged()
        if not _own(actor, one.unit)
        for line in lines
        if line.last("self") or not found.self_open
        if not line.differs
    ]
    if not rows:
        raise InputError("没有可以一并确认的项目", hint="未到截止日的等单位自评，自评不同的逐项评定")
    return _write(actor, found, "confirm_rest", rows)


@action
def adjust(actor: Actor, number: int, unit: str, item: str, say: Say) -> Course:
    """领导调整: set a line's points, or add to the total (or take from it) when `item` is empty."""
    found = course.whole(actor, number)
    _may_lead(actor, found, unit)
    _refuse_published(found)
    line = None if item == TOTAL else _line(found, unit, item)
    _reason(say.why, line.label if line else "总分")
    row = _Row(unit, item, "leader", "set", _points(say.points, line), say.why)
    return _write(actor, found, "adjust", [row])


@action
def lift_veto(actor: Actor, number: int, unit: str, item: str, *, why: str) -> Course:
    """A leader says, with a reason, that a veto does not stand; the unit's points count again."""
    found = course.whole(actor, number)
    _may_lead(actor, found, unit)
    _refuse_published(found)
    line = _line(found, unit, item)
    if not line.vetoes or line.lifted:
        raise InputError(f"“{line.label}”没有一票否决", hint="只能撤销已触发的一票否决")
    _reason(why, line.label)
    return _write(actor, found, "lift_veto", [_Row(unit, item, "leader", "lift", None, why)])


@action
def correct(
    actor: Actor, number: int, unit: str, item: str, points: Decimal | None, *, objection: int, why: str
) -> Course:
    """Change a published line because an objection was upheld; its number stands beside the reason. A veto
    that was wrong is lifted (`points` None)."""
    found = course.whole(actor, number)
    course.may_judge(actor, found, unit)
    if found.state == "final":
        raise _final()
    line = _line(found, unit, item)
    verdict: Verdict = "lift" if points is None and line.vetoes else "set"
    value = None if verdict == "lift" else _points(points, line)
    if verdict == "set" and value == line.points:
        raise InputError(f"“{line.label}”仍是 {spelled(value or 0)} 分", hint="异议成立要写改后的得分")
    row = _Row(unit, item, "assessor", verdict, value, why, objection)
    return _write(actor, found, "correct", [row])


def _may_lead(actor: Actor, found: Course, unit: str) -> None:
    if not actor.is_system and unit not in units.reach(actor, *LEADS):
        raise Refused("您不能调整这个单位的得分", hint="由上级领导调整")
    refuse_own(actor, unit)
    found.standing(unit)


def _own(actor: Actor, unit: str) -> bool:
    return any(one.unit == unit for one in actor.holdings)


def _refuse_published(found: Course) -> None:
    if found.state == "final":
        raise _final()
    if found.notice:
        raise Locked(
            f"得分已于{found.notice.opened_on}公示，不能再改", hint="公示期内异议成立的，由考核员在答复时更正"
        )


def _final() -> Locked:
    return Locked("这次考核已定稿，不能再改", hint="确需更正的，由考核员重新计算，新的一次会注明更正了哪一次")


def _line(found: Course, unit: str, key: str) -> Line:
    standing = found.standing(unit)
    line = standing.line(key)
    if line is None:
        raise InputError(f"没有考核项目“{key}”", hint=suggestion(key, [one.key for one in standing.lines]))
    return line


def _points(points: Decimal | None, line: Line | None) -> Fraction:
    if points is None or not points.is_finite():
        raise _problem("没有写得分", "写一个数，如 48.5", line)
    if abs(points) > MOST or points != round(points, PLACES):
        raise _problem(f"“{points}”不像得分", f"绝对值不超过 {MOST}，小数不超过 {PLACES} 位", line)
    return Fraction(points)


def _reason(why: str, label: str) -> None:
    if not why.strip():
        raise InputError(problems=[Problem("没有写理由", "写明依据", field=label)])


def _problem(what: str, right: str, line: Line | None) -> InputError:
    return InputError(problems=[Problem(what, right, field=line.label if line else "总分")])


def _refuse(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise InputError(problems=found)


def _write(actor: Actor, found: Course, verb: str, rows: list[_Row]) -> Course:
    """Append the rows, and tell the journal of each."""
    if not rows:
        raise InputError("没有填任何一项", hint="填写后再保存")
    HandRow.objects.bulk_create(
        HandRow(
            assessment=found.run, unit=one.unit, item=one.item, hand=one.hand, verdict=one.verdict,
            points=None if one.points is None else spelled(one.points), why=one.why.strip(),
            objection=one.objection, at=actor.now(), by=actor.person, name=actor.name,
        )
        for one in rows
    )  # fmt: skip
    lines = [
        {"unit": one.unit, "item": one.item, "verdict": one.verdict, "objection": one.objection,
         "points": None if one.points is None else spelled(one.points), "why": one.why.strip()}
        for one in rows
    ]  # fmt: skip
    append(actor, f"assessment:{found.run.id}", verb, {"lines": lines})
    return course.whole(actor, found.run.id)
