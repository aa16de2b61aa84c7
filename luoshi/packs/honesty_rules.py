"""The honesty rules that a ledger may use, and the parameters of each. What they find is in `honesty`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field as Attribute

from luoshi.packs.spec import Key, Spec


class SameFile(Spec):
    """The same evidence file on two records, whatever their ledgers and units; parent and child may share.

    `purposes` are those of this ledger that are looked at; all when not given."""

    purposes: tuple[Key, ...] = ()


class SameValue(Spec):
    """Two records in which each of the fields is filled and the same; texts without spaces and dashes."""

    fields: tuple[Key, ...] = Attribute(min_length=1)


class NearSame(Spec):
    """Two records that are probably one thing: re-signed, renamed or split, across units and years."""

    name: Key
    investor: Key | None = None
    place: Key | None = None
    amount: Key | None = None
    date: Key | None = None


class OverTotal(Spec):
    """The children's sum is above a field of the record."""

    child: Key
    field: Key


class OutsideYear(Spec):
    """A date outside the plan's year in which it was reported; last year's may come `late` days after it."""

    date: Key | None = None
    late: int = Attribute(31, ge=0)


class StageWithoutEvidence(Spec):
    """A record at a stage whose evidence is missing or was rejected; `stages` are all when not given."""

    stages: tuple[Key, ...] = ()


class LongNotStarted(Spec):
    """So many months after a date the record has not reached a stage."""

    date: Key
    months: int = Attribute(ge=1)
    stage: Key


class LastDays(Spec):
    """Of a unit's facts of a month or plan year, more than `percent` were entered in its last `days` days or
    later, though they had happened before; of fewer than `least` facts nothing is said."""

    days: int = Attribute(ge=1)
    percent: Decimal = Attribute(gt=0, le=100)
    over: Literal["month", "year"] = "month"
    least: int = Attribute(5, ge=1)


class Recompute(Spec):
    """A sum that is not its parts', or a percentage that is not `part` ÷ `whole` as it would be printed."""

    sum: tuple[Key, ...] = ()
    total: Key | None = None
    percent: Key | None = None
    part: Key | None = None
    whole: Key | None = None
    places: int = Attribute(2, ge=0, le=6)
    """Decimal places with which the percentage is written."""


class UnitSlip(Spec):
    """An amount that fits only when it is moved by 10,000 or 10^8: beside what a text of the record says, the
    parent's field, or the unit's other records."""

    field: Key
    parent: Key | None = None
    """A field of the parent that the amount cannot be above."""
    texts: tuple[Key, ...] = ()
    history: bool = True
    least: int = Attribute(5, ge=3)
    """So many other records of the unit make a history."""


HONESTY: Mapping[str, type[Spec]] = {
    "same_file": SameFile,
    "same_value": SameValue,
    "near_same": NearSame,
    "over_total": OverTotal,
    "outside_year": OutsideYear,
    "stage_without_evidence": StageWithoutEvidence,
    "long_not_started": LongNotStarted,
    "last_days": LastDays,
    "recompute": Recompute,
    "unit_slip": UnitSlip,
}
