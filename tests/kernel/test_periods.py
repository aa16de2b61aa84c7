from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period, PlanYear

KINDS = {"year": 1, "half": 2, "quarter": 4, "month": 12}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from(sorted(KINDS)))
    return Period(draw(st.integers(1900, 2200)), kind, draw(st.integers(1, KINDS[kind])))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
    ],
)
def test_a_written_period_has_its_days_and_label(text: str, start: date, end: date, label: str) -> None:
    period = Period.parse(text)
    assert (period.start, period.end, period.label, str(period)) == (start, end, label, text)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-3", "2026-Q5", "2026-H0", "26-03", "2026年3月", "", "２０２６", "2026-Q1 x"]
)
def test_what_is_no_period_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(InputError, match="2026-Q1"):
        Period.parse(text)


@given(periods())
def test_a_period_reads_back_and_steps_there_and_back(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert period.next().previous() == period == period.previous().next()
    assert (period.next().start - period.end).days == 1
    assert period.year_before().next().start < period.start or period.kind == "year"


@given(periods())
def test_the_months_of_a_period_cover_it(period: Period) -> None:
    months = period.months()
    assert months[0].start == period.start
    assert months[-1].end == period.end
    assert all(before.next() == after for before, after in pairwise(months))


@given(st.lists(periods(), min_size=2, max_size=2))
def test_periods_are_ordered_by_their_end(pair: list[Period]) -> None:
    first, second = sorted(pair)
    assert first.end <= second.end


def test_a_quarter_follows_its_last_month_and_a_year_its_last_quarter() -> None:
    written = ["2026", "2026-H2", "2026-Q4", "2026-12"]
    assert [str(p) for p in sorted(map(Period.parse, written))] == written[::-1]


def test_the_month_of_a_day_contains_it() -> None:
    march = Period.month_of(date(2026, 3, 31))
    assert str(march) == "2026-03"
    assert march.contains(date(2026, 3, 1))
    assert not march.contains(date(2026, 4, 1))


def test_a_plan_year_from_december_is_named_for_the_year_it_ends_in() -> None:
    plan = PlanYear.parse("12-01")
    assert plan.span(2026) == (date(2025, 12, 1), date(2026, 11, 30))
    assert plan.of(date(2025, 12, 1)) == 2026
    assert plan.of(date(2025, 11, 30)) == 2025
    assert plan.start_of(Period.parse("2026-03")) == date(2025, 12, 1)
    assert plan.pace(Period.parse("2026-03")) == Fraction(4, 12)


def test_after_ten_months_ten_twelfths_of_a_calendar_year_are_gone() -> None:
    assert PlanYear().pace(Period.parse("2006-10")) == Fraction(10, 12)
    assert PlanYear().pace(Period.parse("2006-H1")) == Fraction(1, 2)
    assert PlanYear().span(2006) == (date(2006, 1, 1), date(2006, 12, 31))


@given(st.integers(1, 12), st.dates(date(1900, 2, 1), date(2200, 1, 1)))
def test_every_day_is_in_the_plan_year_it_is_said_to_be_in(month: int, day: date) -> None:
    plan = PlanYear((month, 1))
    first, last = plan.span(plan.of(day))
    assert first <= day <= last
    assert Fraction(1, 12) <= plan.pace(Period.month_of(day)) <= 1


@pytest.mark.parametrize("text", ["12-15", "13-01", "1-1", "00-01"])
def test_a_plan_year_starts_on_the_first_of_a_month(text: str) -> None:
    with pytest.raises(InputError):
        PlanYear.parse(text)


@pytest.mark.parametrize("year", [0, 1, 9999])
def test_a_plan_year_at_the_calendars_edge_is_refused(year: int) -> None:
    with pytest.raises(InputError, match="计划年度"):
        PlanYear().span(year)
