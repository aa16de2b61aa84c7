"""What a speech says of time becomes the last day it leaves, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.commitments.deadlines import last_day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("7月5日前", date(2026, 7, 5)),
        ("2027年3月1日", date(2027, 3, 1)),
        ("6月底", date(2026, 6, 30)),
        ("2月底前", date(2026, 2, 28)),
        ("8月前", date(2026, 7, 31)),
        ("1月前", date(2025, 12, 31)),
        ("9月上旬", date(2026, 9, 10)),
        ("10月中旬", date(2026, 10, 20)),
        ("2028年2月", date(2028, 2, 29)),
        ("一季度", date(2026, 3, 31)),
        ("2027年第三季度", date(2027, 9, 30)),
        ("上半年", date(2026, 6, 30)),
        ("年底前", date(2026, 12, 31)),
        ("2027年底", date(2027, 12, 31)),
        ("2030年", date(2030, 12, 31)),
    ],
)
def test_a_deadline_in_words_is_the_last_day_it_leaves(words: str, day: date) -> None:
    assert last_day(words, 2026) == day


@pytest.mark.parametrize("words", [None, "", "尽快", "近期", "2月30日", "13月底", "三年内"])
def test_words_that_name_no_sure_day_are_left_to_a_person(words: str | None) -> None:
    assert last_day(words, 2026) is None
