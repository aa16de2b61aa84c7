"""Figures, their origin and bulletins through the interface, as published and as pages show them."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from luoshi.periods import queries as periods
from luoshi.reports import actions as reports
from luoshi.reports import queries
from tests.api.conftest import Caller
from tests.people import CHEN, CITY, COUNTY, LEADER, TOWN, ZHOU
from tests.periods.test_close import FUNDS, JANUARY, LIN, MARCH, close, project, receipt

KEYS = {
    "indicator", "label", "unit", "unit_name", "period", "value", "ytd", "target", "stretch", "completion",
    "pace", "ahead", "light", "yoy", "rank", "state",
}  # fmt: skip


@pytest.fixture
def closed(site: Path) -> None:
    """January, closed, with 500 万元 of 青石镇."""
    receipt(project(), "2026-01-15", 500)
    close(JANUARY, "2026-02-04")


@pytest.fixture
def lin(caller: Callable[..., Caller]) -> Caller:
    """Supervision clerk of the city."""
    return caller("lin", "supervisor", CITY)


def test_periods_say_which_are_closed_and_how_to_check_them(closed: None, wang: Caller) -> None:
    january, february = wang.get("/periods").json()
    assert (january["period"], january["state"], len(january["digest"])) == ("2026-01", "closed", 64)
    assert (february["period"], february["state"], february["digest"]) == ("2026-02", "open", None)


def test_indicators_say_what_their_figures_are_measured_in(closed: None, wang: Caller) -> None:
    found = {one["indicator"]: one for one in wang.get("/indicators").json()}
    assert (found[FUNDS]["unit"], found[FUNDS]["ledger"]) == ("万元", "investment.receipt")


def test_a_figure_is_told_as_the_command_tells_it(closed: None, chen: Caller) -> None:
    answer = chen.get("/figures/2026-01", unit=TOWN, indicator=FUNDS).json()
    (figure,) = answer["rows"]
    assert set(figure) == KEYS
    assert (figure["value"], figure["ytd"], figure["pace"], figure["target"]) == ("500", "500", "8.33", None)
    assert (answer["total"], answer["page"], answer["pages"]) == (1, 1, 1)


def test_figures_are_paged(closed: None, chen: Caller) -> None:
    county = [chen.get("/figures/2026-01", size=200, page=page).json()["rows"] for page in (1, 2)]
    whole = county[0] + county[1]
    pages = [chen.get("/figures/2026-01", size=7, page=page).json() for page in (1, 2)]
    assert pages[0]["rows"] + pages[1]["rows"] == whole[:14]
    assert pages[0]["total"] == len(whole)


def test_a_figure_leads_to_its_records(closed: None, chen: Caller, wang: Caller) -> None:
    (only,) = chen.get(f"/trace/2026-01/{FUNDS}/{COUNTY}").json()["rows"]
    assert (only["unit"], only["share_bp"], only["amount"]) == (TOWN, 10_000, "500")
    assert wang.get(f"/records/{only['ledger']}/{only['record']}").json()["values"]["amount"] == "5000000.00"


def test_a_clerk_sees_neither_figures_nor_traces_of_others(closed: None, liu: Caller, han: Caller) -> None:
    for stranger in (liu, han):
        assert stranger.get("/figures/2026-01", unit=TOWN).json()["rows"] == []
        assert stranger.get(f"/trace/2026-01/{FUNDS}/{TOWN}").status_code == 404


def test_what_cannot_be_asked_is_told_with_what_would_be_right(closed: None, chen: Caller) -> None:
    assert "2026-03" in chen.get("/figures/2026年3月").json()["hint"]
    wrong = chen.get("/figures/2026-01", indicator="investment.funds_in_plce")
    assert (wrong.status_code, FUNDS in wrong.json()["hint"]) == (400, True)


def test_a_bulletin_comes_in_every_format_with_the_same_digest(closed: None, lin: Caller) -> None:
    offered = [one for one in lin.get("/bulletins").json() if one["kind"] == "investment.monthly"]
    assert [(one["period"], one["unit"], one["state"]) for one in offered] == [("2026-01", CITY, "built")]
    where = "/bulletins/2026-01/investment.monthly."
    content = lin.get(where + "json").json()
    said = content["sections"][0]["paragraphs"][0]
    assert "500.00万元" in said
    assert said in {one.text for one in Document(BytesIO(lin.get(where + "docx").content)).paragraphs}
    assert content["digest"] in str(
        list(load_workbook(BytesIO(lin.get(where + "xlsx").content))["通报"].values)
    )
    assert said in lin.get(where + "html").content.decode()
    paper = lin.get(where + "pdf")
    assert len(pypdfium2.PdfDocument(paper.content)) >= 1
    assert (paper["Content-Type"], paper["Content-Disposition"][:10]) == ("application/pdf", "attachment")


def test_a_bulletin_is_read_below_only_once_it_is_issued(closed: None, wang: Caller) -> None:
    where = "/bulletins/2026-01/investment.monthly.json"
    assert wang.get(where, unit=COUNTY).status_code == 404
    made = reports.draft(CHEN, COUNTY, JANUARY, "investment.monthly")
    assert wang.get(where, unit=COUNTY).status_code == 404
    reports.sign_off(ZHOU, made.id)
    reports.sign_off(LEADER, made.id)
    assert wang.get(where, unit=COUNTY).json() == json.loads(
        json.dumps(queries.bulletin(CHEN, made.id).content)
    )
    offered = wang.get("/bulletins").json()
    assert ("2026-01", COUNTY, "issued") in [(one["period"], one["unit"], one["state"]) for one in offered]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("2026-01/investment.monthly.exe", 404),
        ("2026-02/investment.monthly.docx", 400),
        ("2026-01/investment.montly.docx", 400),
        ("2026-13/investment.monthly.docx", 400),
    ],
)
def test_a_bulletin_that_is_none_is_refused(closed: None, lin: Caller, name: str, status: int) -> None:
    assert lin.get(f"/bulletins/{name}").status_code == status


def test_live_figures_are_those_of_the_command(site: Path, chen: Caller) -> None:
    receipt(project(), "2026-03-09", 80)
    (figure,) = chen.get("/figures/2026-03", unit=TOWN, indicator=FUNDS).json()["rows"]
    (said,) = periods.figures(LIN, MARCH, unit=TOWN, indicator=FUNDS)
    assert figure == said
