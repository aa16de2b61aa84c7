"""An application as its reviewers see it: of a blind review what the pack says and nothing more, its texts
masked, its files cleaned and called by numbers. Every look is journalled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ledgers import columns, files
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.packs.spec import Blind, Field, Ledger
from luoshi.reviews import gathering, papers, queries
from luoshi.reviews.models import Panel, Paper, Reading, Subject
from luoshi.reviews.names import Names, certain, masked
from luoshi.reviews.unread import refuse_pictures

_TEXTS = ("text", "long_text")
LOOK = "look"


@dataclass(frozen=True)
class Line:
    """Fields of a record or of a child, with their values."""

    values: tuple[tuple[Field, Any], ...]


@dataclass(frozen=True)
class Part:
    """A ledger's part of the application: the record itself, or its children of a kind."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """What a reviewer reads: by code, without any name in a blind review."""

    reading: Reading
    code: str
    parts: tuple[Part, ...]
    papers: tuple[Paper, ...]
    withheld: int
    """Files that cannot be shown without a name."""


def sheet(actor: Actor, number: int) -> Sheet:
    """One of the actor's own readings, opened."""
    one = queries.reading(actor, number)
    found, subject = one.seat.panel, one.subject
    spec = ledgers.ledger(found.ledger)
    hidden = names(found, subject) if found.blind else None
    row = gathering.rows_of(found.ledger, [subject.record]).get(subject.record)
    if row is None:
        raise Missing("申报材料已经撤回")
    parts = [Part(str(spec.label), (_line(spec, row, hidden),))]
    for child in ledgers.child_ledgers(spec):
        rows = ledgers.table(child.name).objects.filter(
            withdrawn=False, **{str(child.parent): subject.record}
        )
        lines = tuple(_line(child, each, hidden) for each in rows.order_by("id").values())
        if lines and lines[0].values:
            parts.append(Part(str(child.label), lines))
    held = list(subject.papers.all())
    shown = tuple(paper for paper in held if paper.shown)
    return Sheet(one, subject.code, tuple(parts), shown, len(held) - len(shown))


def _line(spec: Ledger, row: Mapping[str, Any], hidden: Names | None) -> Line:
    values = columns.shown(spec, row)
    made = []
    for key in _fields(spec, hidden is not None):
        field, value = spec.fields[key], values[key]
        if hidden is not None and field.type in _TEXTS and value:
            value = masked(str(value), hidden)
        made.append((field, value))
    return Line(tuple(made))


def _fields(spec: Ledger, blind: bool) -> tuple[str, ...]:
    if blind:
        return (spec.blind or Blind()).fields
    return tuple(key for key, field in spec.fields.items() if field.type != "record" and not field.personal)


def names(found: Panel, subject: Subject) -> Names:
    """Whose names are hidden in an application: its organizations, people, codes and telephones."""
    (one,) = gathering.applicants(found.ledger, [subject.record])
    parties = [*one.organizations, *(party for _name, party in one.people)]
    row = gathering.rows_of(found.ledger, [subject.record])[subject.record]
    spec = ledgers.ledger(found.ledger)
    phones = [str(row[key]) for key, field in spec.fields.items() if field.type == "phone" and row[key]]
    return Names(
        tuple(dict.fromkeys(party.name for party in parties if party.name)),
        tuple(dict.fromkeys(name for name, _party in one.people)),
        tuple(dict.fromkeys(party.code for party in parties if party.code)), tuple(phones),
    )  # fmt: skip


# Files


def prepare(found: Panel) -> list[Paper]:
    """Number the files of a panel's applications and look through them: in a blind review one that has a
    name in it, or that cannot be looked through (pictures, scanned pages), is not shown until somebody has.
    Whoever calls has authorised."""
    spec, made = ledgers.ledger(found.ledger), list[Paper]()
    for subject in found.subjects.all():
        hidden = names(found, subject) if found.blind else None
        for number, held in enumerate(_evidence(spec, subject, found.blind), start=1):
            made.append(_paper(subject, number, held, hidden))
    return Paper.objects.bulk_create(made)


def _evidence(spec: Ledger, subject: Subject, blind: bool) -> Iterator[Evidence]:
    rows = Evidence.objects.filter(Q(ledger=spec.name, record=subject.record)).exclude(state="rejected")
    wanted = (spec.blind or Blind()).evidence if blind else tuple(spec.evidence)
    yield from rows.filter(purpose__in=wanted).order_by("id")


def _paper(subject: Subject, number: int, held: Evidence, hidden: Names | None) -> Paper:
    one = Paper(subject=subject, evidence=held.id, number=number, shown=True)
    if hidden is None:
        return one
    content = files.content(held.sha256)
    try:
        found = papers.left(held.name, content, hidden)
        papers.cleaned(held.name, content)
        inside = [each for each in found if not _goes(each.where)]
        one.left = [[each.where, each.find.said, each.find.sure] for each in inside]
        if certain(each.find for each in inside):
            one.shown, one.why = False, "文件里有申报单位或人员的名称"
        else:
            refuse_pictures(held.name, content)
    except papers.CannotRead as fault:
        one.shown, one.why = False, str(fault)
    return one


def _goes(where: str) -> bool:
    """Whether cleaning takes it away: the file's own name, its properties, a picture's EXIF."""
    return (
        where == "文件名"
        or where.startswith(("属性", "XMP", "EXIF", "图像属性", "批注", "docProps/"))
        or "@" in where
    )


def checked(actor: Actor, number: int) -> list[Paper]:
    """The files of a panel with the names found in them, those not shown first; for whoever runs it."""
    found = queries.run(actor, number)
    rows = Paper.objects.filter(subject__panel=found).select_related("subject")
    return list(rows.order_by("shown", "subject__code", "number"))


def looks(actor: Actor, number: int, limit: int = 500) -> list[EntryView]:
    """Who opened what and when, newest first, for those who watch over the review."""
    found = queries.panel(actor, number, "looks")
    return journal.page(queries.subject_of(found), limit, verbs=[LOOK])
