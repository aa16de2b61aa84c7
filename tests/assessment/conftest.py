"""A year-end as tests need it: January is closed, and two townships are scored on it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.ledgers import actions as ledgers
from tests.people import CHEN, LIU, OTHER_TOWN, TOWN, WANG
from tests.periods.test_close import JANUARY, close, project, receipt


@pytest.fixture
def closed(site: Path) -> None:
    """January: 青石镇 reached 600 of 500 万元 and signed one project of two; 柳林乡 has 96 of 100."""
    for unit, funds in ((TOWN, 500), (OTHER_TOWN, 100)):
        commitments.set_target(CHEN, unit, "funds_in_place", 2026, Owed(Decimal(funds)))
    commitments.set_target(CHEN, TOWN, "projects_new", 2026, Owed(Decimal(2)))
    signed = {"signed_on": "2026-01-06"}
    mine = project()
    ledgers.attach(WANG, mine.ref, "contract", "合同.txt", b"contract")
    ledgers.edit(WANG, mine.ref, signed, version=1)
    ledgers.move(WANG, mine.ref, "signed")
    receipt(mine, "2026-01-15", 600)
    receipt(project(OTHER_TOWN, LIU), "2026-01-16", 96, who=LIU)
    close(JANUARY, "2026-02-04")
