"""What is done to bring a need and an offer together: introduced, met, negotiated, contracted or failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record, Ref
from luoshi.matching import finding, queries
from luoshi.matching.policy import INTRODUCTION, NEED, OFFERS, SIDE
from luoshi.matching.queries import desk


@action
def introduce(actor: Actor, need: int, offer: Ref, *, next_step: str = "") -> Record:
    """Bring a need together with a result, patent or expert. The other side sees it and is asked for its
    word; the need counts as being matched. Both must be records that the actor may read."""
    wanted, offered = records.record(actor, Ref(NEED, need)), records.record(actor, offer)
    kind = finding.kind_of(offer)
    if kind not in OFFERS:
        raise InputError(f"“{offered.title}”不是成果、专利或专家", hint="从匹配页上选择")
    if not queries.may_introduce(actor, wanted):
        raise Refused("您不能为这家企业牵线", hint="由科技管理员或企业自己牵线")
    if wanted.stage == "closed" or wanted.withdrawn:
        raise InputError("这项需求已经办结", hint="有新的需求请重新提出")
    _refuse_twice(wanted, offer)
    values = {
        "need": need, "name": f"{wanted.title}—{offered.title}", "kind": kind, "offer": str(offer),
        "offer_name": offered.title, "introduced_on": actor.today(), "introduced_by": actor.name,
        "reason": "；".join(finding.why(actor, wanted, offer)) or None, "next_step": next_step or None,
    }  # fmt: skip
    made = ledgers.create(desk(actor, wanted.unit), INTRODUCTION, wanted.unit, values)
    if offered.unit != wanted.unit:
        asked = {"introduction": made.ref.id, "name": offered.title, "asked_on": actor.today()}
        ledgers.create(desk(actor, offered.unit, wanted.unit), SIDE, offered.unit, asked)
    _advance(actor, wanted, "matched")
    return made


def _refuse_twice(need: Record, offer: Ref) -> None:
    rows = records.table(INTRODUCTION).objects.filter(need=need.ref.id, offer=str(offer), withdrawn=False)
    if rows.exclude(stage="failed").exists():
        raise InputError("这一对已经牵过线", hint="打开已有的对接继续办理")


@action
def say(actor: Actor, number: int, word: str, *, contact: str = "", phone: str = "") -> Record:
    """The word of the other side on an introduction: willing or not, and whom to speak to."""
    side = next(iter(queries.records(SIDE, records.table(SIDE).objects.filter(id=number))), None)
    if side is None or side.withdrawn or not queries.may_say(actor, side):
        raise Refused("您不能代表这一方答复", hint="由成果持有单位或专家本人答复")
    if not word.strip():
        raise InputError("没有写意见", hint="写明愿不愿意洽谈、怎样联系")
    said = {"word": word, "said_on": actor.today(), "contact": contact or None, "phone": phone or None}
    lent = desk(actor, side.unit)
    edited = ledgers.edit(lent, side.ref, {k: v for k, v in said.items() if v}, version=side.version)
    return edited if side.stage == "answered" else ledgers.move(lent, edited.ref, "answered")


@action
def meet(
    actor: Actor, number: int, on: date, *, next_step: str = "", files: Iterable[NewFile] = ()
) -> Record:
    """Say that both sides have met, and what comes next."""
    if on > actor.today():
        raise InputError(f"{on} 还没有到", hint="写实际洽谈的日期")
    return _on(actor, number, "met", {"met_on": on, "next_step": next_step or None}, files)


@action
def negotiate(actor: Actor, number: int, *, next_step: str = "") -> Record:
    """Say that a contract is being negotiated."""
    return _on(actor, number, "negotiating", {"next_step": next_step or None})


@action
def contract(
    actor: Actor, number: int, on: date, amount: Decimal, file: NewFile, *, contract_no: str = ""
) -> Record:
    """Say that a contract was signed, with the contract itself; somebody else verifies it before it counts.
    `amount` in 万元."""
    if on > actor.today():
        raise InputError(f"{on} 还没有到", hint="写实际签约的日期")
    values = {"contracted_on": on, "amount": amount, "contract_no": contract_no or None, "next_step": None}
    made = _on(actor, number, "contracted", values, [file])
    _advance(actor, records.record(desk(actor, made.unit), Ref(NEED, int(made.row["need"]))), "contracted")
    return made


@action
def fail(actor: Actor, number: int, *, why: str) -> Record:
    """End an introduction that came to nothing, with the reason; the pair may be brought together again."""
    if not why.strip():
        raise InputError("没有写原因", hint="写明没有谈成的原因")
    return _on(actor, number, "failed", {"failed_on": actor.today(), "failed_why": why})


@action
def settle(actor: Actor, need: int, *, outcome: str) -> Record:
    """Close a need: what came of it."""
    record = records.record(actor, Ref(NEED, need), "report")
    if not outcome.strip():
        raise InputError("没有写解决情况", hint="写明怎样解决的，或为什么不再需要")
    edited = ledgers.edit(actor, record.ref, {"outcome": outcome}, version=record.version)
    return ledgers.move(actor, edited.ref, "closed")


def _on(
    actor: Actor, number: int, stage: str, values: dict[str, object], files: Iterable[NewFile] = ()
) -> Record:
    """Fill in what a stage needs and enter it, by whoever keeps introductions of the unit."""
    record = records.record(actor, Ref(INTRODUCTION, number), "report")
    for one in files:
        ledgers.attach(actor, record.ref, one.purpose, one.name, one.content)
    changed = {key: value for key, value in values.items() if value != record.values[key]}
    if changed:
        record = ledgers.edit(actor, record.ref, changed, version=record.version)
    return ledgers.move(actor, record.ref, stage)


def _advance(actor: Actor, need: Record, stage: str) -> None:
    """The need follows its introductions, and never goes back."""
    if any(one.key == stage for one in need.spec.onward(need.stage)):
        ledgers.move(desk(actor, need.unit), need.ref, stage)
