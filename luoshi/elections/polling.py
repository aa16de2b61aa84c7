"""Voting from its beginning to its end: the box is opened, papers are taken, the box is closed.

A vote itself is no action: `box.cast` has no actor and writes no entry, for a journal that told of each
ballot would tell when it was cast and, beside the roll, by whom. What is journalled is who took a paper, by
the day, and at the end how many ballots there are and the head of their chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings

from luoshi.elections import blind, box, queries, record
from luoshi.elections.ballots import Ballot
from luoshi.elections.models import Election, Voter
from luoshi.elections.policy import SIGNATURES
from luoshi.elections.record import Box, Roll
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.periods.keys import public_hex, signing_key
from luoshi.units import queries as units


def sealing(content: bytes) -> tuple[str, str]:
    """The site's public key and its signature of some bytes."""
    key = signing_key(Path(settings.KEYS))
    return public_hex(key), key.sign(content).hex()


def _by_day(actor: Actor) -> Actor:
    """The same person, at the day's beginning: the journal is not to know when somebody took a paper."""

    def midnight() -> datetime:
        return actor.now().replace(hour=0, minute=0, second=0, microsecond=0)

    return Actor(actor.person, actor.name, actor.holdings, midnight)


@action
def open_poll(actor: Actor, number: int) -> Election:
    """Begin the vote: the roll is frozen, the candidates are settled, two scrutineers are named."""
    found = queries.led(actor, number, "frozen")
    problems = []
    if not found.settled:
        problems.append(Problem("候选人名单还没有确定", "先确定候选人", field="候选人"))
    if found.officials.filter(office="scrutineer").count() < SIGNATURES:
        problems.append(Problem("监票人不足", f"至少 {SIGNATURES} 人", field="监票人"))
    if found.roll_digest != queries.digest(found.voters.all()):
        problems.append(Problem("名册和截止时不同", "重开名册，再截止一次", field="名册"))
    if problems:
        raise InputError(problems=problems)
    found.phase = "open"
    found.save()
    append(actor, queries.subject_of(found), "open", {"roll": found.roll_digest})
    key = blind.new_key() if found.blind else ""
    box.open_box(queries.boxes(), str(found.id), _stated(found, blind.public(key) if key else ""), key)
    return found


def _stated(found: Election, key: str) -> record.Election:
    return record.Election(
        id=str(found.id), title=found.title, unit=units.names().get(found.unit, found.unit),
        round=found.round, before=found.before.head if found.before else "", rules=queries.rules(found),
        candidates=queries.candidates(found), roll=Roll(digest=found.roll_digest, size=found.roll_size),
        key=key,
    )  # fmt: skip


@action
def take(actor: Actor, number: int) -> str:
    """Take a paper: its number, to be kept by whoever takes it; it is nowhere else."""
    mine = queries.voter(actor, number)
    if mine.election.blind:
        raise InputError("这次选举由浏览器盲签领票", hint="在领票页面上领，需要启用 JavaScript")
    _mark(actor, mine.election, [mine], "login")
    (paper,) = box.give(queries.boxes(), str(number))
    return paper


@action
def take_blind(actor: Actor, number: int, blinded: str) -> str:
    """Take a paper that the browser made and blinded (hex): the signature of it (hex)."""
    mine = queries.voter(actor, number)
    _mark(actor, mine.election, [mine], "login")
    return box.sign(queries.boxes(), str(number), blinded)


@action
def print_cards(actor: Actor, number: int, voters: Sequence[int]) -> list[str]:
    """Voting cards for some people on the roll: so many papers, to be printed, cut apart, mixed and handed
    out against a signature. Which of them gets which is nowhere."""
    found = queries.led(actor, number, "open")
    _mark(actor, found, _chosen(found, voters), "card")
    return box.give(queries.boxes(), str(number), len(set(voters)))


@action
def hand_out(actor: Actor, number: int, voters: Sequence[int]) -> int:
    """Note who got a ballot on paper, so that nobody has two; the organizer or a teller does."""
    found = queries.election(actor, number)
    if not queries.offices(actor, found) & {"organizer", "teller"}:
        queries.led(actor, number)
    queries.at_phase(found, "open")
    chosen = _chosen(found, voters)
    _mark(actor, found, chosen, "paper")
    return len(chosen)


def _chosen(found: Election, voters: Sequence[int]) -> list[Voter]:
    chosen = list(found.voters.filter(id__in=list(voters)))
    if not chosen or len(chosen) != len(set(voters)):
        raise InputError("没有选中的人", hint="在名册上选择")
    return chosen


def _mark(actor: Actor, found: Election, several: Sequence[Voter], way: str) -> None:
    """Mark people as having a paper: once for each, whatever comes at the same time."""
    queries.at_phase(found, "open")
    numbers, day = [one.id for one in several], actor.today()
    free = Voter.objects.filter(id__in=numbers, taken="")
    if free.update(taken=way, taken_on=day) != len(numbers):
        had = "、".join(one.name for one in several if one.taken)[:80]
        raise InputError(f"已经领过选票：{had}", hint="每人一张；选票遗失的不补")
    said = {"voters": sorted(numbers), "way": way}
    append(_by_day(actor), queries.subject_of(found), "take", said)


@action
def close_poll(actor: Actor, number: int, present: int) -> Election:
    """End the vote: the box is closed and its ballots are published. `present` is how many came to the
    congress or voted without coming: 实到会."""
    found = queries.led(actor, number, "open")
    given = queries.taken(found)
    if not given.all <= present <= found.roll_size:
        right = f"不少于领票 {given.all} 人，不多于应到会 {found.roll_size} 人"
        raise InputError(problems=[Problem(f"实到会 {present} 人", right, field="实到会人数")])
    found.phase, found.present = "closed", present
    finish = partial(_boxed, given.electronic, present)
    content = box.close(queries.boxes(), str(number), finish)
    found.head = queries.sealed_head(content)
    found.save()
    count = sum(one["kind"] == "ballot" for one in record.loads(content))
    said = {"issued": given.electronic, "ballots": count, "head": found.head, "present": present}
    append(actor, queries.subject_of(found), "close", said)
    return found


def _boxed(issued: int, present: int, stated: record.Election, ballots: list[Ballot]) -> bytes:
    closing = Box(issued=issued, returned=len(ballots), present=present)
    return record.dumps(record.box_part(stated, ballots, closing, sealing))
