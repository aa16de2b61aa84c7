"""Who may do what at an election: organizer, teller, scrutineer, voter, and strangers who see nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luoshi.elections import actions, declaring, polling, proposing, queries, rolls
from luoshi.elections.actions import Named
from luoshi.elections.ballots import Rules
from luoshi.elections.resolving import Hands, Question
from luoshi.elections.rolls import Line
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.elections.people import CUT_OFF, opened, prepared, sheet, who
from tests.people import ADMIN, CHEN, COUNTY, NOBODY, OTHER_COUNTY, TOWN, WANG

PROJECT = "investment.project"
RULES = Rules(seats=2, extra=5, base="due")
ORGANIZERS: dict[str, Callable[[Actor, int], Any]] = {
    "appoint": lambda actor, n: actions.appoint(actor, n, "teller", "xuan1"),
    "nominate": lambda actor, n: actions.nominate(actor, n, "机关分会", {"安平": 1}),
    "settle": lambda actor, n: actions.settle(actor, n, [Named("甲"), Named("乙"), Named("丙")]),
    "enter": lambda actor, n: rolls.enter(actor, n, [Line("甲")]),
    "drop": lambda actor, n: rolls.drop(actor, n, [1], why="已调离"),
    "freeze": lambda actor, n: rolls.freeze(actor, n, CUT_OFF),
    "unfreeze": lambda actor, n: rolls.unfreeze(actor, n, why="漏列"),
    "open": polling.open_poll,
    "cards": lambda actor, n: polling.print_cards(actor, n, [1]),
    "close": lambda actor, n: polling.close_poll(actor, n, 4),
    "again": actions.vote_again,
}
OTHERS = ("jiyi", "jianyi", "xuan1")


@pytest.mark.parametrize("verb", ORGANIZERS)
def test_what_the_organizer_does_nobody_else_does(hall: Path, verb: str) -> None:
    made, act = prepared(), ORGANIZERS[verb]
    for login in ("jiyi", "jianyi"):
        with pytest.raises(Refused):
            act(who(login), made.id)
    for stranger in (who("xuan1"), who("linxian"), WANG, NOBODY):
        with pytest.raises(Missing):
            act(stranger, made.id)
    with pytest.raises(Refused):
        act(CHEN, made.id)  # the supervisor reads, and does nothing


def test_elections_are_organized_in_ones_own_unit(hall: Path) -> None:
    for actor, unit in (
        (who("linxian"), COUNTY),
        (who("gongzuo"), OTHER_COUNTY),
        (WANG, COUNTY),
        (CHEN, COUNTY),
    ):
        with pytest.raises(Refused):
            actions.organize(actor, unit, "选举", RULES)
        with pytest.raises(Refused):
            proposing.put(actor, unit, "报告", Question(base="due"), 10)


def test_tellers_count_and_scrutineers_sign_and_nobody_does_the_others_work(hall: Path) -> None:
    vote = opened()
    polling.close_poll(who("gongzuo"), vote.id, 4)
    made = sheet({"1": 0, "2": 0, "3": 0}, 0)
    for login in ("gongzuo", "jianyi"):
        with pytest.raises(Refused):
            declaring.hand_in_count(who(login), vote.id, "1", made)
    for stranger in (who("xuan1"), who("linxian"), NOBODY):
        with pytest.raises(Missing):
            declaring.hand_in_count(stranger, vote.id, "1", made)
    digest = queries.summed(vote.found).digest if vote.found.phase == "closed" else ""
    for login in ("gongzuo", "jiyi"):
        with pytest.raises(Refused):
            declaring.sign(who(login), vote.id, digest)
    for stranger in (who("xuan1"), who("linxian"), NOBODY):
        with pytest.raises(Missing):
            declaring.sign(stranger, vote.id, digest)


def test_a_scrutineer_who_became_organizer_does_not_sign(hall: Path) -> None:
    vote = opened()
    polling.close_poll(who("gongzuo"), vote.id, 4)
    units.grant(ADMIN, "jianyi", "election_organizer", COUNTY)
    digest = queries.summed(queries.election(who("jianyi"), vote.id)).digest
    with pytest.raises(Refused, match="选举组织员不能自己确认结果"):
        declaring.sign(who("jianyi"), vote.id, digest)


def test_only_who_is_on_the_roll_takes_a_paper(hall: Path) -> None:
    vote = opened()
    for other in (who("gongzuo"), who("jiyi"), who("linxian"), NOBODY, CHEN):
        with pytest.raises(Missing, match="您不在这次选举的名册上"):
            polling.take(other, vote.id)
        with pytest.raises(Missing, match="您不在这次选举的名册上"):
            polling.take_blind(other, vote.id, "2")
    assert polling.take(who("xuan1"), vote.id)


def test_papers_are_handed_out_by_the_organizer_and_tellers(hall: Path) -> None:
    vote = opened()
    assert polling.hand_out(who("jiyi"), vote.id, [vote.voters["高山"]]) == 1
    assert polling.hand_out(who("gongzuo"), vote.id, [vote.voters["流水"]]) == 1
    with pytest.raises(Refused):
        polling.hand_out(who("jianyi"), vote.id, [vote.voters["甄一"]])
    for stranger in (who("xuan1"), who("linxian")):
        with pytest.raises(Missing):
            polling.hand_out(stranger, vote.id, [vote.voters["甄一"]])
    with pytest.raises(InputError, match="没有选中的人"):
        polling.hand_out(who("gongzuo"), vote.id, [vote.voters["甄一"], 10**6])


def test_other_units_and_strangers_see_no_election(hall: Path) -> None:
    made = prepared()
    for reads in (who("gongzuo"), CHEN, who("jiyi"), who("jianyi")):
        assert queries.elections(reads) == [made]
        assert len(queries.roll(reads, made.id)) == 6
    for stranger in (who("linxian"), who("xuan1"), WANG, NOBODY):
        assert queries.elections(stranger) == []
        with pytest.raises(Missing):
            queries.election(stranger, made.id)
        with pytest.raises(Missing):
            queries.roll(stranger, made.id)
        with pytest.raises(Missing):
            queries.history(stranger, made.id)


def test_a_voter_sees_the_vote_once_it_begins(hall: Path) -> None:
    made = prepared()
    assert queries.ballots_of(who("xuan1")) == []
    rolls.freeze(who("gongzuo"), made.id, CUT_OFF)
    polling.open_poll(who("gongzuo"), made.id)
    assert [one.election for one in queries.ballots_of(who("xuan1"))] == [made]
    assert queries.ballots_of(who("linxian")) == []
    assert queries.ballots_of(NOBODY) == []


def test_open_votes_are_counted_by_the_organizer_and_read_by_the_office(hall: Path) -> None:
    made = proposing.put(who("gongzuo"), COUNTY, "报告", Question(base="due"), 10)
    with pytest.raises(Refused):
        proposing.count_hands(CHEN, made.id, 9, Hands(yes=9))
    with pytest.raises(Missing):
        proposing.count_hands(who("linxian"), made.id, 9, Hands(yes=9))
    with pytest.raises(InputError, match="这项是举手表决"):
        proposing.count_names(who("gongzuo"), made.id, 9, {})
    assert queries.motions(CHEN) == [made]
    assert queries.motions(who("linxian")) == queries.motions(who("xuan1")) == []


def test_a_roll_is_taken_from_a_ledger_as_far_as_the_organizer_reads_it(hall: Path) -> None:
    adopt("investment")
    ledgers.create(WANG, PROJECT, TOWN, {"name": "甲厂", "investor": "甲公司", "channel": "fair"})
    made = actions.organize(who("gongzuo"), COUNTY, "选举", RULES)
    with pytest.raises(InputError, match="没有列“nothing”"):
        rolls.enter_from_ledger(who("gongzuo"), made.id, PROJECT, {"name": "nothing"})
    with pytest.raises(InputError, match="没有人"):
        rolls.enter_from_ledger(who("gongzuo"), made.id, PROJECT, {"name": "name"})
    reads = who("gongzuo").lent("reporter", TOWN)
    assert rolls.enter_from_ledger(reads, made.id, PROJECT, {"name": "name"}) == 1
    assert [(one.name, one.branch) for one in queries.roll(reads, made.id)] == [("甲厂", "青石镇")]
