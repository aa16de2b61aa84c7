"""公示: what is proposed lies open, is objected to under a name, and is answered."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.calls import checking
from luoshi.calls.policy import CALL
from luoshi.grants import accounts, queries
from luoshi.grants.policy import MANAGER, OBJECTION, WORKDAYS
from luoshi.grants.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel import codes
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Missing, Problem, Refused
from luoshi.kernel.signed import Signed, refuse_anonymous, refuse_too_many
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.units import queries as units


@action
def open_notice(actor: Actor, decision: int, phone: str) -> Record:
    """公示: lay a decision open from today for five working days, with the telephone for objections."""
    found = queries.drafted(actor, decision)
    call = records.held(CALL, int(found.values["call"]))
    proposed = queries.lines(found)
    if not proposed:
        raise InputError("方案里没有项目", hint="先列入拟立项项目")
    whole = sum(one.row["amount"] for one in proposed)
    queries.refuse_over_budget(call, decision, int(whole))
    for one in proposed:
        _check_fund(call, one)
        checking.advance(actor, int(one.values["application"]), "proposed")
    said = {
        "opened_on": actor.today(), "last_day": add_workdays(actor.today(), WORKDAYS),
        "phone": codes.check_phone(phone),
    }  # fmt: skip
    clerk = desk(actor, found.unit)
    kept = ledgers.edit(clerk, found.ref, said, version=found.version)
    return ledgers.move(clerk, kept.ref, "notice")


def _check_fund(call: Record, line: Record) -> None:
    if accounts.lacks_diligence(call, int(line.values["application"])):
        raise InputError(
            f"“{line.title}”没有签字的尽职调查表，或调查不支持", hint="创新基金先尽职调查，再公示"
        )


@dataclass(frozen=True)
class Filing:
    """What is objected to a project that is proposed, and by whom."""

    line: int
    reason: str
    signed: str
    phone: str


@action
def file_objection(
    actor: Actor, decision: int, said: Filing, *, unit: str = "", files: tuple[NewFile, ...] = ()
) -> Record:
    """提出异议 while a decision lies open: by the System for a person outside who signs, or by a firm's
    manager for the firm `unit`. Anonymous ones are not taken."""
    found = queries.decision(actor, decision)
    if unit:
        if unit not in units.reach(actor, *MANAGER):
            raise Refused("您不能代表该单位提出异议", hint="由企业管理员提出；个人异议在公示页提出")
    elif not actor.is_system:
        raise Refused("在系统里提出异议要代表本单位", hint="个人异议在公示页提出")
    _refuse_closed(actor, found)
    refuse_anonymous(said.signed, said.phone, said.reason)
    line = queries.line(found, said.line)
    earlier = records.beneath(OBJECTION, decision)
    _refuse_too_many(actor, said, earlier)
    values = {
        "decision": decision, "line": line.ref.id, "number": f"{decision}-{len(earlier) + 1:03}",
        "filed_on": actor.today(), "filer": "unit" if unit else "person", "signed": said.signed.strip(),
        "phone": said.phone, "reason": said.reason.strip(), **({"filing_unit": unit} if unit else {}),
    }  # fmt: skip
    return ledgers.create(
        Actor.system(actor.clock), OBJECTION, found.unit, values, files=files, why="公示期内收到异议"
    )


def _refuse_closed(actor: Actor, found: Record) -> None:
    if found.stage != "notice":
        raise Locked("不在公示期内", hint="异议在公示期内提出")
    if actor.today() > found.values["last_day"]:
        raise Locked(f"公示已于{found.values['last_day']}结束", hint="异议在公示期内提出")


def _refuse_too_many(actor: Actor, said: Filing, earlier: list[Record]) -> None:
    received = [Signed(one.values["filed_on"], one.values["filer"], one.values["phone"]) for one in earlier]
    where = "请合并成一份，或到科技局当面提出"
    refuse_too_many(said.phone, actor.today(), received, where, outside=actor.is_system)


@action
def answer(actor: Actor, decision: int, objection: int, verdict: str, reply: str) -> Record:
    """Answer an objection; one that is upheld takes its project off the decision."""
    found = queries.led(actor, decision)
    one = next((each for each in records.beneath(OBJECTION, decision) if each.ref.id == objection), None)
    if one is None:
        raise Missing("没有这条异议")
    if one.stage == "answered":
        raise Locked("这条异议已经答复", hint="答复不能改")
    problems = []
    if verdict not in ("upheld", "rejected"):
        problems.append(Problem("没有处理意见", "成立或不成立", field="处理意见"))
    if len(reply.strip()) < 5:
        problems.append(Problem("没有写理由", "写明核实的情况和依据", field="答复"))
    if problems:
        raise InputError(problems=problems)
    clerk = desk(actor, found.unit)
    if verdict == "upheld":
        line = queries.line(found, int(one.values["line"]))
        if line.values["outcome"] != "removed":
            why = f"异议{one.values['number']}成立：{reply.strip()}"
            off = {"outcome": "removed", "why": why}
            ledgers.edit(clerk, line.ref, off, version=line.version, why=why)
    said = {"verdict": verdict, "answer": reply.strip(), "answered_on": actor.today()}
    kept = ledgers.edit(clerk, one.ref, said, version=one.version)
    return ledgers.move(clerk, kept.ref, "answered")
