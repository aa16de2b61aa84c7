"""Signed step by step by different people, sent back with a reason, frozen, opened, corrected by notice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luoshi.journal import queries as journal
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.reports import actions, public, queries, rendered
from luoshi.reports.models import Bulletin
from tests.people import CHEN, COUNTY, LEADER, WANG, ZHOU
from tests.reports.conftest import FEBRUARY

BOTH = Actor(77, "吴双", (Holding("supervisor", COUNTY), Holding("reviewer", COUNTY)), CHEN.clock)
"""Drafts and reviews, but never the same bulletin."""
TWICE = Actor(78, "郑重", (Holding("reviewer", COUNTY), Holding("leader", COUNTY)), CHEN.clock)


@pytest.fixture
def drafted(two_months: None) -> Bulletin:
    return actions.draft(CHEN, COUNTY, FEBRUARY, "investment.monthly")


@pytest.fixture
def issued(drafted: Bulletin) -> Bulletin:
    actions.sign_off(ZHOU, drafted.id)
    return actions.sign_off(LEADER, drafted.id)


def test_each_step_is_signed_by_its_role_in_order(drafted: Bulletin) -> None:
    with pytest.raises(Refused, match="审核"):
        actions.sign_off(LEADER, drafted.id)
    assert [one.id for one in queries.to_sign(ZHOU)] == [drafted.id]
    assert queries.to_sign(LEADER) == []
    half = actions.sign_off(ZHOU, drafted.id)
    assert (half.state, half.public_at) == ("signing", None)
    assert [one.id for one in queries.to_sign(LEADER)] == [drafted.id]
    whole = actions.sign_off(LEADER, drafted.id)
    assert (whole.state, whole.signed_name) == ("issued", "赵县长")
    assert [one["label"] for one in whole.signatures] == ["审核", "签发"]
    assert {one["digest"] for one in whole.signatures} == {whole.digest}


def test_nobody_does_two_steps_in_a_row(two_months: None) -> None:
    own = actions.draft(BOTH, COUNTY, FEBRUARY, "investment.board")
    with pytest.raises(Refused, match="自己起草的通报不能自己审核"):
        actions.sign_off(BOTH, own.id)
    actions.sign_off(TWICE, own.id)
    with pytest.raises(Refused, match="上一步是您签的"):
        actions.sign_off(TWICE, own.id)
    assert queries.to_sign(TWICE) == []
    assert actions.sign_off(LEADER, own.id).state == "issued"


def test_what_somebody_has_signed_is_not_changed_before_it_is_sent_back(drafted: Bulletin) -> None:
    actions.sign_off(ZHOU, drafted.id)
    for change in (
        lambda: actions.word(CHEN, drafted.id, {9: "别的"}),
        lambda: actions.draft(CHEN, COUNTY, FEBRUARY, "investment.monthly"),
    ):
        with pytest.raises(InputError, match="已有人签过"):
            change()
    with pytest.raises(InputError, match="没有写原因"):
        actions.send_back(LEADER, drafted.id, why=" ")
    back = actions.send_back(LEADER, drafted.id, why="问题写得不具体")
    assert (back.state, back.signatures) == ("draft", [])
    assert [one.id for one in queries.sent_back(CHEN)] == [drafted.id]
    actions.word(CHEN, drafted.id, {9: "逐项整改。"})
    actions.sign_off(ZHOU, drafted.id)
    assert queries.sent_back(CHEN) == []
    said = [(one.verb, one.why) for one in journal.history(f"bulletin:{drafted.id}")]
    assert ("send_back", "问题写得不具体") in said


def test_whoever_may_not_sign_may_not_send_back(drafted: Bulletin) -> None:
    with pytest.raises(Refused):
        actions.send_back(CHEN, drafted.id, why="不对")
    with pytest.raises(Missing):
        actions.send_back(WANG, drafted.id, why="不对")


def test_an_issued_bulletin_is_never_changed_and_its_files_stay_the_same(issued: Bulletin) -> None:
    before = canonical.dumps(issued.content)
    for change in (
        lambda: actions.word(CHEN, issued.id, {9: "别的"}),
        lambda: actions.draft(CHEN, COUNTY, FEBRUARY, "investment.monthly"),
        lambda: actions.sign_off(LEADER, issued.id),
        lambda: actions.send_back(LEADER, issued.id, why="晚了"),
    ):
        with pytest.raises(InputError, match="已经签发"):
            change()
    assert canonical.dumps(queries.bulletin(CHEN, issued.id).content) == before
    for form in ("docx", "xlsx"):
        assert rendered.file(issued, form) == rendered.file(issued, form)


def test_what_the_pack_makes_public_is_read_by_anybody_and_can_be_taken_back(issued: Bulletin) -> None:
    assert public.bulletin(issued.id).digest == issued.digest
    with pytest.raises(InputError, match="没有写原因"):
        actions.keep_inside(LEADER, issued.id, why="")
    actions.keep_inside(LEADER, issued.id, why="有保密要求")
    with pytest.raises(Missing):
        public.bulletin(issued.id)
    assert queries.bulletin(WANG, issued.id).id == issued.id, "the house still reads it"
    actions.open_to_all(CHEN, issued.id)
    assert public.bulletin(issued.id).id == issued.id


def test_a_bulletin_that_no_pack_makes_public_waits_to_be_opened(two_months: None) -> None:
    inside = actions.draft(CHEN, COUNTY, FEBRUARY, "supervision.monthly")
    with pytest.raises(InputError, match="还没有签发"):
        actions.open_to_all(CHEN, inside.id)
    actions.sign_off(ZHOU, inside.id)
    actions.sign_off(LEADER, inside.id)
    with pytest.raises(Missing):
        public.bulletin(inside.id)
    actions.open_to_all(LEADER, inside.id)
    assert public.search().total == 1


def test_a_correction_is_a_numbered_notice_of_two_people(issued: Bulletin) -> None:
    digest = canonical.sha256(issued.content)
    first = actions.correct(CHEN, issued.id, "第二节柳林乡累计应为900万元。", why="笔误")
    assert public.corrections(issued) == []
    assert queries.corrections(WANG, issued) == []
    assert [one.id for one in queries.corrections(CHEN, issued)] == [first.id]
    drafting_leader = replace(LEADER, holdings=(*LEADER.holdings, Holding("supervisor", COUNTY)))
    own = actions.correct(drafting_leader, issued.id, "另一处。", why="漏项")
    with pytest.raises(Refused, match="自己起草的更正"):
        actions.issue_correction(drafting_leader, issued.id, own.id)
    made = actions.issue_correction(LEADER, issued.id, first.id)
    assert (made.number, made.digest) == (1, canonical.sha256([digest, 1, made.text]))
    (shown,) = public.corrections(issued)
    assert shown.number == 1
    with pytest.raises(InputError, match="不再改变"):
        actions.issue_correction(LEADER, issued.id, first.id)
    assert canonical.sha256(queries.bulletin(CHEN, issued.id).content) == digest
