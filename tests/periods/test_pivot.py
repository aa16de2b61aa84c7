"""Figures side by side: as published, live, or out of history, and only of the units one sees."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.periods import actions, pivot, queries
from luoshi.units import actions as units
from tests.people import ADMIN, COUNTY, HAN, OTHER_COUNTY, OTHER_TOWN, TOWN, ZHOU
from tests.periods.test_close import FEBRUARY, FUNDS, JANUARY, LIN, close, on, project, receipt

LAST_JANUARY = JANUARY.year_before()
TOWNS = (COUNTY, TOWN, OTHER_TOWN)


@pytest.fixture
def months(site: Path) -> None:
    """January closed with 500 万元, 300 more in February, which is open; 400 last January, imported."""
    actions.import_history(LIN, FUNDS, LAST_JANUARY, {TOWN: Decimal(400)}, "2025年统计月报")
    made = project()
    receipt(made, "2026-01-09", 500)
    close(JANUARY, "2026-02-04")
    receipt(made, "2026-02-09", 300)


def test_a_closed_month_is_as_published_an_open_one_live_and_an_old_one_from_history(months: None) -> None:
    found = pivot.read(ZHOU, [FUNDS], TOWNS, [LAST_JANUARY, JANUARY, FEBRUARY], live=FEBRUARY)
    of_town = {period: cell.ytd for (_name, unit, period), cell in found.items() if unit == TOWN}
    assert of_town == {LAST_JANUARY: 400, JANUARY: 500, FEBRUARY: 800}
    assert found[FUNDS, TOWN, FEBRUARY].value == 300
    assert found[FUNDS, TOWN, LAST_JANUARY].state == "imported"
    assert found[FUNDS, TOWN, JANUARY].yoy == 25


def test_every_cell_is_the_figure_that_the_other_pages_show(months: None) -> None:
    for period in (JANUARY, FEBRUARY):
        names = sorted(one["indicator"] for one in queries.figures(ZHOU, period, unit=TOWN))
        cells = pivot.read(ZHOU, names, [TOWN], [period], live=period)
        for one in queries.figures(ZHOU, period, unit=TOWN):
            cell = cells[one["indicator"], TOWN, period]
            for measure in pivot.MEASURES:
                said = None if one[measure] is None else Decimal(one[measure])
                assert cell.measure(measure) == said


def test_an_open_month_that_was_not_asked_for_live_has_no_cells(months: None) -> None:
    assert pivot.read(ZHOU, [FUNDS], TOWNS, [FEBRUARY]) == {}


def test_a_stranger_gets_nothing_of_a_county_that_is_not_theirs(months: None) -> None:
    found = pivot.read(HAN, [FUNDS], [*TOWNS, OTHER_COUNTY], [JANUARY, FEBRUARY], live=FEBRUARY)
    assert {unit for _name, unit, _period in found} == {OTHER_COUNTY}


def test_more_units_indicators_and_months_cost_no_more_queries(months: None) -> None:
    every = sorted(f"{pack.key}.{key}" for pack in ledgers.packs().values() for key in pack.indicators)
    with CaptureQueriesContext(connection) as few:
        pivot.read(ZHOU, [FUNDS], [TOWN], [FEBRUARY], live=FEBRUARY)
    for number in range(20):
        units.add_unit(ADMIN, f"C01{number + 500}", f"第{number}镇", "township", parent=COUNTY)
    with CaptureQueriesContext(connection) as many:
        codes = [COUNTY, *pivot.below(ZHOU, COUNTY)]
        spent = len(many)
        found = pivot.read(ZHOU, every, codes, [*pivot.years(JANUARY), FEBRUARY], live=FEBRUARY)
    assert len(found) > 20 * len(every)
    assert len(many) - spent <= len(few)


def test_the_months_of_a_plan_that_starts_in_december() -> None:
    found = pivot.months(Period.parse("2026-03"), PlanYear((12, 1)))
    assert (str(found[0]), str(found[-1]), len(found)) == ("2025-12", "2026-11", 12)


def test_the_units_right_below_one_are_those_one_sees(county: None) -> None:
    assert pivot.below(ZHOU, COUNTY, "township") == [TOWN, OTHER_TOWN]
    assert pivot.below(HAN, COUNTY) == []
    assert (pivot.top(ZHOU), pivot.top(HAN)) == (COUNTY, OTHER_COUNTY)


def test_the_month_looked_at_first_is_the_last_closed(months: None) -> None:
    viewer = on("2026-02-20", ZHOU)
    assert pivot.offered(viewer) == [FEBRUARY, JANUARY]
    assert pivot.latest(viewer) == JANUARY
