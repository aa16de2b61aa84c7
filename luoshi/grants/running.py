"""A project under way: milestones reported and checked, changes asked for and decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.grants import queries
from luoshi.grants.policy import CHANGE, LATEST_EXTENSION, MILESTONE, PROJECT, RUNS, Paper
from luoshi.grants.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record

VERDICTS = {"passed": "confirmed", "mend": "mending", "stop": "stopped"}
"""What a check comes to → the stage a milestone enters."""


@action
def report(actor: Actor, milestone: int, text: str, proof: Paper) -> Record:
    """Report that a milestone is reached, with the proof; the firm does, again after it was to mend."""
    one = queries.part(MILESTONE, milestone)
    found = queries.own(actor, int(one.values["project"]))
    if found.stage not in RUNS:
        raise InputError(f"项目是“{found.stage_label}”", hint="签订任务书以后、验收以前报送")
    if one.stage not in ("planned", "mending"):
        raise InputError(f"里程碑是“{one.stage_label}”", hint="不用再报")
    if len(text.strip()) < 10:
        raise InputError(problems=[Problem("完成情况太短", "写明做到了什么、有什么数", field="完成情况")])
    clerk = desk(actor, found.unit)
    ledgers.attach(clerk, one.ref, "proof", proof.name, proof.content)
    said = {"report": text.strip(), "reported_on": actor.today()}
    changed = {key: value for key, value in said.items() if value != one.values[key]}
    kept = ledgers.edit(clerk, one.ref, changed, version=one.version) if changed else one
    return ledgers.move(clerk, kept.ref, "again" if one.stage == "mending" else "reported")


@action
def check(actor: Actor, milestone: int, verdict: str, *, opinion: str) -> Record:
    """Check what was reported: passed, to be mended (once), or better stopped; with an opinion."""
    one = queries.part(MILESTONE, milestone)
    found = queries.handled(actor, int(one.values["project"]))
    if one.stage not in ("reported", "again"):
        raise InputError(f"里程碑是“{one.stage_label}”", hint="企业报送以后核查")
    problems = []
    if verdict not in VERDICTS:
        problems.append(Problem("没有核查结论", "完成、限期整改或建议终止", field="核查结论"))
    if verdict == "mend" and one.stage == "again":
        problems.append(Problem("已经整改过一次", "完成或建议终止", field="核查结论"))
    if len(opinion.strip()) < 5:
        problems.append(Problem("没有写核查意见", "写明核对了什么", field="核查意见"))
    if problems:
        raise InputError(problems=problems)
    said = {
        "verdict": verdict, "opinion": opinion.strip(), "checked_on": actor.today(), "checked_by": actor.name,
    }  # fmt: skip
    clerk = desk(actor, found.unit)
    changed = {key: value for key, value in said.items() if value != one.values[key]}
    kept = ledgers.edit(clerk, one.ref, changed, version=one.version)
    return ledgers.move(clerk, kept.ref, VERDICTS[verdict], why=opinion)


@dataclass(frozen=True)
class Wish:
    """What a firm asks to change: time (`ends_on`), leader (`leader`), budget, content or end."""

    kind: str
    wants: str
    ends_on: date | None = None
    leader: str = ""


@action
def ask(actor: Actor, project: int, wish: Wish, letter: Paper) -> Record:
    """Ask for a change under seal; more time is asked for before the time is over."""
    found = queries.own(actor, project)
    if found.stage not in RUNS:
        raise InputError(f"项目是“{found.stage_label}”", hint="签订任务书以后、验收以前申请变更")
    if records.beneath(CHANGE, project, stage="asked"):
        raise InputError("有一份变更申请还没有审批", hint="等审批以后再申请")
    _check(actor, found, wish)
    values = {
        "project": project, "kind": wish.kind, "wants": wish.wants.strip(), "asked_on": actor.today(),
        "asked_by": actor.name,
    }  # fmt: skip
    if wish.kind == "time":
        values["ends_on"] = wish.ends_on
    if wish.kind == "leader":
        values["leader"] = wish.leader.strip()
    made = ledgers.create(desk(actor, found.unit), CHANGE, found.unit, values)
    ledgers.attach(desk(actor, found.unit), made.ref, "letter", letter.name, letter.content)
    return made


def _check(actor: Actor, found: Record, wish: Wish) -> None:
    problems = []
    if len(wish.wants.strip()) < 10:
        problems.append(Problem("申请内容太短", "写明改什么、为什么", field="申请内容和理由"))
    if wish.kind == "time":
        problems += _of_time(actor, found, wish.ends_on)
    if wish.kind == "leader" and len(wish.leader.strip()) < 2:
        problems.append(Problem("没有写新负责人", "写姓名", field="新负责人"))
    if problems:
        raise InputError(problems=problems)


def _of_time(actor: Actor, found: Record, ends_on: date | None) -> list[Problem]:
    now = found.values["ends_on"]
    if actor.today() > now:
        return [Problem(f"实施期已于 {now} 结束", "延期要在到期之前申请", field="延期至")]
    if ends_on is None or ends_on <= now:
        return [Problem("没有写延期至哪天", f"在 {now} 之后", field="延期至")]
    granted = records.beneath(CHANGE, found.ref.id, stage="granted", kind="time")
    if len(granted) >= LATEST_EXTENSION:
        return [Problem(f"已经延期 {len(granted)} 次", f"最多 {LATEST_EXTENSION} 次", field="延期至")]
    return []


@action
def decide_change(actor: Actor, request: int, granted: bool, *, opinion: str = "") -> Record:
    """Grant or refuse a change; what was granted is changed in the same breath, an ending is carried out by
    `ending.stop`."""
    one = queries.part(CHANGE, request)
    found = queries.handled(actor, int(one.values["project"]))
    if one.stage != "asked":
        raise InputError(f"申请已经“{one.stage_label}”")
    if not granted and len(opinion.strip()) < 5:
        raise InputError(problems=[Problem("没有写审批意见", "写明为什么不同意", field="审批意见")])
    clerk = desk(actor, found.unit)
    said = {"opinion": opinion.strip() or None, "decided_on": actor.today(), "decided_by": actor.name}
    kept = ledgers.edit(
        clerk, one.ref, {key: value for key, value in said.items() if value}, version=one.version
    )
    if granted:
        _apply(clerk, found, one)
    return ledgers.move(clerk, kept.ref, "granted" if granted else "refused")


def _apply(clerk: Actor, found: Record, one: Record) -> None:
    field = {"time": "ends_on", "leader": "leader"}.get(str(one.values["kind"]))
    if field is None:
        return
    found = records.held(PROJECT, found.ref.id)
    if one.values[field] != found.values[field]:
        why = f"变更申请：{one.values['wants']}"
        ledgers.adjust(clerk, found.ref, {field: one.values[field]}, version=found.version, why=why)
