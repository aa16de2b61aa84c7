"""Two elections of the county's union: its committee, elected and published; one more of it, voted on now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from luoshi.elections import actions as elections
from luoshi.elections import box, declaring, polling, queries, rolls
from luoshi.elections.actions import Named
from luoshi.elections.ballots import Mark, Rules
from luoshi.elections.counting import Sheet, Votes
from luoshi.elections.models import Election
from luoshi.elections.rolls import Line
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.keeping import arrive, move, paper
from luoshi.ops.demo.places import Somebody
from luoshi.ops.demo.union import CUT_OFF, HELD, UNION, make

CANDIDATES = (
    ("方苗", "工业集中区分会"), ("祝融", "县直机关分会"), ("路通", "货运和快递分会"),
    ("米粒", "工业集中区分会"),
)  # fmt: skip
OFFICIALS = (
    Somebody("jipiao", "季分", "member", UNION), Somebody("jipiao2", "明数", "member", UNION),
    Somebody("jianpiao", "严谨", "member", UNION), Somebody("jianpiao2", "和光", "member", UNION),
)  # fmt: skip
"""Two who count and two who watch, of no branch that votes."""
MEMBERS = "joined_on <= '2026-07-01' and (left_on is null or left_on >= '2026-07-01')"
COMMITTEE, ONE_MORE, LATER = "选举第五届委员会委员", "增补第五届委员会委员", "选举出席市总工会大会的代表"


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (date(2026, 3, 20), _prepared), (HELD, _elected), (date(2026, 3, 27), _term),
        (date(2026, 7, 8), _again), (date(2026, 7, 15), _voting),
    ):  # fmt: skip
        calendar.add(day, "选举", partial(act, day))


def _prepared(day: date) -> None:
    """By the delegates who were admitted; two of them have no log-in and get their ballots on paper."""
    office = cast.who("gonghui", day)
    arrive(day, (), OFFICIALS)
    rules = Rules(seats=3, extra=20, base="present")
    made = elections.organize(office, UNION, COMMITTEE, rules)
    columns = {"name": "name", "card": "card", "person": "person"}
    rolls.enter_from_ledger(office, made.id, "union.delegate", columns, "stage = 'admitted'")
    rolls.enter(office, made.id, [Line("石头", "工业集中区分会", "B003")])
    for branch, names in (("工业集中区分会", {"方苗": 5, "米粒": 3}), ("县直机关分会", {"祝融": 4})):
        elections.nominate(office, made.id, branch, names)
    elections.nominate(office, made.id, "货运和快递分会", {"路通": 3})
    _people(day, made)
    elections.settle(office, made.id, [Named(name, note) for name, note in CANDIDATES])
    rolls.freeze(office, made.id, CUT_OFF)


def _people(day: date, made: Election) -> None:
    for one in OFFICIALS:
        kind = "teller" if one.login.startswith("jipiao") else "scrutineer"
        elections.appoint(cast.who("gonghui", day), made.id, kind, one.login)


def _number(title: str, day: date) -> int:
    return next(one.id for one in queries.elections(cast.who("gonghui", day)) if one.title == title)


def _cast(day: date, login: str, number: int, marks: Mapping[str, Mark], other: str = "") -> None:
    paper = polling.take(cast.who(login, day), number)
    box.cast(queries.boxes(), str(number), paper, dict(marks), [other] if other else [])


def _elected(day: date) -> None:
    """Three vote by telephone and two on paper, which two tellers count alike; two scrutineers sign."""
    office, number = cast.who("gonghui", day), _number(COMMITTEE, day)
    polling.open_poll(office, number)
    _cast(day, "daibiao", number, {"1": "yes", "2": "yes", "3": "yes", "4": "no"})
    _cast(day, "daibiao1", number, {"1": "yes", "2": "yes", "3": "yes"})
    _cast(day, "daibiao3", number, {"1": "yes", "3": "yes", "4": "no"}, "林夕")
    on_paper = [one.id for one in queries.roll(office, number) if one.person is None]
    polling.hand_out(cast.who("jipiao", day), number, on_paper)
    polling.close_poll(office, number, 5)
    votes = {"1": Votes(yes=2), "2": Votes(yes=2), "3": Votes(yes=1, abstain=1), "4": Votes(yes=1, no=1)}
    sheet = Sheet(issued=2, returned=2, valid=2, invalid=0, votes=votes)
    for login in ("jipiao", "jipiao2"):
        declaring.hand_in_count(cast.who(login, day, 16), number, "1号票箱", sheet)
    for login in ("jianpiao", "jianpiao2"):
        watch = cast.who(login, day, 17)
        declaring.sign(watch, number, queries.summed(queries.election(watch, number)).digest)


def _term(day: date) -> None:
    """The committee's term, and the one before it, renewed."""
    office, number = cast.who("gonghui", day), _number(COMMITTEE, day)
    before = {"name": "第四届委员会", "chair": "祝融", "seats": 3, "began_on": date(2021, 3, 25)}
    old = make(office, "term", UNION, {**before, "ends_on": date(2026, 3, 31)})
    paper(office, old, "result", "第五次代表大会选举结果")
    move(office, old, "renewed")
    now = {"name": "第五届委员会", "chair": "方苗", "seats": 3, "began_on": HELD, "election": number}
    make(office, "term", UNION, {**now, "ends_on": date(2031, 3, 25)})


def _again(day: date) -> None:
    """Members vote on one more; another election has only its rules."""
    office = cast.who("gonghui", day)
    made = elections.organize(office, UNION, ONE_MORE, Rules(seats=1, extra=0, base="returned"))
    columns = {"name": "name", "card": "card", "person": "person"}
    rolls.enter_from_ledger(office, made.id, "union.member", columns, MEMBERS)
    elections.nominate(office, made.id, "货运和快递分会", {"顺达": 3})
    _people(day, made)
    elections.settle(office, made.id, [Named("顺达", "货运和快递分会")])
    rolls.freeze(office, made.id, date(2026, 7, 1))
    elections.organize(office, UNION, LATER, Rules(seats=2, extra=20, base="present"))


def _voting(day: date) -> None:
    """The box is open; one has voted, the others may."""
    number = _number(ONE_MORE, day)
    polling.open_poll(cast.who("gonghui", day), number)
    _cast(day, "daibiao1", number, {"1": "yes"})
