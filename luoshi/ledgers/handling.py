"""Who moves a record into a stage, and who may change it while it is there: what its stages say of roles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.ledgers import family, queries
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import passed
from luoshi.packs.spec import Followup, Ledger, Stage, full_name, ledger_of
from luoshi.units import queries as units


def goals(actor: Actor, record: Record) -> list[Stage]:
    """The stages to which the actor may move a record now, whatever still blocks it."""
    if record.withdrawn or not _keeps(actor, record.spec, record.row):
        return []
    if _refused(lambda: _refuse_over(actor, record)):
        return []
    return [
        one for one in record.spec.onward(record.stage) if _may_enter(actor, record, passed(record, one.key))
    ]


def refuse_entering(actor: Actor, record: Record, stage: str) -> None:
    """Refuse to move a record into a stage, or past one, that others move records into; or at all, when a
    record above it is closed for good: its judging is over, whatever was still to be handed in."""
    refuse_kept(actor, record.spec, record.row)
    _refuse_over(actor, record)
    way = passed(record, stage)
    for one in way:
        if not _enters(actor, record.unit, one):
            who = "、".join(queries.role_label(role) for role in one.by)
            raise Refused(f"“{one.label}”由{who}办理", hint="请联系他们")
        done = _did(actor, record, one, way)
        if done is not None:
            raise Refused(done, hint="请其他同事办理")


def _may_enter(actor: Actor, record: Record, way: tuple[Stage, ...]) -> bool:
    return all(_enters(actor, record.unit, one) and _did(actor, record, one, way) is None for one in way)


def _did(actor: Actor, record: Record, stage: Stage, way: tuple[Stage, ...]) -> str | None:
    """What the actor did before, or would do in the same move, for which somebody else is to move the record
    into a stage (`other_than`)."""
    if not stage.other_than or actor.is_system:
        return None
    if actor.person == record.reported_by:
        return f"您填报了这条记录，“{stage.label}”要由另一个人办理"
    for name in stage.other_than:
        called = _called(record.spec, name)
        if name in {one.key for one in way}:
            return f"“{called}”和“{stage.label}”不能由您同时办理"
        if actor.person in family.movers(record, name):
            return f"您办理了“{called}”，“{stage.label}”要由另一个人办理"
    return None


def _called(spec: Ledger, name: str) -> str:
    """What a stage named by `other_than` is called."""
    ledger, _, key = name.rpartition(".")
    of = queries.ledger(full_name(spec.pack, ledger)) if ledger else spec
    return next(str(one.label) for one in of.stages if one.key == key)


def refuse_fixed(actor: Actor, spec: Ledger, row: Mapping[str, Any]) -> None:
    """Refuse to change a record whose stage, or that of a record above it, leaves that to others."""
    refuse_kept(actor, spec, row)
    _refuse(actor, spec, row["stage"], row["unit"])
    up = _up(spec)
    if up is not None and row.get(str(spec.parent)) is not None:
        refuse_beneath(actor, up, row[str(spec.parent)])


def _up(spec: Ledger) -> str | None:
    """The ledger above whose stages also say who changes a record."""
    return ledger_of(spec, spec.fields[spec.parent]) if spec.parent and not spec.apart else None


def refuse_kept(actor: Actor, spec: Ledger, row: Mapping[str, Any], *, correcting: bool = False) -> None:
    """Refuse to write a record that a course of work keeps by itself (the pack's `kept`)."""
    kept = spec.kept
    if kept is None or _keeps(actor, spec, row):
        return
    if correcting and holds(actor, kept.corrected_by, row["unit"]):
        return
    said = f"这条“{spec.label}”有“{spec.fields[kept.field].label}”，由办理流程专管"
    raise Refused(said, hint="在办理它的页面上办")


def refuse_typed(spec: Ledger, kept: Iterable[str]) -> None:
    """Refuse what nobody gives or takes away by hand: a number, and the answer of whoever is asked."""
    problems = []
    for key in (key for key in kept if key in spec.fields and key not in spec.typed):
        numbered = spec.numbered is not None and key == spec.numbered.field
        what, right = (
            ("编号由系统给，不能填写或修改", "留空；保存后自动编号")
            if numbered
            else ("由服务对象自己评价，不能填写或修改", "留空；把记录页上的评价链接发给对方")
        )
        problems.append(Problem(what, right, field=str(spec.fields[key].label)))
    if problems:
        raise InputError(problems=problems)


def refuse_tied(actor: Actor, spec: Ledger, row: Mapping[str, Any]) -> None:
    """Refuse a person who holds a role in the unit that they are to look at from outside (`outside_of`)."""
    for key, field in spec.fields.items():
        person, unit = row.get(key), row.get(field.outside_of or "")
        if person is not None and unit and units.serves(person, unit, actor.today()):
            who, where = units.person_names().get(person, ""), units.names().get(unit, unit)
            what, right = f"{who}在{where}任职，不能作它的“{field.label}”", "换一位不在该单位任职的人"
            raise InputError(problems=[Problem(what, right, field=str(field.label))])


def refuse_alone(actor: Actor, spec: Ledger, kept: Collection[str] | None = None) -> None:
    """Refuse to make or withdraw a look that only the System writes, or to change of whom, the how-manieth
    and by when it is (`alone`)."""
    one = _alone(spec)
    if one is None or actor.is_system:
        return
    assert spec.deadline is not None, "the pack was checked: a look has a time limit"
    fixed = [str(spec.parent), one.number, spec.deadline.field]
    touched = [str(spec.fields[key].label) for key in fixed if key in kept] if kept is not None else []
    if kept is None:
        raise Refused(f"“{spec.label}”到时由系统立，不能自己新建或撤回", hint="等系统立好后再办理")
    if touched:
        raise Refused(f"“{spec.label}”的“{'、'.join(touched)}”由系统写，不能修改")


def is_alone(spec: Ledger) -> bool:
    """Whether only the System writes records of a ledger, when they are due."""
    return _alone(spec) is not None


def _alone(spec: Ledger) -> Followup | None:
    up = family.above(spec)
    return next((one for one in up.followups if one.alone and one.ledger == spec.key), None) if up else None


def _keeps(actor: Actor, spec: Ledger, row: Mapping[str, Any]) -> bool:
    kept = spec.kept
    return kept is None or row.get(kept.field) is None or holds(actor, kept.by, row["unit"])


def refuse_beneath(actor: Actor, ledger: str, number: int, *, deep: bool = False) -> None:
    """Refuse to add to a record or change what hangs on it, when its stage leaves that to others; or when a
    record above it is at a stage that leaves it to nobody (closed for good, however `deep` beneath)."""
    spec = queries.ledger(ledger)
    up = _up(spec)
    if up is None and all(stage.edited_by is None for stage in spec.stages):
        return
    closed = {stage.key for stage in spec.stages if stage.edited_by == ()}
    columns = ["stage", "unit", *([str(spec.parent)] if up else [])]
    for row in queries.table(ledger).objects.filter(id=number).values(*columns):
        if not deep or row["stage"] in closed:
            _refuse(actor, spec, row["stage"], row["unit"])
        if up and row[str(spec.parent)] is not None:
            refuse_beneath(actor, up, row[str(spec.parent)], deep=True)


def is_fixed(actor: Actor, record: Record) -> bool:
    """Whether the record's stage, or its parent's, leaves changing it to others."""
    return _refused(lambda: refuse_fixed(actor, record.spec, record.row))


def _refuse_over(actor: Actor, record: Record) -> None:
    up = _up(record.spec)
    if up is not None and record.row[str(record.spec.parent)] is not None:
        refuse_beneath(actor, up, record.row[str(record.spec.parent)], deep=True)


def _refused(check: Callable[[], None]) -> bool:
    try:
        check()
    except Refused:
        return True
    return False


def _refuse(actor: Actor, spec: Ledger, stage: str | None, unit: str) -> None:
    now = next((one for one in spec.stages if one.key == stage), None)
    if now is None or now.edited_by is None or holds(actor, now.edited_by, unit):
        return
    who = "、".join(queries.role_label(role) for role in now.edited_by)
    hint = f"由{who}修改" if who else "要改的，请先按规定退回"
    raise Refused(f"“{spec.label}”在“{now.label}”阶段不能修改", hint=hint)


def _enters(actor: Actor, unit: str, stage: Stage) -> bool:
    return not stage.by or holds(actor, stage.by, unit)


def holds(actor: Actor, roles: tuple[str, ...], unit: str) -> bool:
    """Whether the actor holds one of the roles in a unit; the System does what any may."""
    return actor.is_system or (bool(roles) and unit in units.reach(actor, *roles))
