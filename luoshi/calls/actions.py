"""Everything that the office does with a call: drafting, publishing, correcting, extending, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.calls import policy, queries
from luoshi.calls.policy import APPLICATION, CALL, OFFICE, STEPS
from luoshi.calls.queries import desk
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import columns
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.units import queries as units

_BY_ITSELF = frozenset({"closes_on", "closes_at"})
"""Moved by an extension only."""


@action
def draft(actor: Actor, unit: str, values: Mapping[str, Any]) -> Record:
    """Draft a call of a unit; nobody outside its offices sees it before it is published."""
    if not actor.is_system and unit not in units.reach(actor, *OFFICE):
        raise Refused("您不能以该单位名义发布申报通知", hint="需要该单位或上级单位的科技管理员角色")
    return ledgers.create(desk(actor, unit), CALL, unit, _right(values))


@action
def edit(actor: Actor, number: int, values: Mapping[str, Any], *, version: int) -> Record:
    """Change a draft; what is published is corrected (`correct`) or extended (`extend`)."""
    found = queries.led(actor, number)
    if found.stage != "draft":
        raise InputError("申报通知已经发布，不能直接修改", hint="更正要写明原因，并告知已经在填写的单位")
    return ledgers.edit(desk(actor, found.unit), found.ref, _right(values), version=version)


@action
def attach(actor: Actor, number: int, purpose: str, name: str, content: bytes) -> Evidence:
    """Add a guide or a form to a call, published or not."""
    found = queries.led(actor, number)
    return ledgers.attach(desk(actor, found.unit), found.ref, purpose, name, content)


@action
def publish(actor: Actor, number: int) -> Record:
    """Publish a call: from now its rules are fixed and firms see it."""
    found = queries.led(actor, number)
    if found.values["closes_at"] and policy.closing(found.values) <= actor.now():
        raise InputError(f"截止时间 {found.values['closes_on']} 已过", hint="写一个还没有到的截止时间")
    return ledgers.move(desk(actor, found.unit), found.ref, "published")


@action
def correct(actor: Actor, number: int, values: Mapping[str, Any], *, version: int, why: str) -> Record:
    """Correct a published call before it closes, with a reason that everybody reads; whoever has a draft is
    told. The deadline is not corrected but extended."""
    found = _open(actor, number)
    moved = _BY_ITSELF & {key for key, one in values.items() if one != found.values[key]}
    if moved:
        raise InputError("截止时间不能更正", hint="用“延长受理”，写明原因")
    right = _right(values)
    kept = columns.stored(found.spec, right)
    said = {key: one for key, one in right.items() if kept[key] != found.row[key]}
    if not said:
        raise InputError("没有改动", hint="修改后再保存")
    labels = "、".join(found.spec.fields[key].label.zh for key in said)
    said["corrections"] = _noted(actor, found, f"更正{labels}：{why.strip()}")
    return ledgers.adjust(desk(actor, found.unit), found.ref, said, version=version, why=why)


@action
def extend(actor: Actor, number: int, closes_on: date, closes_at: str, *, why: str) -> Record:
    """Give firms more time, before the call closes, with a reason that everybody reads."""
    found = _open(actor, number)
    later = {"closes_on": closes_on, "closes_at": policy.clock_time(closes_at)}
    if policy.closing(later) <= policy.closing(found.values):
        before = f"{found.values['closes_on']} {found.values['closes_at']}"
        raise InputError(f"新的截止时间不晚于原来的（{before}）", hint="只能延长，不能提前")
    told = f"受理延长至{closes_on:%Y年%m月%d日} {later['closes_at']}：{why.strip()}"
    said = {**later, "corrections": _noted(actor, found, told)}
    return ledgers.adjust(desk(actor, found.unit), found.ref, said, version=found.version, why=why)


@action
def close(system: Actor, number: int) -> Record:
    """Close a call whose minute has passed; the System does it by itself, nobody can do it sooner."""
    found = queries.call(system, number)
    if not system.is_system:
        raise Refused("申报到时自动截止，不能人为提前", hint="等截止时间过后")
    if found.stage != "published" or system.now() < policy.closing(found.values):
        raise InputError(f"“{found.title}”还没有到截止时间")
    return ledgers.move(system, found.ref, "closed")


@action
def discard(actor: Actor, number: int, *, why: str) -> Record:
    """Withdraw a call: a draft, or a published one for which nobody has handed in anything."""
    found = queries.led(actor, number)
    rows = ledger_queries.visible(Actor.system(), APPLICATION).filter(call=number)
    if found.stage != "draft" and rows.exclude(stage="draft").exists():
        raise InputError("已经有单位提交申报，不能撤回通知", hint="办完审查，或延长、更正")
    return ledgers.withdraw(desk(actor, found.unit), found.ref, why=why)


@action
def step(actor: Actor, number: int, stage: str, *, why: str = "") -> Record:
    """Take a closed call a step further: under review, decided, finished."""
    if stage not in STEPS:
        raise InputError(f"不能直接进入“{stage}”", hint="可用：" + "、".join(STEPS))
    found = queries.led(actor, number, STEPS[stage])
    if found.stage in ("draft", "published"):
        raise InputError("申报还没有截止", hint="到截止时间自动截止，之后才能评审和决定")
    left = queries.counted(Actor.system(actor.clock), number)
    waiting = sum(left[one] for one in (*policy.TO_CHECK, "returned"))
    if waiting:
        raise InputError(f"还有{waiting}份申报没有审查完", hint="逐份通过、退回补正或不予受理后再继续")
    return ledgers.move(desk(actor, found.unit), found.ref, stage, why=why)


def due(system: Actor) -> list[Record]:
    """The published calls whose minute has passed."""
    rows = ledger_queries.visible(system, CALL).filter(stage="published", closes_on__lte=system.today())
    found = [of_row(ledger_queries.ledger(CALL), row) for row in rows.order_by("id").values()]
    return [one for one in found if policy.closing(one.values) <= system.now()]


def locked(system: Actor, number: int) -> Record:
    """A call held until the end of the transaction: whoever hands in, extends or closes waits in line."""
    ledger_queries.record(system, Ref(CALL, number))
    return ledger_queries.held(CALL, number)


def _open(actor: Actor, number: int) -> Record:
    queries.led(actor, number)
    found = locked(Actor.system(), number)
    if found.stage != "published" or actor.now() >= policy.closing(found.values):
        raise InputError("申报没有在受理，不能更正或延长", hint="更正和延长要在截止之前")
    return found


def _noted(actor: Actor, found: Record, said: str) -> str:
    before = str(found.values["corrections"] or "")
    return f"{before}\n{actor.today():%Y年%m月%d日} {said}".strip()


def _right(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a call whose time and fields are what they should be."""
    said = dict(values)
    labels = ledger_queries.ledger(APPLICATION).fields["domain"].choices
    problems = []
    try:
        if said.get("closes_at"):
            said["closes_at"] = policy.clock_time(str(said["closes_at"]))
    except InputError as fault:
        problems.append(Problem(fault.message, fault.hint, field="截止时刻"))
    try:
        keys = policy.domains(str(said.get("domains") or ""), {one: each.zh for one, each in labels.items()})
        if "domains" in said:
            said["domains"] = policy.listed(labels[one].zh for one in keys)
    except InputError as fault:
        problems.append(Problem(fault.message, fault.hint, field="支持领域"))
    if problems:
        raise InputError(problems=problems)
    return said
