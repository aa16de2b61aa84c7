"""Targets are set, handed down with the gap shown, and changed only with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from luoshi.commitments import actions, queries
from luoshi.commitments.actions import Owed, Span
from luoshi.journal.queries import history
from luoshi.kernel.errors import InputError, Missing, Refused
from tests.adopted import adopt
from tests.people import CHEN, COUNTY, HAN, OTHER_COUNTY, OTHER_TOWN, TOWN, WANG

pytestmark = pytest.mark.django_db

FUNDS = "investment.funds_in_place"


@pytest.fixture(autouse=True)
def packs(county: None) -> None:
    adopt("investment", "innovation")


def county_target(**more: Any) -> Any:
    owed = Owed(Decimal(51_000), Decimal(55_000))
    return actions.set_target(CHEN, COUNTY, "funds_in_place", 2026, owed, **more)


def test_a_target_keeps_its_words_and_both_values() -> None:
    made = county_target(source=Span("ab" * 32, 1872, 1890))
    found = queries.commitment(CHEN, made.id)
    assert (found.indicator, found.base, found.stretch) == (FUNDS, Decimal(51_000), Decimal(55_000))
    assert (found.start, found.end) == (1872, 1890)
    assert queries.targets(2026)[FUNDS, COUNTY].base == Decimal(51_000)


def test_exact_values_stay_exact() -> None:
    made = actions.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal("12345678901234567890.123456")))
    assert queries.commitment(CHEN, made.id).base == Decimal("12345678901234567890.123456")
    with connection.cursor() as cursor:
        cursor.execute("SELECT base FROM commitment")
        assert cursor.fetchone() == ("12345678901234567890.123456",)


def test_the_gap_of_a_split_is_told_and_not_mended() -> None:
    made = county_target()
    split = actions.split(
        CHEN, made.id, {TOWN: Owed(Decimal(30_000), Decimal(32_000)), OTHER_TOWN: Owed(Decimal(20_000))}
    )
    assert (split.gap, split.stretch_gap) == (Decimal(-1_000), Decimal(-23_000))
    assert [part.unit for part in split.parts] == [TOWN, OTHER_TOWN]


def test_a_target_cannot_be_handed_to_a_unit_elsewhere() -> None:
    made = county_target()
    with pytest.raises(InputError, match="云岭县 不在 清河县 之下"):
        actions.split(CHEN, made.id, {OTHER_COUNTY: Owed(Decimal(1))})


def test_a_changed_target_needs_a_reason_and_keeps_the_old_one_and_the_parts() -> None:
    first = county_target()
    actions.split(CHEN, first.id, {TOWN: Owed(Decimal(500))})
    with pytest.raises(InputError, match="已经下达"):
        county_target()
    second = actions.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(48_000)), why="年中调整")
    first.refresh_from_db()
    assert (first.state, second.replaces_id) == ("replaced", first.id)
    assert queries.split(CHEN, second.id).gap == Decimal(-47_500)
    (entry,) = history(f"commitment:{second.id}")
    assert (entry.data["base"], entry.why) == (["51000", "48000"], "年中调整")


def test_a_withdrawn_target_is_none_and_not_zero() -> None:
    made = county_target()
    actions.withdraw_target(CHEN, made.id, why="指标取消")
    assert (FUNDS, COUNTY) not in queries.targets(2026)


def test_a_place_may_be_owed_instead_of_a_value() -> None:
    actions.set_target(CHEN, TOWN, FUNDS, 2026, Owed(place=3))
    assert queries.targets(2026)[FUNDS, TOWN].place == 3


def test_stretch_must_be_better_than_base() -> None:
    with pytest.raises(InputError, match="争取 4 不如确保 5"):
        actions.set_target(CHEN, TOWN, FUNDS, 2026, Owed(Decimal(5), Decimal(4)))


def test_only_a_supervisor_above_sets_targets_and_strangers_see_none() -> None:
    made = county_target()
    with pytest.raises(Refused):
        actions.set_target(WANG, TOWN, FUNDS, 2026, Owed(Decimal(1)))
    with pytest.raises(Missing):
        queries.commitment(HAN, made.id)
    assert queries.commitments(HAN, 2026) == []
