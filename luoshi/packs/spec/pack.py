"""A whole pack."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field as Attribute

from luoshi.packs.spec.basics import Key, Spec, Text
from luoshi.packs.spec.bulletins import Bulletin
from luoshi.packs.spec.indicators import Indicator, Light
from luoshi.packs.spec.ledger import Ledger
from luoshi.packs.spec.policies import Policy
from luoshi.packs.spec.sheets import Sheet


class RoleSpec(Spec):
    label: Text
    help: Text | None = None
    outside: bool = False
    """Held by people of no office (firms, experts, the public): they meet the site through its portal."""
    lent: bool = False
    """Granted to nobody: a course of work lends it to whoever does a step, to write the step's records."""


class Inspecting(Spec):
    """督查 is limited in number, and whom it concerns is heard."""

    per_half: int = Attribute(2, ge=1)
    """So many inspections of a unit in half a year are usual; more need a reason."""
    answer_days: int = Attribute(5, ge=1)
    """Working days in which a unit answers what was found."""


class Pack(Spec):
    """A compiled pack. `digest` is the SHA-256 of what it says (`packs.freeze`)."""

    key: Key
    version: int = Attribute(ge=1)
    label: Text
    requires: tuple[Key, ...] = ()
    year_starts: str = "01-01"
    """MM-DD on which the plan's year starts; 12-01 exists."""
    roles: Mapping[Key, RoleSpec] = {}
    ledgers: Mapping[Key, Ledger] = {}
    indicators: Mapping[Key, Indicator] = {}
    lights: tuple[Light, ...] = ()
    inspecting: Inspecting = Inspecting()
    sheets: Mapping[Key, Sheet] = {}
    bulletins: Mapping[Key, Bulletin] = {}
    policies: Mapping[Key, Policy] = {}
    """Preferential policies, a file each."""
    digest: str = ""
