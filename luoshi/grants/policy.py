"""The ledgers of the pack `innovation` that grants keep their work in, and who does what: rules without a
database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.calls import policy as calls

DECISION, LINE, OBJECTION = (
    "innovation.decision", "innovation.decision_line", "innovation.decision_objection",
)  # fmt: skip
PROJECT, OFFICE, FIRM, MANAGER = calls.PROJECT, calls.OFFICE, calls.FIRM, calls.MANAGER
"""The same as of calls: the office that runs the call proposes, checks milestones and releases money."""
MILESTONE, INSTALMENT = "innovation.milestone", "innovation.instalment"
LOOK, REFUND, CHANGE = "innovation.payment_look", "innovation.refund", "innovation.change_request"
PERFORMANCE, MONEY = "innovation.performance", "innovation.project_source"
DILIGENCE, ITEM = "innovation.diligence", "innovation.diligence_item"
DESK = "grant_desk"
"""The role by which the grant itself writes its records; nobody holds it."""
PAYS = ("finance_office",)
DECIDES = ("leader",)
WATCHES = ("science_office", "finance_office", "supervisor", "leader")
"""Who sees how grants go."""
WORKDAYS = 5
"""Working days that a proposal lies open: 五个工作日公示."""
FUND = "fund"
"""The category of calls whose applications are looked into before money is proposed."""
TOP = 5
"""The highest score of an item of due diligence."""
RUNS = ("contract", "running")
"""Stages of a project that is carried out."""
LATEST_EXTENSION = 2
"""A project's time is extended so often at most."""


@dataclass(frozen=True)
class Paper:
    """A file that proves a step: its name and its content."""

    name: str
    content: bytes


def diligence_score(scores: Mapping[str, int], proven: frozenset[str]) -> Decimal:
    """A side of a due diligence sheet of a hundred, half-up to one place: the points of items with evidence
    over the points of all its items. What nobody proved counts nothing."""
    if not scores:
        return Decimal(0)
    got = sum(points for item, points in scores.items() if item in proven)
    tenths = Fraction(got * 1000, len(scores) * TOP)
    return Decimal((tenths.numerator * 2 + tenths.denominator) // (2 * tenths.denominator)) / 10


def risk_score(scores: Mapping[str, int], proven: frozenset[str]) -> Decimal:
    """Risk of a hundred, half-up to one place; what nobody looked at with evidence is the highest risk."""
    safe = {item: TOP - points for item, points in scores.items()}
    return Decimal(100) - diligence_score(safe, proven) if scores else Decimal(100)
