"""Everything that changes inspections: plan, draw, type on site, tell, answer, settle, conclude."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from luoshi.inspections import draw as drawing
from luoshi.inspections import queries
from luoshi.inspections.draw import Drawn, Sample
from luoshi.inspections.plan import Plan
from luoshi.inspections.policy import (
    CHECK,
    INSPECTION,
    refuse_own,
)
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.money import from_fen
from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.periods import package
from luoshi.periods import queries as periods
from luoshi.units import queries as units

desk = queries.desk


@dataclass(frozen=True)
class NewPlan:
    """An inspection to be planned. `sampling` is what decides the sample; `team` are numbers of people."""

    title: str
    basis: str
    team: tuple[int, ...]
    starts_on: date
    ends_on: date
    answer_days: int
    sampling: Plan
    often: str = ""


@action
def plan(actor: Actor, unit: str, new: NewPlan) -> Record:
    """Fix a plan: from now on its digest is in the journal and it cannot be changed, only drawn once."""
    if unit not in queries.may_plan(actor):
        raise Refused("您不能以该单位名义组织督查", hint="由督查员组织")
    names = units.names()
    _refuse_outside(unit, new.sampling, names)
    _refuse_too_often(new, names)
    members = _team(unit, new, names)
    if new.ends_on < new.starts_on:
        raise InputError(problems=[Problem("结束早于开始", "不早于开始日期", field="结束日期")])
    said = {
        "title": new.title, "period": new.sampling.period, "basis": new.basis, "often": new.often,
        "units": "、".join(names[code] for code in new.sampling.units), "team": "、".join(members.values()),
        "team_ids": ",".join(map(str, members)), "starts_on": new.starts_on, "ends_on": new.ends_on,
        "answer_days": new.answer_days, "plan": new.sampling.dumps(), "plan_digest": new.sampling.digest,
    }  # fmt: skip
    made = ledgers.create(desk(actor, unit), INSPECTION, unit, said)
    data = {
        "period": new.sampling.period, "digest": new.sampling.digest, "plan": new.sampling.to_json(),
        "team": list(members),
    }  # fmt: skip
    append(actor, queries.subject(made), "plan", data, why=new.often)
    return made


def _refuse_outside(unit: str, sampling: Plan, names: Mapping[str, str]) -> None:
    below = units.subtree([unit])
    outside = [names.get(code, code) for code in sampling.units if code not in below]
    if outside:
        raise InputError(f"不能督查 {'、'.join(outside)}", hint="只督查本单位和下级单位")


def _refuse_too_often(new: NewPlan, names: Mapping[str, str]) -> None:
    often = queries.too_often(new.sampling.units, new.starts_on)
    if often and not new.often.strip():
        told = "；".join(f"{names[code]}已有{len(had)}次（{'、'.join(had)}）" for code, had in often.items())
        right = "去掉这些单位，或写明为什么还要督查"
        raise InputError(problems=[Problem(f"本半年督查过于频繁：{told}", right, field="超出频次的理由")])


def _team(unit: str, new: NewPlan, names: Mapping[str, str]) -> dict[int, str]:
    """The members by number; none may hold a role in a unit they are to inspect."""
    known = queries.candidates(unit)
    if not new.team or (strangers := [one for one in new.team if one not in known]):
        said = "没有督查组成员" if not new.team else f"{len(strangers)}人不是督查员"
        raise InputError(problems=[Problem(said, "从督查员里选", field="督查组")])
    for one in new.team:
        person = units.actor_for(units.person_of(one))
        for code in new.sampling.units:
            held = [holding for holding in person.holdings if holding.unit in units.subtree([code])]
            if held:
                said = f"{person.name}在{names[code]}任职，不能督查该单位"
                raise InputError(problems=[Problem(said, "换人，或去掉该单位", field="督查组")])
    return {one: known[one] for one in sorted(set(new.team))}


@action
def draw(actor: Actor, number: int) -> Sample:
    """Draw the sample from the published package: once, and as anybody draws it again."""
    found = queries.led(actor, number)
    if found.stage != "planned":
        raise InputError("已经抽过样", hint="一个方案只抽一次；样本列在督查页面上")
    sampling = queries.plan_of(found)
    sample = _drawn(sampling)
    taken = [one for one in sample.drawn if not one.substitute]
    if not taken:
        raise InputError("没有可抽的记录", hint="这些单位在方案的日期里没有已核实的记录")
    clerk = desk(actor, found.unit)
    ledgers.create_many(clerk, CHECK, _rows(actor, number, taken))
    kept = ledgers.edit(clerk, found.ref, {"root": sample.root}, version=found.version)
    ledgers.move(clerk, kept.ref, "drawn")
    append(actor, queries.subject(found), "draw", sample.to_json())
    return sample


def _drawn(sampling: Plan) -> Sample:
    """The sample of a closed month, its package checked first."""
    month = Period.parse(sampling.period)
    closing = periods.closing(month)
    if closing is None:
        raise InputError(f"{month.label}还没有结账", hint="结账包公布以后才能抽样")
    with package.opened(periods.folder(month)) as (folder, report):
        if report.digest != closing.digest:
            raise InputError(f"{month.label}的结账包与公布时不一致", hint="请从备份恢复，并查明原因")
        return drawing.draw(folder, report.digest, sampling)


def _rows(actor: Actor, number: int, taken: Iterable[Drawn]) -> list[NewRow]:
    """A check for each record drawn, with what it is called."""
    drawn, titles = list(taken), dict[tuple[str, int], str]()
    for name in {one.ledger for one in drawn}:
        mine = [one.record for one in drawn if one.ledger == name]
        titles |= {(name, key): said for key, said in records.titles(actor, name, mine).items()}
    return [
        NewRow(
            one.unit,
            {
                "inspection": number, "of_ledger": one.ledger, "number": one.record, "band": one.band,
                "title": titles.get((one.ledger, one.record), f"{one.ledger} {one.record}"),
                "place_drawn": one.place, "substitute": one.substitute,
                "amount": None if one.amount is None else from_fen(one.amount, "万元"),
            },
        )
        for one in drawn
    ]  # fmt: skip


@action
def substitute(actor: Actor, number: int, *, why: str) -> Record:
    """Give up a record that cannot be inspected and take the next of its stratum instead."""
    found = queries.mine(actor, number)
    if found.stage != "drawn":
        raise InputError("已经核查过，不能换备选", hint="只有还没有核查的记录可以换")
    above = queries.inspection_of(found)
    same = ("of_ledger", "band")
    used = max(
        int(one.values["place_drawn"])
        for one in queries.checks(actor, above.ref.id, found.unit)
        if all(one.values[key] == found.values[key] for key in same)
    )
    spares = [
        one
        for one in _drawn(queries.plan_of(above)).drawn
        if (one.unit, one.ledger, one.band or None) == (found.unit, *(found.values[key] for key in same))
        and one.place > used
    ]
    if not spares:
        raise InputError("这一层没有备选了", hint="照常核查；确实查不了的，认定时写明情况")
    clerk = desk(actor, above.unit)
    ledgers.withdraw(clerk, found.ref, why=why)
    (made,) = ledgers.create_many(clerk, CHECK, _rows(actor, above.ref.id, spares[:1]))
    append(actor, queries.subject(above), "substitute", {"for": number, "check": made.ref.id}, why=why)
    return made


@action
def tell(actor: Actor, number: int, unit: str) -> list[Record]:
    """Tell a unit everything that was found at it; from today its working days to answer run."""
    above = queries.led(actor, number)
    names = units.names()
    refuse_own(actor, unit, names.get(unit, ""), units.subtree([unit]))
    own = queries.checks(actor, number, unit)
    waiting = [str(one.values["title"]) for one in own if one.stage == "drawn"]
    if waiting:
        raise InputError(f"还有{len(waiting)}条没有核查：{'、'.join(waiting[:5])}", hint="全部核查后一并告知")
    ready = [one for one in own if one.stage == "seen"]
    if not ready:
        raise InputError("没有要告知的结果")
    clerk, today = desk(actor, above.unit), actor.today()
    due = add_workdays(today, int(above.values["answer_days"]))
    told = []
    for one in ready:
        kept = ledgers.edit(clerk, one.ref, {"told_on": today, "answer_due": due}, version=one.version)
        told.append(ledgers.move(clerk, kept.ref, "told"))
    append(actor, queries.subject(above), "tell", {"unit": unit, "due": due.isoformat(), "checks": len(told)})
    left = [one for one in queries.checks(actor, number) if one.stage in ("drawn", "seen")]
    if not left and above.stage == "on_site":
        ledgers.move(clerk, above.ref, "told")
    return told


@action
def conclude(actor: Actor, number: int, conclusion: str) -> Record:
    """End an inspection whose checks are all settled with a conclusion that every unit inspected is given."""
    above = queries.led(actor, number)
    if not conclusion.strip():
        raise InputError(problems=[Problem("没有写结论", "写明总的情况和要求", field="督查结论")])
    left = [one for one in queries.checks(actor, number) if one.stage != "settled"]
    if left:
        raise InputError(f"还有{len(left)}条没有办结", hint="逐条办结以后再下结论")
    clerk = desk(actor, above.unit)
    kept = ledgers.edit(clerk, above.ref, {"conclusion": conclusion}, version=above.version)
    append(actor, queries.subject(above), "conclude", {}, why=conclusion)
    return ledgers.move(clerk, kept.ref, "settled") if kept.stage != "settled" else kept
