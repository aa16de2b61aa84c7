from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshi.ledgers import actions
from luoshi.ledgers.records import Record
from tests.adopted import adopt
from tests.people import TOWN, WANG


@pytest.fixture
def ledgers(county: None, settings: Any, tmp_path: Path) -> None:
    """The test county works by the packs that ship."""
    settings.EVIDENCE = tmp_path / "evidence"
    adopt("investment", "innovation")


PROJECT: dict[str, Any] = {
    "name": "苹果汁加工厂", "investor": "丰禾食品有限公司", "industry": "agri", "total": Decimal(5000),
    "signed_on": date(2026, 2, 10),
}  # fmt: skip


@pytest.fixture
def project(ledgers: None) -> Record:
    """王丽 of 青石镇 has reported a project of 5,000 万元."""
    return actions.create(WANG, "investment.project", TOWN, PROJECT)


@pytest.fixture
def receipt(project: Record) -> Record:
    """… and 500 万元 of it that came on 9 March."""
    values = {
        "project": project.ref.id, "received_on": date(2026, 3, 9), "amount": "500", "voucher_no": "JZ-0309",
        "payer": "丰禾食品有限公司", "kind": "货币资金",
    }  # fmt: skip
    return actions.create(WANG, "investment.receipt", TOWN, values)
