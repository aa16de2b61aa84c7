"""Everything that a firm does with its application: starting, writing together, handing in, taking back,
completing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.calls import policy, queries
from luoshi.calls.actions import locked
from luoshi.calls.policy import APPLICATION, FIRM, LINES, WRITTEN
from luoshi.calls.queries import desk
from luoshi.journal import queries as journal
from luoshi.journal.actions import action
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.codes import check_uscc
from luoshi.kernel.errors import InputError, Refused, Stale
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import columns, detaching
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.changes import change
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref
from luoshi.units import queries as units


@action
def start(actor: Actor, call: int, unit: str, name: str) -> Record:
    """Start an application of a firm for a call that is open: a draft that only the firm sees."""
    above = queries.call(actor, call)
    if not actor.is_system and unit not in units.reach(actor, *FIRM):
        raise Refused("您不能为该企业申报", hint="需要该企业的企业管理员或申报人角色")
    firm = units.unit(unit)
    if firm.kind != "enterprise" or unit not in units.subtree([above.unit]):
        raise InputError(f"“{firm.name}”不能申报这项通知", hint="由发布地的企业申报")
    if not queries.is_open(above, actor.now()):
        raise InputError(queries.when_open(above, actor.now()), hint="请看其他申报通知")
    most = above.values["per_firm"]
    if most is not None and queries.started(above, unit) >= most:
        raise InputError(
            f"每单位限报{most}项，本单位已有{most}项", hint="在已有的草稿上继续填写，或先撤回一项"
        )
    values = {"call": call, "name": name, "host": firm.name, **_code(firm.code)}
    return ledgers.create(desk(actor, unit), APPLICATION, unit, values)


def _code(code: str) -> dict[str, str]:
    """A firm's code is its credit code; one that is not is left for the firm to fill in."""
    try:
        return {"host_code": check_uscc(code)}
    except InputError:
        return {}


def save(actor: Actor, number: int, values: Mapping[str, Any], *, seen: int) -> Record:
    """Keep fields of a draft as they were typed over the version seen. What somebody else changed meanwhile
    stays; where both changed the same field to different values it is refused and said whose."""
    found = _written(actor, number)
    allowed = set(policy.written_by_firm(values)) - {"host"}
    if _code(found.unit):
        allowed.discard("host_code")  # who applies is the firm itself, not whom it names
    if set(values) - allowed:
        raise InputError("这些内容由申报流程填写，不能修改")
    kept = columns.stored(found.spec, values)
    fresh = {key: one for key, one in values.items() if kept[key] != found.row[key]}
    if not fresh:
        return found
    _refuse_overwriting(found, fresh, seen)
    return _save(actor, found, fresh)


@action
def _save(actor: Actor, found: Record, fresh: Mapping[str, Any]) -> Record:
    return ledgers.edit(desk(actor, found.unit), found.ref, fresh, version=found.version)


def _refuse_overwriting(found: Record, fresh: Mapping[str, Any], seen: int) -> None:
    """Refuse a field that changed after the version seen."""
    if found.version == seen:
        return
    for entry in reversed(journal.history(found.ref.subject)):
        version = entry.data.get("version")
        if not isinstance(version, list) or int(version[1]) <= seen:
            continue
        both = [key for key in fresh if key in entry.data]
        if both:
            labels = "、".join(str(found.spec.fields[key.removesuffix("_code")].label) for key in both)
            at = entry.at.astimezone(SHANGHAI)
            raise Stale(
                f"{entry.name}在{at:%m月%d日%H:%M}先修改了“{labels}”，您的修改没有保存",
                hint="您填写的内容还在页面上；请对照新内容后再保存",
            )


@action
def put_line(
    actor: Actor,
    number: int,
    ledger: str,
    values: Mapping[str, Any],
    *,
    line: int | None = None,
    seen: int = 0,
) -> Record:
    """Add a member, partner or budget line, or change one over the version seen."""
    found = _written(actor, number)
    if ledger not in LINES:
        raise InputError("申报书没有这种内容")
    clerk = desk(actor, found.unit)
    if line is None:
        _refuse_twice(found, ledger, values)
        return ledgers.create(clerk, ledger, found.unit, {**values, "application": number})
    return ledgers.edit(clerk, _line(found, ledger, line).ref, values, version=seen)


def _refuse_twice(found: Record, ledger: str, values: Mapping[str, Any]) -> None:
    """A budget line that somebody else made meanwhile is not made again."""
    kind = values.get("kind")
    if kind and any(one.values["kind"] == kind for one in queries.lines(found, ledger)):
        raise Stale("别人刚填了这一行，您的没有保存", hint="刷新页面后再改")


@action
def drop_line(actor: Actor, number: int, ledger: str, line: int) -> Record:
    """Take a line out again."""
    found = _written(actor, number)
    return ledgers.withdraw(desk(actor, found.unit), _line(found, ledger, line).ref, why="填报人删除")


def _line(found: Record, ledger: str, line: int) -> Record:
    record = ledger_queries.record(Actor.system(), Ref(ledger, line))
    if ledger not in LINES or record.row["application"] != found.ref.id:
        raise InputError("这一行不属于这份申报书")
    return record


@action
def attach(actor: Actor, number: int, purpose: str, name: str, content: bytes) -> Evidence:
    """Add a file to a draft for one of its purposes."""
    found = _written(actor, number)
    return ledgers.attach(desk(actor, found.unit), found.ref, purpose, name, content)


@action
def take_off(actor: Actor, number: int, evidence: int) -> Evidence:
    """Take a file off a draft again."""
    found = _written(actor, number)
    return detaching.detach(desk(actor, found.unit), found.ref, evidence, why="申报单位撤下")


@action
def submit(actor: Actor, number: int) -> Record:
    """Hand an application in before its call's minute has passed, by the server's clock as the request
    arrived; everything that blocks is said at once. Answers it with its receipt: number, time and digest."""
    at = actor.now()
    found = queries.own(actor, number)
    above = locked(Actor.system(), int(found.values["call"]))
    found = queries.own(actor, number, queries.submitters(above))
    if found.stage != "draft":
        raise InputError(f"申报书已经是“{found.stage_label}”", hint="不用再提交")
    blocks = queries.lacking(Actor(actor.person, actor.name, actor.holdings, lambda: at), found)
    if blocks:
        raise Blocked("已提交", blocks)
    receipt = found.values["receipt_no"] or _next_receipt(above)
    said = {
        "receipt_no": receipt, "submitted_at": f"{at:%Y-%m-%d %H:%M:%S}", "submitted_by": actor.name,
        "digest": queries.digest(found),
    }  # fmt: skip
    clerk = desk(actor, found.unit)
    kept = ledgers.edit(clerk, found.ref, said, version=found.version)
    return ledgers.move(clerk, kept.ref, "submitted", on=at.date())


def _next_receipt(above: Record) -> str:
    """The next number of a call; whoever asks holds the call: none is left out, none given twice."""
    rows = ledger_queries.table(APPLICATION).objects.filter(call=above.ref.id, receipt_no__isnull=False)
    last = rows.order_by("-receipt_no").values_list("receipt_no", flat=True).first()
    return policy.receipt_no(above.ref.id, above.values["opens_on"], policy.number_in(last) + 1)


@action
def take_back(actor: Actor, number: int, *, why: str) -> Record:
    """Take an application back before the deadline to change it; it keeps its number and may be handed in
    again until then."""
    found = queries.own(actor, number)
    above = locked(Actor.system(), int(found.values["call"]))
    found = queries.own(actor, number, queries.submitters(above))
    if found.stage != "submitted":
        raise InputError(f"申报书是“{found.stage_label}”，不能撤回", hint="只有已提交、还没有审查的可以撤回")
    if not queries.is_open(above, actor.now()):
        raise InputError(queries.when_open(above, actor.now()), hint="截止以后不能撤回修改")
    if not why.strip():
        raise InputError("没有写原因", hint="写明为什么撤回")
    back = {
        "stage": "draft",
        "stage_submitted": None,
        "submitted_at": None,
        "submitted_by": None,
        "digest": None,
    }
    return change(desk(actor, found.unit), found, "recall", back, why=why)


@action
def discard(actor: Actor, number: int, *, why: str) -> Record:
    """Give up a draft."""
    found = queries.own(actor, number)
    if found.stage != "draft":
        raise InputError(f"申报书是“{found.stage_label}”，不能作废", hint="只有草稿可以作废")
    return ledgers.withdraw(desk(actor, found.unit), found.ref, why=why)


@action
def complete(actor: Actor, number: int) -> Record:
    """Say that everything that was missing is there, by the last day; what blocked handing in blocks here."""
    found = queries.own(actor, number, queries.submitters(queries.call_of(queries.own(actor, number))))
    if found.stage != "returned":
        raise InputError(f"申报书是“{found.stage_label}”，不用补正")
    _refuse_late(actor, found)
    return ledgers.move(desk(actor, found.unit), found.ref, "completed")


def _written(actor: Actor, number: int) -> Record:
    """An application that the actor may write in now: a draft while its call is open, or one returned for
    completion until its last day."""
    found = queries.own(actor, number)
    if found.stage not in WRITTEN:
        raise InputError(f"申报书是“{found.stage_label}”，不能修改", hint="截止之前可以先撤回再修改")
    if found.stage == "returned":
        _refuse_late(actor, found)
        return found
    above = queries.call_of(found)
    if actor.now() >= policy.closing(above.values):
        raise InputError(queries.when_open(above, actor.now()), hint="截止以后不能再修改")
    return found


def _refuse_late(actor: Actor, found: Record) -> None:
    if actor.today() > found.values["complete_by"]:
        raise InputError(f"补正期限 {found.values['complete_by']} 已过", hint="逾期没有补正的，视为撤回申报")
