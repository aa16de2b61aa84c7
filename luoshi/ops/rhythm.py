"""The rhythm: a tick looks at what is due and tells whoever has to know.

It may run as often as one likes: what was told is told nobody again. A recipient is told everything new in
one message; a site that stood still for a week says where each matter stands now, once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError

from luoshi.appeals import rhythm as appeals
from luoshi.calls import rhythm as calls
from luoshi.dispatch import rhythm as dispatch
from luoshi.exchange import outbox, outbox_sending
from luoshi.exchange import outbox_queries as queries
from luoshi.exchange.models import Channel, Message
from luoshi.exchange.outbox_policy import KINDS
from luoshi.exchange.outbox_sending import Passed
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import followups
from luoshi.matching import rhythm as matching
from luoshi.ops.reminders import Look, Reminder, Staff
from luoshi.ops.sources import SOURCES

log = logging.getLogger(__name__)
PREFIX = "tick:"
"""Before the key of every reminder of ours: nobody else's messages are taken back."""
LISTED = 40
"""Lines of a summary; the rest is counted."""
DUE: Sequence[Callable[[Actor], list[str]]] = (
    dispatch.due, calls.due, matching.due, appeals.due, followups.due,
)  # fmt: skip
"""What the System does of itself when its time has come; each says what it did."""
_FIRST = ("overdue", "duty", "query", "task", "bulletin")
"""Of which kind a summary of several is said to be."""


@dataclass
class Ticked:
    """What a tick did, what it told, what went out, and what could not be looked at."""

    at: datetime
    did: list[str] = field(default_factory=list)
    """Agendas built, calls closed, lights written down, later looks written."""
    told: list[Message] = field(default_factory=list)
    passed: Passed = field(default_factory=Passed)
    problems: list[str] = field(default_factory=list)


def tick(actor: Actor) -> Ticked:
    """Do what has come due of itself, tell what is due now, and send what waits in the outbox. What waited
    for the end of the night and has been settled since, or has gone a step further, is not sent any more."""
    done = Ticked(actor.now())
    for due in DUE:
        try:
            done.did += due(actor)
        except LuoshiError as fault:
            done.problems.append(str(fault))
    found = _found(actor, done.problems)
    if not done.problems:
        _drop_settled(actor, {one.key for one in found})
    told = queries.told(one.key for one in found)
    for to, mine in _by_recipient(found).items():
        fresh = [one for one in mine if (one.key, outbox.recipient(to)) not in told]
        for group in _by_wish(to, fresh):
            made = _tell(actor, to, group)
            if made is not None:
                done.told.append(made)
    done.passed = outbox_sending.send(actor)
    return done


def _drop_settled(actor: Actor, holding: Collection[str]) -> None:
    for number, keys in queries.waiting_for(PREFIX).items():
        if keys.isdisjoint(holding) and (taken := outbox.claim(number, actor.now())):
            outbox.drop(actor, taken, "事情已经办了或有了新情况，不再发")


def _found(actor: Actor, problems: list[str]) -> list[Reminder]:
    """Every reminder there is now. A source that fails is said, and keeps no other from being looked at."""
    look, found = Look(actor, queries.rules(), Staff()), list[Reminder]()
    for name, source in SOURCES.items():
        try:
            found += [replace(one, key=f"{PREFIX}{one.key}") for one in source(look)]
        except LuoshiError as fault:
            problems.append(f"{name}：{fault}")
        except Exception:
            log.exception("looking for reminders of %s failed", name)
            problems.append(f"{name}：系统出错，没有看完")
    return found


def _by_recipient(found: Iterable[Reminder]) -> Mapping[int | Channel, list[Reminder]]:
    """The reminders of each person, and of each channel that listens."""
    made: dict[int | Channel, list[Reminder]] = {}
    listening: dict[tuple[str, str], list[Channel]] = {}
    for one in found:
        asked = (one.kind, one.unit)
        if asked not in listening:
            listening[asked] = queries.listening(*asked)
        recipients: list[int | Channel] = [*sorted(one.people), *listening[asked]]
        for to in recipients:
            made.setdefault(to, []).append(one)
    return made


def _by_wish(to: int | Channel, fresh: Sequence[Reminder]) -> list[list[Reminder]]:
    """In one message what a person wants mailed, in another what they do not."""
    muted = queries.preference(to).muted if isinstance(to, int) else []
    groups = [[one for one in fresh if (one.kind in muted) is unwanted] for unwanted in (False, True)]
    return [one for one in groups if one]


def _tell(actor: Actor, to: int | Channel, group: Sequence[Reminder]) -> Message | None:
    """One message that stands for all of a group; None when another tick tells of it at this moment."""
    keys = sorted({one.key for one in group})
    lines = _lines(group)
    kind = next((kind for kind in _FIRST if any(one.kind == kind for one in group)), group[0].kind)
    several = len(lines) > 1
    links = {one.link for one in group}
    key = keys[0] if len(keys) == 1 else f"summary:{sha256('|'.join(keys).encode())}"
    try:
        return outbox.post(
            actor, to=to, kind=kind, key=key,
            subject=_subject(group, lines), text="\n".join(_listed(lines)) if several else "",
            link=links.pop() if len(links) == 1 else "/", stands_for=keys,
        )  # fmt: skip
    except IntegrityError:
        return None


def _lines(group: Sequence[Reminder]) -> list[str]:
    """A line for each matter; the parts of one matter stand together."""
    parts: dict[tuple[str, str], list[str]] = {}
    for one in sorted(group, key=lambda one: _FIRST.index(one.kind)):
        said = parts.setdefault((one.kind, one.line), [])
        if one.part:
            said.append(one.part)
    return [f"{line}：{'、'.join(said)}" if said else line for (_kind, line), said in parts.items()]


def _listed(lines: Sequence[str]) -> list[str]:
    more = len(lines) - LISTED
    return [*lines[:LISTED], f"……还有{more}项"] if more > 0 else list(lines)


def _subject(group: Sequence[Reminder], lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    matters = {(one.kind, one.line) for one in group}
    counted = [(kind, sum(of == kind for of, _line in matters)) for kind in _FIRST]
    return "提醒：" + "，".join(f"{KINDS[kind].zh}{count}项" for kind, count in counted if count)
