"""What bars an application: projects of the last three years, overdue acceptances, the black list; in three
values, with people deciding what nobody knows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from luoshi.calls import applying, checking, queries
from luoshi.journal import queries as journal
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import bars
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from tests.calls.conftest import FENGHE, GAO, KE, MENG, QINGMA, SONG, YES, Project
from tests.people import COUNTY, LEADER

TODAY = date(2026, 3, 18)


def verdicts(found: Record, day: date = TODAY) -> dict[str, str]:
    return {one.bar.key: one.verdict for one in bars.standings(found, day)}


def test_a_firm_without_a_past_is_clear(draft: Record) -> None:
    assert set(verdicts(draft).values()) == {"clear"}


@pytest.mark.parametrize(
    ("approved_on", "verdict"),
    [
        (date(2023, 3, 18), "barred"), (date(2023, 3, 17), "clear"), (date(2026, 3, 18), "barred"),
        (date(2015, 1, 1), "clear"), (None, "unknown"),
    ],
)  # fmt: skip
def test_three_years_count_to_the_day(draft: Record, approved_on: date | None, verdict: str) -> None:
    Project(approved_on=approved_on).made()
    assert verdicts(draft)["recent"] == verdict


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.dates(date(2019, 1, 1), date(2029, 12, 31)), st.integers(-40, 40))
@example(date(2024, 2, 29), 0)
@example(date(2023, 2, 28), 1)
def test_a_project_bars_from_three_years_before_the_day_on(draft: Record, day: date, off: int) -> None:
    approved = day - relativedelta(months=36) + timedelta(days=off)
    made = Project(approved_on=approved).made()
    try:
        assert verdicts(draft, day)["recent"] == ("barred" if off >= 0 else "clear")
    finally:
        ledger_queries.table(made.ref.ledger).objects.filter(id=made.ref.id).delete()


@pytest.mark.parametrize(
    ("ends_on", "stage", "verdict"),
    [
        (date(2026, 3, 17), "running", "barred"), (date(2026, 3, 18), "running", "clear"),
        (date(2026, 3, 17), "contract", "barred"), (date(2026, 3, 17), "accepted", "clear"),
        (None, "running", "unknown"),
    ],
)  # fmt: skip
def test_a_project_past_its_last_day_and_not_accepted_bars(
    draft: Record, ends_on: date | None, stage: str, verdict: str
) -> None:
    Project(approved_on=date(2018, 1, 1), ends_on=ends_on, stage=stage).made()
    assert verdicts(draft)["overdue"] == verdict


@pytest.mark.parametrize(
    ("listed_on", "ends_on", "verdict"),
    [
        ("2026-03-18", None, "barred"), ("2026-03-19", None, "clear"), ("2025-01-01", "2026-03-18", "barred"),
        ("2025-01-01", "2026-03-17", "clear"),
    ],
)  # fmt: skip
def test_the_black_list_bars_from_its_first_to_its_last_day(
    draft: Record, listed_on: str, ends_on: str | None, verdict: str
) -> None:
    listed = {
        "organization": "丰禾食品有限公司", "organization_code": FENGHE, "reason": "虚报",
        "listed_on": listed_on, "ends_on": ends_on,
    }  # fmt: skip
    ledgers.create(GAO, "innovation.blacklist", COUNTY, listed)
    assert verdicts(draft)["listed"] == verdict


def test_the_same_name_without_a_code_is_unknown_and_with_another_code_another_firm(draft: Record) -> None:
    Project(code=QINGMA, approved_on=TODAY).made()
    assert verdicts(draft)["recent"] == "clear"
    Project(code=None, approved_on=TODAY).made()
    (standing,) = [one for one in bars.standings(draft, TODAY) if one.bar.key == "recent"]
    assert (standing.verdict, standing.hits[0].why) == ("unknown", "名称相同，但缺统一社会信用代码")


def test_a_code_bars_whatever_the_name_says(draft: Record) -> None:
    Project(host="丰禾食品厂（改制前）", approved_on=TODAY).made()
    assert verdicts(draft)["recent"] == "barred"


def test_partners_are_looked_up_too_and_their_recent_project_only_warns(draft: Record) -> None:
    partner = {"organization": "青麻纺织有限公司", "organization_code": QINGMA}
    applying.put_line(SONG, draft.ref.id, "innovation.application_partner", partner)
    Project("青麻纺织有限公司", QINGMA, TODAY, date(2026, 3, 1), "running").made()
    found = verdicts(draft)
    assert (found["partner_recent"], found["partner_overdue"], found["recent"]) == (
        "barred", "barred", "clear",
    )  # fmt: skip
    with pytest.raises(Blocked) as fault:
        applying.submit(SONG, draft.ref.id)
    assert [one.what for one in fault.value.blocks] == ["合作单位有到期未验收的项目"]


def test_what_bars_keeps_from_handing_in_and_the_firm_reads_only_the_sentence(draft: Record) -> None:
    Project(approved_on=date(2025, 6, 1)).made()
    with pytest.raises(Blocked, match="申报单位三年内已有项目立项"):
        applying.submit(SONG, draft.ref.id)
    seen = {one.bar.key: (len(records), others) for one, records, others in queries.standings(SONG, draft)}
    assert seen["recent"] == (0, 1)


def test_what_nobody_knows_is_handed_in_but_not_admitted_until_an_officer_decides(draft: Record) -> None:
    old = Project(code=None, approved_on=date(2025, 6, 1)).made()
    handed = applying.submit(SONG, draft.ref.id)
    checking.tick_off(KE, handed.ref.id, YES)
    with pytest.raises(Blocked, match="信息不全，尚待核定"):
        checking.admit(KE, handed.ref.id)
    with pytest.raises(InputError, match="没有写原因"):
        checking.settle_bar(KE, handed.ref.id, "recent", "clear", why=" ")
    with pytest.raises(InputError, match="不能这样核定"):
        checking.settle_bar(KE, handed.ref.id, "recent", "waived", why="免除")
    for who in (MENG, GAO, LEADER):
        with pytest.raises(Refused):
            checking.settle_bar(who, handed.ref.id, "recent", "clear", why="查过")
    settled = checking.settle_bar(KE, handed.ref.id, "recent", "clear", why="查登记档案，系同名的另一企业")
    assert (settled.verdict, settled.decided is not None) == ("clear", True)
    assert checking.admit(KE, handed.ref.id).stage == "admitted"
    moved = journal.page(handed.ref.subject, 1, verbs=["move"])[0]
    assert moved.data["bars"]["recent"] == {"verdict": "clear", "hits": [str(old.ref)]}


def test_a_decision_covers_only_what_was_found_then(draft: Record) -> None:
    Project(code=None, approved_on=date(2025, 6, 1)).made()
    handed = applying.submit(SONG, draft.ref.id)
    checking.settle_bar(KE, handed.ref.id, "recent", "clear", why="同名")
    Project(approved_on=date(2025, 9, 1)).made()
    assert verdicts(handed)["recent"] == "barred"
    checking.settle_bar(KE, handed.ref.id, "recent", "waived", why="市政府专题会议同意")
    assert verdicts(handed)["recent"] == "clear"


def test_a_decision_that_it_bars_holds(draft: Record) -> None:
    Project(code=None, approved_on=date(2025, 6, 1)).made()
    handed = applying.submit(SONG, draft.ref.id)
    checking.settle_bar(KE, handed.ref.id, "recent", "barred", why="档案查明是同一企业")
    checking.tick_off(KE, handed.ref.id, YES)
    with pytest.raises(Blocked, match="三年内已有项目立项"):
        checking.admit(KE, handed.ref.id)
    assert checking.refuse(KE, handed.ref.id, why="三年内已有立项").stage == "refused"
