"""A panel from its opening to its end, by named people; all see what the phase shows them and no more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from luoshi.journal.models import Entry
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, LuoshiError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.periods import queries as periods
from luoshi.reviews import actions, judging, opening, queries, sampling
from luoshi.reviews.models import Panel, Reading, Seat
from luoshi.reviews.policy import PHASES, SEES, Thing, reached
from luoshi.reviews.scoring import shown
from tests.people import CITY, COUNTY, NOBODY, SYSTEM, WANG, morning
from tests.reviews.conftest import (
    LEADER,
    OFFICER,
    ROOT,
    SECRETARY,
    WATCH,
    Review,
    evenly,
    number_of_call,
)

pytestmark = pytest.mark.django_db


def test_a_review_runs_from_its_pool_to_its_ranking(review: Review) -> None:
    """Three applications of 30 万元 under 60: two are proposed, the third is reserve."""
    means = {"01": 90, "02": 85, "03": 70}
    found = review.ranked(lambda one: means[one.subject.code])
    lines = queries.ranking(SECRETARY, found.id)
    assert [(one["code"], one["rank"], one["state"]) for one in lines] == [
        ("01", 1, "proposed"), ("02", 2, "proposed"), ("03", 3, "reserve"),
    ]  # fmt: skip
    assert [shown(queries.mean_of(one)) for one in lines] == ["90.00", "85.00", "70.00"]
    closed = judging.close(SECRETARY, found.id)
    assert closed.phase == "closed"
    work = list(records.rows(SECRETARY, "innovation.expert_work"))
    assert [(one.values["applications"], one.values["purpose"]) for one in work] == [(3, "project")] * 5
    name = "innovation.expert_reviews"
    (said,) = periods.figures(LEADER, Period.parse("2026-03"), unit=CITY, indicator=name)
    assert said["value"] == "15", "what experts read counts, and how they scored does not"


def test_only_a_secretary_opens_a_panel(review: Review) -> None:
    for who in (WATCH, OFFICER, LEADER, WANG, NOBODY):
        with pytest.raises(Refused, match="由评审秘书组织"):
            opening.open_panel(who, CITY, review.new())


def test_records_under_review_are_not_reviewed_twice_at_once(review: Review) -> None:
    review.opened()
    with pytest.raises(InputError, match="正在另一次评审中"):
        review.opened()


def test_a_second_review_of_the_same_records_needs_a_reason(review: Review) -> None:
    """Nobody draws again and again until the panel pleases."""
    judging.close(SECRETARY, review.ranked().id)
    with pytest.raises(InputError, match="已经评审过"):
        review.opened()
    assert review.opened(why="第一次评审有专家泄密，结果作废").id


# Ties


def tie(expert: str, **values: Any) -> None:
    (one,) = [row for row in records.rows(SYSTEM, "innovation.expert") if row.values["name"] == expert]
    said = {"expert": one.ref.id, "source": "declared", **values}
    ledgers.create(SYSTEM, "innovation.expert_tie", CITY, said)


def test_what_nobody_knows_blocks_the_draw_until_it_is_looked_up(review: Review) -> None:
    tie("白露", kind="joint_project", organization="丰禾食品有限公司")
    found = review.opened()
    (one,) = queries.examined(SECRETARY, found.id).unknown
    assert one.why == "共同承担项目：丰禾食品有限公司（对象或起止日期不全）"
    with pytest.raises(InputError, match="还有 1 条情况不明"):
        actions.freeze(SECRETARY, found.id)
    actions.settle(SECRETARY, found.id, one.key, why="合作在2019年结束，见结题证书")
    assert actions.freeze(SECRETARY, found.id).phase == "frozen"


def test_a_conflict_is_waived_by_the_supervisor_only(review: Review) -> None:
    tie("白露", kind="kin", name="宋工")
    found = review.opened()
    (one,) = queries.examined(SECRETARY, found.id).findings[:1]
    assert one.state == "conflict"
    with pytest.raises(Refused, match="由督查员决定是否例外"):
        actions.settle(SECRETARY, found.id, one.key, why="不是同一个人")
    assert actions.settle(WATCH, found.id, one.key, why="同名，户籍核实不是亲属").key == one.key


def test_whoever_works_for_an_applicant_is_not_in_the_pool(review: Review) -> None:
    (one,) = [row for row in records.rows(SYSTEM, "innovation.expert") if row.values["name"] == "丁宁"]
    ledgers.edit(SYSTEM, one.ref, {"employer": "青麻纺织有限公司"}, version=one.version)
    frozen = actions.freeze(SECRETARY, review.opened().id)
    assert one.ref.id not in {each.id for each in queries.frozen(frozen).experts}
    assert len(queries.frozen(frozen).experts) == 8


def employed(expert: str, employer: str) -> int:
    """An expert's number, after the employer was entered."""
    (one,) = [row for row in records.rows(SYSTEM, "innovation.expert") if row.values["name"] == expert]
    ledgers.edit(SYSTEM, one.ref, {"employer": employer}, version=one.version)
    return one.ref.id


def test_whoever_works_for_another_applicant_of_the_call_is_out_though_it_is_not_reviewed_here(
    review: Review,
) -> None:
    """hotcrp#316: they compete for the same money; also whoever was refused, or is before another panel."""
    number = employed("丁宁", "云岭药业有限公司")
    first = tuple(one.ref.id for one in review.applications[:2])
    alone = queries.examined(SECRETARY, review.opened(records=first).id)
    assert alone.state(number) == "clear", "a panel of no call knows of no others"
    Panel.objects.update(phase="closed")
    found = review.opened(records=first, above=number_of_call(), why="按申报通知重新组建")
    assert queries.examined(SECRETARY, found.id).state(number) == "conflict"
    pool = queries.frozen(actions.freeze(SECRETARY, found.id))
    assert number not in {one.id for one in pool.experts}


def test_a_unit_keeps_three_experts_away_and_no_more(review: Review) -> None:
    for name in ("白露", "成安", "丁宁", "方舟"):
        tie(name, kind="avoided", organization="丰禾食品有限公司")
    found = review.opened()
    with pytest.raises(InputError, match=r"回避的专家太多：丰禾食品有限公司 4 名.*不超过 3 名"):
        actions.freeze(SECRETARY, found.id)
    last = list(records.rows(SYSTEM, "innovation.expert_tie"))[-1]
    ledgers.withdraw(SYSTEM, last.ref, why="单位撤回")
    assert actions.freeze(SECRETARY, found.id).phase == "frozen"


def test_an_expert_without_credit_is_drawn_no_more(review: Review) -> None:
    (one,) = [row for row in records.rows(SYSTEM, "innovation.expert") if row.values["name"] == "林深"]
    said = {
        "expert": one.ref.id, "kind": "leak", "noted_on": date(2026, 1, 5), "points": 12, "note": "外传意见",
    }  # fmt: skip
    ledgers.create(SYSTEM, "innovation.expert_credit", CITY, said)
    assert one.ref.id not in queries.examined(SECRETARY, review.opened().id).experts


# The draw


def test_the_draw_is_made_once_and_anybody_repeats_it(review: Review) -> None:
    found = review.drawn()
    with pytest.raises(InputError, match="评审处于“已抽取，待监督确认”"):
        actions.draw(SECRETARY, found.id)
    again = sampling.draw(sampling.parse(found.pool), ROOT)
    assert [one.expert for one in again.seats] == [one.expert for one in found.seats.all()]
    assert sorted(one.code for one in found.subjects.all()) == ["01", "02", "03"]


def test_a_draw_needs_a_root_that_was_published(review: Review) -> None:
    from luoshi.periods.models import Closing

    found = review.opened()
    actions.freeze(SECRETARY, found.id)
    Closing.objects.all().delete()
    with pytest.raises(InputError, match="还没有结过账"):
        actions.draw(SECRETARY, found.id)


def test_whoever_drew_does_not_sign_off(review: Review) -> None:
    both = Actor(81, "秘青", (Holding("review_secretary", CITY), Holding("supervisor", CITY)), morning)
    found = review.drawn()
    with pytest.raises(Refused, match="抽取的人不能自己确认"):
        actions.sign_off(both, found.id, score_by=date(2026, 3, 25))


def test_a_changed_draw_is_not_signed_off(review: Review) -> None:
    found = review.drawn()
    Seat.objects.filter(panel=found).first().delete()  # type: ignore[union-attr]
    with pytest.raises(InputError, match="重抽的结果与记录不一致"):
        actions.sign_off(WATCH, found.id, score_by=date(2026, 3, 25))


# Experts


def test_nothing_opens_before_the_declaration(review: Review) -> None:
    found = review.signed()
    who = review.sitting(found)[0]
    with pytest.raises(Refused, match="请先申报有无利害关系"):
        queries.readings(who, found.id)
    with pytest.raises(InputError, match="两项都要确认"):
        judging.declare(who, found.id, none=True, secret=False)
    judging.declare(who, found.id, none=True, secret=True)
    assert queries.readings(who, found.id) == []


def test_an_expert_who_was_not_drawn_finds_nothing(review: Review) -> None:
    found = review.signed()
    out = next(who for who in review.experts.values() if who not in review.sitting(found))
    assert queries.sat(out) == []
    with pytest.raises(Missing):
        queries.seat(out, found.id)


def test_before_the_sign_off_nobody_drawn_knows_of_it(review: Review) -> None:
    found = review.drawn()
    assert all(queries.sat(who) == [] for who in review.sitting(found))


def test_whoever_declines_is_replaced_by_the_next_substitute(review: Review) -> None:
    found = review.signed()
    substitute = queries.repeated(SECRETARY, found.id).substitutes[0].expert
    judging.decline(review.sitting(found)[0], found.id, why="与其中一家有合作")
    sitting = [one.expert for one in Panel.objects.get(id=found.id).seats.exclude(state="gone")]
    assert substitute in sitting
    assert len(sitting) == 5


def test_scoring_does_not_begin_before_all_have_declared(review: Review) -> None:
    found = review.signed()
    judging.declare(review.sitting(found)[0], found.id, none=True, secret=True)
    with pytest.raises(InputError, match="还有 4 位专家没有申报回避"):
        actions.begin(SECRETARY, found.id)


def test_applications_are_given_out_evenly_and_never_to_whoever_is_tied(review: Review) -> None:
    tied = ("白露", "成安")
    for name in tied:
        tie(name, kind="joint_project", organization="丰禾食品有限公司", until=date(2025, 6, 1))
    found = review.scoring(each=3)  # of five who sit three are not tied, whoever is drawn
    assert [(one.wanted, one.other_field) for one in queries.progress(SECRETARY, found.id)] == [(3, 0)] * 3
    sitting = review.sitting(found)
    assert sorted(len(queries.readings(who, found.id)) for who in sitting) == [1, 2, 2, 2, 2]
    mine = found.subjects.get(record=review.applications[0].ref.id).readings.values_list("seat__person")
    assert not {review.experts[name].person for name in tied} & {person for (person,) in mine}


def test_what_one_keeps_away_from_is_read_by_another_of_the_panel(review: Review) -> None:
    found = review.scoring(each=3)
    one = queries.readings(review.sitting(found)[0], found.id)[0]
    judging.recuse(review.sitting(found)[0], one.id, why="看内容是我的学生")
    readers = list(one.subject.readings.exclude(state="recused").values_list("seat", flat=True))
    assert len({*readers} - {one.seat_id}) == 3


def test_a_reader_of_another_field_is_told_of(review: Review) -> None:
    found = review.scoring(each=3)
    records.table("innovation.expert").objects.update(domain="energy", second=None)
    assert [one.other_field for one in queries.progress(SECRETARY, found.id)] == [3, 3, 3]


def test_an_expert_recused_from_one_application_scores_the_others(review: Review) -> None:
    found = review.scoring()
    who = review.sitting(found)[0]
    one = queries.readings(who, found.id)[0]
    judging.recuse(who, one.id, why="看内容是我的学生")
    assert len(queries.readings(who, found.id)) == 2
    with pytest.raises(Missing):
        queries.reading(who, one.id)


def test_a_score_is_handed_in_once_and_whole(review: Review) -> None:
    found = review.scoring()
    who = review.sitting(found)[0]
    one = queries.readings(who, found.id)[0]
    judging.save(who, one.id, {"new": evenly(80)["new"]})
    with pytest.raises(InputError, match="没有打分"):
        judging.hand_in(who, one.id, {"new": evenly(80)["new"]}, comment="好")
    with pytest.raises(InputError, match="没有写评语"):
        judging.hand_in(who, one.id, evenly(80), comment=" ")
    judging.hand_in(who, one.id, evenly(80), comment="好")
    with pytest.raises(InputError, match="评分已经提交"):
        judging.hand_in(who, one.id, evenly(90), comment="更好")


def test_nobody_reads_or_scores_what_is_given_to_another(review: Review) -> None:
    found = review.scoring()
    first, second = review.sitting(found)[:2]
    one = queries.readings(first, found.id)[0]
    for way in (
        lambda: queries.reading(second, one.id),
        lambda: judging.hand_in(second, one.id, evenly(80), comment="好"),
        lambda: judging.recuse(SECRETARY, one.id, why="替他"),
    ):
        with pytest.raises(Missing):
            way()


# The meeting


def hand_in_all(review: Review, found: Panel, *, but: int = 0) -> None:
    for who in review.sitting(found)[but:]:
        for one in queries.readings(who, found.id):
            judging.hand_in(who, one.id, evenly(80), comment="好")


def test_no_application_goes_on_with_scores_lacking_unless_the_supervisor_says_why(review: Review) -> None:
    found = review.scoring()
    hand_in_all(review, found, but=1)
    with pytest.raises(InputError, match=r"01（4/5）"):
        judging.close_scoring(SECRETARY, found.id)
    with pytest.raises(Refused):
        judging.close_scoring(SECRETARY, found.id, why="赶时间")
    assert judging.close_scoring(WATCH, found.id, why="一位专家病假").phase == "meeting"
    (late,) = list(records.rows(SECRETARY, "innovation.expert_credit"))
    assert (late.values["kind"], late.values["points"]) == ("late", 2)


def test_with_fewer_than_the_fewest_nobody_goes_on(review: Review) -> None:
    found = review.scoring()
    hand_in_all(review, found, but=3)
    with pytest.raises(InputError, match="每份至少 3 份评分"):
        judging.close_scoring(WATCH, found.id, why="赶时间")


def test_a_meeting_without_two_thirds_decides_nothing(review: Review) -> None:
    found = review.meeting()
    present = [one.id for one in found.seats.all()][:3]
    with pytest.raises(InputError, match="到会 3 人，不足 5 人的三分之二"):
        judging.meet(SECRETARY, found.id, held_on=date(2026, 3, 18), present=present, minutes="记录")


def test_a_score_changed_at_the_meeting_keeps_what_it_was(review: Review) -> None:
    found = review.meeting()
    who = review.sitting(found)[0]
    one = queries.readings(who, found.id)[0]
    judging.revise(who, one.id, evenly(60), comment="指标偏低", why="讨论后认为指标偏低")
    kept = Reading.objects.get(id=one.id)
    assert kept.before[0]["points"] == {"new": "80", "sound": "80", "use": "80"}
    assert queries.points(kept) == evenly(60)


def test_a_score_that_stands_out_costs_credit(review: Review) -> None:
    def score(one: Reading) -> int:
        return 20 if one.seat.person == harsh else 80

    found = review.scoring()
    harsh = review.sitting(found)[0].person
    for who in review.sitting(found):
        for one in queries.readings(who, found.id):
            judging.hand_in(who, one.id, evenly(score(one)), comment="好")
    found = judging.close_scoring(SECRETARY, found.id)
    assert all(one.disputed for one in queries.scores(SECRETARY, found.id).values())
    present = [one.id for one in found.seats.all()]
    judging.meet(SECRETARY, found.id, held_on=date(2026, 3, 18), present=present, minutes="记录")
    judging.rank(SECRETARY, found.id)
    judging.close(SECRETARY, found.id)
    assert [one.values["kind"] for one in records.rows(SECRETARY, "innovation.expert_credit")] == ["outlier"]


# Who sees what


ROLES = {
    "review_secretary": SECRETARY, "supervisor": WATCH, "science_office": OFFICER, "leader": LEADER,
}  # fmt: skip


THINGS: tuple[Thing, ...] = ("pool", "applicants", "experts", "progress", "scores", "ranking", "looks")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_in_each_phase_what_the_table_says(review: Review, role: str) -> None:
    found = review.opened()
    for phase in PHASES:
        Panel.objects.filter(id=found.id).update(phase=phase)
        for thing in THINGS:
            since = SEES[role].get(thing)
            if since is not None and reached(phase, since):
                assert queries.panel(ROLES[role], found.id, thing).id == found.id
            else:
                with pytest.raises(Refused):
                    queries.panel(ROLES[role], found.id, thing)


def test_strangers_experts_and_firms_see_no_panel(review: Review) -> None:
    found = review.signed()
    firm = Actor(90, "经理0", (Holding("firm_manager", "91611022MA6YX1A10F"),), morning)
    county = Actor(95, "县秘书", (Holding("review_secretary", COUNTY),), morning)
    for who in (WANG, NOBODY, firm, county, review.sitting(found)[0]):
        with pytest.raises(Missing):
            queries.panel(who, found.id)


def test_the_journal_never_has_points_and_an_experts_view_has_no_score_of_others(review: Review) -> None:
    found = review.meeting()
    entries = Entry.objects.filter(subject=queries.subject_of(found))
    assert entries.count() > 15
    assert not [one for one in entries if "points" in str(one.data) or "80" in str(one.data.get("mean", ""))]
    for who in review.sitting(found):
        assert {one.seat.person for one in queries.readings(who, found.id)} == {who.person}


def test_the_history_of_an_application_names_no_expert(review: Review) -> None:
    """pretalx#649: names leaked through the history."""
    review.meeting()
    names = [*review.experts]
    for one in review.applications:
        said = str(records.history(OFFICER, one.ref))
        assert not [name for name in names if name in said]


def test_steps_out_of_order_say_when_they_are_taken(review: Review) -> None:
    found = review.opened()
    steps: list[Any] = [
        lambda: actions.draw(SECRETARY, found.id),
        lambda: actions.begin(SECRETARY, found.id),
        lambda: judging.close_scoring(SECRETARY, found.id),
        lambda: judging.rank(SECRETARY, found.id),
        lambda: judging.close(SECRETARY, found.id),
    ]
    for step in steps:
        with pytest.raises(LuoshiError):
            step()
