"""What the speeches promised: read, confirmed, handed down, signed for, and worked on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from luoshi.commitments import actions, queries
from luoshi.commitments.actions import Decision
from luoshi.commitments.matching import Owed
from luoshi.commitments.models import Document, Proposal
from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Ref
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.investment import ECONOMIC, FACES
from luoshi.ops.demo.places import CITY, COUNTY, TOWNSHIPS
from luoshi.reading import read

SPEECHES = Path(__file__).parent / "speeches"
CONFERENCE, SCIENCE = date(2026, 2, 3), date(2026, 3, 12)
FUNDS = "investment.funds_in_place"
SHARES = ("innovation.rd_share", "innovation.science_budget_share")
"""Owed by the whole city, though the sentences do not say by whom; the statistics come a year late."""


def plan(calendar: Calendar) -> None:
    """The year before by hand; this year from the speech."""
    calendar.add(date(2025, 1, 6), "目标", _last_year)
    calendar.add(CONFERENCE, "目标", _conference)
    calendar.add(date(2026, 2, 6), "责任书", _letters)
    calendar.add(SCIENCE, "目标", _science)
    calendar.add(date(2026, 3, 2), "任务", partial(_work, date(2026, 3, 2)))


def _last_year() -> None:
    supervisor = cast.who("supervisor", date(2025, 1, 6))
    whole = actions.set_target(supervisor, COUNTY, FUNDS, 2025, Owed(Decimal(52_000)))
    below = {one.code: Owed(Decimal(1_300 if one.rank_class == "甲类" else 1_200)) for one in TOWNSHIPS}
    below |= {one.code: Owed(Decimal(2_000)) for one in ECONOMIC}
    actions.split(supervisor, whole.id, below)
    _projects(supervisor, 2025)


def _projects(supervisor: Actor, year: int) -> None:
    """Projects to be signed and started, by every township and economic department."""
    for one in FACES:
        signed = 3 if one.kind == "department" else 2
        for indicator, count in (("projects_new", signed), ("projects_started", 1)):
            actions.set_target(supervisor, one.code, f"investment.{indicator}", year, Owed(Decimal(count)))


def _read(who: Actor, unit: str, name: str, title: str, day: date) -> Document:
    text = (SPEECHES / f"{name}.txt").read_text("utf-8")
    made = actions.add_document(who, unit, title, text, issued_on=day)
    actions.propose(who, made.id, [one.to_json() for one in read(text)])
    return made


def _open(who: Actor, document: Document, kind: str) -> list[queries.Understood]:
    found = queries.understood(who, document.id)
    return [one for one in found if one.proposal.kind == kind and one.proposal.state == "open"]


def _conference() -> None:
    """The county's targets are what the speech says; the townships' and departments' hang below them."""
    who = cast.who("supervisor", CONFERENCE, 16)
    speech = _read(who, COUNTY, "investment", "在全县招商引资工作大会上的讲话", CONFERENCE)
    for meant in _open(who, speech, "target"):
        if meant.clear and meant.units == (COUNTY,):
            actions.confirm(who, meant.proposal.id, Decision(2026, meant.indicator))
    (whole,) = [one for one in queries.commitments(who, 2026, indicator=FUNDS) if one.unit == COUNTY]
    actions.split(who, whole.id, _below(), why="按讲话底数和承载能力分解")
    _projects(who, 2026)
    for meant in _open(who, speech, "target"):
        _already(who, meant)
    for meant in _open(who, speech, "task")[:-1]:
        actions.confirm_task(who, meant.proposal.id, meant.units[0], due=meant.deadline)


def _below() -> dict[str, Owed]:
    """Nobody below the speech's floor; together a little more than the whole."""
    made = {one.code: Owed(Decimal(1_500 if one.rank_class == "甲类" else 1_200)) for one in TOWNSHIPS}
    made |= {one.code: Owed(Decimal(2_000)) for one in ECONOMIC}
    made["LX0117"] = made["LX0118"] = Owed(Decimal(500))
    return made


def _already(who: Actor, meant: queries.Understood) -> None:
    """A floor for every township is kept by the split; the sentence is decided, with that reason."""
    if len(meant.units) > 1:
        actions.refuse(who, meant.proposal.id, why="作为分解底数，已在分解目标中落实，不另设目标")


def _letters() -> None:
    """Letters with every township and economic department, signed by both sides but for two."""
    supervisor = cast.who("supervisor", date(2026, 2, 6))
    made = actions.issue_letters(supervisor, COUNTY, [one.code for one in FACES], 2026)
    for letter in made:
        actions.sign(cast.who("leader", date(2026, 2, 6), 15), letter.id, "from")
        if letter.to_unit not in ("LX0102", "LX0118"):
            actions.sign(cast.leader(letter.to_unit, date(2026, 2, 9)), letter.id, "to")


def _science() -> None:
    """The city's speech is read and its clear sentences confirmed; R&D awaits the statistics office."""
    who = cast.who("city", SCIENCE, 16)
    speech = _read(who, CITY, "science", "在全市科技创新大会上的讲话", SCIENCE)
    for meant in _open(who, speech, "target"):
        if meant.clear:
            actions.confirm(who, meant.proposal.id, Decision(2026, meant.indicator))
        elif meant.indicator in SHARES:
            actions.confirm(who, meant.proposal.id, Decision(2026, meant.indicator, units=(CITY,)))
    fair = Owed(Decimal(1_500_000))
    actions.set_target(who, CITY, "investment.fair_contract_amount", 2026, fair)


def _work(day: date) -> None:
    """The first task of the speech is taken up and reported done."""
    who = cast.who("supervisor", day)
    speech = queries.documents(who)[0]
    first = next(one for one in _decided(who, speech) if one.kind == "task" and one.made)
    task = Ref.parse(first.made[0].removeprefix("record:"))
    version = 1
    for stage in ("assigned", "accepted", "doing"):
        version = ledgers.move(who, task, stage, on=day, version=version).version
    said = {"progress": "工作方案已印发，目标已分解到33个单位并签订责任书。"}
    version = ledgers.edit(who, task, said, version=version).version
    ledgers.attach(who, task, "feedback", "办理情况报告.txt", "关于工作方案制定情况的报告".encode())
    ledgers.move(who, task, "reported", on=day, version=version)


def _decided(who: Actor, document: Document) -> list[Proposal]:
    return [one for one in queries.proposals(who, document.id) if one.state != "open"]
