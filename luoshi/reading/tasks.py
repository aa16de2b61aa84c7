"""Segments that oblige somebody to do what can be shown: by owner, by deadline or by what is to be delivered."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.reading import actions, owners, times
from luoshi.reading.proposal import Target, Task
from luoshi.reading.segments import Segment
from luoshi.reading.times import Tense

_MUST = re.compile(times.MUST)
_HELD = re.compile(r"负责|牵头|抓紧|务必|责成|每(?:月|季|周|半年)")
_CONSIDERED = re.compile(r"初步考虑|正在考虑|初步设想|拟考虑|可以考虑|建议")
_REPORTED = re.compile(r"^(?:去年|上年|近年来|一年来|今年以来|过去|截至)|取得了|以来")
_DONE_FIRST = re.compile(r"[^,，]{0,30}(?<![为除])了[^,，]{2,}[,，]")
"""会前作了充分准备,…: what the sentence begins by telling, all of it tells."""
_REACH = 400
_PAPERS = ("通知", "方案", "意见", "办法", "要点", "讲话", "报告")


@dataclass(slots=True)
class _Case:
    """What speaks for a segment being a task, gathered clause by clause; names in order, each once. `shown`:
    one of the clauses asks for what can be shown, whatever the others exhort to."""

    owners: dict[str, None] = field(default_factory=dict)
    support: dict[str, None] = field(default_factory=dict)
    must: bool = False
    weight: int = 0
    shown: bool = False
    deliverable: bool = False
    dated: bool = False
    alone: bool = False
    waiting: tuple[str, ...] = ()

    def who(self, words: str) -> bool:
        """Take the names of a clause; whether it has a subject of its own or from the clause before."""
        subject = owners.of_clause(words)
        if not subject and _MUST.match(words):
            subject = self.waiting
        self.waiting = owners.is_subject(words)
        self.owners.update(dict.fromkeys(subject))
        self.support.update(dict.fromkeys(owners.supporting(words)))
        return bool(subject)

    def what(self, words: str, ahead: str, *, first: bool) -> None:
        """Weigh what a clause asks for; `ahead` are the words after it, in which 要 may follow a date."""
        self.dated = self.dated or times.has_date(words, bare=self.must or bool(_MUST.search(words + ahead)))
        self.must = self.must or bool(_MUST.search(words) or _HELD.search(words))
        weight, delivers = actions.judged(words, first=first)
        self.weight, self.shown = self.weight + weight, self.shown or weight > 0
        self.deliverable = self.deliverable or delivers


def task(
    text: str,
    folded: str,
    segment: Segment,
    tense: Tense | None,
    targets: Sequence[Target],
    carried: tuple[str, ...] = (),
) -> Task | None:
    """The task of a segment, where it is one.

    `targets` are the numbers it sets, `carried` are the owners that the sentence named before it.
    """
    words = folded[segment.start : min(segment.end, segment.start + _REACH)]
    if segment.end - segment.start < 6 or _CONSIDERED.search(words):
        return None
    if tense != "coming" and not (
        carried or _MUST.search(words) or _HELD.search(words) or owners.named(words)[0]
    ):
        return None  # nobody is obliged: most of a review is told so at once
    case = _case(folded, segment, targets)
    if carried and not case.owners and tense != "past":
        case.owners, case.must = dict.fromkeys(carried), True
    rule = _rule(case, tense)
    if rule is None or (_heads(segment, words) and not (case.owners or case.dated)):
        return None
    name, confidence = rule
    return Task(
        start=segment.start, end=segment.end, text=text[segment.start : segment.end], owner=tuple(case.owners),
        support=tuple(case.support), deadline=times.deadline(words), rule=name, confidence=confidence,
    )  # fmt: skip


def _heads(segment: Segment, words: str) -> bool:
    """Whether a line only heads what follows: 一、实施质量提升工程, or the title of a paper."""
    return segment.alone and segment.closes == "" and (segment.level in (1, 2) or words.endswith(_PAPERS))


def _rule(case: _Case, tense: Tense | None) -> tuple[str, float] | None:
    """The rule that makes a task of a case, and how sure it is."""
    if not case.must and tense != "coming":
        return None
    asks = case.weight > 0 or case.deliverable
    if case.owners and asks:
        return "task-owner", 0.9 if case.weight > 1 or case.deliverable else 0.7
    if case.dated and (asks or (case.shown and case.must)):
        return "task-deadline", 0.8
    if case.deliverable:
        return "task-deliverable", 0.75 if case.must else 0.6
    return None


def _case(folded: str, segment: Segment, targets: Sequence[Target]) -> _Case:
    case = _Case()
    ends = [one.end - 1 for one in targets]
    words = folded[segment.start : min(segment.end, segment.start + _REACH)]
    reported = bool(_REPORTED.search(words[:40])) or bool(
        _DONE_FIRST.match(words) and not _MUST.search(words)
    )
    for n, (start, end) in enumerate(segment.clauses):
        clause = folded[start : min(end, start + _REACH)]
        subject = case.who(clause)
        told = times.clause_tense(clause) == "past" or (
            reported and not case.must and not _MUST.search(clause)
        )
        at = bisect_left(ends, start)
        if told or (at < len(ends) and ends[at] < end):
            continue
        case.alone = case.alone or subject
        case.what(clause, folded[end : min(segment.end, end + 120)], first=n == 0 or subject)
    leads, helpers = owners.named(words)
    if leads:
        case.owners, case.must = dict.fromkeys(leads), True
    case.support = dict.fromkeys(helpers) or case.support
    case.weight += bool(leads) - bool(targets and not case.alone)
    return case
