"""Lights of a ledger's records by their deadline, as its pack lists them: conditions of the database, so
that a list, a count and a filter say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from luoshi.journal import queries as journal
from luoshi.kernel.errors import SiteError
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import queries
from luoshi.ledgers.limits import moved
from luoshi.ledgers.records import Record
from luoshi.ledgers.standing import Course, courses
from luoshi.packs.spec import Deadline, Ledger, RecordLight


def of(spec: Ledger, records: Iterable[Record], today: date) -> dict[int, RecordLight]:
    """Number → the light that the record shows. One query, and one each for pauses and returns."""
    numbers = [one.ref.id for one in records]
    if not spec.lights or not numbers:
        return {}
    known = {light.key: light for light in spec.lights}
    rows = shown(spec, queries.table(spec.name).objects.filter(id__in=numbers), today)
    return {number: known[key] for number, key in rows.values_list("id", "light") if key in known}


def shown(spec: Ledger, rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    """The rows with the key of the light that each shows as `light`; empty where none holds."""
    states = _States(spec, today)
    cases = [When(states.any(light), then=Value(light.key)) for light in spec.lights]
    told: QuerySet[Any] = rows.annotate(light=Case(*cases, default=Value(""), output_field=CharField()))
    return told


def condition(spec: Ledger, key: str, today: date) -> Q:
    """The records that show a light: its states, and none of the lights before it."""
    states, found = _States(spec, today), Q()
    for light in spec.lights:
        if light.key == key:
            return found & states.any(light)
        found &= ~states.any(light)
    return Q(pk__in=[])


class _States:
    """What each state asks of a row, on a day."""

    def __init__(self, spec: Ledger, today: date) -> None:
        assert spec.deadline is not None, "the compiler refuses lights without a deadline"
        self._spec, self._said, self._today = spec, spec.deadline, today
        self._courses: dict[int, Course] | None = None
        self._dues: dict[int, date] | None = None

    def any(self, light: RecordLight) -> Q:
        """The light's states, one of which is enough."""
        found = Q(pk__in=[])
        for state in light.states:
            found |= getattr(self, f"_{state}")()
        return found

    def _stood(self) -> dict[int, Course]:
        if self._courses is None:
            self._courses = courses(self._spec, self._today)
        return self._courses

    def _closed(self) -> Q:
        return Q(stage__in=self._spec.ends)

    def _paused(self) -> Q:
        return Q(pk__in=[number for number, course in self._stood().items() if course.open])

    def _late(self) -> Q:
        return self._due_before(self._today)

    def _near(self) -> Q:
        # Near is whatever would be late so many working days on; what is late already is a light before.
        return self._due_before(_later(self._today, self._said.warn + 1))

    def _due_before(self, day: date) -> Q:
        """Running and due before a day; where the clock stood still the day is so much later."""
        stood = self._stood()
        past = ~Q(pk__in=stood.keys()) & Q(**{f"{self._said.field}__lt": day})
        if stood:
            past |= Q(pk__in=[number for number, due in self._moved().items() if due < day])
        return past & _running(self._spec, self._said)

    def _moved(self) -> dict[int, date]:
        """Number → the day by which a record is due whose clock stood still."""
        if self._dues is None:
            stood, begun = self._stood(), f"stage_{self._said.after}"
            rows = queries.table(self._spec.name).objects.filter(pk__in=stood.keys())
            told = rows.values_list("id", self._said.field, begun)
            self._dues = {
                number: moved(start or due, due, stood[number].pauses) for number, due, start in told if due
            }
        return self._dues

    def _returned(self) -> Q:
        stage = next((one.key for one in self._spec.stages if one.rework), "")
        entries = journal.of_verbs(f"record:{self._spec.name}/", ("send_back",))
        return Q(stage=stage) & Q(pk__in={int(one.subject.rpartition("/")[2]) for one in entries})

    def _behind(self) -> Q:
        if self._said.nodes is None:
            return Q(pk__in=[])
        child = queries.ledger(f"{self._spec.pack}.{self._said.nodes}")
        assert child.deadline is not None, "the compiler refuses nodes without a deadline"
        passed = Q(withdrawn=False) & Q(**{f"{child.deadline.field}__lt": self._today})
        nodes = queries.table(child.name).objects.filter(
            passed & _running(child, child.deadline), **{str(child.parent): OuterRef("pk")}
        )
        return Q(Exists(nodes)) & _running(self._spec, self._said)

    def _running(self) -> Q:
        return Q(withdrawn=False)


def _running(spec: Ledger, said: Deadline) -> Q:
    """Handed out, and not done."""
    keys = [one.key for one in spec.stages]
    return Q(stage__in=keys[keys.index(said.after) : keys.index(said.until)])


def _later(today: date, days: int) -> date:
    """So many working days on; plain days where the calendar is not known yet."""
    try:
        return add_workdays(today, days)
    except SiteError:
        return today + timedelta(days=days)
