"""Who is elected, by sums a clerk can check by hand, and whatever the ballots are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.elections.ballots import Ballot, Rules, Turnout, check_candidates, fault
from luoshi.elections.counting import Sheet, Votes, add, check_sheet, count, decide

FOUR = {"1": "安平", "2": "白露", "3": "程前", "4": "丁香"}


def rules(**said: Any) -> Rules:
    return Rules.model_validate({"seats": 3, "extra": 5, "base": "due", **said})


def ballot(n: int, yes: str = "", no: str = "", others: tuple[str, ...] = ()) -> Ballot:
    marks: dict[str, Any] = {**dict.fromkeys(yes, "yes"), **dict.fromkeys(no, "no")}
    return Ballot(nonce=f"{n:032x}", marks=marks, others=others)


def sheet(votes: Mapping[str, int], valid: int, *, issued: int = 0, invalid: int = 0, **more: Any) -> Sheet:
    every = {key: Votes(yes=yes, abstain=valid - yes) for key, yes in votes.items()}
    returned = valid + invalid
    return Sheet(
        issued=issued or returned, returned=returned, valid=valid, invalid=invalid, votes=every, **more
    )


def test_the_share_of_candidates_over_seats_is_rounded_up_and_is_at_least_one() -> None:
    assert rules(seats=13, extra=5).more() == 1  # 0.65
    assert rules(seats=21, extra=5).more() == 2  # 1.05
    assert rules(seats=20, extra=5).more() == 1
    assert rules(seats=9, extra=10).more() == 1  # 0.9
    assert rules(seats=9, extra=0).more() == 0
    (problem,) = check_candidates(rules(seats=4), FOUR)
    assert str(problem) == "“候选人”：候选人 4 人；应为：应选 4 人，差额 5%（1 人），至少 5 人"
    assert check_candidates(rules(seats=4, extra=0), FOUR) == []
    (same,) = check_candidates(rules(), FOUR | {"5": "安平"})
    assert "安平" in same.what


def test_more_names_than_seats_spoil_a_ballot_and_fewer_do_not() -> None:
    assert fault(rules(), FOUR, ballot(1, "1234")) == "赞成 4 人，多于应选 3 人"
    assert fault(rules(), FOUR, ballot(1, "123", others=("马上",))) == "赞成 4 人，多于应选 3 人"
    assert fault(rules(), FOUR, ballot(1, "12")) == ""
    assert fault(rules(), FOUR, ballot(1)) == ""
    assert ballot(1).blank
    assert not ballot(1, no="1").blank


def test_what_a_ballot_may_not_say() -> None:
    assert fault(rules(), FOUR, ballot(1, "9")) == "票上有不是候选人的编号：9"
    assert fault(rules(each=False), FOUR, ballot(1, no="1")) == "这张选票只写赞成的人"
    assert fault(rules(write_ins=False), FOUR, ballot(1, others=("马上",))) == "这次选举不能另选他人"
    assert fault(rules(), FOUR, ballot(1, others=("马上", "马上"))) == "另选的人写了两次"
    assert fault(rules(), FOUR, ballot(1, others=("白露",))) == "白露已经是候选人，不用另写"


def test_ballots_come_to_a_sheet() -> None:
    box = [ballot(1, "12", "3"), ballot(2, "1", others=("马上",)), ballot(3), ballot(4, "1234")]
    made = count(rules(), FOUR, box, issued=5)
    assert (made.issued, made.returned, made.valid, made.invalid, made.blank) == (5, 4, 3, 1, 1)
    assert made.votes["1"] == Votes(yes=2, no=0, abstain=1)
    assert made.votes["3"] == Votes(yes=0, no=1, abstain=2)
    assert made.others == {"马上": 1}
    assert check_sheet(rules(), FOUR, made) == []


def test_more_than_half_of_those_due_is_not_half_of_those_there() -> None:
    votes = {"1": 66, "2": 60, "3": 50, "4": 20}
    by_due = decide(rules(), FOUR, Turnout(due=100, present=80), sheet(votes, 78, invalid=2))
    assert by_due.elected == ("安平", "白露")  # 50 is not more than half of 100
    by_valid = decide(rules(base="valid"), FOUR, Turnout(due=100, present=80), sheet(votes, 78, invalid=2))
    assert by_valid.elected == ("安平", "白露", "程前")
    assert by_valid.state == "done"


@pytest.mark.parametrize(("base", "needed"), [("due", 51), ("present", 46), ("returned", 44), ("valid", 41)])
def test_each_base_has_its_threshold(base: str, needed: int) -> None:
    for yes, elected in ((needed - 1, ()), (needed, ("安平",))):
        votes = sheet({"1": yes, "2": 0, "3": 0, "4": 0}, 81, invalid=6)
        made = decide(rules(seats=1, base=base), FOUR, Turnout(due=100, present=90), votes)
        assert made.elected == elected
        assert any(f"至少 {needed} 票当选" in one for one in made.steps)


def test_the_arithmetic_is_said_in_words() -> None:
    votes = sheet({"1": 60, "2": 55, "3": 52, "4": 20}, 78, issued=80, invalid=1, blank=3)
    made = decide(rules(), FOUR, Turnout(due=100, present=80), votes)
    assert made.steps == (
        "应到会 100 人，实到会 80 人，须达到 2/3：80×3＝240 ≥ 100×2＝200，可以选举",
        "收回 79 张 ≤ 发出 80 张，选举有效",
        "有效票 78 张＝收回 79－无效 1，其中弃权票 3 张",
        "以应到会人数 100 为基数，超过 100÷2，至少 51 票当选",
        "安平 60 票，当选", "白露 55 票，当选", "程前 52 票，当选",
        "应选 3 人，当选 3 人，余 0 个名额",
    )  # fmt: skip


def test_without_two_thirds_there_is_no_election() -> None:
    votes = sheet({"1": 60, "2": 60, "3": 60, "4": 0}, 66)
    short = decide(rules(), FOUR, Turnout(due=100, present=66), votes)
    assert (short.state, short.elected) == ("void", ())
    assert short.steps[0].endswith("66×3＝198 ＜ 100×2＝200，选举无效")
    assert decide(rules(), FOUR, Turnout(due=100, present=67), votes).state == "done"
    assert decide(rules(), FOUR, Turnout(due=99, present=66), votes).state == "done"


def test_more_ballots_than_were_given_out_void_the_vote() -> None:
    votes = sheet({"1": 80, "2": 80, "3": 80, "4": 0}, 81, issued=80)
    made = decide(rules(), FOUR, Turnout(due=100, present=80), votes)
    assert (made.state, made.elected) == ("void", ())
    assert made.steps[-1] == "收回 81 张 ＞ 发出 80 张，选举无效"
    assert made.next is not None
    assert (made.next.seats, made.next.why) == (3, "void")


def test_a_tie_at_the_border_is_voted_again_between_the_tied() -> None:
    votes = sheet({"1": 70, "2": 60, "3": 55, "4": 55}, 80)
    made = decide(rules(), FOUR, Turnout(due=100, present=80), votes)
    assert made.elected == ("安平", "白露")
    assert made.next is not None
    assert (made.next.seats, made.next.names, made.next.majority) == (1, ("程前", "丁香"), "most")
    assert made.state == "again"
    second = decide(
        rules(seats=1, extra=0, majority="most"), {"1": "程前", "2": "丁香"},
        Turnout(due=100, present=80), sheet({"1": 41, "2": 38}, 80),
    )  # fmt: skip
    assert second.elected == ("程前",)  # 41 of 100 is no majority, but the most


def test_equal_votes_above_the_border_are_no_tie() -> None:
    votes = sheet({"1": 60, "2": 60, "3": 60, "4": 59}, 80)
    made = decide(rules(), FOUR, Turnout(due=100, present=80), votes)
    assert (made.state, made.elected) == ("done", ("安平", "白露", "程前"))
    assert [one.state for one in made.standings] == ["elected", "elected", "elected", "below"]


def test_seats_nobody_won_are_voted_again_among_the_highest_or_left() -> None:
    five = FOUR | {"5": "方圆"}
    votes = sheet({"1": 70, "2": 40, "3": 30, "4": 30, "5": 10}, 80)
    made = decide(rules(extra=10), five, Turnout(due=100, present=80), votes)
    assert made.elected == ("安平",)
    assert made.next is not None  # two seats and one candidate more: the third highest
    assert (made.next.seats, made.next.names) == (2, ("白露", "程前", "丁香"))
    assert made.next.majority == "half"
    left = decide(rules(extra=10, short="vacant"), five, Turnout(due=100, present=80), votes)
    assert (left.state, left.next, left.steps[-1]) == ("vacant", None, "2 个名额暂缺")


def test_who_was_written_in_is_elected_by_the_same_rule() -> None:
    votes = sheet({"1": 70, "2": 60, "3": 10, "4": 0}, 80, others={"马上": 52, "牛年": 1})
    made = decide(rules(), FOUR, Turnout(due=100, present=80), votes)
    assert made.elected == ("安平", "白露", "马上")


def test_sheets_that_do_not_add_up_are_told() -> None:
    good = sheet({"1": 5, "2": 4, "3": 3, "4": 2}, 6, invalid=1)
    assert check_sheet(rules(), FOUR, good) == []

    def told(**said: Any) -> list[str]:
        return [str(one) for one in check_sheet(rules(), FOUR, good.model_copy(update=said))]

    assert told(returned=8) == ["“收回”：有效 6 ＋ 无效 1 ≠ 收回 8；应为：有效票加无效票等于收回票"]
    assert any("弃权票 7 张" in one for one in told(blank=7))
    assert told(votes={"1": Votes()}) == ["“候选人”：候选人和选票不一致；应为：每位候选人一行"]
    wrong = {**good.votes, "1": Votes(yes=5, no=1, abstain=1)}
    assert any("安平：赞成 5 ＋ 反对 1 ＋ 弃权 1 ≠ 有效票 6" in one for one in told(votes=wrong))
    many = {key: Votes(yes=6) for key in FOUR}
    assert any("赞成票合计 24" in one for one in told(votes=many))
    assert any("另选他人里有候选人：白露" in one for one in told(others={"白露": 1}))
    assert any("马上的票" in one for one in told(others={"马上": 7}))


marks = st.dictionaries(st.sampled_from([*FOUR]), st.sampled_from(["yes", "no", "abstain"]))
boxes = st.lists(st.tuples(marks, st.sets(st.sampled_from(["马上", "牛年"]))), max_size=30)
stated = st.builds(
    Rules, seats=st.integers(1, 4), extra=st.just(0),
    base=st.sampled_from(["due", "present", "returned", "valid"]), write_ins=st.booleans(),
    short=st.sampled_from(["again", "vacant"]), majority=st.sampled_from(["half", "most"]),
)  # fmt: skip


def _box(said: list[Any]) -> list[Ballot]:
    return [
        Ballot(nonce=f"{at:032x}", marks=one, others=tuple(sorted(others)))
        for at, (one, others) in enumerate(said)
    ]


@given(stated, boxes)
def test_a_sheet_made_of_ballots_always_adds_up(said: Rules, cast: list[Any]) -> None:
    box = _box(cast)
    made = count(said, FOUR, box, len(box))
    plain = made.model_copy(update={"others": {}}) if not said.write_ins else made
    assert check_sheet(said, FOUR, plain) == []
    assert made.others == plain.others


@given(stated, boxes, st.integers(0, 30))
def test_counted_in_two_heaps_or_in_any_order_it_is_the_same(said: Rules, cast: list[Any], at: int) -> None:
    box = _box(cast)
    whole = count(said, FOUR, box, len(box))
    heaps = [count(said, FOUR, one, len(one)) for one in (box[at:], box[:at])]
    assert add(FOUR, heaps) == whole
    assert count(said, FOUR, box[::-1], len(box)) == whole


@given(stated, boxes)
def test_nobody_is_elected_against_the_rule(said: Rules, cast: list[Any]) -> None:
    box = _box(cast)
    total = count(said, FOUR, box, len(box))
    made = decide(said, FOUR, Turnout(due=max(len(box), 1), present=len(box)), total)
    if made.state == "void":
        assert not box
        return
    base = {"due": max(len(box), 1), "present": len(box), "returned": total.returned, "valid": total.valid}
    won = [one for one in made.standings if one.state == "elected"]
    assert len(won) <= said.seats
    for one in won:
        assert one.votes.yes > 0
        assert said.majority == "most" or one.votes.yes * 2 > base[said.base]
    least = min((one.votes.yes for one in won), default=0)
    rest = [one for one in made.standings if one.state != "elected"]
    assert not won or all(one.votes.yes < least for one in rest)
    assert (made.state == "done") == (len(won) == said.seats)
    if made.next and made.next.why == "tie":
        assert len(made.next.names) > made.next.seats == said.seats - len(won)
