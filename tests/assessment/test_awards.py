"""Rules propose who is commended, paid or talked to; named people approve; it is carried out with proof."""

from __future__ import annotations

import pytest

from luoshi.assessment import awards, course, notices
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Locked, Missing, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from tests.assessment import year_end
from tests.assessment.year_end import AFTER
from tests.people import ASSESSOR, CHEN, COUNTY, LEADER, LIU, OTHER_TOWN, WANG, morning
from tests.periods.test_close import on

BOTH = Actor(33, "兼考", (Holding("assessor", COUNTY), Holding("leader", COUNTY)), morning)
PROOF = NewFile("proof", "约谈记录.txt", "约谈记录".encode())


@pytest.fixture
def run(closed: None) -> int:
    number = year_end.started()
    year_end.finished(number)
    return number


def proposed(run: int, who: Actor = ASSESSOR) -> dict[str, Record]:
    return {str(one.values["rule"]): one for one in awards.propose(on(AFTER, who), run)}


def test_a_proposal_names_its_clause_and_its_figure(run: int) -> None:
    made = proposed(run)
    assert set(made) == {"talk", "below"}, "nobody has 80 points, so nobody is commended"
    talk = made["talk"]
    assert (talk.values["target"], talk.values["kind"], talk.stage) == (OTHER_TOWN, "talk", "proposed")
    said = "依据乡镇招商引资考核细则“末位约谈”条款：A类2个单位中第2位，总分48"
    assert talk.values["basis"] == said
    assert made["below"].values["basis"].endswith("总分48，低于60分")
    with pytest.raises(InputError, match="没有新的奖惩建议"):
        awards.propose(on(AFTER, ASSESSOR), run)


def test_nothing_is_proposed_on_what_is_not_final(closed: None) -> None:
    number = year_end.started()
    with pytest.raises(Locked, match="还没有定稿"):
        awards.propose(on(AFTER, ASSESSOR), number)
    year_end.published(number)
    notices.finalise(on(AFTER, LEADER), number)
    for who in (LEADER, CHEN, WANG):
        with pytest.raises(Refused):
            awards.propose(on(AFTER, who), number)


def test_a_leader_approves_and_never_who_proposed(run: int) -> None:
    talk = proposed(run, BOTH)["talk"].ref.id
    for who in (BOTH, ASSESSOR):
        with pytest.raises(Refused):
            awards.approve(on(AFTER, who), run, talk)
    with pytest.raises(Missing):
        awards.approve(on(AFTER, WANG), run, talk)
    approved = awards.approve(on(AFTER, LEADER), run, talk, note="同意")
    assert (approved.stage, approved.row["verified_by"]) == ("approved", LEADER.person)
    with pytest.raises(Locked):
        awards.approve(on(AFTER, LEADER), run, talk)


def test_it_is_carried_out_with_its_proof_after_it_is_approved(run: int) -> None:
    talk = proposed(run)["talk"].ref.id
    with pytest.raises(Locked, match="还没有批准"):
        awards.carry_out(on(AFTER, ASSESSOR), run, talk, PROOF)
    awards.approve(on(AFTER, LEADER), run, talk)
    done = awards.carry_out(on(AFTER, ASSESSOR), run, talk, PROOF, why="已当面约谈")
    assert done.stage == "carried"
    with pytest.raises(Locked):
        awards.drop(on(AFTER, LEADER), run, talk, why="改主意")


def test_a_proposal_is_dropped_with_a_reason(run: int) -> None:
    below = proposed(run)["below"].ref.id
    with pytest.raises(InputError, match="没有写原因"):
        awards.drop(on(AFTER, LEADER), run, below, why=" ")
    with pytest.raises(Refused):
        awards.drop(on(AFTER, ASSESSOR), run, below, why="已约谈，不重复处理")
    awards.drop(on(AFTER, LEADER), run, below, why="已约谈，不重复处理")
    with pytest.raises(Locked):
        awards.approve(on(AFTER, LEADER), run, below)
    with pytest.raises(InputError, match="没有新的奖惩建议"):
        awards.propose(on(AFTER, ASSESSOR), run)


def test_a_unit_sees_what_was_approved_for_it_and_nothing_before(run: int) -> None:
    talk = proposed(run)["talk"].ref.id
    assert course.my_awards(LIU, run) == []
    awards.approve(on(AFTER, LEADER), run, talk)
    assert [one.ref.id for one in course.my_awards(LIU, run)] == [talk]
    assert course.my_awards(WANG, run) == []
    with pytest.raises(Missing):
        course.award(WANG, run, talk)
    assert len(course.my_awards(LEADER, run)) == 2


def test_what_is_edited_after_it_was_approved_must_be_approved_again(run: int) -> None:
    talk = proposed(run)["talk"].ref
    approved = awards.approve(on(AFTER, LEADER), run, talk.id)
    values = {"title": "改过的约谈"}
    ledgers.edit(on(AFTER, ASSESSOR), talk, values, version=approved.version, why="写错了")
    with pytest.raises(Locked, match="还没有批准"):
        awards.carry_out(on(AFTER, ASSESSOR), run, talk.id, PROOF)
    assert course.my_awards(LIU, run) == []
    awards.approve(on(AFTER, LEADER), run, talk.id)
    assert awards.carry_out(on(AFTER, ASSESSOR), run, talk.id, PROOF).stage == "carried"
