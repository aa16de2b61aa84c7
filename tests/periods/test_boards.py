"""A dashboard is a person's own: kept as they arranged it, usual for who arranged none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.figures.catalogue import Catalogue
from luoshi.journal import queries as journal
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.periods import boards
from luoshi.periods.boards import Tile
from tests.adopted import adopt
from tests.people import CHEN, COUNTY, LEADER, OTHER_COUNTY, TOWN, WANG

pytestmark = pytest.mark.django_db

MARCH = Period.parse("2026-03")
FUNDS, STARTED = "investment.funds_in_place", "investment.projects_started"


@pytest.fixture(autouse=True)
def packs(county: None) -> None:
    adopt("investment", "innovation")


def test_a_dashboard_is_kept_for_the_person_who_arranged_it_alone() -> None:
    assert boards.board(LEADER) is None
    boards.arrange(LEADER, [Tile.new("trend", FUNDS), Tile("figure", STARTED, TOWN, width=2)])
    boards.arrange(LEADER, [Tile("figure", STARTED, TOWN, width=2), Tile.new("trend", FUNDS)])
    assert boards.board(LEADER) == (
        Tile("figure", STARTED, TOWN, width=2),
        Tile("trend", FUNDS, width=2, height=2),
    )
    assert boards.board(CHEN) is None
    assert [one.verb for one in journal.history(f"person:{LEADER.person}")] == ["arrange_board"] * 2


def test_a_dashboard_can_be_the_usual_one_again() -> None:
    boards.arrange(LEADER, [])
    assert boards.board(LEADER) == ()
    boards.standard(LEADER)
    assert boards.board(LEADER) is None


@pytest.mark.parametrize(
    ("tile", "right"),
    [
        (Tile("pie", FUNDS), "可选"),  # type: ignore[arg-type]  # what a form could send
        (Tile("figure", "investment.nothing"), "指标"),
        (Tile("figure", FUNDS, width=5), "宽 1—4 列"),
        (Tile("figure", FUNDS, height=0), "高 1—3 行"),
    ],
)
def test_a_tile_that_cannot_be_says_what_would_be_right(tile: Tile, right: str) -> None:
    with pytest.raises(InputError) as refusal:
        boards.arrange(LEADER, [tile])
    assert right in refusal.value.hint


def test_nobody_puts_a_unit_on_a_dashboard_that_they_do_not_see() -> None:
    with pytest.raises(Refused):
        boards.arrange(LEADER, [Tile.new("figure", FUNDS, OTHER_COUNTY)])


def test_a_dashboard_holds_so_many_tiles_and_no_more() -> None:
    with pytest.raises(InputError, match="25块"):
        boards.arrange(LEADER, [Tile.new("figure", FUNDS)] * 25)


def test_the_usual_dashboard_shows_what_is_owed() -> None:
    (first,) = (one for one in boards.usual(LEADER, MARCH) if one.kind == "figure")
    assert first.indicator == next(iter(Catalogue.of(ledgers.packs()).indicators))
    commitments.set_target(CHEN, COUNTY, STARTED, 2026, Owed(Decimal(40)))
    made = boards.usual(LEADER, MARCH)
    assert {one.indicator for one in made} == {STARTED}
    assert [one.among for one in made if one.kind == "ranking"] == ["township", "department"]
    assert [one.kind for one in made] == ["figure", "trend", "years", "lights", "ranking", "ranking", "share"]


def test_whoever_has_nobody_below_is_shown_no_ranking() -> None:
    kinds = {one.kind for one in boards.usual(WANG, MARCH)}
    assert kinds == {"figure", "trend", "years"}
