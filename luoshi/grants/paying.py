"""Public money out and back: released upon a milestone by one person, paid by another, looked at later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.grants import accounts, money, queries
from luoshi.grants.policy import INSTALMENT, LOOK, OFFICE, PAYS, PROJECT, REFUND, Paper
from luoshi.grants.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.money import to_fen
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record


@action
def release(actor: Actor, instalment: int, *, basis: str) -> Record:
    """Say that an instalment may be paid, and upon what. Its milestone is confirmed, earlier instalments are
    released, no later look at an earlier payment is overdue."""
    one = queries.part(INSTALMENT, instalment)
    found = queries.handled(actor, int(one.values["project"]))
    found = records.held(PROJECT, found.ref.id)
    _refuse_stage(one, "planned", "这一期已经审核或取消")
    keeps = queries.keeps_from_release(found, one, actor.today())
    earlier = [each for each in queries.instalments(found) if each.row["number"] < one.row["number"]]
    keeps += [f"“{each.title}”还没有审核" for each in earlier if each.stage == "planned"]
    if keeps:
        raise InputError("；".join(keeps), hint="先办这些，再审核拨款")
    if not basis.strip():
        raise InputError(problems=[Problem("没有写审核依据", "写明核查了什么", field="审核依据")])
    money.refuse_payment(accounts.account(found), one.row["amount"])
    clerk = desk(actor, found.unit)
    said = {"released_on": actor.today(), "released_by": actor.name, "basis": basis.strip()}
    kept = ledgers.edit(clerk, one.ref, said, version=one.version)
    return ledgers.move(clerk, kept.ref, "released")


@dataclass(frozen=True)
class Payment:
    """How an instalment was paid: when, by which voucher, and the voucher itself."""

    paid_on: date
    voucher: str
    paper: Paper


@action
def pay(actor: Actor, instalment: int, said: Payment) -> Record:
    """Enter a payment, by the finance office and by another person than released it. What is paid in all
    never exceeds the contract."""
    one = queries.part(INSTALMENT, instalment)
    found = queries.handled(actor, int(one.values["project"]), PAYS)
    found = records.held(PROJECT, found.ref.id)
    _refuse_stage(one, "released", "还没有审核同意，或已经拨付")
    if actor.person is not None and queries.released_by(one) == actor.person:
        raise Refused("审核和拨付不能是同一个人", hint="由另一位财务管理员拨付")
    _refuse_day(actor, said.paid_on, one.values["released_on"])
    if not said.voucher.strip():
        raise InputError(problems=[Problem("没有支付凭证号", "写上凭证号", field="支付凭证号")])
    money.refuse_payment(accounts.account(found), one.row["amount"])
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, one.ref, "voucher", said.paper.name, said.paper.content)
    told = {"paid_on": said.paid_on, "paid_by": actor.name, "voucher": said.voucher.strip()}
    kept = ledgers.edit(clerk, one.ref, told, version=one.version)
    paid = ledgers.move(clerk, kept.ref, "paid", on=said.paid_on)
    if found.stage == "contract":
        ledgers.move(clerk, found.ref, "running")
    return paid


def _refuse_day(actor: Actor, day: date, earliest: date | None) -> None:
    if day > actor.today() or (earliest is not None and day < earliest):
        raise InputError(
            problems=[Problem(f"{day} 不对", f"{earliest} 至 {actor.today()} 之间", field="拨付日期")]
        )


@action
def cancel(actor: Actor, instalment: int, *, why: str) -> Record:
    """Say that an instalment not yet paid will not be paid; the contract's money shrinks by it."""
    one = queries.part(INSTALMENT, instalment)
    found = queries.handled(actor, int(one.values["project"]))
    found = records.held(PROJECT, found.ref.id)
    if one.stage not in ("planned", "released") or found.stage == "approved":
        raise InputError("这一期不能取消", hint="已经拨付的收回结余；任务书没签的重新拟定")
    if not why.strip():
        raise InputError(problems=[Problem("没有写原因", "写明为什么不再拨付", field="原因")])
    clerk = desk(actor, found.unit)
    kept = ledgers.edit(clerk, one.ref, {"basis": why.strip()}, version=one.version)
    gone = ledgers.move(clerk, kept.ref, "cancelled", why=why)
    left = {"funds": found.values["funds"] - one.values["amount"]}
    ledgers.adjust(clerk, found.ref, left, version=found.version, why=f"{one.title}不再拨付：{why.strip()}")
    return gone


@action
def take_back(actor: Actor, project: int, amount: Decimal, voucher: str, paper: Paper) -> Record:
    """Enter what came back of a project's money, by the finance office, with its voucher."""
    found = queries.handled(actor, project, PAYS)
    found = records.held(PROJECT, project)
    money.refuse_refund(accounts.account(found), to_fen(amount, money.UNIT))
    if not voucher.strip():
        raise InputError(problems=[Problem("没有缴款凭证号", "写上凭证号", field="缴款凭证号")])
    clerk = desk(actor, found.unit)
    said = {"project": project, "amount": amount, "received_on": actor.today(), "voucher": voucher.strip()}
    made = ledgers.create(clerk, REFUND, found.unit, said)
    ledgers.attach(clerk, made.ref, "voucher", paper.name, paper.content)
    return made


@dataclass(frozen=True)
class Seen:
    """What a later look found."""

    used: Decimal
    on_purpose: bool
    found: str
    proof: Paper


@action
def look(actor: Actor, number: int, seen: Seen) -> Record:
    """Enter a later look at a payment, by either office; money that went elsewhere is written down too."""
    one = queries.part(LOOK, number)
    paid = queries.part(INSTALMENT, int(one.values["instalment"]))
    found = queries.handled(actor, int(paid.values["project"]), (*OFFICE, *PAYS))
    _refuse_stage(one, "due", "已经回访过")
    if not 0 <= to_fen(seen.used, money.UNIT) <= paid.row["amount"]:
        raise InputError(
            problems=[
                Problem(
                    f"已使用 {seen.used} 万元", f"0 至这一期的 {paid.values['amount']} 万元", field="已使用"
                )
            ]
        )
    if len(seen.found.strip()) < 5:
        raise InputError(problems=[Problem("没有写回访情况", "写明看到了什么", field="回访情况")])
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, one.ref, "proof", seen.proof.name, seen.proof.content)
    said = {
        "used": seen.used, "on_purpose": seen.on_purpose, "found": seen.found.strip(),
        "looked_on": actor.today(), "looked_by": actor.name,
    }  # fmt: skip
    kept = ledgers.edit(clerk, one.ref, said, version=one.version)
    return ledgers.move(clerk, kept.ref, "done")


def _refuse_stage(one: Record, stage: str, why: str) -> None:
    if one.stage != stage:
        raise InputError(f"“{one.title}”是“{one.stage_label}”", hint=why)
