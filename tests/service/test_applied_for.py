"""快申快享: the firm applies with a press, somebody else confirms, two working days are left to pay; and no
policy of a pack promises more time than its way allows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions
from luoshi.ledgers import queries as ledgers
from luoshi.packs import library
from luoshi.packs.compile import load
from luoshi.service import benefiting, qualifying
from luoshi.service.policy import PAYMENT
from tests.people import HAN, SYSTEM, TOWN
from tests.service.conftest import BUYER, FIRM_UNIT, OFFICER, OTHER, on
from tests.service.test_policies import AWARD, FENGHE, certify

BONUS = "service.science_award_bonus"
THURSDAY = date(2026, 9, 24)


def award(firm: str, code: str, award: str = "provincial") -> None:
    values = {"name": f"{firm}的成果", "award": award, "host": firm, "host_code": code}
    actions.create(SYSTEM, "innovation.award", TOWN, values | {"awarded_on": "2026-06-01"})


@pytest.mark.django_db
def test_a_firm_applies_and_is_paid_within_two_working_days_of_the_confirmation(hall: None) -> None:
    award(FENGHE, FIRM_UNIT)
    with pytest.raises(InputError, match="由企业申请"):
        benefiting.find(OFFICER, BONUS, 2026)
    assert qualifying.to_ask(BUYER, qualifying.of_firm(BUYER, 2026), 2026) == {BONUS}
    made = benefiting.apply(BUYER, BONUS, 2026)
    assert (made.values["way"], made.values["amount"], made.stage) == ("quick", 10, "found")
    assert made.reported_by == BUYER.person
    assert qualifying.to_ask(BUYER, qualifying.of_firm(BUYER, 2026), 2026) == frozenset()
    with pytest.raises(InputError, match="本年度已经申请过"):
        benefiting.apply(BUYER, BONUS, 2026)
    with pytest.raises(Missing):
        benefiting.confirm(BUYER, made.ref.id)
    # Friday 25 to Sunday 27 September 2026 is the mid-autumn holiday: the two days are Monday and Tuesday.
    sure = benefiting.confirm(on(OFFICER, THURSDAY), made.ref.id)
    assert sure.values["due_on"] == date(2026, 9, 29)
    assert [one.values["due_on"] for one in ledgers.beneath(PAYMENT, made.ref.id)] == [date(2026, 9, 29)]


@pytest.mark.django_db
def test_who_does_not_qualify_or_is_no_firm_does_not_apply(hall: None) -> None:
    award(FENGHE, FIRM_UNIT, "municipal")
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    with pytest.raises(InputError, match="查不到企业符合条件"):
        benefiting.apply(BUYER, BONUS, 2026)
    for who in (OTHER, HAN, OFFICER):
        with pytest.raises(Refused, match="不在这项政策的范围里"):
            benefiting.apply(who, BONUS, 2026)
    with pytest.raises(InputError, match="不用申请"):
        benefiting.apply(BUYER, AWARD, 2026)
    with pytest.raises(InputError, match="不在有效期"):
        benefiting.apply(on(BUYER, date(2025, 12, 31)), BONUS, 2025)


@pytest.mark.parametrize(
    ("policy", "old", "new", "said"),
    [
        ("high_tech_award", "days: 60", "days: 61", "最多 60 个工作日"),
        ("science_award_bonus", "days: 2", "days: 3", "最多 2 个工作日"),
        ("rd_subsidy", "\ndays: 5", "\ndays: 6", "最多 5 个工作日"),
        ("rd_subsidy", "percent: 60", "percent: 61", "各期的比例相加不是 100"),
    ],
)
def test_no_way_takes_longer_than_it_may(tmp_path: Path, policy: str, old: str, new: str, said: str) -> None:
    folder = tmp_path / "service"
    shutil.copytree(library.folder("service"), folder)
    file = folder / "policies" / f"{policy}.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    (found,) = load(folder, library.shipped()).issues
    assert said in found.what
