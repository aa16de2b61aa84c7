"""Everything that reads commitments."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.commitments.models import Commitment
from luoshi.commitments.policy import READERS
from luoshi.figures.assemble import Target
from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator
from luoshi.units import queries as units


def catalogue() -> Catalogue:
    """The indicators and ledgers the site works by."""
    return Catalogue.of(ledgers.packs())


def indicator(name: str) -> Indicator:
    """An indicator by full name, or by key where only one pack has it."""
    return catalogue().indicator(name)


def targets(year: int) -> dict[tuple[str, str], Target]:
    """(indicator, unit) → what is owed for a plan year."""
    owed = Commitment.objects.filter(year=year, state="set")
    return {(one.indicator, one.unit): Target(one.base, one.stretch, one.place) for one in owed}


def commitments(actor: Actor, year: int, *, indicator: str = "") -> list[Commitment]:
    """The year's commitments of the units the actor sees, by indicator and unit."""
    owed = Commitment.objects.filter(year=year, state="set", unit__in=units.reach(actor, *READERS))
    if indicator:
        owed = owed.filter(indicator=indicator)
    return list(owed.order_by("indicator", "unit"))


def commitment(actor: Actor, number: int) -> Commitment:
    """One commitment, if the actor sees its unit."""
    found = Commitment.objects.filter(id=number, unit__in=units.reach(actor, *READERS)).first()
    if found is None:
        raise Missing("没有这个目标", hint="它可能属于其他单位")
    return found


@dataclass(frozen=True)
class Split:
    """A commitment and its parts. `gap` = Σ parts − whole: negative means something is not yet handed out."""

    whole: Commitment
    parts: tuple[Commitment, ...]
    gap: Decimal | None
    stretch_gap: Decimal | None


def split(actor: Actor, number: int) -> Split:
    """How a commitment is handed down, and what is missing or too much."""
    whole = commitment(actor, number)
    parts = tuple(whole.parts.filter(state="set").order_by("unit"))
    return Split(
        whole, parts, gap(whole.base, [one.base for one in parts]),
        gap(whole.stretch, [one.stretch for one in parts]),
    )  # fmt: skip


def gap(whole: Decimal | None, parts: list[Decimal | None]) -> Decimal | None:
    """Σ parts − whole; None where the whole has no such value or nothing was handed out."""
    if whole is None or not parts:
        return None
    return sum((part or Decimal(0) for part in parts), Decimal(0)) - whole
