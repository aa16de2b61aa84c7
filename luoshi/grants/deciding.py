"""From the order of a review to a decision: proposed under the budget, and after its notice decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.calls import actions as call_actions
from luoshi.calls import checking
from luoshi.calls import queries as calls
from luoshi.calls.policy import APPLICATION, CALL
from luoshi.grants import accounts, money, queries
from luoshi.grants.policy import DECIDES, DECISION, LINE, OBJECTION, PROJECT
from luoshi.grants.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.money import from_fen, to_fen
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.records import Record
from luoshi.reviews import queries as reviews

LEVEL = "city"
"""What a call funds is of the place's own programme."""
DECLINED = "未列入立项方案"


@action
def propose(actor: Actor, call: int, title: str) -> Record:
    """Draw up a decision of a closed call. What its reviews propose under the budget is on it already, with
    the money asked for; ranked applications are marked so."""
    above = calls.led(actor, call)
    if above.stage not in ("closed", "reviewing", "decided"):
        raise InputError(f"申报通知是“{above.stage_label}”", hint="申报截止、审查和评审以后拟定方案")
    if queries.unfinished(call) is not None:
        raise InputError("这项申报已有一份没有办完的方案", hint="在那份方案上继续，或先撤销它")
    if not title.strip():
        raise InputError(problems=[Problem("没有写名称", "如：2026年科技计划项目立项方案", field="方案名称")])
    if above.stage == "closed":
        call_actions.step(actor, call, "reviewing")
    made = ledgers.create(
        desk(actor, above.unit), DECISION, above.unit, {"call": call, "title": title.strip()}
    )
    for number, outcome in reviews.outcomes(APPLICATION, "project", above=call).items():
        found = calls.application(actor, number)
        if found.stage == "admitted":
            found = checking.advance(actor, number, "ranked")
        if outcome.line["state"] == "proposed" and found.stage == "ranked":
            _add(actor, made, found, found.row["asked"] or 0, rank=int(str(outcome.line["rank"])), why="")
    return made


def _add(actor: Actor, decision: Record, found: Record, fen: int, *, rank: int | None, why: str) -> Record:
    values = {
        "decision": decision.ref.id, "application": found.ref.id, "name": found.title,
        "host": found.values["host"], "host_code": found.row["host_code"], "rank": rank,
        "amount": from_fen(fen, money.UNIT), "outcome": "proposed", "why": why.strip() or None,
    }  # fmt: skip
    return ledgers.create(
        desk(actor, decision.unit), LINE, decision.unit,
        {key: one for key, one in values.items() if one is not None},
    )  # fmt: skip


@action
def put_line(actor: Actor, decision: int, application: int, amount: Decimal, *, why: str = "") -> Record:
    """Propose an application for an amount in 万元, or change the amount. What differs from the review's
    order or from what was asked for needs a reason; the sum never exceeds what is left of the budget."""
    found = queries.drafted(actor, decision)
    call = ledger_queries.held(CALL, int(found.values["call"]))
    wanted = calls.application(actor, application)
    settled = wanted.stage in ("approved", "declined")
    if wanted.values["call"] != call.ref.id or not wanted.row["stage_admitted"] or settled:
        raise InputError(f"“{wanted.title}”不能列入", hint="列入本次申报中通过形式审查、还没有决定的")
    already = queries.lines(found)
    before = next((one for one in already if one.values["application"] == application), None)
    fen = to_fen(amount, money.UNIT)
    placed = reviews.outcomes(APPLICATION, "project", above=call.ref.id).get(application)
    _check_amount(call, wanted, fen, placed, why)
    others = sum(one.row["amount"] for one in already if one is not before)
    queries.refuse_over_budget(call, decision, int(others) + fen)
    if before is not None:
        said = {"amount": amount, "why": why.strip() or None}
        changed = {key: one for key, one in said.items() if one != before.values[key]}
        if not changed:
            return before
        return ledgers.edit(desk(actor, found.unit), before.ref, changed, version=before.version, why=why)
    rank = int(str(placed.line["rank"])) if placed else None
    return _add(actor, found, wanted, fen, rank=rank, why=why)


def _check_amount(call: Record, wanted: Record, fen: int, placed: reviews.Outcome | None, why: str) -> None:
    asked, most = wanted.row["asked"] or 0, call.row["most_each"]
    problems = []
    if fen <= 0 or fen > asked:
        said = f"拟资助 {money.said(fen)}，申请 {money.said(asked)}"
        problems.append(Problem(said, "大于 0，不超过申请的", field="拟资助"))
    if most is not None and fen > most:
        problems.append(
            Problem(f"拟资助 {money.said(fen)}", f"不超过单项上限 {money.said(most)}", field="拟资助")
        )
    in_order = placed is not None and placed.line["state"] == "proposed" and fen == asked
    if not in_order and not why.strip():
        problems.append(
            Problem("与评审排序或申请金额不同", "写明理由，如集体研究调整、实地考察情况", field="理由")
        )
    if accounts.lacks_diligence(call, wanted.ref.id):
        problems.append(Problem("创新基金项目没有签字的尽职调查表", "先完成尽职调查", field="申报书"))
    if problems:
        raise InputError(problems=problems)


@action
def drop_line(actor: Actor, line: int, *, why: str) -> Record:
    """Take an application off a draft, with a reason."""
    one = queries.part(LINE, line)
    found = queries.drafted(actor, int(one.values["decision"]))
    return ledgers.withdraw(desk(actor, found.unit), one.ref, why=why)


@dataclass(frozen=True)
class Approval:
    """The decision in writing: its number, what was decided, and the paper."""

    number: str
    opinion: str
    name: str
    content: bytes


@action
def decide(actor: Actor, decision: int, said: Approval) -> list[Record]:
    """批准立项, by a leader after the last day of the notice with every objection answered. Projects come to
    be of what is still proposed; every other application of the call is declined. Answers the projects."""
    found = queries.led(actor, decision, DECIDES)
    _refuse_unready(actor, found)
    call = ledger_queries.held(CALL, int(found.values["call"]))
    going = [one for one in queries.lines(found) if one.values["outcome"] == "proposed"]
    whole = sum(one.row["amount"] for one in going)
    queries.refuse_over_budget(call, decision, int(whole))
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, found.ref, "approval", said.name, said.content)
    told = {
        "number": said.number.strip(), "opinion": said.opinion.strip(), "decided_on": actor.today(),
        "decided_by": actor.name,
    }  # fmt: skip
    kept = ledgers.edit(clerk, found.ref, told, version=found.version)
    ledgers.move(clerk, kept.ref, "decided")
    made = [_approve(actor, kept, one, said) for one in going]
    _decline(actor, call.ref.id, {int(one.values["application"]) for one in going})
    if call.stage != "decided":
        call_actions.step(actor, call.ref.id, "decided")
    return made


def _refuse_unready(actor: Actor, found: Record) -> None:
    if found.stage != "notice":
        raise InputError(f"方案是“{found.stage_label}”", hint="公示期满以后批准")
    if actor.today() <= found.values["last_day"]:
        last = found.values["last_day"]
        raise InputError(f"公示到{last}，期满才能批准", hint=f"{last}之后再批准")
    waiting = [one for one in ledger_queries.beneath(OBJECTION, found.ref.id) if one.stage != "answered"]
    if waiting:
        told = "、".join(str(one.values["number"]) for one in waiting)
        raise InputError(f"还有异议没有答复：{told}", hint="由科技管理员答复后再批准")


def _approve(actor: Actor, decision: Record, line: Record, said: Approval) -> Record:
    """The project of a line, with an extract of the approval as its evidence: one paper for each project."""
    number = int(line.values["application"])
    application = checking.advance(actor, number, "approved")
    values = {
        "name": application.title, "level": LEVEL, "plan": queries.call_of(decision).title,
        "domain": application.values["domain"], "host": application.values["host"],
        "host_code": application.row["host_code"], "leader": application.values["leader"],
        "application": number, "put_forward_on": actor.today(), "approved_on": actor.today(),
        "approval_no": said.number.strip(), "funds": line.values["amount"],
        "own_funds": application.values["own"], "goals": application.values["goals"],
    }  # fmt: skip
    clerk = desk(actor, application.unit)
    stated = {key: one for key, one in values.items() if one is not None}
    made = ledgers.create(clerk, PROJECT, application.unit, stated)
    ledgers.attach(clerk, made.ref, "approval", "立项通知摘录.txt", _extract(line, said).encode())
    return ledgers.move(clerk, made.ref, "approved")


def _extract(line: Record, said: Approval) -> str:
    return (
        f"立项文件 {said.number.strip()} 摘录\n项目名称：{line.title}\n承担单位：{line.values['host']}\n"
        f"资助金额：{line.values['amount']} 万元\n文件 {said.name} 的 SHA-256：{sha256(said.content)}\n"
    )


def _decline(actor: Actor, call: int, approved: set[int]) -> None:
    rows = ledger_queries.visible(Actor.system(), APPLICATION).filter(
        call=call, stage__in=["admitted", "ranked", "proposed"]
    )
    for number in rows.exclude(id__in=approved).order_by("id").values_list("id", flat=True):
        checking.advance(actor, number, "declined", why=DECLINED)


@action
def discard(actor: Actor, decision: int, *, why: str) -> Record:
    """Give up a draft."""
    found = queries.drafted(actor, decision)
    clerk = desk(actor, found.unit)
    for one in queries.lines(found):
        ledgers.withdraw(clerk, one.ref, why=why)
    return ledgers.withdraw(clerk, found.ref, why=why)
