"""An election from its rules to its result, as people hold it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from luoshi.elections import actions, box, declaring, polling, proposing, queries, record, rolls, tallying
from luoshi.elections.actions import Named
from luoshi.elections.ballots import Rules, Turnout
from luoshi.elections.resolving import Hands, Question
from luoshi.elections.rolls import Line
from luoshi.journal.models import Entry
from luoshi.kernel.errors import InputError, Locked, Missing
from tests.elections.people import CUT_OFF, declared, opened, prepared, sheet, who
from tests.people import COUNTY


def boxes(hall: Path) -> Path:
    return hall / "ballots"


def test_paper_and_electronic_ballots_make_one_result(hall: Path) -> None:
    vote = opened()
    for login, marks in (("xuan1", {"1": "yes", "2": "yes"}), ("xuan2", {"1": "yes", "3": "no"})):
        box.cast(boxes(hall), str(vote.id), polling.take(who(login), vote.id), marks)
    (card,) = polling.print_cards(who("gongzuo"), vote.id, [vote.voters["甄三"]])
    box.cast(boxes(hall), str(vote.id), card, {"2": "yes"})
    polling.hand_out(who("jiyi"), vote.id, [vote.voters["高山"], vote.voters["流水"]])
    polling.close_poll(who("gongzuo"), vote.id, 5)
    for teller in ("jiyi", "jier"):
        declaring.hand_in_count(who(teller), vote.id, "1号票箱", sheet({"1": 2, "2": 0, "3": 0}, 2))
    found = declared(vote.id)
    assert found.phase == "declared"
    assert found.result is not None
    assert found.result["elected"] == ["安平"]  # 4 of 5; 白露 has 2
    assert found.result["scrutineers"] == ["简一", "简二"]
    public, tally = queries.published_one(vote.id)
    assert public == found
    assert tally.final
    assert (tally.sheet.issued, tally.sheet.returned, tally.turnout) == (5, 5, Turnout(due=6, present=5))
    assert found.head == tally.head
    again = actions.vote_again(who("gongzuo"), vote.id)
    assert (again.round, again.before, again.rules["seats"]) == (2, found, 1)
    assert [one.name for one in queries.candidate_list(again)] == ["白露", "程前"]
    assert queries.taken(again).all == 0
    rolls.freeze(who("gongzuo"), again.id, CUT_OFF)
    assert polling.open_poll(who("gongzuo"), again.id).roll_digest == found.roll_digest
    assert box.stated(boxes(hall), str(again.id)).before == found.head


def test_a_tie_is_voted_again_between_the_tied_by_most_votes(hall: Path) -> None:
    vote = opened()
    for login, marks in (("xuan1", "12"), ("xuan2", "12"), ("xuan3", "13"), ("xuan4", "13")):
        paper = polling.take(who(login), vote.id)
        box.cast(boxes(hall), str(vote.id), paper, dict.fromkeys(marks, "yes"))
    polling.hand_out(who("gongzuo"), vote.id, [vote.voters["高山"]])
    polling.close_poll(who("gongzuo"), vote.id, 5)
    for teller in ("jiyi", "jier"):
        declaring.hand_in_count(who(teller), vote.id, "1", sheet({"1": 0, "2": 1, "3": 1}, 1))
    found = declared(vote.id)  # 安平 4 of 5, 白露 and 程前 3 each for the second seat
    assert found.result is not None
    assert found.result["elected"] == ["安平"]
    again = actions.vote_again(who("gongzuo"), vote.id)
    assert [one.name for one in queries.candidate_list(again)] == ["白露", "程前"]
    assert (again.rules["seats"], again.rules["majority"], again.rules["write_ins"]) == (1, "most", False)
    with pytest.raises(InputError, match="已经有下一轮"):
        actions.vote_again(who("gongzuo"), vote.id)


def test_two_tellers_must_agree_and_every_count_is_kept(hall: Path) -> None:
    vote = opened()
    polling.hand_out(who("gongzuo"), vote.id, [vote.voters["高山"], vote.voters["流水"]])
    polling.close_poll(who("gongzuo"), vote.id, 4)
    right, wrong = sheet({"1": 2, "2": 1, "3": 0}, 2), sheet({"1": 1, "2": 1, "3": 0}, 2)
    declaring.hand_in_count(who("jiyi"), vote.id, "1", right)
    with pytest.raises(InputError, match="1上一次是您计的"):
        declaring.hand_in_count(who("jiyi"), vote.id, "1", right)
    declaring.hand_in_count(who("jier"), vote.id, "1", wrong)
    found = queries.election(who("gongzuo"), vote.id)
    assert queries.unsummed(found) == ["1的两次计票不一致或还差一次"]
    with pytest.raises(InputError, match="1的两次计票不一致或还差一次"):
        queries.summed(found)
    declaring.hand_in_count(who("jiyi"), vote.id, "1", right)
    declaring.hand_in_count(who("jier"), vote.id, "1", right)
    (table,) = queries.tables(found)
    assert [one.sheet["votes"]["1"]["yes"] for one in table.counts] == [2, 1, 2, 2]
    assert table.agreed == right
    with pytest.raises(InputError, match="1已经由两人计票一致"):
        declaring.hand_in_count(who("jiyi"), vote.id, "1", right)


def test_a_count_that_does_not_add_up_is_refused(hall: Path) -> None:
    vote = opened()
    polling.close_poll(who("gongzuo"), vote.id, 4)
    with pytest.raises(InputError, match="有效 2 ＋ 无效 1 ≠ 收回 2"):
        declaring.hand_in_count(who("jiyi"), vote.id, "1", sheet({"1": 2, "2": 1, "3": 0}, 2, invalid=1))


def test_paper_that_the_roll_does_not_know_keeps_the_result_back(hall: Path) -> None:
    vote = opened()
    polling.hand_out(who("gongzuo"), vote.id, [vote.voters["高山"]])
    polling.close_poll(who("gongzuo"), vote.id, 4)
    for teller in ("jiyi", "jier"):
        declaring.hand_in_count(who(teller), vote.id, "1", sheet({"1": 2, "2": 1, "3": 0}, 2))
    with pytest.raises(InputError, match="名册上领纸质票 1 人，计票单上发出 2 张"):
        declared(vote.id)


def test_too_few_present_void_the_vote_and_it_is_held_again_with_all_candidates(hall: Path) -> None:
    vote = opened()
    box.cast(boxes(hall), str(vote.id), polling.take(who("xuan1"), vote.id), {"1": "yes"})
    polling.close_poll(who("gongzuo"), vote.id, 3)
    found = declared(vote.id)
    assert found.result is not None
    assert (found.result["state"], found.result["elected"]) == ("void", [])
    again = actions.vote_again(who("gongzuo"), vote.id)
    assert len(queries.candidate_list(again)) == 3
    assert again.rules == found.rules


def test_a_ballot_more_than_was_given_out_on_paper_voids_the_vote(hall: Path) -> None:
    vote = opened()
    polling.hand_out(who("gongzuo"), vote.id, [*vote.voters.values()][:4])
    polling.close_poll(who("gongzuo"), vote.id, 6)
    for teller in ("jiyi", "jier"):
        declaring.hand_in_count(who(teller), vote.id, "1", sheet({"1": 5, "2": 5, "3": 0}, 5, issued=4))
    found = declared(vote.id)
    assert found.result is not None
    assert found.result["steps"][-1] == "收回 5 张 ＞ 发出 4 张，选举无效"


def test_everybody_has_one_paper(hall: Path) -> None:
    vote = opened()
    polling.take(who("xuan1"), vote.id)
    mine = vote.voters["甄一"]
    for again in (
        lambda: polling.take(who("xuan1"), vote.id),
        lambda: polling.hand_out(who("gongzuo"), vote.id, [mine]),
        lambda: polling.print_cards(who("gongzuo"), vote.id, [vote.voters["高山"], mine]),
    ):
        with pytest.raises(InputError, match="已经领过选票：甄一"):
            again()
    assert queries.taken(queries.election(who("gongzuo"), vote.id)).ways == {"login": 1}


def test_the_roll_does_not_change_after_its_cut_off(hall: Path) -> None:
    made = prepared()
    organizer = who("gongzuo")
    before = rolls.freeze(organizer, made.id, CUT_OFF).roll_digest
    with pytest.raises(Locked, match="名册已经截止"):
        rolls.enter(organizer, made.id, [Line("新人")])
    rolls.unfreeze(organizer, made.id, why="漏列一人")
    rolls.enter(organizer, made.id, [Line("新人")])
    frozen = rolls.freeze(organizer, made.id, CUT_OFF)
    assert frozen.roll_size == 7
    assert frozen.roll_digest not in ("", before)
    polling.open_poll(organizer, made.id)
    for change in (
        lambda: rolls.enter(organizer, made.id, [Line("又一人")]),
        lambda: rolls.drop(organizer, made.id, [1], why="已调离"),
        lambda: rolls.unfreeze(organizer, made.id, why="漏列一人"),
    ):
        with pytest.raises(Locked, match="投票已经开始，名册不能再改"):
            change()


def test_a_roll_altered_behind_its_digest_does_not_begin_a_vote(hall: Path) -> None:
    made = prepared()
    rolls.freeze(who("gongzuo"), made.id, CUT_OFF)
    made.voters.filter(name="高山").update(name="低谷")
    with pytest.raises(InputError, match="名册和截止时不同"):
        polling.open_poll(who("gongzuo"), made.id)


def test_names_are_entered_all_or_none_and_told_by_line(hall: Path) -> None:
    made = prepared()
    lines = [Line("甲"), Line(""), Line("高山", "农村分会", "101"), Line("乙", login="nobody"), Line("甲")]
    with pytest.raises(InputError) as refused:
        rolls.enter(who("gongzuo"), made.id, lines)
    told = [(one.row, one.what) for one in refused.value.problems]
    assert told == [
        (2, "没有姓名"), (3, "高山已在名册上"), (4, "登录名“nobody”没有或重复"), (5, "甲已在名册上")
    ]  # fmt: skip
    assert made.voters.count() == 6
    assert rolls.drop(who("gongzuo"), made.id, [made.voters.get(name="高山").id], why="已调离") == 1


def test_the_journal_vouches_for_who_is_on_a_roll_and_holds_no_name_and_no_card(hall: Path) -> None:
    found = prepared()
    (gone,) = (one for one in found.voters.all() if one.name == "流水")
    rolls.drop(who("gongzuo"), found.id, [gone.id], why="已调离")
    told = "".join(
        str(one) for one in Entry.objects.filter(subject=f"election:{found.id}").values_list("data")
    )
    assert not [one for one in ("高山", "流水", "'101'", "甄一") if one in told]
    entered, dropped = (
        one for one in reversed(queries.history(who("gongzuo"), found.id)) if one.verb in ("enter", "drop")
    )
    assert entered.data["voters"][-1] == ["流水", "农村分会", "102", ""]
    assert (dropped.data["voters"], dropped.why) == ([["流水", "农村分会", "102"]], "已调离")


def test_what_a_vote_needs_before_it_begins(hall: Path) -> None:
    rules = Rules(seats=2, extra=5, base="due")
    made = actions.organize(who("gongzuo"), COUNTY, "选举", rules)
    with pytest.raises(InputError, match="名册上没有人"):
        rolls.freeze(who("gongzuo"), made.id, CUT_OFF)
    with pytest.raises(InputError, match="候选人 2 人；应为：应选 2 人，差额 5%（1 人），至少 3 人"):
        actions.settle(who("gongzuo"), made.id, [Named("安平"), Named("白露")])
    rolls.enter(who("gongzuo"), made.id, [Line("高山")])
    rolls.freeze(who("gongzuo"), made.id, CUT_OFF)
    with pytest.raises(InputError, match=r"候选人名单还没有确定(.|\n)*监票人不足"):
        polling.open_poll(who("gongzuo"), made.id)


def test_recommendations_are_added_up_by_name(hall: Path) -> None:
    assert queries.nominated(prepared()) == [("安平", 5, 2), ("白露", 3, 1), ("程前", 2, 1)]


def test_a_scrutineer_is_not_the_organizer_nor_a_candidate(hall: Path) -> None:
    made = prepared()
    with pytest.raises(InputError, match="监票人不能是选举组织员"):
        actions.appoint(who("gongzuo"), made.id, "scrutineer", "gongzuo")
    with pytest.raises(InputError, match="季一已经是这次选举的工作人员"):
        actions.appoint(who("gongzuo"), made.id, "scrutineer", "jiyi")


def test_one_signature_is_not_enough_and_the_same_person_does_not_sign_twice(hall: Path) -> None:
    vote = opened()
    polling.close_poll(who("gongzuo"), vote.id, 4)
    digest = queries.summed(queries.election(who("jianyi"), vote.id)).digest
    assert declaring.sign(who("jianyi"), vote.id, digest).phase == "closed"
    with pytest.raises(InputError, match="您已经签过字"):
        declaring.sign(who("jianyi"), vote.id, digest)
    with pytest.raises(InputError, match="票数已经变化"):
        declaring.sign(who("jianer"), vote.id, "00" * 32)
    assert declaring.sign(who("jianer"), vote.id, digest).phase == "declared"


def test_nobody_reads_anything_of_an_open_box(hall: Path) -> None:
    vote = opened()
    box.cast(boxes(hall), str(vote.id), polling.take(who("xuan1"), vote.id), {"1": "yes"})
    found = queries.election(who("gongzuo"), vote.id)
    with pytest.raises(InputError, match="票箱还没有封"):
        queries.summed(found)
    with pytest.raises(Missing):
        queries.published_one(vote.id)
    with pytest.raises(Missing):
        queries.published_file(vote.id)


def test_casting_writes_no_entry_and_closing_tells_the_count_and_the_head(hall: Path) -> None:
    vote = opened()
    paper = polling.take(who("xuan1"), vote.id)
    before = Entry.objects.count()
    box.cast(boxes(hall), str(vote.id), paper, {"1": "yes"})
    assert Entry.objects.count() == before
    found = polling.close_poll(who("gongzuo"), vote.id, 4)
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.verb, entry.data["ballots"], entry.data["head"]) == ("close", 1, found.head)
    taken = Entry.objects.get(verb="take")
    assert (taken.at.astimezone(who("xuan1").now().tzinfo).hour, taken.at.minute) == (0, 0)


def test_closing_may_be_tried_again_when_it_broke_off(hall: Path) -> None:
    vote = opened()
    box.cast(boxes(hall), str(vote.id), polling.take(who("xuan1"), vote.id), {"1": "yes"})
    polling.close_poll(who("gongzuo"), vote.id, 4)
    record_of = box.published(boxes(hall), str(vote.id))
    vote.found.refresh_from_db()
    vote.found.phase = "open"  # as if the database had not kept it
    vote.found.save()
    assert polling.close_poll(who("gongzuo"), vote.id, 4).head == queries.sealed_head(record_of)
    assert box.published(boxes(hall), str(vote.id)) == record_of


def test_the_command_counts_the_published_file_anywhere(hall: Path, capsys: Any) -> None:
    from luoshi.cli.tally import tally

    vote = opened()
    box.cast(boxes(hall), str(vote.id), polling.take(who("xuan1"), vote.id), {"1": "yes"})
    polling.close_poll(who("gongzuo"), vote.id, 4)
    declared(vote.id)
    file = hall / "record.jsonl"
    file.write_bytes(queries.published_file(vote.id))
    tally(file, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["returned"], said["state"], said["final"]) == (1, "again", True)
    tally(file)
    assert "公布的结果和重新计票相同" in capsys.readouterr().out
    changed = file.read_bytes().replace("安平".encode(), "安本".encode(), 1)
    with pytest.raises(InputError, match="第1行"):
        tallying.tally(changed)


def test_proposals_are_voted_by_hands_and_by_name(hall: Path) -> None:
    vote = opened()
    hands = proposing.put(who("gongzuo"), COUNTY, "审议工作报告", Question(base="present"), 100)
    made = proposing.count_hands(who("gongzuo"), hands.id, 80, Hands(yes=41, no=3, abstain=36))
    assert made.outcome is not None
    assert made.outcome["state"] == "passed"
    assert made.outcome["steps"][2] == "以实到会人数 80 为基数，须超过 1/2：41×2＝82 ＞ 80×1＝80"
    with pytest.raises(InputError, match="这项已经表决过"):
        proposing.count_hands(who("gongzuo"), hands.id, 80, Hands(yes=1))
    named = proposing.put(who("gongzuo"), COUNTY, "审议选举办法", Question(base="due"), 0, election=vote.id)
    assert named.due == 6
    with pytest.raises(InputError, match="有不在名册上的人"):
        proposing.count_names(who("gongzuo"), named.id, 5, {999: "yes"})
    marks: dict[int, Any] = dict.fromkeys([*vote.voters.values()][:4], "yes")
    voted = proposing.count_names(who("gongzuo"), named.id, 5, marks)
    assert voted.outcome is not None
    assert (voted.outcome["state"], voted.outcome["yes"]) == ("passed", 4)


def test_the_sealed_record_is_chained_to_the_round_before(hall: Path) -> None:
    vote = opened()
    polling.close_poll(who("gongzuo"), vote.id, 4)
    lines = record.loads(box.published(boxes(hall), str(vote.id)))
    assert [one["kind"] for one in lines] == ["election", "box", "seal"]
    assert lines[0]["roll"] == {"digest": vote.found.roll_digest, "size": 6}
