"""Objections to published results: signed ones only, each answered with a decision, each change traced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from luoshi.assessment import course, judging
from luoshi.assessment.course import OBJECTIONS, Course
from luoshi.assessment.policy import may_score_itself
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Missing, Problem, Refused
from luoshi.kernel.numbers import spelled
from luoshi.kernel.signed import Signed, refuse_anonymous, refuse_too_many
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record

Decision = Literal["upheld", "partly", "rejected"]
DECISIONS: dict[str, str] = {"upheld": "成立", "partly": "部分成立", "rejected": "不成立"}


@dataclass(frozen=True)
class Filing:
    """What is objected: about which unit's line (empty: its total), why, and by whom."""

    about: str
    reason: str
    signed: str
    phone: str
    item: str = ""
    material: str = ""


@action
def file_objection(
    actor: Actor, number: int, said: Filing, *, unit: str = "", files: Iterable[NewFile] = ()
) -> Record:
    """提出异议, while results lie open: by the System for a person outside who signs, or by a unit's own
    clerk or head for the `unit`. It is received by the System into the office's ledger."""
    found = course.whole(actor, number)
    if unit:
        may_score_itself(actor, unit)
    elif not actor.is_system:
        raise Refused("在系统里提出异议要代表本单位", hint="选择本单位；个人异议在公示页提出")
    _refuse_closed(found)
    refuse_anonymous(said.signed, said.phone, said.reason)
    standing = found.standing(said.about)
    line = standing.line(said.item) if said.item else None
    if said.item and line is None:
        raise InputError(problems=[Problem(f"没有考核项目“{said.item}”", field="异议项目")])
    earlier = course.objections(number)
    _refuse_too_many(actor, said, earlier)
    values = {
        "number": f"{number}-{len(earlier) + 1:03}", "assessment": number, "filed_on": actor.today(),
        "filer": "unit" if unit else "person", "filing_unit": unit or None, "signed": said.signed.strip(),
        "phone": said.phone, "about": said.about, "item": line.label if line else None,
        "reason": said.reason.strip(), "material": said.material.strip() or None,
    }  # fmt: skip
    made = ledgers.create(
        Actor.system(actor.clock), OBJECTIONS, course.host(found), values, files=files, why="公示期内收到异议"
    )
    append(actor, f"assessment:{number}", "object", {"objection": made.ref.id, "unit": unit or None})
    return made


def _refuse_closed(found: Course) -> None:
    if found.notice is None:
        raise Locked("得分还没有公示", hint="公示后提出异议")
    if found.state != "open":
        raise Locked(f"公示已于{found.notice.last_day}结束", hint="异议在公示期内提出")


def _refuse_too_many(actor: Actor, said: Filing, earlier: list[Record]) -> None:
    received = [Signed(one.values["filed_on"], one.values["filer"], one.values["phone"]) for one in earlier]
    where = "请合并成一份，或到考核办公室当面提出"
    refuse_too_many(said.phone, actor.today(), received, where, outside=actor.is_system)


@action
def answer(
    actor: Actor,
    number: int,
    record: int,
    decision: Decision,
    reply: str,
    *,
    item: str = "",
    points: Decimal | None = None,
) -> Record:
    """Answer an objection with a decision and its reason. One that is upheld, wholly or in part, changes a
    line of the unit in the same breath: `item` and its `points` (a veto is lifted without points)."""
    found = course.whole(actor, number)
    objection = next((one for one in course.objections(number) if one.ref.id == record), None)
    if objection is None:
        raise Missing("没有这条异议", hint="它可能属于其他单位，或编号有误")
    about = str(objection.values["about"])
    course.may_judge(actor, found, about)
    if objection.stage == "answered":
        raise Locked("这条异议已经答复", hint="答复不能改；有新情况的重新计算")
    _check(decision, reply, item)
    name = str(objection.values["number"])
    change = ""
    if decision != "rejected":
        before = found.standing(about).line(item)
        why = f"异议{name}{DECISIONS[decision]}：{reply.strip()}"
        after = judging.correct(actor, number, about, item, points, objection=record, why=why)
        line = after.standing(about).line(item)
        assert before is not None, "an unknown line was refused"
        assert line is not None, "a line stays"
        change = f"{line.label}：{_said(before.points)} → {_said(line.points)}" if points is not None else (
            f"{line.label}：撤销一票否决"
        )  # fmt: skip
    values = {
        "decision": decision, "answer": reply.strip(), "change": change or None, "answered_on": actor.today(),
    }  # fmt: skip
    written = ledgers.edit(actor, objection.ref, values, version=objection.version, why="答复异议")
    made = ledgers.move(actor, written.ref, "answered", version=written.version)
    append(actor, f"assessment:{number}", "answer", {"objection": record, "decision": decision}, why=reply)
    return made


def _check(decision: str, reply: str, item: str) -> None:
    problems = []
    if decision not in DECISIONS:
        problems.append(Problem(f"没有“{decision}”这种处理意见", "成立、部分成立或不成立", field="处理意见"))
    if len(reply.strip()) < 5:
        problems.append(Problem("没有写理由", "写明核实的情况和依据", field="答复"))
    if decision in ("upheld", "partly") and not item:
        problems.append(Problem("异议成立要更正一项得分", "选择更正哪一项，写改后的得分", field="更正项目"))
    if problems:
        raise InputError(problems=problems)


def _said(points: object) -> str:
    return "—" if points is None else f"{spelled(points)}分"  # type: ignore[arg-type]  # a Fraction
