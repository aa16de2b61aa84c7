"""Every filter asks what it says; lights by the same rule as a record's own clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.kernel.actor import SHANGHAI, Holding
from luoshi.kernel.errors import InputError
from luoshi.ledgers import actions, pausing, queries
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import clocks
from tests.people import CHEN, COUNTY, LIU, OTHER_TOWN, TOWN, WANG

PROJECT = "investment.project"


def names(who: Any = WANG, **filters: Any) -> list[str]:
    return sorted(str(one.values["name"]) for one in queries.page(who, PROJECT, filters=filters).rows)


@pytest.fixture
def three(ledgers: None) -> list[Record]:
    said: list[dict[str, Any]] = [
        {
            "name": "甲",
            "total": Decimal("1000.5"),
            "signed_on": "2026-01-05",
            "industry": "agri",
            "site": "东村",
        },
        {"name": "乙", "total": 20, "signed_on": "2026-02-28", "industry": "trade"},
        {"name": "丙", "industry": "agri", "site": ""},
    ]
    return [actions.create(WANG, PROJECT, TOWN, one) for one in said]


def test_by_amounts_days_choices_and_parts_of_texts(three: list[Record]) -> None:
    assert names(total="1000.5") == ["甲"]
    assert names(total__min="20", total__max="100") == ["乙"]
    assert names(signed_on__min="2026-02-01") == ["乙"]
    assert names(industry="agri") == ["丙", "甲"]
    assert names(industry__in=["agri", "商贸物流"]) == ["丙", "乙", "甲"]
    assert names(site__like="东") == ["甲"]
    assert names(site__filled="1") == ["甲"]
    assert names(total__filled="0") == ["丙"]
    assert names(stage="talks", verification="pending", unit=TOWN) == ["丙", "乙", "甲"]
    assert names(CHEN, unit=OTHER_TOWN) == []
    assert names(CHEN, unit=COUNTY, reported_at__min="2020-01-01") == ["丙", "乙", "甲"]


@pytest.mark.parametrize(
    "filters",
    [
        {"nothing": 1}, {"total__about": 1}, {"light": "pink"}, {"gate_land": "?"},
        {"reported_at__min": "0001-01-01"}, {"reported_at__max": "9999-12-31T23:59-12:00"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(three: list[Record], filters: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        names(**filters)


def test_by_the_name_of_the_record_a_field_points_to(receipt: Record, project: Record) -> None:
    def found(words: str, who: Any = WANG) -> int:
        return queries.page(who, "investment.receipt", filters={"project__named": words}).total

    assert [found(words) for words in ("苹果", "丰禾", "pgz", "粉条", str(project.ref.id))] == [1, 1, 1, 0, 1]
    assert found("苹果", LIU) == 0
    with pytest.raises(InputError, match="不指向记录"):
        queries.page(WANG, PROJECT, filters={"site__named": "x"})


def test_by_a_gates_newest_decision(three: list[Record]) -> None:
    land = replace(CHEN, holdings=(*CHEN.holdings, Holding("land_office", COUNTY)))
    for passed in (True, False):
        actions.decide_gate(land, three[0].ref, "land", passed=passed, why="指标")
    actions.decide_gate(land, three[1].ref, "land", passed=True, why="指标")
    assert names(gate_land="passed") == ["乙"]
    assert names(gate_land="refused") == ["甲"]
    assert names(gate_land="open") == ["丙"]


def test_by_missing_evidence(three: list[Record]) -> None:
    actions.attach(WANG, three[0].ref, "contract", "合同.pdf", b"%PDF-1")
    assert names(evidence="none") == ["丙", "乙"]
    assert names(evidence="held") == ["甲"]
    assert names(evidence="missing") == []
    actions.move(WANG, three[0].ref, "signed")
    assert names(evidence="missing") == []
    actions.reject(replace(CHEN, holdings=(Holding("reviewer", COUNTY),)), three[0].ref, why="看不清")
    assert names(evidence="missing") == ["甲"]
    assert names(evidence="none") == ["丙", "乙", "甲"]


PAUSES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), max_size=2)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 260), PAUSES), min_size=1, max_size=4), st.booleans())
def test_a_light_is_what_the_records_own_clock_says(
    ledgers: None, histories: list[tuple[int, list[tuple[int, int]]]], open_end: bool
) -> None:
    today = date(2026, 10, 20)
    now = replace(WANG, clock=lambda: datetime(2026, 10, 20, 10, tzinfo=SHANGHAI))
    made = []
    for ago, pauses in histories:
        signed = today - timedelta(days=ago)

        def on(day: date) -> Any:
            at = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
            return replace(WANG, clock=lambda: at)

        one = actions.create(on(signed), PROJECT, TOWN, {"name": "x", "signed_on": signed, "total": 1})
        actions.attach(WANG, one.ref, "contract", "a.pdf", b"%PDF-1")
        actions.move(on(signed), one.ref, "signed", on=signed)
        day = signed
        for wait, long in pauses:
            day += timedelta(days=wait)
            if day <= today and not pausing.course(now, one).open:
                pausing.pause(on(day), one.ref, why="等资料")
                day += timedelta(days=long)
                if day <= today and not open_end:
                    pausing.resume(on(day), one.ref)
        made.append(one.ref)
    for light in ("late", "warn", "running", "paused"):
        asked = {row.ref for row in queries.page(now, PROJECT, filters={"light": light}, size=500).rows}
        records = [queries.record(now, ref) for ref in made]
        said = {one.ref for one in records if [c.state for c in clocks(one, today)] == [light]}
        assert asked & set(made) == said, light


def test_a_limit_that_ends_in_a_year_not_yet_announced_breaks_no_page(ledgers: None) -> None:
    at = datetime(2026, 11, 25, 10, tzinfo=SHANGHAI)
    who = replace(WANG, clock=lambda: at)
    one = actions.create(who, PROJECT, TOWN, {"name": "x", "signed_on": "2026-11-02", "total": 1})
    actions.attach(who, one.ref, "contract", "a.pdf", b"%PDF-1")
    actions.move(who, one.ref, "signed")
    (clock,) = clocks(queries.record(who, one.ref), at.date())
    assert (clock.due, clock.state) == (date(2027, 5, 25), "running")
    assert names(who, light="running") == ["x"]
