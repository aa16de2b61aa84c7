"""What is wrong with a record, and what keeps it from a stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field as Attribute

from luoshi.packs.spec.basics import Key, Level, Spec, Text


class Check(Spec):
    """`when` true means something is wrong; children appear as `<ledger>_total`, `<ledger>_count`."""

    say: Text
    when: str
    level: Level = "warn"
    at: Key | None = None
    """An error that holds keeps the record from this stage and later ones, but not from being saved."""


class Within(Spec):
    """So many months before a day, the day of the date field `of` included."""

    months: int = Attribute(ge=1)
    of: Key


class Bar(Spec):
    """A record elsewhere that keeps this one from a stage: “no project approved within three years”.

    A record of `ledger` bars when each of its fields in `match` is the same as the field of this record (or
    of its children in `through`) and `where` is true of it; `today` may be named. Organizations are the same
    by their codes. Where a code, a date or another value is missing nobody knows, and somebody decides.
    """

    key: Key
    say: Text
    ledger: str
    match: Mapping[Key, Key]
    through: Key | None = None
    where: str = ""
    within: Within | None = None
    at: Key
    """What is known to bar keeps the record from this stage on."""
    unknown_at: Key | None = None
    """What nobody knows keeps it from this stage on until somebody decides; from `at` when not given."""
    level: Literal["block", "warn"] = "block"
    decided_by: Key
    """The role that decides what is unknown and may waive what bars, with a reason."""


class Question(Spec):
    """What an inspector asks on site of one record. `compares` names the field it is held against."""

    key: Key
    label: Text
    answer: Literal["yes_no", "number", "text", "photo"] = "yes_no"
    hint: Text | None = None
    compares: Key | None = None
    required: bool = True


class HonestyRule(Spec):
    """One honesty check of a ledger: a rule of the rule library and its parameters."""

    key: Key
    label: Text
    rule: str
    level: Level = "warn"
    blocks: bool = False
    """A unit cannot hand in while one of its suspicions of this rule is unanswered."""
    params: Mapping[str, Any] = {}
