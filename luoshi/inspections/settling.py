"""What follows from a verdict: the ledger corrected, a finding opened. Parts of the action `settle`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.inspections import queries
from luoshi.inspections.policy import FINDING, corrections, overstatement
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.numbers import plain
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import columns
from luoshi.ledgers.records import Record
from luoshi.units import queries as units

WORDS = {"genuine": "属实", "overstated": "虚高", "fabricated": "虚假"}


@dataclass(frozen=True)
class Settlement:
    """The verdict after the unit was heard; `demand` and `due_on` say what has to be mended by when."""

    verdict: str
    decision: str
    overstated_by: Decimal | None = None
    demand: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Done:
    """What was done: by how much the record was too high, the correction in words, the finding's number."""

    overstated: Decimal | None
    adjustment: str
    finding: int | None


def carry_out(actor: Actor, found: Record, above: Record, settlement: Settlement) -> Done:
    """Correct the record and open a finding, where the verdict asks for it."""
    overstated = overstatement(settlement.verdict, found.values["amount"], settlement.overstated_by)
    if settlement.verdict == "genuine":
        return Done(None, "", None)
    wrong = [
        Problem("没有填", right, field=label)
        for label, value, right in (
            ("整改要求", settlement.demand.strip(), "写明要改什么"),
            ("整改时限", settlement.due_on, "写整改到哪天"),
        )
        if not value
    ]
    if wrong:
        raise InputError(problems=wrong)
    why = _reason(found, above, settlement, overstated)
    return Done(overstated, _corrected(actor, found, overstated, why), _opened(actor, found, settlement, why))


def _reason(found: Record, above: Record, settlement: Settlement, overstated: Decimal | None) -> str:
    much = f"，虚报 {plain(overstated)} 万元" if overstated is not None else ""
    said = f"{above.values['title']}（督查{above.ref.id}）核查“{found.values['title']}”"
    return f"{said}，认定{WORDS[settlement.verdict]}{much}：{settlement.decision}"


def _corrected(actor: Actor, found: Record, overstated: Decimal | None, why: str) -> str:
    """Write what was found into the ledger by an adjusting entry; say what was changed."""
    record = queries.target(actor, found)
    if record is None or record.withdrawn:
        return "原记录已撤回，没有更正"
    said = corrections(
        record.spec, json.loads(str(found.values["found"] or "{}")), found.values["amount"], overstated
    )
    kept = columns.stored(record.spec, said)
    # What was never said to be so and is not so is no correction.
    same = {
        key for key in kept if kept[key] == record.row[key] or (kept[key] is False and not record.row[key])
    }
    differs = {key: said[key] for key in kept if key not in same}
    if not differs:
        return "没有可更正的字段，由审核员退回原记录"
    made = ledgers.adjust(actor, record.ref, differs, version=record.version, why=why)
    told = [
        f"{record.spec.fields[key].label.zh} {_said(record.values[key])} → {_said(made.values[key])}"
        for key in differs
    ]
    return "；".join(told)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    return str(value) if value not in (None, "") else "（空）"


def _opened(actor: Actor, found: Record, settlement: Settlement, why: str) -> int:
    """A finding to be mended by the unit, told to it at once."""
    said = {
        "found_on": actor.today(), "source": "inspection", "problem": why, "demand": settlement.demand,
        "due_on": settlement.due_on,
    }  # fmt: skip
    units.unit(found.unit)
    made = ledgers.create(actor, FINDING, found.unit, said)
    return ledgers.move(actor, made.ref, "notified").ref.id
