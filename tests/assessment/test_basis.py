"""What a sheet stands on is read from closed periods and earlier runs, and from nothing else."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from luoshi.assessment import actions, basis
from luoshi.assessment.measure import Member
from luoshi.assessment.scoring import scored
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Sheet
from tests.assessment import sheets
from tests.people import ASSESSOR, OTHER_TOWN, TOWN
from tests.periods.test_close import FEBRUARY, JANUARY, close

MARCH = Period.parse("2026-03")
TOWNS = [Member(TOWN, "青石镇", "A"), Member(OTHER_TOWN, "柳林乡", "A")]


def sheet(*items: dict[str, Any]) -> Sheet:
    return sheets.sheet(*items).model_copy(update={"pack": "investment"})


def read(of: Sheet, month: Period) -> basis.Basis:
    return basis.read(ledgers.packs()["investment"], of, month)


def test_a_quarter_is_what_was_published_at_its_end_and_is_out_until_then(closed: None) -> None:
    by_quarter = sheet(
        {"rule": "quarterly", "indicator": "funds_in_place", "weight": 20, "params": {
            "weights": [15, 25, 25, 35]}}
    )  # fmt: skip
    before = scored(by_quarter, TOWNS, read(by_quarter, JANUARY))
    assert {one["items"][0]["points"] for one in before} == {None}
    close(FEBRUARY, "2026-03-04")
    close(MARCH, "2026-04-03")
    made = {one["unit"]: one["items"][0] for one in scored(by_quarter, TOWNS, read(by_quarter, MARCH))}
    assert made[TOWN]["arithmetic"] == "((第1季度 600 ÷ 125（最高 100%） × 15%) ÷ 15%) × 20 = 20"
    assert made[OTHER_TOWN]["points"] == "20", "96 of 25 due, and no more than all"


def test_the_target_by_then_is_the_share_of_the_year_that_is_gone(closed: None) -> None:
    by_pace = sheet(
        {"rule": "proportional", "indicator": "funds_in_place", "weight": 10, "against": "phased"}
    )
    found = read(by_pace, JANUARY)
    assert found.pace == Fraction(1, 12)
    made = {one["unit"]: one["items"][0]["arithmetic"] for one in scored(by_pace, TOWNS, found)}
    assert made[OTHER_TOWN] == "96 ÷ 时序目标 8.33 × 10 = 115.2，最高 10"


def test_scores_of_another_sheet_are_those_of_its_last_run_on_the_same_month(closed: None) -> None:
    composed = sheet(
        {"rule": "composed", "weight": 10, "params": {"parts": [{"sheet": "township", "share": 100}]}}
    )
    with pytest.raises(InputError, match="还没有算到2026年1月的得分"):
        read(composed, JANUARY)
    actions.assess(ASSESSOR, "township", 2026)
    made = scored(composed, TOWNS, read(composed, JANUARY))
    assert made[0]["items"][0]["arithmetic"] == "(乡镇招商引资考核细则 54.5 ÷ 100 × 100%) × 10 = 5.45"


def test_an_indicator_of_another_pack_is_named_in_full(closed: None) -> None:
    ladder = sheet(
        {"key": "ladder", "rule": "deduct", "indicator": "supervision.ladder_points", "params": {"points": 1}}
    )
    made = scored(ladder, TOWNS, read(ladder, JANUARY))
    assert {one["items"][0]["points"] for one in made} == {"0"}
