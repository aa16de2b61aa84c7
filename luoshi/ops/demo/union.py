"""The county's union: who is who in it, its members, and the congress to which branches send delegates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from luoshi.elections import delegating, proposing
from luoshi.elections.resolving import Hands, Question
from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.keeping import arrive, fill, move, named, paper
from luoshi.ops.demo.places import COUNTY, Somebody
from luoshi.units import actions as units
from luoshi.units import queries as people
from luoshi.units.registering import LAST

BEGINS, CUT_OFF, HELD = date(2026, 2, 9), date(2026, 3, 10), date(2026, 3, 26)
UNION = f"{COUNTY}G"
OFFICES, PARK, ROAD = f"{UNION}1", f"{UNION}2", f"{UNION}3"
UNITS = (
    (UNION, "清河县总工会", COUNTY), (OFFICES, "县直机关分会", UNION), (PARK, "工业集中区分会", UNION),
    (ROAD, "货运和快递分会", UNION),
)  # fmt: skip
PEOPLE = (
    Somebody("gonghui", "龚勉", "union_office", COUNTY),
    Somebody("fenhui", "方苗", "branch_chair", PARK),
    Somebody("daibiao", "甄实", "delegate", PARK),
    Somebody("huiyuan", "单勤", "member", ROAD),
)
"""Whom `luoshi demo` introduces besides the others."""
OTHERS = (
    Somebody("gonghui2", "季安", "union_office", COUNTY),
    Somebody("fenhui1", "包容", "branch_chair", OFFICES), Somebody("fenhui3", "驰原", "branch_chair", ROAD),
    Somebody("zige", "简明", "credentials", UNION), Somebody("jingshen", "经正", "union_audit", UNION),
    Somebody("bangfu", "温暖", "union_helper", UNION), Somebody("pingwei", "平准", "labour_judge", UNION),
    Somebody("daibiao1", "莫言", "delegate", OFFICES), Somebody("daibiao3", "顺达", "delegate", ROAD),
)  # fmt: skip
ORGANIZER = Somebody("gonghui", "龚勉", "election_organizer", COUNTY)
CHAIRS = {OFFICES: "fenhui1", PARK: "fenhui", ROAD: "fenhui3"}
MEMBERS = (
    (OFFICES, "莫言", "A001", "daibiao1"), (OFFICES, "祝融", "A002", None), (OFFICES, "林夕", "A003", None),
    (OFFICES, "安然", "A004", None), (PARK, "甄实", "B001", "daibiao"), (PARK, "方苗", "B002", "fenhui"),
    (PARK, "石头", "B003", None), (PARK, "常青", "B004", None), (PARK, "米粒", "B005", None),
    (ROAD, "单勤", "C001", "huiyuan"), (ROAD, "顺达", "C002", "daibiao3"), (ROAD, "路通", "C003", None),
)  # fmt: skip
DELEGATES = ((OFFICES, "莫言", "A001", "daibiao1"), (PARK, "甄实", "B001", "daibiao"),
             (PARK, "常青", "B004", None), (ROAD, "顺达", "C002", "daibiao3"))  # fmt: skip
CONGRESS, NEXT = "清河县总工会第五次代表大会", "清河县总工会五届二次代表大会"
AGENDA = (
    ("审议工作报告", "龚勉", "passed", "审议了工作报告，代表提了六条意见，已列入全年工作。"),
    ("听取经费审查报告", "经正", "noted", "听取了2025年经费收支审查情况。"),
)


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (BEGINS, _arrive), (date(2026, 2, 11), _members), (date(2026, 3, 11), _allotted),
        (date(2026, 3, 17), _delegates), (date(2026, 3, 19), _admitted), (HELD, _held),
        (date(2026, 7, 6), _next),
    ):  # fmt: skip
        calendar.add(day, "工会", partial(act, day))


def make(who: Actor, ledger: str, unit: str, values: Mapping[str, Any]) -> Record:
    """A record of the pack `union`."""
    return ledgers.create(who, f"union.{ledger}", unit, values)


def _arrive(day: date) -> None:
    system = cast.system(day)
    for code, name, parent in UNITS:
        units.add_unit(system, code, name, "branch", parent=parent, position=LAST)
    arrive(day, (*PEOPLE, ORGANIZER), OTHERS)


def _members(day: date) -> None:
    """Each branch enters its own; one of them has retired before the cut-off."""
    for number, (unit, name, card, login) in enumerate(MEMBERS):
        said = {
            "name": name, "card": card, "joined_on": date(2021, 5, 1), "woman": number % 3 == 0,
            "kind": "platform" if unit == ROAD else "staff", "phone": f"136000{number:05}",
        }  # fmt: skip
        if login:
            said["person"] = people.person(login).id
        make(cast.who(CHAIRS[unit], day), "member", unit, said)
    gone = {"name": "谢幕", "card": "A005", "joined_on": date(1998, 7, 1), "kind": "staff"}
    gone |= {"left_on": date(2026, 2, 28), "left_why": "retired"}
    make(cast.who(CHAIRS[OFFICES], day), "member", OFFICES, gone)


def _allotted(day: date) -> None:
    """Four delegates for twelve members, each branch one at least."""
    office = cast.who("gonghui", day)
    values = {"name": CONGRESS, "cut_off": CUT_OFF, "held_on": HELD, "rule": "largest", "number": 4}
    made = make(office, "congress", UNION, {**values, "least": 1, "quorum": "应到代表的三分之二"})
    delegating.allot(office, made.ref.id)


def _delegates(day: date) -> None:
    congress = named("union.congress", CONGRESS)
    sent = {one.unit: one.ref.id for one in records.beneath("union.delegation", congress.ref.id)}
    for number, (unit, name, card, login) in enumerate(DELEGATES):
        chair = cast.who(CHAIRS[unit], day)
        said = {
            "delegation": sent[unit], "name": name, "card": card, "elected_on": day, "how": "secret",
            "worker": number > 0, "woman": number == 2,
        }  # fmt: skip
        if login:
            said["person"] = people.person(login).id
        paper(chair, make(chair, "delegate", unit, said), "record", "应到会员过半数，无记名投票选出")


def _admitted(day: date) -> None:
    """By the credentials committee; the papers of the congress are listed."""
    watch, office = cast.who("zige", day), cast.who("gonghui", day)
    for _unit, name, _card, _login in DELEGATES:
        found = fill(watch, named("union.delegate", name), found="是本分会会员，选举有记录，符合代表条件。")
        move(watch, found, "checked", "admitted")
    congress = named("union.congress", CONGRESS).ref.id
    for name, kind in (("大会议事规则", "orders"), ("委员会选举办法", "election")):
        made = make(office, "rule_paper", UNION, {"congress": congress, "name": name, "kind": kind})
        paper(office, made, "text")
    for place, (subject, speaker, _outcome, _minutes) in enumerate(AGENDA, start=1):
        said = {"congress": congress, "place": place, "subject": subject, "speaker": speaker}
        make(office, "agenda_item", UNION, said)


def _held(day: date) -> None:
    """The rules are adopted and the report is voted on by show of hands; the congress closes."""
    office, congress = cast.who("gonghui", day), named("union.congress", CONGRESS)
    for name in ("大会议事规则", "委员会选举办法"):
        fill(office, named("union.rule_paper", name), adopted_on=day, motion=_voted(office, f"通过{name}", 4))
        move(office, named("union.rule_paper", name), "adopted")
    move(office, congress, "convened")
    for subject, _speaker, outcome, minutes in AGENDA:
        item = fill(office, named("union.agenda_item", subject), outcome=outcome, minutes=minutes)
        if outcome == "passed":
            item = fill(office, item, motion=_voted(office, subject, 3))
        move(office, item, "done")
    paper(office, congress, "minutes", "应到4人，实到4人；通过三项，听取一项")
    move(office, congress, "closed")


def _voted(office: Actor, subject: str, yes: int) -> int:
    """The number of an open vote by those who came: four."""
    put = proposing.put(office, UNION, subject, Question(base="due"), due=4)
    proposing.count_hands(office, put.id, 4, Hands(yes=yes, abstain=4 - yes))
    return put.id


def _next(day: date) -> None:
    """The next congress is being prepared, and a vote on it is put and not counted yet."""
    office = cast.who("gonghui", day)
    values = {"name": NEXT, "cut_off": date(2026, 7, 1), "held_on": date(2026, 9, 10), "rule": "up"}
    make(office, "congress", UNION, {**values, "number": 3, "least": 1, "quorum": "应到代表的三分之二"})
    proposing.put(office, UNION, "同意召开五届二次代表大会", Question(base="present"), due=4)
