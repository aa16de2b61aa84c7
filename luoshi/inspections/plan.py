"""A sampling plan: what is inspected, as a plain value with one spelling and so one digest.

Only what decides the sample is in it. A title or a team changes nothing, so nobody gets another
sample by rewording; every number that does change it is printed beside the draw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from luoshi.kernel import canonical
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.money import from_fen, to_fen
from luoshi.kernel.numbers import plain
from luoshi.kernel.periods import Period

FORMAT = 1


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Value):
    """A ledger's part of the plan: how many in each stratum, or how many in all.

    `bands` are the amounts (元) at which a new band begins; `dated` and `amount` are the ledger's columns.
    With `verified` only verified records are drawn from, else all that were not sent back.
    """

    ledger: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
    dated: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    amount: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    verified: bool = True
    bands: tuple[Decimal, ...] = ()
    each: int | None = Field(None, ge=1, le=10_000)
    total: int | None = Field(None, ge=1, le=100_000)

    @field_validator("bands")
    @classmethod
    def _rising(cls, bands: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        if any(one <= 0 for one in bands) or list(bands) != sorted(set(bands)):
            raise ValueError("金额档要从小到大、大于零、不重复")
        return bands

    @model_validator(mode="after")
    def _one_number(self) -> Part:
        if (self.each is None) == (self.total is None):
            raise ValueError("each（每层几条）与 total（一共几条）写一个")
        if self.bands and not self.amount:
            raise ValueError("没有金额字段的台账不分金额档")
        return self

    @property
    def edges(self) -> tuple[int, ...]:
        """Where bands begin, in 分."""
        return tuple(to_fen(one, "元") for one in self.bands)

    def band(self, amount: int | None) -> int | None:
        """Which band an amount (分) is in, from 0; None without an amount."""
        return None if amount is None else sum(amount >= edge for edge in self.edges)

    def band_label(self, band: int | None) -> str:
        """不足100万元, 100万元至500万元, 500万元以上; empty where there are no bands."""
        if not self.bands:
            return ""
        if band is None:
            return "未填金额"
        said = [f"{plain(from_fen(edge, '万元'))}万元" for edge in self.edges]
        if band == 0:
            return f"不足{said[0]}"
        return f"{said[-1]}以上" if band == len(said) else f"{said[band - 1]}至{said[band]}"


class Plan(_Value):
    """From which package, of which units, of which days and ledgers."""

    format: int = Field(FORMAT, ge=FORMAT, le=FORMAT)
    period: str
    first: date
    last: date
    units: tuple[str, ...] = Field(min_length=1)
    ledgers: tuple[Part, ...] = Field(min_length=1)

    @field_validator("period")
    @classmethod
    def _month(cls, period: str) -> str:
        try:
            month = Period.parse(period)
        except InputError as fault:
            raise ValueError(str(fault)) from fault
        if month.kind != "month":
            raise ValueError("写结账的月份，如 2026-06")
        return str(month)

    @field_validator("units")
    @classmethod
    def _units(cls, units: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(units)))

    @field_validator("ledgers")
    @classmethod
    def _ledgers(cls, ledgers: tuple[Part, ...]) -> tuple[Part, ...]:
        if len({one.ledger for one in ledgers}) != len(ledgers):
            raise ValueError("一个台账只写一次")
        return tuple(sorted(ledgers, key=lambda one: one.ledger))

    @model_validator(mode="after")
    def _days(self) -> Plan:
        if self.first > self.last:
            raise ValueError("first 晚于 last")
        return self

    def to_json(self) -> dict[str, Any]:
        """Money as strings in yuan, days ISO 8601; units and ledgers in the order of their names."""
        ledgers = [
            {**one.model_dump(exclude={"bands"}), "bands": [plain(edge) for edge in one.bands]}
            for one in self.ledgers
        ]
        said = self.model_dump(exclude={"ledgers", "first", "last"})
        return {
            **said, "units": list(self.units), "first": self.first.isoformat(), "last": self.last.isoformat(),
            "ledgers": ledgers,
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: half of what the sample is drawn from."""
        return canonical.sha256(self.to_json())

    def dumps(self) -> str:
        """As the file PLAN.json; read again it is the same plan."""
        return canonical.dumps(self.to_json()).decode()


def parse(text: str) -> Plan:
    """A plan from JSON; everything wrong is raised at once, with where it stands."""
    try:
        return made(json.loads(text))
    except ValueError as fault:
        raise InputError(f"抽样方案不是 JSON：{fault}", hint="用督查页面下载的方案文件") from fault


def made(said: Any) -> Plan:
    """A plan from plain values."""
    try:
        return Plan.model_validate(said)
    except ValidationError as fault:
        problems = [
            Problem(_words(one["type"], one["msg"]), field=_place(one["loc"])) for one in fault.errors()
        ]
        raise InputError(problems=problems) from fault


def _place(where: Sequence[int | str]) -> str:
    return ".".join(str(one + 1) if isinstance(one, int) else one for one in where)


def _words(kind: str, said: str) -> str:
    known = {"missing": "缺少", "extra_forbidden": "不认识的词", "too_short": "至少要有一个"}
    return known.get(kind, said.removeprefix("Value error, "))
