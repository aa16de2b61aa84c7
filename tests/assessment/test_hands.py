"""Three hands on every line: all are kept, the last with authority makes the result."""

from __future__ import annotations

from fractions import Fraction

import pytest

from luoshi.assessment import course, judging, notices
from luoshi.assessment.hands import same
from luoshi.assessment.models import Hand
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Locked, Missing, Refused
from luoshi.kernel.numbers import spelled
from luoshi.ledgers import actions as ledgers
from tests.assessment import year_end
from tests.assessment.year_end import LATER, RUN_DAY, say
from tests.people import ASSESSOR, CHEN, HAN, LEADER, LIU, OTHER_TOWN, TOWN, WANG, ZHOU, morning
from tests.periods.test_close import FEBRUARY, close, on, project, receipt

HEAD = Actor(31, "马镇长", (Holding("leader", TOWN),), morning)
"""Head of 青石镇."""
LOCAL = Actor(32, "考镇", (Holding("assessor", TOWN), Holding("assessor", OTHER_TOWN)), morning)


@pytest.fixture
def run(closed: None) -> int:
    return year_end.started()


def totals(number: int) -> dict[str, tuple[str, int]]:
    found = course.whole(on(LATER, ASSESSOR), number).standings
    return {one.unit: (spelled(one.total), one.place) for one in found}


def test_a_self_score_stands_beside_and_changes_nothing(run: int) -> None:
    year_end.scored_by_units(run)
    line = course.whole(WANG, run).standing(OTHER_TOWN).line("funds")
    assert line
    mine = line.last("self")
    assert mine
    assert (mine.points, mine.why, mine.name) == (50, "另有4万元在途，应计入", "刘洋")
    assert (line.computed, line.points, line.differs) == (48, 48, True)
    assert totals(run) == {TOWN: ("61", 1), OTHER_TOWN: ("48", 2)}


def test_only_the_units_own_people_score_it_in_time_and_with_a_reason(run: int) -> None:
    for stranger in (LIU, CHEN, ASSESSOR):
        with pytest.raises(Refused, match="不能代这个单位自评"):
            judging.score_self(on(RUN_DAY, stranger), run, TOWN, {"funds": say(50, "够了")})
    with pytest.raises(Missing):
        judging.score_self(on(RUN_DAY, HAN), run, TOWN, {"funds": say(50, "够了")})
    with pytest.raises(InputError, match=r"到位资金.*没有写理由"):
        judging.score_self(on(RUN_DAY, WANG), run, TOWN, {"funds": say(50)})
    with pytest.raises(InputError, match="您是不是要写"):
        judging.score_self(on(RUN_DAY, WANG), run, TOWN, {"fund": say(50, "够了")})
    judging.score_self(on("2026-03-25", HEAD), run, TOWN, {"funds": say(50, "够了")})
    with pytest.raises(Locked, match="自评已于2026-03-25截止"):
        judging.score_self(on("2026-03-26", HEAD), run, TOWN, {"funds": say(50, "够了")})


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(run: int) -> None:
    said = {"funds": say("50.12345", "多"), "signed": say(10), "more": say(1, "对")}
    with pytest.raises(InputError) as fault:
        judging.score_self(on(RUN_DAY, WANG), run, TOWN, said)
    assert [one.field for one in fault.value.problems] == ["到位资金", "引进项目"]
    assert not Hand.objects.exists()


def test_the_assessor_confirms_or_sets_with_a_reason(run: int) -> None:
    year_end.scored_by_units(run)
    who = on(LATER, ASSESSOR)
    with pytest.raises(InputError, match="没有写理由"):
        judging.judge(who, run, OTHER_TOWN, {"funds": say(48)})
    with pytest.raises(InputError, match="没有写理由"):
        judging.judge(who, run, OTHER_TOWN, {"funds": say(49)})
    judging.judge(who, run, OTHER_TOWN, {"funds": say(49, "2万元补来凭证")})
    assert totals(run)[OTHER_TOWN] == ("49", 2)
    judging.judge(who, run, OTHER_TOWN, {"started": say(13, "补充认定开工项目")})
    assert totals(run) == {OTHER_TOWN: ("62", 1), TOWN: ("61", 2)}


def test_nobody_judges_the_own_unit_or_one_out_of_reach(run: int) -> None:
    for who in (LOCAL, WANG, CHEN, LEADER):
        with pytest.raises(Refused):
            judging.judge(on(LATER, who), run, TOWN, {"funds": say(50)})
    for who in (HEAD, ASSESSOR, WANG):
        with pytest.raises(Refused):
            judging.adjust(on(LATER, who), run, TOWN, "", say(2, "表现突出"))


def test_a_leader_adjusts_a_line_or_the_total_and_stands_above_the_assessor(run: int) -> None:
    year_end.judged(run)
    who = on(LATER, LEADER)
    with pytest.raises(InputError, match=r"总分.*没有写理由"):
        judging.adjust(who, run, OTHER_TOWN, "", say(2))
    judging.adjust(who, run, OTHER_TOWN, "", say(2, "承担全县试点"))
    judging.adjust(who, run, OTHER_TOWN, "funds", say("48.5", "在途资金已落实"))
    assert totals(run)[OTHER_TOWN] == ("50.5", 2)
    judging.adjust(who, run, OTHER_TOWN, "", say("-1", "试点未通过验收"))
    assert totals(run)[OTHER_TOWN] == ("47.5", 2)
    with pytest.raises(InputError, match="领导已经调整"):
        judging.judge(on(LATER, ASSESSOR), run, OTHER_TOWN, {"funds": say(48)})
    standing = course.whole(who, run).standing(OTHER_TOWN)
    assert [one.points for one in standing.adjustments] == [2, -1], "nothing is overwritten"
    line = standing.line("funds")
    assert line
    assert [(one.hand, one.points) for one in line.marks] == [
        ("self", 50),
        ("assessor", 48),
        ("leader", 48.5),
    ]
    verbs = [one.verb for one in journal.history(f"assessment:{run}")]
    assert verbs == ["assess", "score_self", "score_self", "judge", "confirm_rest", *["adjust"] * 3]


def test_what_units_agree_with_or_let_pass_is_confirmed_together(run: int) -> None:
    year_end.scored_by_units(run)
    early = judging.confirm_rest(on("2026-03-20", ASSESSOR), run)
    assert [len(lines) for _, lines in early.unjudged()] == [6, 7], "only what is agreed, before the day"
    late = judging.confirm_rest(on(LATER, ASSESSOR), run)
    assert [(one.unit, [line.key for line in lines]) for one, lines in late.unjudged()] == [
        (OTHER_TOWN, ["funds"])
    ]
    with pytest.raises(InputError, match="没有可以一并确认"):
        judging.confirm_rest(on(LATER, ASSESSOR), run)
    with pytest.raises(InputError, match="还没有评定完：柳林乡1项"):
        notices.publish(on(LATER, ASSESSOR), run)


def test_a_leader_lifts_a_veto_with_a_reason_and_the_points_count_again(closed: None) -> None:
    false = receipt(project(), "2026-02-10", 10)
    ledgers.edit(WANG, false.ref, {"falsified": True}, version=false.version)
    ledgers.verify(ZHOU, false.ref)
    close(FEBRUARY, "2026-03-04")
    run = year_end.started()
    assert totals(run)[TOWN] == ("0", 2)
    standing = course.whole(LEADER, run).standing(TOWN)
    assert standing.veto == "弄虚作假一票否决（1 > 0：一票否决）"
    with pytest.raises(InputError, match="没有一票否决"):
        judging.lift_veto(on(LATER, LEADER), run, TOWN, "funds", why="误报")
    judging.lift_veto(on(LATER, LEADER), run, TOWN, "honesty", why="经核实系录入差错")
    total, place = totals(run)[TOWN]
    assert place == 1
    assert float(total) > 48


def test_points_agree_when_they_are_the_same_to_two_places() -> None:
    assert same(Fraction(1, 3), Fraction(33, 100))
    assert not same(Fraction(1, 3), Fraction(34, 100))
    assert same(None, None)
    assert not same(None, Fraction(0))
