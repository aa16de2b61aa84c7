"""Segments that oblige somebody to do what can be shown: by owner, by deadline or by what is to be delivered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.reading import actions, owners, times
from luoshi.reading.proposal import Target, Task
from luoshi.reading.segments import Segment
from luoshi.reading.times import Tense

_MUST = re.compile(times.MUST)
_HELD = re.compile(r"负责|牵头|抓紧|务必|责成")
_CONSIDERED = re.compile(r"初步考虑|正在考虑|初步设想|拟考虑|可以考虑|建议")
_REPORTED = re.compile(r"^(?:去年|上年|近年来|一年来|今年以来|过去|截至)|取得了|以来")
_BRACKET = re.compile(r"\([^()]{0,160}\)")
_REACH = 400


@dataclass(frozen=True, slots=True)
class _Case:
    """What speaks for a segment being a task."""

    owner: tuple[str, ...]
    support: tuple[str, ...]
    must: bool
    weight: int
    deliverable: bool
    dated: bool


def task(
    text: str, folded: str, segment: Segment, tense: Tense | None, targets: Sequence[Target]
) -> Task | None:
    """The task of a segment, where it is one; `targets` are the numbers it sets."""
    if segment.end - segment.start < 6 or _CONSIDERED.search(
        folded, segment.start, min(segment.end, segment.start + _REACH)
    ):
        return None
    case = _case(folded, segment, targets)
    rule = _rule(case, tense)
    if rule is None:
        return None
    name, confidence = rule
    words = folded[segment.start : min(segment.end, segment.start + _REACH)]
    return Task(
        start=segment.start, end=segment.end, text=text[segment.start : segment.end], owner=case.owner,
        support=case.support, deadline=times.deadline(words), rule=name, confidence=confidence,
    )  # fmt: skip


def _rule(case: _Case, tense: Tense | None) -> tuple[str, float] | None:
    obliges = case.must or tense == "coming"
    if case.owner and obliges and (case.weight > 0 or case.deliverable):
        return "task-owner", 0.9 if case.weight > 1 or case.deliverable else 0.7
    if obliges and case.dated and (case.weight > 0 or case.deliverable):
        return "task-deadline", 0.8
    if obliges and case.deliverable:
        return "task-deliverable", 0.75 if case.must else 0.6
    return None


def _case(folded: str, segment: Segment, targets: Sequence[Target]) -> _Case:
    owner: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    must = deliverable = dated = alone = False
    weight = 0
    numbered = [(one.start, one.end) for one in targets]
    reported = bool(_REPORTED.search(folded, segment.start, min(segment.end, segment.start + 40)))
    before: tuple[str, ...] = ()
    for n, (start, end) in enumerate(segment.clauses):
        words = folded[start : min(end, start + _REACH)]
        subject = owners.of_clause(words)
        if not subject and before and _MUST.match(words):
            subject = before
        before = owners.is_subject(words)
        owner += tuple(one for one in subject if one not in owner)
        support += tuple(one for one in owners.supporting(words) if one not in support)
        dated = dated or times.has_date(words)
        if times.clause_tense(words) == "past" or (reported and not must and not _MUST.search(words)):
            continue
        if any(start < last and first < end for first, last in numbered):
            continue
        alone = alone or bool(subject)
        must = must or _MUST.search(words) is not None or _HELD.search(words) is not None
        weight += actions.weight(words, first=n == 0 or bool(subject))
        deliverable = deliverable or actions.delivers(words)
    leads, helpers = owners.named(folded[segment.start : min(segment.end, segment.start + _REACH)])
    if numbered and not alone:
        weight -= 1
    return _Case(
        leads or owner, helpers or support, must or bool(leads), weight + bool(leads), deliverable, dated
    )
