from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.errors import SiteError
from luoshi.kernel.workdays import add_workdays, is_workday, workdays_between
from tests import shared

days_of_2026 = st.dates(date(2026, 2, 1), date(2026, 11, 30))


def test_every_day_off_and_every_make_up_day_of_2026_is_known() -> None:
    off, made_up = set(), set()
    for row in shared.table("holidays_2026"):
        start = date.fromisoformat(row["放假起"])
        off |= {start + timedelta(days=n) for n in range(int(row["天数"]))}
        made_up |= {date.fromisoformat(text) for text in row["调休上班"].split(";") if text}
    for offset in range(365):
        day = date(2026, 1, 1) + timedelta(days=offset)
        assert is_workday(day) == (day in made_up or (day.weekday() < 5 and day not in off)), day


def test_a_notice_of_five_working_days_from_26_april_2023_ends_on_5_may() -> None:
    assert add_workdays(date(2023, 4, 25), 5) == date(2023, 5, 5)
    assert workdays_between(date(2023, 4, 25), date(2023, 5, 4)) == 4


def test_the_make_up_saturday_before_spring_festival_counts() -> None:
    assert add_workdays(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert add_workdays(date(2026, 2, 14), 1) == date(2026, 2, 24)


def test_no_days_added_is_the_day_itself() -> None:
    assert add_workdays(date(2026, 10, 1), 0) == date(2026, 10, 1)


@given(days_of_2026, st.integers(-15, 15))
def test_days_added_are_days_between(day: date, count: int) -> None:
    assert workdays_between(day, add_workdays(day, count)) == count


def test_a_year_without_a_calendar_is_an_error_not_a_guess() -> None:
    with pytest.raises(SiteError, match="2099"):
        is_workday(date(2099, 1, 5))
    with pytest.raises(SiteError):
        add_workdays(date(2026, 12, 30), 5)
