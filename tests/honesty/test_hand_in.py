"""At hand-in and close the checks run by themselves; a rule that blocks keeps a month back until answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from luoshi.honesty import actions, queries
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.ledgers import adoption
from luoshi.packs import library
from luoshi.periods import actions as periods
from tests.honesty.conftest import project, receipt
from tests.people import SYSTEM, TOWN, WANG

FEBRUARY = Period.parse("2026-02")


@pytest.fixture
def twice(site: Path) -> None:
    """One voucher twice in February."""
    mine = project()
    for amount in (500, 90):
        receipt(mine, voucher_no="JZ-7788", amount=amount, received_on=date(2026, 2, 10))


def test_handing_in_opens_what_is_suspicious_and_does_not_hinder(twice: None) -> None:
    assert periods.hand_in(WANG, TOWN, FEBRUARY).state == "handed_in"
    (one,) = queries.open_for(TOWN, FEBRUARY)
    assert one.rule == "investment.receipt.voucher"
    assert one.record.row["period"] == "2026-02"


def test_closing_looks_at_everybody(twice: None) -> None:
    for unit in (TOWN, "C0102"):
        periods.excuse(SYSTEM, unit, FEBRUARY, why="试点")
    periods.close(SYSTEM, FEBRUARY)
    assert [one.record.unit for one in queries.opened(SYSTEM)] == [TOWN]


def test_a_rule_that_blocks_keeps_the_month_back_until_it_is_answered(twice: None) -> None:
    pack = library.shipped()["investment"]
    spec = pack.ledgers["receipt"]
    first, *others = spec.honesty
    strict = spec.model_copy(update={"honesty": (first.model_copy(update={"blocks": True}), *others)})
    ledgers = {**pack.ledgers, "receipt": strict}
    adoption.adopt(
        SYSTEM, pack.model_copy(update={"ledgers": ledgers, "version": pack.version + 1, "digest": "b" * 64})
    )
    with pytest.raises(InputError, match="还没有说明：凭证号重复"):
        periods.hand_in(WANG, TOWN, FEBRUARY)
    actions.check(WANG, [TOWN], FEBRUARY.end)
    (one,) = queries.open_for(TOWN, FEBRUARY)
    actions.answer(WANG, one.record.ref.id, "银行分两次出具了同号回单")
    assert periods.hand_in(WANG, TOWN, FEBRUARY).state == "handed_in"
