"""The contract of a project: what it promises by when, in which instalments it is paid, and its signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.grants import accounts, money, queries
from luoshi.grants.policy import INSTALMENT, MILESTONE, MONEY, PROJECT, Paper
from luoshi.grants.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.money import to_fen
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record


@dataclass(frozen=True)
class Goal:
    """A milestone to be agreed: what is reached by when; `midterm` for the mid-term check."""

    what: str
    due_on: date
    midterm: bool = False


@dataclass(frozen=True)
class Part:
    """An instalment to be agreed, in 万元: `upon` is the number of a goal, 0 for the signature."""

    amount: Decimal
    planned_on: date
    upon: int = 0


@dataclass(frozen=True)
class Backer:
    """Other money of the project: enterprise, loan or society."""

    kind: str
    payer: str
    agreed: Decimal


@dataclass(frozen=True)
class Terms:
    """What a contract says."""

    number: str
    starts_on: date
    ends_on: date
    goals: tuple[Goal, ...]
    parts: tuple[Part, ...]
    backers: tuple[Backer, ...] = ()


@action
def draw_up(actor: Actor, project: int, terms: Terms) -> Record:
    """Write down the terms of an approved project's contract, in place of those written before: instalments
    add up to the money granted, each after the first hangs on a goal, every goal lies within its time."""
    found = queries.handled(actor, project)
    if found.stage != "approved":
        raise InputError(f"项目是“{found.stage_label}”", hint="批准立项以后、签订任务书以前拟定")
    found = records.held(PROJECT, project)
    _check(found, terms)
    clerk = desk(actor, found.unit)
    for ledger in (INSTALMENT, MILESTONE, MONEY):
        for one in records.beneath(ledger, project):
            ledgers.withdraw(clerk, one.ref, why="重新拟定任务书")
    _write(clerk, found, terms)
    said = {"contract_no": terms.number.strip(), "starts_on": terms.starts_on, "ends_on": terms.ends_on}
    changed = {key: one for key, one in said.items() if one != found.values[key]}
    return ledgers.edit(clerk, found.ref, changed, version=found.version) if changed else found


def _write(clerk: Actor, found: Record, terms: Terms) -> None:
    above = {"project": found.ref.id}
    goals = [
        ledgers.create(
            clerk, MILESTONE, found.unit,
            {
                **above, "number": at, "kind": "midterm" if one.midterm else "goal", "what": one.what.strip(),
                "due_on": one.due_on,
            },
        )
        for at, one in enumerate(terms.goals, start=1)
    ]  # fmt: skip
    for at, part in enumerate(terms.parts, start=1):
        upon = {"milestone": goals[part.upon - 1].ref.id} if part.upon else {}
        values = {"number": at, "title": f"第{at}期", "amount": part.amount, "planned_on": part.planned_on}
        ledgers.create(clerk, INSTALMENT, found.unit, above | values | upon)
    for one in terms.backers:
        said = {"kind": one.kind, "payer": one.payer.strip(), "agreed": one.agreed}
        ledgers.create(clerk, MONEY, found.unit, above | said)


def _check(found: Record, terms: Terms) -> None:
    problems = []
    if not terms.number.strip():
        problems.append(Problem("没有任务书编号", "写上编号", field="任务书编号"))
    if terms.ends_on <= terms.starts_on:
        said = f"{terms.starts_on} 至 {terms.ends_on}"
        problems.append(Problem(said, "截止在起始之后", field="实施期限"))
    problems += _of_goals(terms)
    problems += _of_parts(terms.parts, len(terms.goals))
    if problems:
        raise InputError(problems=problems)
    planned = sum(to_fen(one.amount, money.UNIT) for one in terms.parts)
    money.refuse_plan(money.Account(found.row["funds"] or 0, planned))


def _of_goals(terms: Terms) -> list[Problem]:
    if not terms.goals:
        return [Problem("没有里程碑", "至少写一个能核查的目标", field="里程碑")]
    return [
        Problem(f"第{at}个里程碑在 {one.due_on}", f"在实施期内，不晚于 {terms.ends_on}", field="里程碑")
        for at, one in enumerate(terms.goals, start=1)
        if not terms.starts_on <= one.due_on <= terms.ends_on or not one.what.strip()
    ]


def _of_parts(parts: Sequence[Part], goals: int) -> list[Problem]:
    if not parts:
        return [Problem("没有拨款计划", "至少一期", field="拨款计划")]
    problems = [
        Problem(f"第{at}期没有凭据", f"第二期起凭一个里程碑（1 至 {goals}）拨付", field="拨款计划")
        for at, one in enumerate(parts, start=1)
        if not 0 <= one.upon <= goals or (at > 1 and one.upon == 0)
    ]
    return problems + [
        Problem(f"第{at}期 {one.amount} 万元", "大于 0", field="拨款计划")
        for at, one in enumerate(parts, start=1)
        if one.amount <= 0
    ]


@action
def sign(actor: Actor, project: int, paper: Paper) -> Record:
    """Enter the contract as both have signed and sealed it; from now it is carried out."""
    found = queries.handled(actor, project)
    if found.stage != "approved" or not queries.instalments(found):
        raise InputError("任务书还没有拟定", hint="先写里程碑和拨款计划")
    money.refuse_plan(accounts.account(found))
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, found.ref, "contract", paper.name, paper.content)
    signed = ledgers.edit(clerk, found.ref, {"contracted_on": actor.today()}, version=found.version)
    return ledgers.move(clerk, signed.ref, "contract")


@action
def raise_money(actor: Actor, source: int, in_place: Decimal, on: date, proof: Paper) -> Record:
    """Enter other money of a project as it came in, with the proof."""
    one = queries.part(MONEY, source)
    found = queries.handled(actor, int(one.values["project"]))
    if in_place <= 0 or on > actor.today():
        raise InputError(f"{on} 到位 {in_place} 万元", hint="大于 0，日期不在今天之后")
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, one.ref, "proof", proof.name, proof.content)
    said = {"in_place": in_place, "in_place_on": on}
    return ledgers.edit(clerk, one.ref, said, version=one.version)
