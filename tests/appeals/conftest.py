"""清河县 keeps a desk for appeals; its 招商局 and 青石镇 answer what is handed to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.appeals import receiving
from luoshi.appeals.receiving import Said
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import adoption
from luoshi.ledgers.records import Record
from luoshi.packs import library
from tests.people import BUREAU, COUNTY, OTHER_COUNTY, SYSTEM, morning

HU = Actor(41, "胡热", (Holding("hotline", COUNTY),), morning)
"""Receives appeals for 清河县."""
BAO = Actor(42, "包办", (Holding("reporter", BUREAU),), morning)
"""Answers what is handed to the 招商局."""
FAR = Actor(43, "远方", (Holding("hotline", OTHER_COUNTY),), morning)
"""Receives appeals for 云岭县."""
ROAD = Said(
    "help", 0, "东街路面塌陷", "我叫田有余，电话13800001234，东街十字路面塌了一米，车过不去，请尽快修。",
    place="东街十字", name="田有余", phone="13800001234",
)  # fmt: skip


def on(moment: str, who: Actor) -> Actor:
    """The same person on another day, or at another moment."""
    at = moment if "T" in moment else f"{moment}T10:00"
    return replace(who, clock=lambda: datetime.fromisoformat(at).replace(tzinfo=SHANGHAI))


@pytest.fixture
def desk(county: None, settings: Any, tmp_path: Path) -> dict[str, int]:
    """The list of subjects, by name: a road, unpaid wages (may be nameless), conduct (always shielded)."""
    settings.EVIDENCE = tmp_path / "evidence"
    for key in ("supervision", "appeals"):
        adoption.adopt(SYSTEM, library.shipped()[key])
    rows = (
        {"name": "道路破损", "area": "traffic", "handler": BUREAU, "days": 5, "times": 3, "window": 30},
        {"name": "拖欠工资", "area": "work", "days": 10, "nameless": True},
        {"name": "作风问题", "area": "conduct", "days": 15, "nameless": True, "shielded": True},
    )
    return {str(row["name"]): ledgers.create(HU, "appeals.subject", COUNTY, row).ref.id for row in rows}


Taken = Callable[..., Record]


@pytest.fixture
def taken(desk: dict[str, int]) -> Taken:
    """Take an appeal by the portal: `taken("道路破损", title=…)`, like the one about the road otherwise."""

    def take(subject: str = "道路破损", who: Actor = SYSTEM, **other: Any) -> Record:
        return receiving.submit(who, COUNTY, replace(ROAD, subject=desk[subject], **other))

    return take
