"""What many records hold, for whoever looks at many at once: evidence, gate decisions, pauses of clocks.
One query for each, however many records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.ledgers.models import Evidence, GateDecision
from luoshi.ledgers.records import Ref
from luoshi.packs.spec import Ledger

_STOPS = ("pause", "resume")


class Pause(NamedTuple):
    """Days on which a record's clocks stood still; an open one lasts until today."""

    start: date
    end: date
    open: bool


@dataclass(frozen=True)
class Held:
    """By record: the purposes of evidence that was not rejected, and each gate's newest decision."""

    purposes: Mapping[int, frozenset[str]]
    decided: Mapping[int, Mapping[str, GateDecision]]


def held(spec: Ledger, numbers: Collection[int]) -> Held:
    """What the records of a ledger hold. Two queries at most."""
    purposes: dict[int, set[str]] = {}
    decided: dict[int, dict[str, GateDecision]] = {}
    mine = {"ledger": spec.name, "record__in": numbers}
    if spec.evidence and numbers:
        files = Evidence.objects.filter(**mine).exclude(state="rejected")
        for number, purpose in files.values_list("record", "purpose").distinct():
            purposes.setdefault(number, set()).add(purpose)
    if spec.gates and numbers:
        for one in GateDecision.objects.filter(**mine).order_by("id"):
            decided.setdefault(one.record, {})[one.gate] = one
    return Held({number: frozenset(found) for number, found in purposes.items()}, decided)


def pauses(spec: Ledger, today: date, numbers: Collection[int] | None = None) -> dict[int, list[Pause]]:
    """The pauses of records whose clocks were ever stopped; of all the ledger's when none are named.
    One query."""
    if numbers is None:
        entries = journal.of_verbs(f"record:{spec.name}/", _STOPS)
    else:
        entries = journal.of_subjects([Ref(spec.name, number).subject for number in numbers], _STOPS)
    by_record: dict[int, list[EntryView]] = {}
    for entry in entries:
        by_record.setdefault(int(entry.subject.rpartition("/")[2]), []).append(entry)
    return {number: _pauses(mine, today) for number, mine in by_record.items()}


def _pauses(entries: Iterable[EntryView], today: date) -> list[Pause]:
    found: list[Pause] = []
    begun: date | None = None
    for entry in entries:
        day = entry.holds_from or entry.at.date()
        if entry.verb == "pause" and begun is None:
            begun = day
        elif entry.verb == "resume" and begun is not None:
            found.append(Pause(begun, day, False))
            begun = None
    return [*found, Pause(begun, today, True)] if begun else found
