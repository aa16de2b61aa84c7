"""Who moves a record into a stage, and who may change it while it is there: what its stages say of roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import passed
from luoshi.packs.spec import Ledger, Stage, ledger_of
from luoshi.units import queries as units


def goals(actor: Actor, record: Record) -> list[Stage]:
    """The stages to which the actor may move a record now, whatever still blocks it."""
    if record.withdrawn or not _keeps(actor, record.spec, record.row):
        return []
    return [
        one
        for one in record.spec.onward(record.stage)
        if all(_enters(actor, record.unit, each) for each in passed(record, one.key))
    ]


def refuse_entering(actor: Actor, record: Record, stage: str) -> None:
    """Refuse to move a record into a stage, or past one, that others move records into."""
    refuse_kept(actor, record.spec, record.row)
    for one in passed(record, stage):
        if not _enters(actor, record.unit, one):
            who = "、".join(queries.role_label(role) for role in one.by)
            raise Refused(f"“{one.label}”由{who}办理", hint="请联系他们")


def refuse_fixed(actor: Actor, spec: Ledger, row: Mapping[str, Any]) -> None:
    """Refuse to change a record whose stage, or whose parent's, leaves that to others."""
    refuse_kept(actor, spec, row)
    _refuse(actor, spec, row["stage"], row["unit"])
    up = spec.fields[spec.parent] if spec.parent else None
    if up is not None and row.get(str(spec.parent)) is not None:
        refuse_beneath(actor, ledger_of(spec, up), row[str(spec.parent)])


def refuse_kept(actor: Actor, spec: Ledger, row: Mapping[str, Any], *, correcting: bool = False) -> None:
    """Refuse to write a record that a course of work keeps by itself (the pack's `kept`)."""
    kept = spec.kept
    if kept is None or _keeps(actor, spec, row):
        return
    if correcting and _holds(actor, kept.corrected_by, row["unit"]):
        return
    said = f"这条“{spec.label}”有“{spec.fields[kept.field].label}”，由办理流程专管"
    raise Refused(said, hint="在办理它的页面上办")


def _keeps(actor: Actor, spec: Ledger, row: Mapping[str, Any]) -> bool:
    kept = spec.kept
    return kept is None or row.get(kept.field) is None or _holds(actor, kept.by, row["unit"])


def refuse_beneath(actor: Actor, ledger: str, number: int) -> None:
    """Refuse to add to a record or change what hangs on it, when its stage leaves that to others."""
    spec = queries.ledger(ledger)
    if all(stage.edited_by is None for stage in spec.stages):
        return
    for stage, unit in queries.table(ledger).objects.filter(id=number).values_list("stage", "unit"):
        _refuse(actor, spec, stage, unit)


def is_fixed(actor: Actor, record: Record) -> bool:
    """Whether the record's stage, or its parent's, leaves changing it to others."""
    try:
        refuse_fixed(actor, record.spec, record.row)
    except Refused:
        return True
    return False


def _refuse(actor: Actor, spec: Ledger, stage: str | None, unit: str) -> None:
    now = next((one for one in spec.stages if one.key == stage), None)
    if now is None or now.edited_by is None or _holds(actor, now.edited_by, unit):
        return
    who = "、".join(queries.role_label(role) for role in now.edited_by)
    hint = f"由{who}修改" if who else "要改的，请先按规定退回"
    raise Refused(f"“{spec.label}”在“{now.label}”阶段不能修改", hint=hint)


def _enters(actor: Actor, unit: str, stage: Stage) -> bool:
    return not stage.by or _holds(actor, stage.by, unit)


def _holds(actor: Actor, roles: tuple[str, ...], unit: str) -> bool:
    return actor.is_system or (bool(roles) and unit in units.reach(actor, *roles))
