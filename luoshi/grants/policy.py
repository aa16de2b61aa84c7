"""The ledgers of the pack `innovation` that grants keep their work in, and who does what: rules without a
database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

DECISION, LINE, OBJECTION = (
    "innovation.decision", "innovation.decision_line", "innovation.decision_objection",
)  # fmt: skip
PROJECT, MILESTONE, INSTALMENT = "innovation.science_project", "innovation.milestone", "innovation.instalment"
LOOK, REFUND, CHANGE = "innovation.payment_look", "innovation.refund", "innovation.change_request"
PERFORMANCE, MONEY = "innovation.performance", "innovation.project_source"
DILIGENCE, ITEM = "innovation.diligence", "innovation.diligence_item"
DESK = "grant_desk"
"""The role by which the grant itself writes its records; nobody holds it."""
OFFICE = ("science_office",)
"""Who proposes, checks milestones and releases money."""
PAYS = ("finance_office",)
DECIDES = ("leader",)
WATCHES = ("science_office", "finance_office", "supervisor", "leader")
"""Who sees how grants go."""
FIRM = ("firm_manager", "applicant")
MANAGER = ("firm_manager",)
WORKDAYS = 5
"""Working days that a proposal lies open: 五个工作日公示."""
A_DAY, FROM_OUTSIDE = 3, 50
"""Objections taken in a day of one telephone number, and from outside in all."""
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
