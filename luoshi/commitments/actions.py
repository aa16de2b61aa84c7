"""Everything that changes what units owe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.commitments import queries
from luoshi.commitments.models import Commitment
from luoshi.commitments.policy import SETTERS
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.numbers import plain
from luoshi.packs.spec import Indicator
from luoshi.units import queries as units


@dataclass(frozen=True)
class Owed:
    """What is owed: 确保 `base` and 争取 `stretch` in the indicator's unit, or a `place` in the class."""

    base: Decimal | None = None
    stretch: Decimal | None = None
    place: int | None = None


@dataclass(frozen=True)
class Span:
    """The words that a target comes from: offsets into a text named by its SHA-256."""

    document: str
    start: int
    end: int


@action
def set_target(
    actor: Actor,
    unit: str,
    indicator: str,
    year: int,
    owed: Owed,
    *,
    deadline: date | None = None,
    comparator: str = "ge",
    source: Span | None = None,
    why: str = "",
) -> Commitment:
    """Set what a unit owes for a year; a target that is there is replaced, with a reason."""
    return _set(
        actor, unit, queries.indicator(indicator), year, owed, _More(deadline, comparator, source, why)
    )


@dataclass(frozen=True)
class _More:
    deadline: date | None = None
    comparator: str = "ge"
    source: Span | None = None
    why: str = ""
    parent: Commitment | None = None


def _set(actor: Actor, unit: str, indicator: Indicator, year: int, owed: Owed, more: _More) -> Commitment:
    units.unit(unit)
    _may(actor, unit)
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


@action
def split(actor: Actor, number: int, parts: Mapping[str, Owed], *, why: str = "") -> queries.Split:
    """Hand a commitment down to units below. What is missing or too much is told, never mended silently."""
    whole = queries.commitment(actor, number)
    indicator = queries.indicator(whole.indicator)
    below = units.subtree([whole.unit]) - {whole.unit}
    for unit, owed in parts.items():
        if unit not in below:
            raise InputError(
                f"{units.unit(unit).name} 不在 {units.unit(whole.unit).name} 之下", hint="只能分解给下级单位"
            )
        _set(
            actor,
            unit,
            indicator,
            whole.year,
            owed,
            _More(whole.deadline, whole.comparator, None, why, whole),
        )
    append(actor, f"commitment:{whole.id}", "split", {"units": sorted(parts)}, why=why)
    return queries.split(actor, number)


@action
def withdraw_target(actor: Actor, number: int, *, why: str) -> Commitment:
    """Take a target back: the unit then has none (“—”), which is not zero."""
    found = queries.commitment(actor, number)
    _may(actor, found.unit)
    if not why.strip():
        raise InputError("没有写原因", hint="写明原因")
    Commitment.objects.filter(id=found.id).update(state="withdrawn")
    found.refresh_from_db()
    append(actor, f"commitment:{found.id}", "withdraw", {}, why=why)
    return found


def _may(actor: Actor, unit: str) -> None:
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
