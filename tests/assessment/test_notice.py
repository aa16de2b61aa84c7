"""Results lie open for working days; only signed objections count; each is answered before results stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from luoshi.assessment import actions, course, judging, notices, objections
from luoshi.kernel import signed
from luoshi.kernel.errors import InputError, Locked, Missing, Refused
from luoshi.kernel.numbers import spelled
from tests.assessment import year_end
from tests.assessment.year_end import AFTER, LAST_DAY, LATER, NOTICE_DAY, objected, say
from tests.people import ASSESSOR, CHEN, HAN, LEADER, LIU, OTHER_TOWN, SYSTEM, TOWN, WANG
from tests.periods.test_close import on


@pytest.fixture
def run(closed: None) -> int:
    return year_end.started()


def test_the_notice_counts_working_days_and_closes_by_itself(run: int) -> None:
    year_end.published(run)
    found = course.whole(on(NOTICE_DAY, ASSESSOR), run)
    assert found.notice
    assert found.notice.last_day == date.fromisoformat(LAST_DAY)
    assert found.state == course.whole(on(LAST_DAY, ASSESSOR), run).state == "open"
    assert course.whole(on(AFTER, ASSESSOR), run).state == "over"
    with pytest.raises(InputError, match="公示到2026-04-07，期满才能定稿"):
        notices.finalise(on(LAST_DAY, LEADER), run)


def test_published_points_are_changed_by_nobody_but_through_an_objection(run: int) -> None:
    year_end.published(run)
    for change in (
        lambda: judging.judge(on(NOTICE_DAY, ASSESSOR), run, TOWN, {"funds": say(49, "改")}),
        lambda: judging.adjust(on(NOTICE_DAY, LEADER), run, TOWN, "", say(1, "改")),
        lambda: judging.score_self(on(NOTICE_DAY, WANG), run, TOWN, {"funds": say(49, "改")}),
        lambda: judging.confirm_rest(on(NOTICE_DAY, ASSESSOR), run),
    ):
        with pytest.raises(Locked, match="得分已于2026-03-30公示"):
            change()


def test_nobody_but_the_assessor_publishes_and_nobody_but_a_leader_makes_final(run: int) -> None:
    year_end.judged(run)
    for who in (LEADER, CHEN, WANG):
        with pytest.raises(Refused):
            notices.publish(on(NOTICE_DAY, who), run)
    notices.publish(on(NOTICE_DAY, ASSESSOR), run)
    for who in (ASSESSOR, CHEN, WANG):
        with pytest.raises(Refused):
            notices.finalise(on(AFTER, who), run)


@pytest.mark.parametrize(
    "missing", [{"signed": ""}, {"signed": "匿名"}, {"phone": ""}, {"phone": "12"}, {"reason": "不公平"}]
)
def test_an_objection_is_signed_and_can_be_called_back(run: int, missing: dict[str, str]) -> None:
    year_end.published(run)
    with pytest.raises(InputError) as fault:
        objected(run, **missing)
    if "reason" not in missing and missing != {"phone": "12"}:
        assert "匿名异议不受理" in str(fault.value)
    assert course.objections(run) == []


def test_objections_are_taken_while_results_lie_open_and_not_without_end(run: int) -> None:
    year_end.judged(run)
    with pytest.raises(Locked, match="还没有公示"):
        objected(run)
    notices.publish(on(NOTICE_DAY, ASSESSOR), run)
    for _ in range(signed.A_DAY):
        objected(run)
    with pytest.raises(InputError, match="太多了"):
        objected(run)
    objected(run, day=LAST_DAY)
    with pytest.raises(Locked, match="公示已于2026-04-07结束"):
        objected(run, day=AFTER)
    assert [one.values["number"] for one in course.objections(run)] == [f"{run}-00{n}" for n in (1, 2, 3, 4)]


def test_an_upheld_objection_changes_a_line_and_says_so(run: int) -> None:
    year_end.published(run)
    made = objected(run)
    with pytest.raises(InputError, match=f"还有异议没有答复：{run}-001"):
        notices.finalise(on(AFTER, LEADER), run)
    who = on("2026-04-02", ASSESSOR)
    with pytest.raises(InputError, match="异议成立要更正一项得分"):
        objections.answer(who, run, made.ref.id, "upheld", "进账单属实")
    with pytest.raises(InputError, match="仍是 48 分"):
        objections.answer(who, run, made.ref.id, "upheld", "进账单属实", item="funds", points=Decimal(48))
    answered = objections.answer(
        who, run, made.ref.id, "upheld", "进账单属实", item="funds", points=Decimal(50)
    )
    assert (answered.stage, answered.values["change"]) == ("answered", "到位资金：48分 → 50分")
    found = course.whole(who, run)
    line = found.standing(OTHER_TOWN).line("funds")
    assert line
    mark = line.marks[-1]
    assert (mark.objection, mark.why) == (made.ref.id, f"异议{run}-001成立：进账单属实")
    assert spelled(found.standing(OTHER_TOWN).total) == "50"
    assert found.notice
    assert {one["unit"]: one["total"] for one in found.notice.body}[OTHER_TOWN] == "48", "as published"
    with pytest.raises(Locked, match="已经答复"):
        objections.answer(who, run, made.ref.id, "rejected", "再想想不对")
    final = notices.finalise(on(AFTER, LEADER), run)
    assert {one["unit"]: one["total"] for one in final.body} == {TOWN: "61", OTHER_TOWN: "50"}


def test_a_units_clerk_objects_for_the_unit_and_reads_its_own_only(run: int) -> None:
    year_end.published(run)
    filing = year_end.filing()
    with pytest.raises(Refused):
        objections.file_objection(on("2026-04-01", LIU), run, filing, unit=TOWN)
    with pytest.raises(Refused, match="要代表本单位"):
        objections.file_objection(on("2026-04-01", LIU), run, filing)
    mine = objections.file_objection(on("2026-04-01", LIU), run, filing, unit=OTHER_TOWN)
    others = objected(run)
    assert [one.ref.id for one in course.my_objections(LIU, run)] == [mine.ref.id]
    assert course.my_objections(WANG, run) == []
    assert {one.ref.id for one in course.my_objections(ASSESSOR, run)} == {mine.ref.id, others.ref.id}
    with pytest.raises(Missing):
        course.objection(LIU, run, others.ref.id)
    with pytest.raises(Missing):
        course.my_objections(HAN, run)
    for who in (LIU, LEADER, CHEN):
        with pytest.raises(Refused):
            objections.answer(on("2026-04-02", who), run, mine.ref.id, "rejected", "经核实不符")


def test_final_results_change_only_by_a_new_run_noted_as_their_correction(run: int) -> None:
    year_end.finished(run)
    with pytest.raises(Locked, match="已定稿"):
        judging.adjust(on(AFTER, LEADER), run, TOWN, "", say(1, "改"))
    with pytest.raises(Locked, match="已于2026-04-08定稿"):
        notices.finalise(on(AFTER, LEADER), run)
    again = actions.assess(on(AFTER, ASSESSOR), "township", 2026)
    assert again.corrects == run
    assert course.whole(ASSESSOR, run).final


def test_one_run_of_a_sheet_lies_open_at_a_time(run: int) -> None:
    other = year_end.started()
    year_end.published(run)
    judging.confirm_rest(on(LATER, ASSESSOR), other)
    with pytest.raises(Locked, match="正在公示"):
        notices.publish(on(NOTICE_DAY, ASSESSOR), other)
    notices.finalise(on(AFTER, LEADER), run)
    with pytest.raises(Locked, match="已定稿"):
        notices.publish(on(AFTER, ASSESSOR), other)


def test_anybody_reads_what_was_published_and_nothing_else(run: int) -> None:
    assert course.public(SYSTEM.today()) == []
    with pytest.raises(Missing):
        course.public_one(run, SYSTEM.today())
    year_end.published(run)
    assert [one.run.id for one in course.public(SYSTEM.today())] == [run]
