"""考核细则: how figures against commitments become points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field as Attribute

from luoshi.packs.spec.basics import Key, Spec, Text

Against = Literal["target", "stretch", "average", "phased"]
"""What counts as 100 %: the target, the stretch target, the class's average, the target by the year gone."""


Missing = Literal["zero", "full", "rescale"]
"""What happens to the weight of what has no value: nothing earned, all earned, or spread over the rest."""


class Condition(Spec):
    """What another indicator must have reached for an item to earn all of its points."""

    indicator: str
    at_least: Decimal
    of: Literal["target", "value"] = "target"
    """Percent of its target, or the value itself."""
    otherwise: Decimal = Attribute(Decimal(0), ge=0, le=100)
    """Percent of the points that are left."""


class Group(Spec):
    """Items whose points together stay within limits: a bonus pool, a bound on deductions."""

    label: Text
    cap: Decimal | None = Attribute(None, ge=0)
    floor: Decimal | None = Attribute(None, le=0)


class Rule(Spec):
    """One item of a sheet: a rule of the rule library and its parameters."""

    key: Key
    label: Text
    rule: str
    indicator: str | None = None
    weight: Decimal = Attribute(Decimal(0), ge=0)
    params: Mapping[str, Any] = {}
    against: Against = "target"
    full: Decimal | None = Attribute(None, gt=0)
    """The value that counts as 100 % for everybody, instead of a target."""
    when: Condition | None = None
    group: Key | None = None
    places: int | None = Attribute(None, ge=0, le=6)
    """The item's points are rounded half-up to so many places; exact when not given."""


class Notice(Spec):
    """公示: how many working days results lie open to objections, and how many a unit has to score itself."""

    workdays: int = Attribute(5, ge=1)
    self_score: int = Attribute(5, ge=1)


class Consequence(Spec):
    """What follows from a result: `rule` is one of `packs.consequences`, `kind` what is proposed."""

    key: Key
    label: Text
    kind: Literal["commend", "bonus", "talk", "account", "criticism"]
    rule: str
    params: Mapping[str, Any] = {}
    amount: Decimal | None = None
    """In 万元, for a bonus."""


class Sheet(Spec):
    """考核细则: `units` says who is scored (unit kind, and class where given)."""

    pack: Key
    key: Key
    label: Text
    kind: str
    classes: tuple[str, ...] = ()
    items: tuple[Rule, ...]
    groups: Mapping[Key, Group] = {}
    without_target: Missing = "zero"
    """The weight of an item that a unit has no target for (“—”)."""
    awaiting: Missing = "zero"
    """The weight of an item whose value is not yet known (待统计)."""
    places: int | None = Attribute(None, ge=0, le=6)
    """The total is rounded half-up to so many places; exact when not given."""
    notice: Notice = Notice()
    consequences: tuple[Consequence, ...] = ()
