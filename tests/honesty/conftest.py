from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers import actions
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from tests.adopted import adopt
from tests.people import TOWN, WANG

PROJECT, RECEIPT = "investment.project", "investment.receipt"


@pytest.fixture
def ledgers(county: None, settings: Any, tmp_path: Path) -> None:
    """The test county works by the packs that ship."""
    settings.EVIDENCE = tmp_path / "evidence"
    adopt("investment", "innovation")


def on(actor: Actor, *day: int) -> Actor:
    """The same person on another day."""
    return Actor(actor.person, actor.name, actor.holdings, lambda: datetime(*day, 10, 0, tzinfo=SHANGHAI))


def project(
    who: Actor = WANG, unit: str = TOWN, files: dict[str, bytes] | None = None, **values: Any
) -> Record:
    """A project of 5,000 万元 of which nothing is suspicious."""
    said = {"name": "苹果汁加工厂", "investor": "丰禾食品有限公司", "total": Decimal(5000), **values}
    held = [NewFile(purpose, f"{purpose}.txt", content) for purpose, content in (files or {}).items()]
    return actions.create(who, PROJECT, unit, said, files=held)


def receipt(of: Record, who: Actor = WANG, files: dict[str, bytes] | None = None, **values: Any) -> Record:
    """500 万元 that came for a project, of which nothing is suspicious."""
    number = values.get("voucher_no", f"JZ-{of.ref.id}-{len(values)}")
    said = {
        "project": of.ref.id, "received_on": date(2026, 3, 9), "amount": 500, "voucher_no": number, **values,
    }  # fmt: skip
    held = [NewFile(purpose, f"{purpose}.txt", content) for purpose, content in (files or {}).items()]
    return actions.create(who, RECEIPT, of.unit, said, files=held)


@pytest.fixture
def found(ledgers: None) -> Callable[..., list[str]]:
    """What the rules find as of a day, by rule."""
    from luoshi.honesty import queries

    def look(*day: int, rule: str = "") -> list[str]:
        until = date(*day) if day else date(2026, 3, 31)
        return [one.what for one in queries.suspicions(None, None, until) if rule in ("", one.rule.key)]

    return look
