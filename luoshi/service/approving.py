"""What is done with an approval: applied for, its materials handed in and checked, what is missing told once,
handed over between offices, put before experts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import files, pausing
from luoshi.ledgers import queries as records
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import clocks
from luoshi.service import queries
from luoshi.service.policy import (
    APPROVER,
    BEFORE_ACCEPTED,
    HANDOVER,
    ITEM,
    MATERIAL,
    MISSING,
    NOTICE,
    SESSION,
    WAITS,
    tellable,
    untold,
)
from luoshi.service.queries import desk
from luoshi.units import queries as units


@action
def assign(actor: Actor, matter: int, guide: int) -> Record:
    """Give a project its guide, who answers for the whole chain; the hall does, and may change it."""
    found = queries.matter(actor, matter)
    if not actor.is_system and found.unit not in units.reach(actor, "service_hall"):
        raise Refused("您不能安排帮办员", hint="由政务服务中心安排")
    name = queries.guides(found).get(guide)
    if name is None:
        raise InputError(problems=[Problem("这个人不是帮办员", "从列表中选择", field="帮办员")])
    clerk = desk(actor, found.unit)
    values = {"guide": guide, "guide_name": name}
    kept = ledgers.edit(clerk, found.ref, values, version=found.version)
    return ledgers.move(clerk, kept.ref, "guided") if kept.stage == "opened" else kept


@action
def apply(
    actor: Actor, matter: int, unit: str, values: Mapping[str, Any], materials: Iterable[tuple[str, int]] = ()
) -> Record:
    """Apply for an approval with an office: the firm does, or whoever leads the project. `materials` are
    names and copies; what the project has handed in for another approval is shared, not asked for again."""
    found = queries.matter(actor, matter)
    if not (queries.is_firms(actor, found) or queries.leads(actor, found)):
        raise Refused("您不能为这个项目申请", hint="由企业或帮办员申请")
    if found.stage not in ("opened", "guided"):
        raise InputError(f"项目是“{found.stage_label}”", hint="另行登记")
    clerk = desk(actor, unit)
    said = {"applied_on": actor.today(), "applied_by": actor.name, **values, "matter": matter}
    made = ledgers.create(clerk, ITEM, unit, said)
    for name, copies in materials:
        _ask_for(clerk, made, name, copies)
    return made


def _ask_for(clerk: Actor, item: Record, name: str, copies: int) -> None:
    values = {"item": item.ref.id, "name": name.strip(), "copies": copies, "state": "waiting"}
    there = queries.held_already(int(item.values["matter"]), name.strip())
    if there is not None:
        values |= {
            "state": "handed", "shared_from": there.ref.id, "handed_on": clerk.today(),
            "handed_by": there.values["handed_by"],
        }  # fmt: skip
    made = ledgers.create(clerk, MATERIAL, item.unit, values)
    for one in records.evidence(Actor.system(), there.ref) if there else ():
        ledgers.attach(clerk, made.ref, one.purpose, one.name, files.content(one.sha256))


@action
def hand_in(actor: Actor, material: int, name: str, content: bytes) -> Record:
    """Hand in a material. When the last of what was told to be missing is there, the clock runs on."""
    one = queries.concerned(actor, material)
    up = queries.item(actor, int(one.values["item"]))
    if up.stage not in BEFORE_ACCEPTED:
        raise InputError(f"事项已经“{up.stage_label}”", hint="受理以前提交材料")
    clerk = desk(actor, one.unit)
    ledgers.attach(clerk, one.ref, "copy", name, content)
    values = {"state": "handed", "handed_on": actor.today(), "handed_by": actor.name, "lacking": None}
    kept = change(clerk, one, "edit", {key: new for key, new in values.items() if new != one.row[key]})
    waits = [each for each in records.beneath(MATERIAL, up.ref.id) if each.values["state"] == "lacking"]
    course = pausing.course(actor, up)
    if not waits and course.open and course.pauses[-1].kind == WAITS:
        pausing.resume(desk(actor, up.unit), up.ref)
    return kept


@action
def check(actor: Actor, material: int) -> Record:
    """Find a material complete; the office in charge does."""
    one = records.record(actor, Ref(MATERIAL, material))
    queries.in_charge(actor, int(one.values["item"]))
    if one.values["state"] != "handed":
        raise InputError("这份材料没有待查", hint="提交以后查验")
    values = {"state": "complete", "checked_on": actor.today(), "checked_by": actor.name}
    return ledgers.edit(desk(actor, one.unit), one.ref, values, version=one.version)


@action
def notify(actor: Actor, item: int, lacking: Mapping[int, str]) -> Record:
    """Tell whoever applied all that is missing, at once (一次性告知): material → what is wrong with it.

    What the notice does not name counts as complete; a later one may only be about what was handed in anew.
    The clock stands still until it is completed."""
    found = queries.in_charge(actor, item)
    if found.stage not in BEFORE_ACCEPTED:
        raise InputError(f"事项已经“{found.stage_label}”", hint="受理以前告知")
    if any(one.stage == "accepted" and one.state == "late" for one in clocks(found, actor.today())):
        raise InputError("已过受理期限，没有告知的，自收到材料之日起即为受理", hint="请受理")
    materials = {one.ref.id: one for one in records.beneath(MATERIAL, item)}
    _refuse_untellable(found, materials, lacking)
    clerk = desk(actor, found.unit)
    for number, one in materials.items():
        _settle(clerk, one, lacking.get(number, "").strip())
    lines = [
        f"{n}. {materials[number].title}：{lacking[number].strip()}" for n, number in enumerate(lacking, 1)
    ]
    text = "请一次补正以下材料，补正期间不计入办理时限：\n" + "\n".join(lines)
    values = {"item": item, "kind": MISSING, "text": text, "told_on": actor.today()}
    notice = ledgers.create(clerk, NOTICE, found.unit, values)
    if found.stage == "applied":
        ledgers.move(clerk, found.ref, "noticed")
    if not pausing.course(actor, found).open:
        pausing.pause(clerk, found.ref, why="等申请人补正材料", kind=WAITS)
    return notice


def _refuse_untellable(found: Record, materials: Mapping[int, Record], lacking: Mapping[int, str]) -> None:
    """Refuse a notice that names nothing, what may not be named, or a first one that leaves out what is
    missing; everything wrong is said at once."""
    if not lacking or not set(lacking) <= set(materials):
        raise InputError("没有选出要补正的材料", hint="从材料清单中选出，写明缺什么")
    states = {number: str(one.values["state"]) for number, one in materials.items()}
    again = found.stage == "noticed"
    allowed = tellable(states, told_before=again)
    refused = ("第一次告知时就能说的，不能再要", "只能就补正以后新交的材料再告知")
    wrong = refused if again else ("这份材料不缺", "从清单中去掉")
    said: list[tuple[int, str, str]] = []
    for number, what in lacking.items():
        if number not in allowed:
            said.append((number, *wrong))
        elif not what.strip():
            said.append((number, "没有写缺什么", "写明缺什么、要怎样补"))
    if not again:
        said += [(one, "还没有交，要一次告知", "写明要交什么") for one in untold(states, lacking)]
    if said:
        named = [Problem(what, right, field=materials[number].title) for number, what, right in said]
        raise InputError(problems=named)


def _settle(clerk: Actor, one: Record, lacking: str) -> None:
    """What a notice makes of a material: to be completed, or complete."""
    values: dict[str, Any]
    if lacking:
        values = {"state": "lacking", "lacking": lacking}
    elif one.values["state"] == "handed":
        values = {"state": "complete", "checked_on": clerk.today(), "checked_by": clerk.name}
    else:
        return
    changed = {key: value for key, value in values.items() if value != one.values[key]}
    if changed:
        ledgers.edit(clerk, one.ref, changed, version=one.version)


@action
def hand_over(actor: Actor, item: int, unit: str, *, why: str) -> Record:
    """Hand an approval over to another office, with a reason. Until that takes it, this one answers."""
    found = queries.in_charge(actor, item)
    if any(one.stage == "handed" for one in records.beneath(HANDOVER, item)):
        raise InputError("已经移交，对方还没有接收", hint="等对方接收或退回")
    if unit == found.unit:
        raise InputError(problems=[Problem("就是本部门", "选择另一个部门", field="接收部门")])
    if not why.strip():
        raise InputError(problems=[Problem("没有写移交原因", "写明为什么由对方办理", field="移交原因")])
    values = {
        "item": item, "from_unit": found.unit, "why": why.strip(), "handed_on": actor.today(),
        "handed_by": actor.name,
    }  # fmt: skip
    return ledgers.create(desk(actor, unit), HANDOVER, unit, values)


@action
def take(actor: Actor, handover: int) -> Record:
    """Take an approval over: from now on this office answers for it. The clock runs on."""
    one = _offered(actor, handover)
    clerk = desk(actor, one.unit)
    kept = ledgers.edit(
        clerk, one.ref, {"taken_on": actor.today(), "taken_by": actor.name}, version=one.version
    )
    found = records.held(ITEM, int(one.values["item"]))
    for name in (MATERIAL, NOTICE, SESSION):
        for each in records.beneath(name, found.ref.id):
            change(clerk, each, "hand_over", {"unit": one.unit})
    change(clerk, found, "hand_over", {"unit": one.unit}, why=str(one.values["why"]))
    return ledgers.move(clerk, kept.ref, "taken")


@action
def decline(actor: Actor, handover: int, *, why: str) -> Record:
    """Not take an approval, with a reason; the office that handed it over goes on answering for it."""
    one = _offered(actor, handover)
    if not why.strip():
        raise InputError("没有写不接收的理由", hint="写明应由谁办、依据什么")
    clerk = desk(actor, one.unit)
    kept = ledgers.edit(clerk, one.ref, {"declined_why": why.strip()}, version=one.version)
    return ledgers.move(clerk, kept.ref, "declined")


def _offered(actor: Actor, handover: int) -> Record:
    one = records.record(actor, Ref(HANDOVER, handover))
    if not actor.is_system and one.unit not in units.reach(actor, APPROVER):
        raise Refused("不是移交给您的部门", hint="由接收部门办理")
    if one.stage != "handed":
        raise InputError(f"这次移交已经“{one.stage_label}”")
    return one


@action
def convene(actor: Actor, item: int, kind: str, subject: str) -> Record:
    """Put an approval before experts, a hearing or an inspection; its clock stands still and the applicant is
    told in writing."""
    found = queries.in_charge(actor, item)
    if found.stage not in ("accepted", "review"):
        raise InputError(f"事项是“{found.stage_label}”", hint="受理以后、决定以前组织")
    if len(subject.strip()) < 4:
        raise InputError(problems=[Problem("没有写评审内容", "写明评什么、听什么", field="评审内容")])
    clerk = desk(actor, found.unit)
    values = {"item": item, "kind": kind, "subject": subject.strip(), "convened_on": actor.today()}
    made = ledgers.create(clerk, SESSION, found.unit, values)
    pausing.pause(clerk, found.ref, why=subject, kind=kind)
    return made


@action
def conclude(actor: Actor, session: int, held_on: date, *, outcome: str) -> Record:
    """Write down what came of a review or a hearing; the clock runs on from today."""
    one = records.record(actor, Ref(SESSION, session))
    found = queries.in_charge(actor, int(one.values["item"]))
    if one.stage != "convened":
        raise InputError("已经结束", hint="结论不再改")
    if not one.values["convened_on"] <= held_on <= actor.today():
        right = f"{one.values['convened_on']} 至 {actor.today()} 之间"
        raise InputError(problems=[Problem("日期不对", right, field="举行日期")])
    if len(outcome.strip()) < 4:
        raise InputError(problems=[Problem("没有写结论", "写明结论", field="结论")])
    clerk = desk(actor, one.unit)
    kept = ledgers.edit(clerk, one.ref, {"held_on": held_on, "outcome": outcome.strip()}, version=one.version)
    pausing.resume(clerk, found.ref)
    return ledgers.move(clerk, kept.ref, "concluded")
