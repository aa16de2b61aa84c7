"""Figures that counting reported totals, or counting carelessly, gets wrong. Each worked by hand."""

from __future__ import annotations

import sqlite3
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlglot import exp

from luoshi.figures import compute
from luoshi.figures.assemble import Basis, Peer, figures
from luoshi.figures.engines import Cursor, Duck, said
from luoshi.figures.questions import Dated
from luoshi.kernel.errors import SiteError
from luoshi.kernel.periods import Period, PlanYear
from tests.figures.world import CATALOGUE, World

MARCH = Period(2026, "month", 3)
WAN = 1_000_000
CITY: dict[str, str | None] = {
    "city": None,
    "east": "city",
    "west": "city",
    "east-town": "east",
    "west-town": "west",
    "zone": "east",
}


def counted(world: World, key: str, period: Period = MARCH) -> dict[str, Fraction | None]:
    """The indicator of every unit, on SQLite."""
    engine = Cursor(world.sqlite(), "sqlite")
    got = compute.values(CATALOGUE, engine, period, PlanYear(), names=[key])
    return {unit: got[f"test.{key}", unit] for unit in world.above}


def test_a_project_of_two_counties_counts_once_in_the_city() -> None:
    world = World(CITY)
    project = world.project("east-town", stage="signed", stage_signed=date(2026, 2, 1))
    world.share(project, {"east-town": 6_000, "west-town": 4_000}, date(2026, 1, 1))
    world.receipt("east-town", 100 * WAN, date(2026, 3, 1), project=project)
    funds = counted(world, "funds")
    assert (funds["east"], funds["west"], funds["city"]) == (60, 40, 100)
    signed = counted(world, "signed")
    assert (signed["east"], signed["west"], signed["city"]) == (Fraction(3, 5), Fraction(2, 5), 1)


def test_counted_whole_for_each_it_is_still_one_in_the_city() -> None:
    world = World(CITY)
    project = world.project("east-town")
    world.share(project, {"east-town": 6_000, "west-town": 4_000}, date(2026, 1, 1))
    world.receipt("east-town", 20_000 * WAN, date(2026, 3, 1), project=project)
    funds = counted(world, "funds_whole")
    assert (funds["east"], funds["west"], funds["city"]) == (2, 2, 2)


def test_two_shares_inside_one_county_are_one_project_there() -> None:
    world = World(CITY)
    project = world.project("zone", stage_signed=date(2026, 2, 1))
    world.share(project, {"zone": 5_000, "east-town": 5_000}, date(2026, 1, 1))
    assert counted(world, "signed")["east"] == 1


def test_a_development_zone_counts_though_no_public_code_names_it() -> None:
    world = World(CITY)
    world.receipt("zone", 30 * WAN, date(2026, 3, 1))
    funds = counted(world, "funds")
    assert (funds["zone"], funds["east"], funds["city"]) == (30, 30, 30)


def test_a_share_changed_in_the_year_holds_from_its_day_and_not_before() -> None:
    world = World(CITY)
    project = world.project("east-town")
    world.share(project, {"east-town": 10_000}, date(2026, 1, 1), date(2026, 2, 15))
    world.share(project, {"east-town": 2_500, "west-town": 7_500}, date(2026, 2, 15))
    world.receipt("east-town", 100 * WAN, date(2026, 2, 14), project=project)
    world.receipt("east-town", 100 * WAN, date(2026, 2, 15), project=project)
    funds = counted(world, "funds")
    assert (funds["east"], funds["west"], funds["city"]) == (125, 75, 200)


def test_a_withdrawn_record_never_counts() -> None:
    world = World(CITY)
    world.receipt("east-town", 100 * WAN, date(2026, 3, 1), withdrawn=True)
    world.receipt("east-town", 7 * WAN, date(2026, 3, 1))
    assert counted(world, "funds")["city"] == 7


def test_what_is_not_verified_does_not_count() -> None:
    world = World(CITY)
    world.receipt("east-town", 100 * WAN, date(2026, 3, 1), verification="pending")
    world.receipt("east-town", 100 * WAN, date(2026, 3, 1), verification="rejected")
    assert counted(world, "funds")["city"] == 0


def test_the_first_and_last_day_of_the_span_count_and_their_neighbours_do_not() -> None:
    world = World(CITY)
    for amount, day in (
        (1, date(2025, 12, 31)),
        (10, date(2026, 1, 1)),
        (100, date(2026, 3, 31)),
        (1_000, date(2026, 4, 1)),
    ):
        world.receipt("east-town", amount * WAN, day)
    assert counted(world, "funds")["city"] == 110


def test_a_late_fact_of_a_closed_month_is_the_next_months_own() -> None:
    world = World(CITY)
    world.receipt("east-town", 300 * WAN, date(2026, 2, 10))
    published = {("test.funds", unit): value for unit, value in counted(world, "funds").items()}
    world.receipt("east-town", 50 * WAN, date(2026, 2, 20))
    world.receipt("east-town", 70 * WAN, date(2026, 3, 5))
    ytd = {("test.funds", unit): value for unit, value in counted(world, "funds").items()}
    basis = Basis(CATALOGUE, MARCH, PlanYear(), ytd, published)
    (march,) = figures(basis, [CATALOGUE.indicator("funds")], [Peer("east", "东县")])
    assert (march.ytd, march.value) == (420, 120)


def test_the_fund_of_a_child_follows_the_share_of_its_project() -> None:
    world = World(CITY)
    shared, alone = world.project("east-town"), world.project("east-town")
    world.share(shared, {"west-town": 10_000}, date(2026, 1, 1))
    world.receipt("east-town", 10 * WAN, date(2026, 3, 1), project=shared)
    world.receipt("east-town", 1 * WAN, date(2026, 3, 1), project=alone)
    funds = counted(world, "funds")
    assert (funds["east-town"], funds["west-town"]) == (1, 10)


def test_a_third_of_a_fen_is_not_lost() -> None:
    world = World(CITY)
    project = world.project("east-town")
    world.share(project, {"east-town": 3_333, "west-town": 3_333, "zone": 3_334}, date(2026, 1, 1))
    world.receipt("east-town", 1, date(2026, 3, 1), project=project)
    funds = counted(world, "funds")
    parts = [funds[unit] for unit in ("east-town", "west-town", "zone")]
    assert parts == [Fraction(n, 10**10) for n in (3_333, 3_333, 3_334)]
    assert sum(part or 0 for part in parts) == funds["city"] == Fraction(1, 10**6)


def test_a_sum_too_large_for_an_engine_is_an_error_and_elsewhere_exact(tmp_path: Path) -> None:
    world = World(CITY)
    for _ in range(2):
        world.receipt("east-town", 5 * 10**18 + 1, date(2026, 3, 1))
    with pytest.raises(sqlite3.OperationalError, match="overflow"):
        counted(world, "funds")
    with Duck(world.parquet(tmp_path)) as engine:
        got = compute.values(CATALOGUE, engine, MARCH, PlanYear(), names=["funds"])
    assert got["test.funds", "city"] == Fraction(10**19 + 2, 10**6)


def test_a_number_an_engine_made_approximate_is_refused() -> None:
    class Approximate:
        """SQLite turns a product beyond 64 bits into a float without a word."""

        def rows(self, query: exp.Expr | Dated) -> list[tuple[object, ...]]:
            return [("city", 10_000, 1e19)] if "fact" in said(query, "sqlite") else [("city", "city")]

        def is_empty(self, _table: str, /) -> bool:
            return False

    with pytest.raises(SiteError, match="不精确"):
        compute.values(CATALOGUE, Approximate(), MARCH, PlanYear(), names=["funds"])


def test_nothing_to_divide_by_is_no_figure_and_not_zero_or_a_hundred() -> None:
    world = World(CITY)
    world.receipt("east-town", 10 * WAN, date(2026, 3, 1))
    got = counted(world, "of_above")
    assert (got["east"], got["west"], got["city"]) == (100, 0, None)
    assert got["west-town"] is None


def test_no_smallest_of_nothing() -> None:
    assert counted(World(CITY), "smallest")["city"] is None
    assert counted(World(CITY), "payers")["city"] == 0
