"""A call from its draft to its close: what is fixed, what can still be changed, and when it is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.calls import actions, applying, policy, queries, rhythm
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from tests.calls.conftest import BAI, CALL, FENGHE, GAO, KE, MENG, SONG, at, fill
from tests.people import CITY, COUNTY, SYSTEM


@pytest.mark.parametrize(
    ("moment", "is_in"),
    [
        ("2026-03-31T16:59:59", True), ("2026-03-31T17:00:00", True), ("2026-03-31T17:00:59", True),
        ("2026-03-31T17:01:00", False), ("2026-04-01T08:00:00", False), ("2026-03-15T23:59:59", False),
        ("2026-03-16T00:00:00", True),
    ],
)  # fmt: skip
def test_the_minute_of_the_deadline_counts_whole_by_the_servers_clock(
    draft: Record, moment: str, is_in: bool
) -> None:
    who = at(moment, SONG)
    if is_in:
        made = applying.submit(who, draft.ref.id)
        assert made.values["submitted_at"] == moment.replace("T", " ")
    else:
        with pytest.raises(Blocked, match=r"截止|还没有开始"):
            applying.submit(who, draft.ref.id)


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.integers(-7200, 7200),
)
def test_a_call_is_open_exactly_until_its_minute_is_over(day: date, minute: datetime, seconds: int) -> None:
    closing = policy.closing({"closes_on": day, "closes_at": f"{minute:%H:%M}"})
    named = datetime.combine(day, minute, SHANGHAI)  # type: ignore[arg-type]
    now = named + timedelta(seconds=seconds)
    assert (now < closing) == (seconds < 60)


@pytest.mark.parametrize("said", ["24:00", "17", "17:60", "5点", "下午5:00", "17:00:00"])
def test_a_time_that_is_none_is_refused_with_what_would_be_right(said: str) -> None:
    with pytest.raises(InputError, match="17:00"):
        policy.clock_time(said)


def test_nine_in_the_morning_may_be_typed_short_and_with_a_chinese_colon() -> None:
    assert [policy.clock_time(one) for one in ("9:05", "09：05", " 23:59 ")] == ["09:05", "09:05", "23:59"]


def test_nobody_outside_its_offices_sees_a_call_before_it_is_published(innovation: None) -> None:
    drafted = actions.draft(KE, CITY, CALL)
    for who in (SONG, MENG, BAI, GAO):
        with pytest.raises(Missing):
            queries.call(who, drafted.ref.id)
    published = actions.publish(KE, drafted.ref.id)
    for who in (SONG, MENG, BAI, GAO):
        assert queries.call(who, published.ref.id).title == CALL["title"]


def test_a_call_that_lacks_its_rules_cannot_be_published(innovation: None) -> None:
    drafted = actions.draft(KE, CITY, {**CALL, "rules": "", "number": ""})
    with pytest.raises(Blocked, match=r"申报条件和要求.*未填"):
        actions.publish(KE, drafted.ref.id)


def test_more_for_each_than_there_is_in_all_cannot_be_published(innovation: None) -> None:
    drafted = actions.draft(KE, CITY, {**CALL, "most_each": 501})
    with pytest.raises(Blocked, match="单项资助上限超过资金总额"):
        actions.publish(KE, drafted.ref.id)


def test_a_field_that_there_is_not_is_refused_with_those_there_are(innovation: None) -> None:
    with pytest.raises(InputError, match=r"没有技术领域“食品”.*食品加工"):
        actions.draft(KE, CITY, {**CALL, "domains": "食品"})


def test_a_county_office_does_not_run_the_citys_call(call: Record) -> None:
    with pytest.raises(Refused):
        actions.extend(GAO, call.ref.id, date(2026, 4, 30), "17:00", why="想延长")
    with pytest.raises(Refused):
        actions.draft(GAO, CITY, CALL)
    assert actions.draft(GAO, COUNTY, {**CALL, "number": "清科〔2026〕1号"}).unit == COUNTY


def test_published_rules_are_changed_only_by_a_correction_that_everybody_reads(call: Record) -> None:
    with pytest.raises(InputError, match="已经发布"):
        actions.edit(KE, call.ref.id, {"most_each": 40}, version=call.version)
    with pytest.raises(Refused):
        ledgers.edit(KE, call.ref, {"most_each": 40}, version=call.version)
    made = actions.correct(KE, call.ref.id, {"most_each": 40}, version=call.version, why="预算核减")
    assert made.values["corrections"] == "2026年03月18日 更正单项资助上限：预算核减"
    with pytest.raises(InputError, match="不能更正"):
        actions.correct(KE, call.ref.id, {"closes_at": "18:00"}, version=made.version, why="延长")


def test_a_call_is_extended_only_before_it_closes_and_only_to_later(call: Record) -> None:
    with pytest.raises(InputError, match="不晚于"):
        actions.extend(KE, call.ref.id, date(2026, 3, 31), "16:00", why="提前")
    late = at("2026-03-31T17:01:00", KE)
    with pytest.raises(InputError, match="截止之前"):
        actions.extend(late, call.ref.id, date(2026, 4, 10), "17:00", why="报得太少")
    last = at("2026-03-31T17:00:59", KE)
    made = actions.extend(last, call.ref.id, date(2026, 4, 10), "17:00", why="系统维护")
    assert "受理延长至2026年04月10日 17:00：系统维护" in made.values["corrections"]
    assert queries.is_open(made, at("2026-04-10T17:00:30", KE).now())


def test_a_call_closes_by_itself_once_and_nobody_closes_it_sooner(call: Record) -> None:
    with pytest.raises(Refused, match="不能人为提前"):
        actions.close(KE, call.ref.id)
    assert rhythm.due(at("2026-03-31T17:00:59", SYSTEM)) == []
    assert rhythm.due(at("2026-03-31T17:01:00", SYSTEM)) == [f"{CALL['title']}：申报截止"]
    assert queries.call(KE, call.ref.id).stage == "closed"
    assert rhythm.due(at("2026-04-02T08:00:00", SYSTEM)) == []


def test_what_was_handed_in_keeps_a_call_from_being_withdrawn(handed_in: Record) -> None:
    with pytest.raises(InputError, match="已经有单位提交"):
        actions.discard(KE, int(handed_in.values["call"]), why="取消")


def test_a_withdrawn_call_takes_nothing(draft: Record) -> None:
    actions.discard(KE, int(draft.values["call"]), why="资金取消")
    with pytest.raises(Blocked, match="已撤回"):
        applying.submit(SONG, draft.ref.id)


def test_receipts_count_without_gaps_though_some_fail_and_some_are_taken_back(innovation: None) -> None:
    drafted = actions.draft(KE, CITY, {**CALL, "per_firm": None, "domains": ""})
    call = actions.publish(KE, drafted.ref.id)
    who = {FENGHE: SONG, BAI.holdings[0].unit: BAI}
    numbers = []
    for place in range(4):
        unit, person = list(who.items())[place % 2]
        one = fill(person, applying.start(person, call.ref.id, unit, f"项目{place}"))
        if place == 2:
            applying.save(person, one.ref.id, {"asked": 31}, seen=one.version)
            with pytest.raises(Blocked):
                applying.submit(person, one.ref.id)
            continue
        made = applying.submit(person, one.ref.id)
        numbers.append(made.values["receipt_no"])
        if place == 0:
            applying.take_back(person, made.ref.id, why="漏填成员")
            assert applying.submit(person, made.ref.id).values["receipt_no"] == numbers[0]
    assert numbers == [f"2026-{call.ref.id:03}-000{place}" for place in (1, 2, 3)]


def test_a_call_goes_on_only_when_every_application_is_checked(handed_in: Record) -> None:
    number = int(handed_in.values["call"])
    with pytest.raises(InputError, match="还没有截止"):
        actions.step(KE, number, "reviewing")
    rhythm.due(at("2026-03-31T17:01:00", SYSTEM))
    with pytest.raises(InputError, match="还有1份申报没有审查完"):
        actions.step(KE, number, "reviewing")


def test_only_firms_of_the_place_apply(innovation: None) -> None:
    drafted = actions.draft(GAO, COUNTY, {**CALL, "number": "清科〔2026〕1号"})
    call = actions.publish(GAO, drafted.ref.id)
    with pytest.raises(InputError, match="由发布地的企业申报"):
        applying.start(BAI, call.ref.id, BAI.holdings[0].unit, "外县项目")
    with pytest.raises(Refused):
        applying.start(BAI, call.ref.id, FENGHE, "冒名项目")


def test_a_firm_has_no_more_drafts_than_it_may_hand_in(draft: Record) -> None:
    with pytest.raises(InputError, match="每单位限报1项"):
        applying.start(MENG, int(draft.values["call"]), FENGHE, "第二项")


def test_where_the_manager_hands_in_an_applicant_does_not(innovation: None) -> None:
    drafted = actions.draft(KE, CITY, {**CALL, "submitted_by": "manager"})
    call = actions.publish(KE, drafted.ref.id)
    one = fill(SONG, applying.start(SONG, call.ref.id, FENGHE, "项目"))
    with pytest.raises(Refused, match="企业管理员"):
        applying.submit(SONG, one.ref.id)
    assert applying.submit(MENG, one.ref.id).stage == "submitted"


def test_the_system_of_a_site_without_calls_has_nothing_to_do(county: None) -> None:
    assert rhythm.due(Actor.system()) == []
