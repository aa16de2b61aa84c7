"""Showing an application to whoever reviews it: every look is on record before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Problem
from luoshi.ledgers import files
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Ref
from luoshi.reviews import papers, queries
from luoshi.reviews.blinding import LOOK
from luoshi.reviews.models import Paper, Subject


@action
def let_through(actor: Actor, number: int, *, why: str) -> Paper:
    """Show a file that was held back after all: somebody looked, and it names nobody."""
    one = Paper.objects.filter(id=number).select_related("subject__panel").first()
    if one is None:
        raise Missing("没有这份附件")
    found = queries.run(actor, one.subject.panel_id)
    if not why.strip():
        raise InputError(problems=[Problem("没有写原因", "写明看过哪里、为什么不暴露身份", field="原因")])
    if found.blind:
        held = Evidence.objects.get(id=one.evidence)
        papers.cleaned(held.name, files.content(held.sha256))
    one.shown, one.why = True, why
    one.save()
    append(actor, queries.subject_of(found), "let_through", {"paper": one.id}, why=why)
    return one


@dataclass(frozen=True)
class Opened:
    """A file as a reviewer gets it: by number, cleaned in a blind review."""

    name: str
    content: bytes


@action
def look(actor: Actor, number: int, paper: int | None = None) -> Opened | None:
    """Open an application, or one of its files: told to the journal before anything is shown."""
    one = queries.reading(actor, number)
    found = one.seat.panel
    append(
        actor, queries.subject_of(found), LOOK, {"reading": one.id, "code": one.subject.code, "paper": paper}
    )
    if paper is None:
        return None
    held = one.subject.papers.filter(number=paper, shown=True).first()
    if held is None:
        raise Missing("没有这份附件")
    kept = Evidence.objects.get(id=held.evidence)
    content, suffix = files.content(kept.sha256), PurePath(kept.name).suffix.lower()
    if found.blind:
        content = papers.cleaned(kept.name, content)
    return Opened(f"{one.subject.code}-附件{paper}{suffix}", content)


def original(actor: Actor, ref: Ref, evidence: int) -> Evidence:
    """A file of a record by its own name, whole, for an office or its firm; `Missing` where the actor sees
    none. Of a record under review the journal is told who opens it."""
    held = next((one for one in ledgers.evidence(actor, ref) if one.id == evidence), None)
    if held is None:
        raise Missing("没有这个佐证文件")
    files.content(held.sha256)
    rows = Subject.objects.filter(panel__ledger=ref.ledger, record=ref.id).select_related("panel")
    if (one := rows.order_by("-id").first()) is not None:
        _tell(actor, one, evidence)
    return held


@action
def _tell(actor: Actor, one: Subject, evidence: int) -> None:
    append(actor, queries.subject_of(one.panel), LOOK, {"code": one.code, "file": evidence})
