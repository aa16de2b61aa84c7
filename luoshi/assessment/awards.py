"""Awards and accountability: proposed by rule, approved by a leader, carried out with proof, or dropped."""

from __future__ import annotations

from collections import Counter
from datetime import date

from luoshi.assessment import course, proposals
from luoshi.assessment.course import AWARDS, Course
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.periods import queries as periods


@action
def propose(actor: Actor, number: int) -> list[Record]:
    """Propose what the sheet's consequences say on final results; what was proposed before is left alone."""
    found = course.whole(actor, number)
    if not course.assesses(actor, found):
        raise Refused("您不能提出奖惩建议", hint="由考核员提出")
    if found.state != "final":
        raise Locked("得分还没有定稿", hint="公示期满、异议答复后由领导定稿，再提出奖惩")
    if found.sheet is None or not found.sheet.consequences:
        raise InputError("这张细则没有奖惩条款", hint="在台账包的细则里写 consequences")
    known = {(one.values["rule"], one.values["target"]) for one in course.awards(number)}
    wanted = proposals.proposed(found.sheet, found.standings, _lights(found))
    rows = [
        NewRow(course.host(found), _values(actor, number, one))
        for one in wanted
        if (one.rule, one.unit) not in known
    ]
    if not rows:
        raise InputError("没有新的奖惩建议", hint="够得上条款的单位都已提出")
    made = ledgers.create_many(actor, AWARDS, rows, why=f"依据第{number}号考核定稿结果提出")
    append(actor, f"assessment:{number}", "propose", {"awards": [one.ref.id for one in made]})
    return made


def _values(actor: Actor, number: int, one: proposals.Proposal) -> dict[str, object]:
    return {
        "title": one.title, "assessment": number, "target": one.unit, "kind": one.kind,
        "amount": one.amount, "rule": one.rule, "basis": one.basis, "proposed_on": actor.today(),
    }  # fmt: skip


def _lights(found: Course) -> proposals.Lights:
    """How often each unit's figures of the sheet's pack showed each light, in the closed months of the year
    up to the run's."""
    last, pack = Period.parse(found.run.through), found.run.sheet.partition(".")[0]
    plan = queries.plan_year(pack)
    counted: Counter[tuple[str, str]] = Counter()
    for closing in periods.closings():
        month = Period.parse(closing.period)
        if month <= last and plan.of(month) == found.run.year:
            mine = periods.published(month, indicator__startswith=f"{pack}.")
            counted.update((one["unit"], one["light"]) for one in mine if one["light"])
    labels = {one.key: one.label.zh for one in queries.packs()[pack].lights}
    return proposals.Lights(counted, labels)


@action
def approve(actor: Actor, number: int, record: int, *, note: str = "") -> Record:
    """A leader approves a proposal, or one that was edited since it was approved; never one's own."""
    one = _award(actor, number, record)
    if not course.waits(one):
        raise Locked("这条奖惩不在待审批状态", hint="只审批新提出的和批准后又改过的")
    made = ledgers.verify(actor, one.ref, note=note)
    if one.stage == "proposed":
        made = ledgers.move(actor, one.ref, "approved", version=made.version, why=note)
    append(actor, f"assessment:{number}", "approve", {"award": record}, why=note)
    return made


@action
def drop(actor: Actor, number: int, record: int, *, why: str) -> Record:
    """A leader drops a proposal, or an approved one that was not carried out, with a reason."""
    one = _award(actor, number, record)
    if one.stage == "carried" or one.verification == "rejected":
        raise Locked("已兑现或已撤销的不能撤销", hint="查看这条记录的经过")
    made = ledgers.reject(actor, one.ref, why=why)
    append(actor, f"assessment:{number}", "drop", {"award": record}, why=why)
    return made


@action
def carry_out(
    actor: Actor, number: int, record: int, proof: NewFile, *, on: date | None = None, why: str = ""
) -> Record:
    """Note that an approved award or measure was carried out, with its proof."""
    one = _award(actor, number, record)
    if one.stage != "approved" or not course.stands(one):
        raise Locked("这条奖惩还没有批准，或已撤销、已兑现", hint="领导批准后再兑现")
    ledgers.attach(actor, one.ref, "proof", proof.name, proof.content)
    made = ledgers.move(actor, one.ref, "carried", on=on, why=why)
    append(actor, f"assessment:{number}", "carry_out", {"award": record}, why=why)
    return made


def _award(actor: Actor, number: int, record: int) -> Record:
    course.whole(actor, number)
    found = next((one for one in course.awards(number) if one.ref.id == record), None)
    if found is None:
        raise Missing("没有这条奖惩记录", hint="它可能属于其他单位，或编号有误")
    return found
