"""What an inspection came to, per unit and in all: how many and how much was true. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.inspections.policy import VERDICTS
from luoshi.kernel.numbers import percent
from luoshi.ledgers.records import Record


@dataclass(frozen=True)
class Result:
    """The records inspected of a unit, or of all units. Amounts in 万元."""

    unit: str
    name: str
    checks: Sequence[Record]

    @property
    def judged(self) -> list[Record]:
        """Those with a verdict."""
        return [one for one in self.checks if one.values["verdict"]]

    def count(self, verdict: str) -> int:
        return sum(one.values["verdict"] == verdict for one in self.checks)

    def rate(self, verdict: str) -> Decimal | None:
        """Share of the records judged, in percent."""
        return percent(self.count(verdict), len(self.judged))

    @property
    def amount(self) -> Decimal:
        """As reported, of the records judged."""
        return sum((one.values["amount"] or Decimal(0) for one in self.judged), Decimal(0))

    @property
    def overstated(self) -> Decimal:
        return sum((one.values["overstated_by"] or Decimal(0) for one in self.judged), Decimal(0))

    @property
    def overstated_rate(self) -> Decimal | None:
        """Share of the amount reported that was not there, in percent."""
        return percent(self.overstated, self.amount)

    def counts(self) -> dict[str, int]:
        return {verdict: self.count(verdict) for verdict in VERDICTS}


@dataclass(frozen=True)
class Report:
    """An inspection with what its sample followed from (empty before the draw) and its results."""

    inspection: Record
    draw: Mapping[str, Any]
    results: tuple[Result, ...]
    all: Result


@dataclass(frozen=True)
class Feedback:
    """What one unit is told at the end."""

    inspection: Record
    result: Result
