"""A notice of a hotline as it was really printed: imported, every rate computed, the odd divisor too."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from luoshi.exchange import actions
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.formula import formula
from luoshi.kernel.numbers import half_up
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.periods import queries as periods
from luoshi.units import actions as units
from tests import shared
from tests.adopted import adopt
from tests.people import CITY, SYSTEM

pytestmark = pytest.mark.skipif(
    not shared.FOLDER.is_dir(), reason="the shared folder is not beside the repository"
)
COLUMNS = (
    "派遣案件总数", "热线_按时办结", "热线_超时办结", "热线_未办结", "政民互动_按时办结", "政民互动_超时办结",
    "政民互动_未办结", "不满意数",
)  # fmt: skip
APRIL = Period.parse("2022-04")


@pytest.fixture
def printed(site: Path) -> list[dict[str, str]]:
    """The notice's rows, each office a department of the test city, imported as a clerk would."""
    adopt("service")
    rows = shared.table("ningguo_12345_2022_04")
    for row in rows:
        units.add_unit(SYSTEM, f"C9{row['序号']}", row["单位"], "department", parent=CITY)
    book = Workbook()
    book.active.append(["责任单位", "统计截止日", *COLUMNS])
    for row in rows:
        book.active.append([row["单位"], "2022-04-30", *(int(row[one]) for one in COLUMNS)])
    stream = BytesIO()
    book.save(stream)
    done = actions.import_rows(SYSTEM, "service.hotline_month", CITY, stream.getvalue(), "四月.xlsx")
    assert (done.problems, len(done.records)) == ((), 5)
    return rows


def told(name: str) -> dict[str, dict[str, Any]]:
    found = periods.figures(SYSTEM, APRIL, indicator=f"service.{name}")
    return {one["unit_name"]: one for one in found}


def whole(said: str) -> Decimal:
    return half_up(Decimal(said), 0)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("hotline_closing_rate", "结案率_pct"),
        ("hotline_in_time_rate", "按时结案率_pct"),
        ("hotline_unsatisfied_rate", "不满意率_pct"),
    ],
)
def test_every_rate_that_was_printed_comes_out(printed: list[dict[str, str]], name: str, column: str) -> None:
    found = told(name)
    for row in printed:
        assert whole(found[row["单位"]]["ytd"]) == Decimal(row[column]), row["单位"]


def test_divided_by_all_cases_the_rate_is_another(printed: list[dict[str, str]]) -> None:
    calls, every = told("hotline_unsatisfied_rate"), told("hotline_unsatisfied_rate_of_all")
    assert (calls["住建局"]["ytd"], every["住建局"]["ytd"]) == ("9.2", "8.08")
    assert [whole(every[row["单位"]]["ytd"]) for row in printed] == [8, 8, 7, 4, 12]
    assert [int(row["不满意率_pct"]) for row in printed] == [9, 9, 8, 5, 13]


def test_the_formula_shows_which_denominator_it_is(printed: list[dict[str, str]]) -> None:
    catalogue = Catalogue.of(ledgers.packs())
    said = {}
    for name in ("hotline_unsatisfied_rate", "hotline_unsatisfied_rate_of_all"):
        spec = catalogue.indicator(f"service.{name}")

        def part(full: str) -> dict[str, Any]:
            return told(full.removeprefix("service."))["住建局"]

        said[name] = formula(spec, catalogue, told(name)["住建局"], part)
    assert said == {
        "hotline_unsatisfied_rate": "不满意8件 ÷ 热线电话办结87件 = 9.20%",
        "hotline_unsatisfied_rate_of_all": "不满意8件 ÷ 热线和网上办结99件 = 8.08%",
    }
