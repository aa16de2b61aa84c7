from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.figures import compute
from luoshi.figures.engines import Cursor, Duck, Engine
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period, PlanYear
from tests.figures import slow
from tests.figures.random_worlds import worlds
from tests.figures.world import CATALOGUE, World

KEYS = sorted(slow.KEYS)


def agrees(world: World, engine: Engine, period: Period, plan: PlanYear) -> None:
    start, end = plan.start_of(period), period.end
    entered = {("test.gdp", unit): value for unit in world.above if (value := slow.gdp(unit)) is not None}
    got = compute.values(CATALOGUE, engine, period, plan, entered=entered)
    expected = {
        (key, unit): slow.figure(world, key, unit, start, end) for key in KEYS for unit in world.above
    }
    assert {(key, unit): got[f"test.{key}", unit] for key, unit in expected} == expected
    for unit, parent in world.above.items():
        funds, in_hand = expected["funds", unit], expected["in_hand", unit]
        of = expected["funds", parent] if parent else None
        assert funds is not None
        assert got["test.of_above", unit] == (funds / of * 100 if of else None)
        assert got["test.each", unit] == (funds / in_hand if in_hand else None)
        assert got["test.of_gdp", unit] == (funds / 125_000 * 100 if unit == "city" else None)
    for key, unit in product(KEYS, {"city", max(world.above)}):
        behind = compute.trace(
            CATALOGUE.indicator(key), CATALOGUE, engine, unit, compute.span_of(period, plan)
        )
        assert sum((one.amount for one in behind), Fraction(0)) == (expected[key, unit] or 0), key


@given(worlds(), st.integers(1, 12), st.sampled_from([PlanYear(), PlanYear((12, 1))]))
@settings(max_examples=30)
def test_sqlite_agrees_with_counting_by_hand(world: World, month: int, plan: PlanYear) -> None:
    agrees(world, Cursor(world.sqlite(), "sqlite"), Period(2026, "month", month), plan)


@given(worlds(), st.integers(1, 12), st.sampled_from([PlanYear(), PlanYear((12, 1))]))
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
def test_duckdb_over_parquet_agrees_with_counting_by_hand(world: World, month: int, plan: PlanYear) -> None:
    with TemporaryDirectory() as folder, Duck(world.parquet(Path(folder))) as engine:
        agrees(world, engine, Period(2026, "month", month), plan)


def test_a_ratio_is_traced_through_its_parts() -> None:
    world = World({"city": None})
    span = compute.span_of(Period(2026, "month", 1), PlanYear())
    for key, said in (("each", "test.funds、test.in_hand"), ("gdp", "录入")):
        with pytest.raises(InputError, match=said):
            compute.trace(CATALOGUE.indicator(key), CATALOGUE, Cursor(world.sqlite(), "sqlite"), "city", span)


def test_only_what_is_asked_for_and_what_it_rests_on_is_computed() -> None:
    world = World({"city": None})
    engine = Cursor(world.sqlite(), "sqlite")
    got = compute.values(CATALOGUE, engine, Period(2026, "month", 1), PlanYear(), names=["each"])
    assert got == {("test.funds", "city"): 0, ("test.in_hand", "city"): 0, ("test.each", "city"): None}


def test_an_indicator_that_is_not_there_names_one_that_is() -> None:
    with pytest.raises(InputError, match=r"test\.funds"):
        CATALOGUE.indicator("test.fund")


@pytest.mark.parametrize(("month", "there"), [(1, 1), (2, 2), (3, 2), (4, 1)])
def test_a_certificate_counts_up_to_its_last_day_though_nobody_moves_it(month: int, there: int) -> None:
    """One without an end; one certified on 10 February and good to 31 March, that day included."""
    world = World({"city": None})
    world.project("city", signed_on=date(2025, 12, 1))
    world.project("city", signed_on=date(2026, 2, 10), ends_on=date(2026, 3, 31))
    engine = Cursor(world.sqlite(), "sqlite")
    got = compute.values(CATALOGUE, engine, Period(2026, "month", month), PlanYear(), names=["valid"])
    assert got["test.valid", "city"] == there
