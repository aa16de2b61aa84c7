"""Who objects signs, and does not do so all day."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.kernel.errors import InputError
from luoshi.kernel.signed import A_DAY, FROM_OUTSIDE, Signed, refuse_anonymous, refuse_too_many

TODAY = date(2026, 4, 20)
PHONE = "13911112222"


@pytest.mark.parametrize("name", ["匿名", "群众", " ", "吴"])
def test_an_objection_without_a_name_is_not_taken(name: str) -> None:
    with pytest.raises(InputError, match="匿名异议不受理"):
        refuse_anonymous(name, PHONE, "核心专利属第三方所有，附判决书。")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as fault:
        refuse_anonymous("", "", "不服")
    assert [one.field for one in fault.value.problems] == ["署名", "联系电话", "异议理由"]


def test_a_telephone_objects_so_often_a_day() -> None:
    mine = [Signed(TODAY, "unit", PHONE)] * (A_DAY - 1)
    refuse_too_many(PHONE, TODAY, mine, "当面提出", outside=True)
    with pytest.raises(InputError, match="今天提出的异议太多了"):
        refuse_too_many(PHONE, TODAY, [*mine, mine[0]], "当面提出", outside=False)
    refuse_too_many(PHONE, date(2026, 4, 21), [*mine, mine[0]], "当面提出", outside=False)


def test_people_outside_are_counted_together_and_units_are_not() -> None:
    people = [Signed(TODAY, "person", f"139{number:08}") for number in range(FROM_OUTSIDE)]
    with pytest.raises(InputError, match="今天提出的异议太多了"):
        refuse_too_many(PHONE, TODAY, people, "当面提出", outside=True)
    refuse_too_many(PHONE, TODAY, people, "当面提出", outside=False)
