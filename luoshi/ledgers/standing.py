"""What many records hold, for whoever looks at many at once: evidence, gate decisions, the course of clocks.
One query for each, however many records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.once import once
from luoshi.ledgers.limits import Pause, due_day
from luoshi.ledgers.models import Evidence, GateDecision
from luoshi.ledgers.records import Ref
from luoshi.packs.spec import Ledger, Limit

_TURNS = ("pause", "resume", "lengthen")


@dataclass(frozen=True)
class Course:
    """What became of a record's clocks: when they stood still, and stage → working days granted on top."""

    pauses: tuple[Pause, ...] = ()
    more: Mapping[str, int] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether they stand still now."""
        return bool(self.pauses) and self.pauses[-1].open

    def due(self, stage: str, limit: Limit, started: date) -> date | None:
        """By when a stage is due whose limit began on a day; None in a year not yet announced."""
        return due_day(limit, started, self.pauses, self.more.get(stage, 0))


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


def courses(spec: Ledger, today: date, numbers: Collection[int] | None = None) -> dict[int, Course]:
    """The course of the clocks of records that were ever stopped or given more time; of all the ledger's when
    none are named. One query."""
    if numbers is None:
        entries = journal.of_verbs(f"record:{spec.name}/", _TURNS)
    else:
        entries = journal.of_subjects([Ref(spec.name, number).subject for number in numbers], _TURNS)
    by_record: dict[int, list[EntryView]] = {}
    for entry in entries:
        by_record.setdefault(int(entry.subject.rpartition("/")[2]), []).append(entry)
    return {number: _course(mine, today) for number, mine in by_record.items()}


@once
def course(name: str, number: int, today: date) -> Course:
    """The course of one record's clocks; a page asks several times."""
    entries = journal.of_subjects([Ref(name, number).subject], _TURNS)
    return _course(entries, today)


def _course(entries: Iterable[EntryView], today: date) -> Course:
    found: list[Pause] = []
    more: dict[str, int] = {}
    begun: tuple[date, str] | None = None
    for entry in entries:
        day = entry.holds_from or entry.at.date()
        if entry.verb == "lengthen":
            more[entry.data["stage"]] = more.get(entry.data["stage"], 0) + entry.data["days"]
        elif entry.verb == "pause" and begun is None:
            begun = day, str(entry.data.get("kind", ""))
        elif entry.verb == "resume" and begun is not None:
            found.append(Pause(begun[0], day, False, begun[1]))
            begun = None
    if begun:
        found.append(Pause(begun[0], today, True, begun[1]))
    return Course(tuple(found), more)
