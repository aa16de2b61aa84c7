"""The first year's end: townships score themselves, the assessor judges, the leader adjusts, results lie
open, two objections are answered, what follows is approved and carried out. Departments wait to be judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from luoshi.assessment import awards, course, judging, notices, objections, queries
from luoshi.assessment.hands import TOTAL, Line, Standing
from luoshi.assessment.judging import Say
from luoshi.assessment.objections import Filing
from luoshi.kernel.actor import Actor
from luoshi.kernel.numbers import half_up
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers.actions import NewFile
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.places import COUNTY

SHEET = "investment.township"
SILENT = f"{COUNTY}16"
"""Says nothing of itself."""
CLAIMS = ("年末一笔设备款凭证补齐，应计入", "有一笔意向资金在谈，应按比例计入")
"""What the two say that want a point more for their funds: the first is heard in part, the second is not."""


def plan(calendar: Calendar, run: date) -> None:
    """Put it all into the calendar, counted in working days from the day of the run."""
    steps = ((2, _score), (6, _judge), (7, _publish), (9, _object), (11, _answer))
    for after, act in (*steps, (13, _finalise), (14, _approve), (16, _carry_out)):
        day = add_workdays(run, after)
        calendar.add(day, "考核", partial(act, day))


def _number(day: date) -> int:
    """The run of townships."""
    found = queries.newest(queries.assessments(cast.who("assessor", day)), SHEET)
    assert found is not None, "it was calculated before"
    return found.id


def _pair(day: date) -> tuple[str, str]:
    """The first two units that are more than a point short of what funds can earn."""
    found = course.whole(cast.who("assessor", day), _number(day)).standings
    first, second = [one.unit for one in found if one.unit != SILENT and _short(one)][:2]
    return first, second


def _short(one: Standing) -> bool:
    line = one.line("funds")
    assert line is not None, "the sheet scores funds"
    return line.computed is not None and line.computed + 1 < Fraction(line.item["weight"])


def _score(day: date) -> None:
    number, claims = _number(day), dict(zip(_pair(day), CLAIMS, strict=True))
    for one in course.whole(cast.who("assessor", day), number).standings:
        if one.unit != SILENT:
            lines = [line for line in one.lines if line.computed is not None]
            said = {line.key: _claim(line, claims.get(one.unit, "")) for line in lines}
            judging.score_self(cast.reporter(one.unit, day), number, one.unit, said)


def _claim(line: Line, claim: str) -> Say:
    """As computed, or a point more of funds."""
    points = half_up(line.computed or 0, 2)
    return Say(points + 1, claim) if claim and line.key == "funds" else Say(points, "与计算一致")


def _judge(day: date) -> None:
    """Whoever claims more is told why not; the rest is confirmed together."""
    who, number = cast.who("assessor", day), _number(day)
    for unit in _pair(day):
        line = course.whole(who, number).standing(unit).line("funds")
        assert line is not None, "the sheet scores funds"
        say = Say(half_up(line.computed or 0, 2), "凭证不齐，按已核实数计")
        judging.judge(who, number, unit, {"funds": say})
    judging.confirm_rest(who, number)
    praise = Say(Decimal("0.5"), "承担全县返乡创业试点")
    judging.adjust(cast.who("leader", day), number, f"{COUNTY}03", TOTAL, praise)


def _publish(day: date) -> None:
    notices.publish(cast.who("assessor", day), _number(day))


def _object(day: date) -> None:
    number, (heard, other) = _number(day), _pair(day)
    reason = "年末设备款三十万元已经到账，银行回单可以核对。"
    said = Filing(heard, reason, "钱大勇", "13800138000", "funds", "银行回单")
    objections.file_objection(Actor.system(cast.at(day)), number, said)
    clerk = cast.reporter(other, day)
    said = Filing(other, "在谈项目的意向资金应当按比例计入到位资金。", clerk.name, "0371-65901234", "funds")
    objections.file_objection(clerk, number, said, unit=other)


def _answer(day: date) -> None:
    who, number = cast.who("assessor", day), _number(day)
    first, second = (one.ref.id for one in course.objections(number))
    line = course.whole(who, number).standing(_pair(day)[0]).line("funds")
    assert line is not None, "the sheet scores funds"
    points = half_up(line.points or 0, 2) + Decimal("0.25")
    reply = "回单属实，按到账日期计入一部分"
    objections.answer(who, number, first, "partly", reply, item="funds", points=points)
    objections.answer(who, number, second, "rejected", "意向资金没有到账，细则不计")


def _finalise(day: date) -> None:
    notices.finalise(cast.who("leader", day), _number(day))
    awards.propose(cast.who("assessor", day, 15), _number(day))


def _approve(day: date) -> None:
    """The leader approves all but one of the public criticisms, which a talk already answers."""
    who, number = cast.who("leader", day), _number(day)
    talked = {one.values["target"] for one in course.awards(number) if one.values["kind"] == "talk"}
    for one in course.awards(number):
        if one.values["kind"] == "criticism" and one.values["target"] in talked:
            awards.drop(who, number, one.ref.id, why="已约谈，不重复处理")
        else:
            awards.approve(who, number, one.ref.id, note="同意")


def _carry_out(day: date) -> None:
    """Talks are held; the rest is under way."""
    who, number = cast.who("assessor", day), _number(day)
    for one in course.awards(number):
        if one.values["kind"] == "talk" and one.stage == "approved" and one.verification == "verified":
            proof = NewFile("proof", "约谈记录.txt", "约谈记录：已指出问题，三个月内整改。".encode())
            awards.carry_out(who, number, one.ref.id, proof, why="已当面约谈")
