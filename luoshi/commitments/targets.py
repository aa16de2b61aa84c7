"""How a target is written: checked, the old one replaced, the journal told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.commitments.matching import Owed
from luoshi.commitments.models import Commitment
from luoshi.commitments.policy import SETTERS
from luoshi.journal.actions import append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.numbers import plain
from luoshi.packs.spec import Indicator
from luoshi.units import queries as units


@dataclass(frozen=True)
class Span:
    """The words that a target comes from: offsets into a text named by its SHA-256."""

    document: str
    start: int
    end: int


@dataclass(frozen=True)
class More:
    """What else a target may carry."""

    deadline: date | None = None
    comparator: str = "ge"
    source: Span | None = None
    why: str = ""
    parent: Commitment | None = None


def put(actor: Actor, unit: str, indicator: Indicator, year: int, owed: Owed, more: More) -> Commitment:
    """Set a target, or replace the one that is there when a reason is given."""
    units.unit(unit)
    may_set(actor, unit)
    _check(owed, indicator)
    old = Commitment.objects.filter(unit=unit, indicator=indicator.name, year=year, state="set").first()
    if old is not None:
        if not more.why.strip():
            raise InputError("这个目标已经下达", hint="调整目标要写明原因")
        Commitment.objects.filter(id=old.id).update(state="replaced")
    made = Commitment.objects.create(
        unit=unit, indicator=indicator.name, year=year, deadline=more.deadline or date(year, 12, 31),
        comparator=more.comparator, base=owed.base, stretch=owed.stretch, place=owed.place,
        parent=more.parent or (old.parent if old else None), replaces=old,
        document=more.source.document if more.source else "",
        start=more.source.start if more.source else None, end=more.source.end if more.source else None,
    )  # fmt: skip
    if old is not None:
        old.parts.update(parent=made)
    append(
        actor, f"commitment:{made.id}", "set",
        {
            "unit": unit, "indicator": indicator.name, "year": year, "place": owed.place,
            "base": [_said(old.base) if old else None, _said(owed.base)],
            "stretch": [_said(old.stretch) if old else None, _said(owed.stretch)],
            "replaces": old.id if old else None,
        },
        why=more.why,
    )  # fmt: skip
    return made


def may_set(actor: Actor, unit: str) -> None:
    """A supervisor of the unit or of one above, or refuse."""
    if unit not in units.reach(actor, *SETTERS):
        raise Refused("您不能给该单位下达目标", hint="由本级或上级督查员下达")


def _check(owed: Owed, indicator: Indicator) -> None:
    if owed.base is None and owed.place is None:
        raise InputError("没有写目标值", hint="写目标值，或写要达到的位次")
    if owed.base is not None and owed.stretch is not None:
        worse = owed.stretch < owed.base if indicator.better == "higher" else owed.stretch > owed.base
        if worse:
            raise InputError(f"争取 {owed.stretch} 不如确保 {owed.base}", hint="争取目标应优于确保目标")


def _said(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def reason(why: str) -> None:
    """A reason is written, or InputError."""
    if not why.strip():
        raise InputError("没有写原因", hint="写明原因")
