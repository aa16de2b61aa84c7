"""A county whose January and February are closed: 青石镇 leads, 柳林乡 has nothing in place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from tests.people import CHEN, COUNTY, LIU, OTHER_TOWN, TOWN, WANG
from tests.periods.test_close import FUNDS, close, project, receipt

FEBRUARY = Period.parse("2026-02")


@pytest.fixture
def two_months(site: Path) -> None:
    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(12_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6000)), OTHER_TOWN: Owed(Decimal(6000))})
    theirs = project(OTHER_TOWN, LIU)
    receipt(theirs, "2026-01-10", 900, who=LIU)
    mine = project()
    ledgers.edit(WANG, mine.ref, {"industry": "agri"}, version=1)
    receipt(mine, "2026-01-15", 500)
    close(Period.parse("2026-01"), "2026-02-04")
    receipt(mine, "2026-02-15", 1500)
    close(FEBRUARY, "2026-03-04")
