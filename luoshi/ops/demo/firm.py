"""The firm that works by ISO 9001: its units and who keeps quality in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.ops.demo.funding import CODES
from luoshi.ops.demo.places import Somebody

BEGINS = date(2026, 2, 3)
FIRM = CODES[0]
WORKSHOP, CELLAR, LABORATORY = f"{FIRM}01", f"{FIRM}02", f"{FIRM}03"
UNITS = ((WORKSHOP, "果汁车间"), (CELLAR, "灌装车间"), (LABORATORY, "品管部"))
PEOPLE = (
    Somebody("zhiliang", "钟衡", "quality_manager", FIRM),
    Somebody("neishen", "沈明", "auditor", FIRM),
)
"""Whom `luoshi demo` introduces besides the others."""
BOSS = Somebody("zong", "闻达", "leader", FIRM)
KEEPERS = (
    Somebody("chejian", "耿直", "quality_manager", WORKSHOP),
    Somebody("guanzhuang", "阮诚", "quality_manager", CELLAR),
)
"""Who keep quality in a workshop: they act on what was found there, and do not close it. No `reporter`, for
whoever has one of those owes the city a month's report."""


def make(who: Actor, ledger: str, unit: str, values: Mapping[str, Any]) -> Record:
    """A record of the pack `quality`; what is None is left empty."""
    said = {key: value for key, value in values.items() if value is not None}
    return ledgers.create(who, f"quality.{ledger}", unit, said)
