"""惠企政策: whom a preferential policy is for, worked out from ledgers; how much, and by when it is paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field as Attribute

from luoshi.packs.spec.basics import Key, Spec, Text
from luoshi.packs.spec.fields import MoneyUnit


class Claim(Spec):
    """Something counted of each firm: `measure` over the records of a ledger whose `match` names the firm.

    `where` may name `today`, and `policy_year`, `year_start` and `year_end` of the year asked about.
    """

    ledger: str
    match: Key
    """The organization field that names the firm."""
    where: str = ""
    measure: str = "count(*)"
    unit: str = ""
    """What the count is told in; money in 元, 万元 or 亿元."""


class Requirement(Claim):
    """A condition of a policy: met by at least, or at most, so much."""

    key: Key
    say: Text
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    absent: Literal["known", "unknown"] = "known"
    """What a firm is of which no record meets `where`: counted as nothing, or not known yet."""


class Share(Claim):
    """An amount that is a share of something counted, in percent, with a cap."""

    percent: Decimal = Attribute(gt=0, le=100)


class Amount(Spec):
    """Fixed, or a share of a measure; `cap` bounds it. In `unit`."""

    unit: MoneyUnit = "万元"
    fixed: Decimal | None = Attribute(None, gt=0)
    share: Share | None = None
    cap: Decimal | None = Attribute(None, gt=0)


class Instalment(Spec):
    """A part of what is paid: percent of the whole, so many months after it was confirmed."""

    percent: Decimal = Attribute(gt=0, le=100)
    months: int = Attribute(0, ge=0)


class Policy(Spec):
    pack: Key
    key: Key
    label: Text
    basis: str = ""
    """The document it rests on."""
    way: Literal["automatic", "quick", "promised"]
    """免申即享 without applying, 快申快享 applied for and paid at once, 承诺兑现 promised and then paid."""
    firms: str
    """The ledger that says which firms are looked at, `enterprise` or `innovation.enterprise` …"""
    firm: Key
    """… and its organization field."""
    conditions: tuple[Requirement, ...]
    """All have to be met."""
    amount: Amount
    valid_from: date
    valid_until: date | None = None
    days: int = Attribute(ge=1)
    """Working days from confirmation until it is paid."""
    guide_days: int = Attribute(7, ge=1)
    """Working days from the first day it holds in which its guide is to be published."""
    guide_on: date | None = None
    """When the guide was published."""
    instalments: tuple[Instalment, ...] = (Instalment(percent=Decimal(100)),)

    @property
    def name(self) -> str:
        return f"{self.pack}.{self.key}"
