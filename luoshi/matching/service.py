"""Everything that reads farmers' questions, their answers, visits, the envoys and what experts did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.masking import masked
from luoshi.ledgers import files
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.matching import finding
from luoshi.matching.policy import ADVICE, ANSWER, ENVOY, FARMER, FEW, KNOWS, OFFICE, QUESTION, VISIT
from luoshi.matching.queries import is_office, records
from luoshi.matching.routing import Candidate, Routed, choose
from luoshi.units import queries as units

OPEN = ("asked", "routed")
"""The stages of a question that waits for an answer."""


@dataclass(frozen=True)
class Asked:
    """A question with its answers, visits and pictures, and what the actor may do with it."""

    record: Record
    answers: tuple[Record, ...]
    visits: tuple[Record, ...]
    pictures: tuple[Evidence, ...]
    shown: tuple[Evidence, ...]
    """Pictures of the answers."""
    mine: bool
    expert: bool
    office: bool
    advice: tuple[Record, ...]
    """What of it stands in the library."""


def question(actor: Actor, number: int) -> Asked:
    """A question, if the actor asked it, answers it or may read it; else it is not there."""
    spec, row = ledgers.ledger(QUESTION), ledgers.table(QUESTION).objects.filter(id=number).values().first()
    mine = bool(row) and actor.person is not None and row["reported_by"] == actor.person
    expert = bool(row) and actor.person is not None and row["expert"] == actor.person
    record = of_row(spec, row) if mine or expert else ledgers.record(actor, Ref(QUESTION, number))
    record = ledgers.as_told(actor, [record])[0] if expert and not mine else record
    answers = records(ANSWER, _of(ANSWER, number))
    return Asked(
        record, tuple(answers), tuple(records(VISIT, _of(VISIT, number))),
        tuple(_pictures([record.ref])), tuple(_pictures([one.ref for one in answers])),
        mine, expert, is_office(actor, record.unit), tuple(records(ADVICE, _of(ADVICE, number, "source"))),
    )  # fmt: skip


def picture(actor: Actor, number: int, evidence: int) -> tuple[Evidence, bytes]:
    """A picture of a question or of its answers, for whoever may see the question."""
    found = question(actor, number)
    one = next((one for one in (*found.pictures, *found.shown) if one.id == evidence), None)
    if one is None:
        raise Missing("没有这张照片")
    return one, files.content(one.sha256)


def my_questions(actor: Actor) -> list[Record]:
    """What the actor asked, the newest first."""
    rows = ledgers.table(QUESTION).objects.filter(withdrawn=False, reported_by=actor.person or 0)
    return records(QUESTION, rows.order_by("-id")[:100])


def routed_to(actor: Actor, *, open_only: bool = True) -> list[Record]:
    """The questions that wait for the actor's answer, the first due first; or all that ever came."""
    rows = ledgers.table(QUESTION).objects.filter(withdrawn=False, expert=actor.person or 0)
    rows = rows.filter(stage="routed").order_by("due_on", "id") if open_only else rows.order_by("-id")
    return records(QUESTION, rows[:100])


def in_office(actor: Actor) -> list[Record]:
    """The questions of the office's units that are not settled: what nobody was found for first."""
    reach = units.reach(actor, *OFFICE)
    rows = ledgers.table(QUESTION).objects.filter(withdrawn=False, unit__in=reach, stage__in=OPEN)
    return records(QUESTION, rows.order_by("stage", "due_on", "id")[:200])


def unsettled() -> list[Record]:
    """Every question that somebody has still to do something with, for whoever reminds them."""
    rows = ledgers.table(QUESTION).objects.filter(withdrawn=False, stage__in=(*OPEN, "answered"))
    return records(QUESTION, rows.order_by("id"))


def for_library(actor: Actor) -> list[Record]:
    """Questions whose answer was rated well and does not stand in the library yet."""
    known = ledgers.table(ADVICE).objects.filter(withdrawn=False).exclude(source=None).values("source")
    rows = ledgers.table(QUESTION).objects.filter(
        withdrawn=False, unit__in=units.reach(actor, *OFFICE), rating="satisfied"
    )
    return records(QUESTION, rows.exclude(id__in=known).order_by("-rated_on", "-id")[:50])


def farms(actor: Actor) -> list[str]:
    """The units in which the actor asks as a farmer, or writes down what a farmer asks."""
    own = actor.units(FARMER)
    return sorted(own or units.reach(actor, *OFFICE))


def serves(actor: Actor) -> list[str]:
    """The units for which the actor may record a visit: where they are sent to, and all of their city."""
    reach = units.reach(actor, KNOWS)
    return [one.unit.code for one in units.tree() if one.unit.code in reach and one.unit.kind == "township"]


def draft(actor: Actor, number: int) -> dict[str, str]:
    """What a question and its last answer would say in the library: personal details taken out."""
    found = question(actor, number)
    names = known_names(found)
    said = {key: str(found.record.values[key] or "") for key in ("title", "text", "crop")}
    said["advice"] = str(found.answers[-1].values["text"]) if found.answers else ""
    return {key: masked(text, names) for key, text in said.items()}


def known_names(found: Asked) -> list[str]:
    """The names that may stand in a question and its answers."""
    told = [str(found.record.values.get(key) or "") for key in ("asker", "expert_name")]
    return [*told, *units.person_names().values()]


def candidates(question: Record, today: date) -> list[Candidate]:
    """The envoys of the question's city as they stand today, the same person once for each subject."""
    spec = ledgers.ledger(ENVOY)
    around = [frozenset({question.unit}), *_rings(question.unit)]
    loads = _loads()
    found = []
    for one in records(ENVOY, _current(ledgers.table(ENVOY).objects.all(), today).order_by("id")):
        near = next((place for place, ring in enumerate(around) if one.unit in ring), len(around))
        subject = str(one.row["subject"])
        found.append(
            Candidate(
                int(one.row["person"]), str(one.row["name"]), subject,
                str(spec.fields["subject"].choices[subject]), str(one.row["crops"] or ""), near,
                loads.get(int(one.row["person"]), 0), away=_away(one, today),
            )
        )  # fmt: skip
    return found


def chosen(question: Record, today: date) -> Routed | None:
    """To whom the rule gives a question; never to whoever asked it."""
    text = " ".join(str(question.values[key] or "") for key in ("title", "crop", "text"))
    but = [question.reported_by or 0]
    return choose(candidates(question, today), str(question.row["subject"]), text, but=but)


def people(question: Record) -> dict[int, str]:
    """Who may be given a question: the experts of its city, and whoever is an envoy; number → name."""
    found = units.people_with([KNOWS], units.above(question.unit))
    rows = ledgers.table(ENVOY).objects.filter(withdrawn=False).values_list("person", "name")
    return {**dict(rows), **found}


def _rings(unit: str) -> list[frozenset[str]]:
    """The county and the city that a unit is in, with all below."""
    by_kind = {units.unit(code).kind: code for code in units.above(unit)}
    return [units.subtree([by_kind[kind]]) if kind in by_kind else frozenset() for kind in ("county", "city")]


def _current(rows: Any, today: date) -> Any:
    ended = Q(ends_on=None) | Q(ends_on__gte=today)
    return rows.filter(ended, withdrawn=False, starts_on__lte=today)


def _away(envoy: Record, today: date) -> bool:
    first, last = envoy.row["away_from"], envoy.row["away_until"]
    return bool(first and first <= today and (last is None or today <= last))


def _loads() -> dict[int, int]:
    """Person → how many questions wait for their answer."""
    rows = ledgers.table(QUESTION).objects.filter(withdrawn=False, stage="routed").values_list("expert")
    found: dict[int, int] = {}
    for (person,) in rows:
        found[person] = found.get(person, 0) + 1
    return found


@dataclass(frozen=True)
class Work:
    """What an expert did in a year. Shares say little below `FEW` questions: `enough` is false then."""

    person: int
    name: str
    answered: int
    in_time: int
    rated: int
    satisfied: int
    visits: int
    hours: Decimal

    @property
    def enough(self) -> bool:
        return self.answered >= FEW


def work(actor: Actor, year: int) -> list[Work]:
    """The work of the experts in the units of the office, and one's own, who did most first."""
    reach = units.reach(actor, *OFFICE, "leader", "supervisor")
    found: dict[int, dict[str, Any]] = {}
    counted = ("answered", "in_time", "rated", "satisfied", "visits", "hours")

    def of(row: Any) -> dict[str, Any]:
        nothing = {"name": row.expert_name, **dict.fromkeys(counted, 0)}
        return found.setdefault(row.expert, nothing)

    for row in _worked(QUESTION, reach, actor).filter(answered_on__year=year):
        told = of(row)
        told["answered"] += 1
        told["in_time"] += bool(row.in_time)
        told["rated"] += bool(row.rating)
        told["satisfied"] += row.rating == "satisfied"
    for row in _worked(VISIT, reach, actor).filter(visited_on__year=year):
        told = of(row)
        told["visits"] += 1
        told["hours"] += row.hours or 0
    made = [
        Work(person, **{**told, "hours": Decimal(told["hours"]).scaleb(-1)}) for person, told in found.items()
    ]
    return sorted(made, key=lambda one: (-one.answered - one.visits, one.person))


def _worked(name: str, reach: Collection[str], actor: Actor) -> Any:
    mine = Q(unit__in=reach) | Q(expert=actor.person or 0)
    return ledgers.table(name).objects.filter(mine, withdrawn=False).exclude(expert=None)


def library(text: str, *, subject: str = "") -> list[finding.Match]:
    """The public library: what answers best, or the newest."""
    return finding.library(text, subject=subject, limit=30)


def advice(number: int) -> Record:
    """An answer of the public library, for anybody."""
    found = records(ADVICE, ledgers.table(ADVICE).objects.filter(id=number, withdrawn=False))
    if not found:
        raise Missing("问答库里没有这一条", hint="它可能已经撤下")
    return found[0]


def similar(text: str, *, subject: str = "") -> list[finding.Match]:
    """What the library already says of a question, before it is asked."""
    return finding.library(text, subject=subject, limit=5)


def _of(name: str, number: int, field: str = "question") -> Any:
    return ledgers.table(name).objects.filter(withdrawn=False, **{field: number}).order_by("id")


def _pictures(refs: Sequence[Ref]) -> Iterable[Evidence]:
    if not refs:
        return ()
    numbers = [one.id for one in refs]
    return Evidence.objects.filter(ledger=refs[0].ledger, record__in=numbers).order_by("id")
