"""What a speech commits to, found by small named rules over one pass of the text.

`read(text)` gives the figures, targets, tasks and cadences in text order. Pure, linear, nothing heavy imported.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from luoshi.reading import owners, tables, times
from luoshi.reading.cadences import cadences
from luoshi.reading.figures import Quantities, inside
from luoshi.reading.folding import fold
from luoshi.reading.items import Item
from luoshi.reading.proposal import Cadence, Figure, Proposal, Target, Task
from luoshi.reading.segments import Segment, segments
from luoshi.reading.tables import Row
from luoshi.reading.tasks import task
from luoshi.reading.tenses import with_tense
from luoshi.reading.times import Tense
from luoshi.reading.values import numbers

__all__ = ["Cadence", "Figure", "Proposal", "Target", "Task", "read", "understood"]


BY_HAND = "by-hand"
"""The rule of what a person added."""
_OBLIGED = "一、今年的目标任务\n"
"""What makes of whatever follows something to be done."""


def read(text: str) -> list[Proposal]:
    """Every proposal in `text`, in text order; an object that holds another comes first."""
    lines = tables.lines(text)
    folded = tables.without(fold(text), lines)
    rows = [line.row for line in lines if line.row is not None]
    found = list(numbers(folded))
    quantities, item = Quantities(text, folded), Item(text, folded)
    proposals: list[Proposal] = [_handed(text, row) for row in rows]
    at, waiting = 0, iter(rows)
    row = next(waiting, None)
    owner: tuple[str, ...] = ()
    for segment, inherited in with_tense(folded, segments(folded)):
        while row is not None and row.end <= segment.start:
            row = next(waiting, None)
        inside_row = row if row is not None and row.start <= segment.start else None
        tense: Tense | None = "coming" if inside_row else inherited
        said = folded[segment.start : min(segment.end, segment.start + 400)]
        shared_out = item.shares_out(said)
        if shared_out:
            item.share_out(said)
        elif segment.opens == "":
            proposals += item.close()
        within, at = inside(segment, found, at)
        measured = quantities.of(segment, tense, within)
        targets = [one for one in measured if isinstance(one, Target)]
        carried = () if segment.starts_sentence else owner
        owner = quantities.owner
        aside = shared_out or said.startswith("(") or inside_row is not None
        whole = None if aside else task(text, folded, segment, tense, targets, carried)
        made: list[Proposal] = [*measured, *([whole] if whole else [])]
        made += cadences(text, folded, segment.start, segment.end)
        made = [_as_written(one, text, folded, segment) for one in made]
        item.add(segment, tense, targets, [_of_row(one, inside_row) for one in made], aside=aside)
    proposals += item.close()
    return sorted(proposals, key=lambda one: (one.start, -one.end))


def understood(words: str, kind: str) -> Proposal | None:
    """A stretch of text that a person says is a target or a task, as it would be read where it is one: its
    fields, offsets counted in `words`. None for a target without a number."""
    found = [one for one in read(f"{_OBLIGED}{words}") if one.kind == kind]
    best = max(found, key=lambda one: one.end - one.start, default=None)
    if best is None and kind == "task":
        folded = fold(words)
        lead, support = owners.named(folded)
        who, due = lead or owners.of_clause(folded), times.deadline(folded)
        best = Task(
            start=0, end=len(words), text=words, owner=who, support=support, deadline=due, rule=BY_HAND, confidence=1.0
        )  # fmt: skip
    return (
        None
        if best is None
        else replace(best, start=0, end=len(words), text=words, rule=BY_HAND, confidence=1.0)
    )


def _handed(text: str, row: Row) -> Task:
    """The task of a row of a table: whatever its words are, somebody has handed it out."""
    return Task(
        start=row.start, end=row.end, text=text[row.start : row.end], owner=row.owner, support=row.support,
        deadline=row.deadline, rule="task-row", confidence=0.95,
    )  # fmt: skip


def _of_row(one: Proposal, row: Row | None) -> Proposal:
    if row is None or not isinstance(one, Target):
        return one
    return replace(one, owner=one.owner or row.owner, deadline=one.deadline or row.deadline)


def _as_written(found: Proposal, text: str, folded: str, segment: Segment) -> Proposal:
    """Names and times in the text's own signs (各镇（街道）), where the rules saw folded ones."""
    start, end = segment.start, min(segment.end, segment.start + 500)
    if folded[start:end] == text[start:end]:
        return found

    def written(words: str | None) -> str | None:
        at = folded.find(words, start, end) if words else -1
        return text[at : at + len(words)] if words and at >= 0 else words

    said: dict[str, Any] = {}
    for name in ("owner", "support"):
        said[name] = tuple(written(one) for one in getattr(found, name, ()))
    for name in ("deadline", "period", "metric"):
        said[name] = written(getattr(found, name, None))
    return replace(found, **{name: value for name, value in said.items() if hasattr(found, name)})
