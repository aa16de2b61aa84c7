"""What comes again and again from one place is put before a leader as one matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.appeals import queries
from luoshi.appeals.policy import DECIDES, PROPOSAL
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.units import queries as units


@dataclass(frozen=True)
class Repeated:
    """A subject that came so often from one place: the appeals, oldest first."""

    subject: Record
    place: str
    appeals: tuple[Record, ...]


def found(subjects: Iterable[Record], appeals: Sequence[Record], today: date) -> list[Repeated]:
    """The subjects of which so many appeals came from a place within the days that the list says."""
    made = []
    for subject in subjects:
        times, window = subject.values["times"], subject.values["window"]
        if not times or not window:
            continue
        since = today - timedelta(days=int(window))
        by_place: dict[str, list[Record]] = {}
        for one in appeals:
            if one.row["subject"] == subject.ref.id and one.values["received_on"] > since:
                by_place.setdefault(place_of(one), []).append(one)
        made += [
            Repeated(subject, place, tuple(mine))
            for place, mine in by_place.items()
            if len(mine) >= int(times)
        ]
    return made


def place_of(appeal: Record) -> str:
    """The place of an appeal as it is compared: width, blanks and stops do not count; the unit complained
    of where no place is said."""
    said = unicodedata.normalize("NFKC", str(appeal.values["place"] or ""))
    plain = "".join(each for each in said if each.isalnum())
    return plain or units.names().get(str(appeal.values["about"] or ""), "")


def owed(system: Actor) -> list[Repeated]:
    """What is repeated today and has no proposal that is open, or was found within the subject's days."""
    today, every = system.today(), queries.every_subject()
    longest = max((int(one.values["window"] or 0) for one in every), default=0)
    appeals = queries.received_since(today - timedelta(days=longest))
    last = {(one.row["subject"], str(one.row["place"] or "")): one for one in queries.proposals(system)[::-1]}
    return [
        one
        for one in found(every, appeals, today)
        if not _stands(last.get((one.subject.ref.id, one.place)), one, today)
    ]


def _stands(proposal: Record | None, one: Repeated, today: date) -> bool:
    if proposal is None:
        return False
    since = today - timedelta(days=int(one.subject.values["window"]))
    return proposal.stage != "decided" or proposal.values["found_on"] > since


@action
def write(actor: Actor, one: Repeated) -> Record:
    """Write down what is repeated, for the desk to say what should be done. The System does this."""
    unit = one.appeals[-1].unit
    queries.refuse_other_than_desk(actor, unit)
    listed = "\n".join(
        f"{each.values['number']} {each.title}（{each.values['received_on']}）" for each in one.appeals
    )
    values = {
        "name": one.subject.title, "subject": one.subject.ref.id, "place": one.place or None,
        "count": len(one.appeals), "found_on": actor.today(), "appeals": listed,
    }  # fmt: skip
    return ledgers.create(queries.lent(actor, unit), PROPOSAL, unit, values)


@action
def propose(actor: Actor, number: int, advice: str) -> Record:
    """The desk says what should be done at the root."""
    record = queries.proposal(actor, number)
    queries.refuse_other_than_desk(actor, record.unit)
    if record.stage != "found":
        raise InputError("建议已经提出", hint="等领导批示")
    if not advice.strip():
        raise InputError("没有写建议", hint="写明根子在哪里、建议谁做什么")
    lent = queries.lent(actor, record.unit)
    edited = ledgers.edit(lent, record.ref, {"advice": advice}, version=record.version)
    return ledgers.move(lent, edited.ref, "proposed")


@action
def decide(actor: Actor, number: int, decision: str) -> Record:
    """A leader of the unit decides what is done."""
    record = queries.proposal(actor, number)
    if record.unit not in units.reach(actor, DECIDES):
        raise Refused("您不能批示这条建议", hint="由本级领导批示")
    if record.stage != "proposed":
        raise InputError(f"这条建议{record.stage_label}", hint="受理员提出建议后批示")
    if not decision.strip():
        raise InputError("没有写批示", hint="写明意见")
    lent = queries.lent(actor, record.unit)
    kept = {"decision": decision, "decided_on": actor.today()}
    edited = ledgers.edit(lent, record.ref, kept, version=record.version)
    return ledgers.move(lent, edited.ref, "decided")
