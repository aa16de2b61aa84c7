"""What a reader proposes: figures, targets, tasks and cadences, each with its span and the rule that found it.

Offsets are code points; `text` is the document's text between them. Values are plain decimals in the unit as
written. `confidence` (0 to 1) only orders what a clerk reviews.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class Change:
    """A change that belongs to a level: `kind` is yoy, mom or vs_base, `value` carries its sign."""

    kind: str
    value: str
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A span and why it was proposed."""

    kind: ClassVar[str]
    start: int
    end: int
    text: str
    rule: str
    confidence: float

    def to_json(self) -> dict[str, Any]:
        """The object as one line of JSON says it."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Found):
    """The text states that a quantity had a value."""

    kind: ClassVar[str] = "figure"
    metric: str
    value: str
    unit: str | None
    period: str | None
    scope: str | None
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Found):
    """The text sets a number to be reached. `comparator`: ge, gt, le, eq, range or about."""

    kind: ClassVar[str] = "target"
    metric: str
    comparator: str
    value: str
    value_max: str | None
    unit: str | None
    owner: tuple[str, ...]
    deadline: str | None
    scope: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Found):
    """The text obliges somebody to do something that can be shown."""

    kind: ClassVar[str] = "task"
    owner: tuple[str, ...]
    support: tuple[str, ...]
    deadline: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence(Found):
    """The text sets a rhythm. `every`: week, month, quarter, half-year or year."""

    kind: ClassVar[str] = "cadence"
    every: str
    activity: str


Proposal: TypeAlias = Figure | Target | Task | Cadence
