from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.assemble import Basis, Figure, Peer, Target, figures
from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.periods import Period, PlanYear
from luoshi.packs.spec import Indicator, Light, Pack, Ratio

OCTOBER = Period(2006, "month", 10)
LIGHTS = (
    Light(key="green", label="绿", colour="green", ahead=Decimal(0)),
    Light(key="yellow", label="黄", colour="yellow", ahead=Decimal(-10)),
    Light(key="red", label="红", colour="red"),
)
TOWNS = tuple(Peer(code, f"{code}镇", "township/A") for code in ("east", "west", "south"))


FUNDS = {"pack": "t", "key": "funds", "label": "到位资金", "unit": "万元", "kind": "flow"}


def made(
    units: tuple[Peer, ...] = TOWNS, *, indicator: dict[str, Any] | None = None, **given: Any
) -> list[Figure]:
    """Figures of one indicator `t.funds` for some units; mappings are by unit alone."""
    said = {**FUNDS, **(indicator or {})}
    others = [Indicator(pack="t", key="gdp", label="生产总值", kind="entered")]
    known = {one.key: one for one in [Indicator(**said), *others]}
    catalogue = Catalogue.of({"t": Pack(key="t", version=1, label="试", indicators=known)})
    by_unit = {name: {("t.funds", unit): one for unit, one in by.items()} for name, by in given.items()}
    basis = Basis(catalogue, OCTOBER, PlanYear(), lights=LIGHTS, **{"ytd": {}, **by_unit})
    return figures(basis, [known["funds"]], units)


def one(**given: Any) -> Figure:
    """The figure of the first town."""
    return made(TOWNS[:1], **given)[0]


def test_json_has_the_documented_fields_and_decimals_as_strings() -> None:
    figure = one(
        ytd={"east": 1_005_136},
        published={"east": 900_000},
        targets={"east": Target(Decimal(800_000), Decimal(1_000_000))},
        last_year={"east": 1_000_000},
    )
    assert figure.to_json() == {
        "indicator": "t.funds",
        "label": "到位资金",
        "unit": "east",
        "unit_name": "east镇",
        "period": "2006-10",
        "value": "105136",
        "ytd": "1005136",
        "target": "800000",
        "stretch": "1000000",
        "completion": "125.64",
        "pace": "83.33",
        "ahead": "42.31",
        "light": "green",
        "yoy": "0.51",
        "rank": 1,
        "state": "ok",
    }


def test_what_is_not_there_is_null_in_json_and_never_zero() -> None:
    given = one(indicator={"kind": "entered"}).to_json()
    absent = ("value", "ytd", "target", "stretch", "completion", "ahead", "light", "yoy", "rank")
    assert [given[name] for name in absent] == [None] * len(absent)
    assert given["state"] == "awaiting"


def test_an_amount_is_given_in_full_and_an_endless_quotient_rounded() -> None:
    assert one(ytd={"east": Decimal("0.123456")}).to_json()["ytd"] == "0.123456"
    assert one(ytd={"east": Fraction(200, 3)}).to_json()["ytd"] == "66.67"


def test_a_late_fact_lands_in_the_period_that_is_still_open() -> None:
    # 300 were published; 50 of September came late, 70 are October's own
    assert one(ytd={"east": 420}, published={"east": 300}).value == 120


def test_a_correction_can_make_a_periods_own_value_negative() -> None:
    assert one(ytd={"east": 280}, published={"east": 300}).value == -20


@pytest.mark.parametrize("kind", ["stock", "entered"])
def test_what_does_not_add_up_over_time_is_shown_as_it_stands(kind: str) -> None:
    assert one(ytd={"east": 16}, published={"east": 11}, indicator={"kind": kind}).value == 16


def test_without_a_target_there_is_a_value_but_no_completion_light_or_place() -> None:
    figure = one(ytd={"east": 5})
    assert (figure.state, figure.completion, figure.light, figure.rank) == ("no_target", None, None, None)
    assert figure.ytd == 5


def test_a_quotient_over_something_still_awaited_is_awaited_too() -> None:
    ratio = {"kind": "ratio", "ratio": Ratio(part="gdp", of="gdp"), "unit": "%"}
    assert one(indicator=ratio, ytd={"east": None}).state == "awaiting"


def test_units_are_ranked_by_completion_inside_their_class() -> None:
    other = Peer("park", "园区", "park/")
    got = made(
        (*TOWNS, other),
        ytd={"east": 50, "west": 90, "south": 10, "park": 1},
        targets={"east": Target(100), "west": Target(200), "south": Target(20), "park": Target(100)},
    )
    # 50 %, 45 %, 50 %: the largest amount is last, two share the first place
    assert [figure.rank for figure in got] == [1, 3, 1, 1]


def test_a_unit_without_a_target_takes_no_place() -> None:
    hundred = Target(100)
    got = made(ytd={"east": 50, "west": 999, "south": 10}, targets={"east": hundred, "south": hundred})
    assert [figure.rank for figure in got] == [1, None, 2]


def test_where_lower_is_better_the_smallest_completion_is_first() -> None:
    got = made(
        ytd={"east": 5, "west": 3, "south": 4},
        targets=dict.fromkeys(("east", "west", "south"), Target(10)),
        indicator={"better": "lower"},
    )
    assert [figure.rank for figure in got] == [3, 1, 2]


def test_an_allowance_used_more_slowly_than_the_year_goes_is_ahead() -> None:
    # 6 of 12 accidents allowed after ten months: 50 % used, 83.33 % of the year gone
    figure = one(ytd={"east": 6}, targets={"east": Target(12)}, indicator={"better": "lower"})
    assert figure.to_json()["ahead"] == "33.33"
    assert figure.light == "green"


def test_a_rate_below_its_ceiling_is_green_on_any_day() -> None:
    lower = {"better": "lower", "kind": "entered", "unit": "%"}
    assert one(ytd={"east": Decimal("4.9")}, targets={"east": Target(5)}, indicator=lower).light == "green"
    assert one(ytd={"east": Decimal("5.4")}, targets={"east": Target(5)}, indicator=lower).light == "yellow"


def test_a_place_that_is_owed_is_reached_or_not() -> None:
    first_two = Target(place=2)
    got = made(ytd={"east": 50, "west": 90, "south": 10}, targets={"east": first_two, "south": first_two})
    assert [(figure.rank, figure.light, figure.state) for figure in got] == [
        (2, "green", "ok"),
        (1, None, "no_target"),
        (3, "red", "ok"),
    ]


def test_growth_against_no_last_year_is_unknown() -> None:
    assert one(ytd={"east": 5}).yoy is None
    assert one(ytd={"east": 5}, last_year={"east": 0}).yoy is None


@given(st.fractions(0, 10**9), st.fractions(1, 10**9))
def test_the_light_follows_the_exact_distance_from_pace(ytd: Fraction, target: Fraction) -> None:
    figure = one(ytd={"east": ytd}, targets={"east": Target(target)})
    distance = ytd / target * 100 - Fraction(1000, 12)
    assert figure.ahead == distance
    assert figure.light == ("green" if distance >= 0 else "yellow" if distance >= -10 else "red")
