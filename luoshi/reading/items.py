"""A paragraph's proposals until it ends, for what stands last may say whose they all are: (牵头单位:A;配合单位:B)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from luoshi.reading import owners, times
from luoshi.reading.proposal import Proposal, Target, Task
from luoshi.reading.segments import Segment
from luoshi.reading.tasks import task
from luoshi.reading.times import Tense

_LABELLED = re.compile(
    r"(?:责任|牵头|承办|主办|主责|责任领导|配合|协办)(?:单位|部门|科室|人|领导)?:|完成(?:时限|时间):"
)

_NEAR = 50
"""So many proposals before a second line about them are given what it says."""


@dataclass(slots=True)
class _Part:
    """A segment of the paragraph with what was found in it."""

    segment: Segment
    tense: Tense | None
    targets: Sequence[Target]
    found: list[Proposal]
    aside: bool

    @property
    def starts(self) -> bool:
        """Whether a sentence begins here that says something itself."""
        return not self.aside and self.segment.starts_sentence


@dataclass(slots=True)
class Item:
    """The paragraph that is being read."""

    text: str
    folded: str
    parts: list[_Part] = field(default_factory=list)
    """What nobody has been named for yet."""
    settled: list[Proposal] = field(default_factory=list)
    given: int = 0
    """Where in `settled` those begin that were given to somebody last."""

    def add(
        self,
        segment: Segment,
        tense: Tense | None,
        targets: Sequence[Target],
        found: list[Proposal],
        *,
        aside: bool,
    ) -> None:
        """What a segment gave; `aside` is one that says whose the others are, or a remark in brackets."""
        self.parts.append(_Part(segment, tense, targets, found, aside))

    def close(self) -> list[Proposal]:
        """All that the paragraph gave; the next one begins."""
        found = self.settled + [one for part in self.parts for one in part.found]
        self.parts, self.settled, self.given = [], [], 0
        return found

    def shares_out(self, words: str) -> bool:
        """Whether words say whose the paragraph's tasks are: a bracket that names who leads, or a line
        that begins with 责任单位:."""
        if words.startswith("("):
            return bool(owners.named(words)[0])
        return bool(_LABELLED.match(words))

    def share_out(self, words: str) -> None:
        """Give what names nobody, back to where others were named, the owners, supporters and the term that
        are said after it (责任单位 in one line, 完成时限 in the next). What is handed to somebody so is a task,
        though it obliges nobody by itself."""
        lead, support = owners.named(words)
        due = times.deadline(words) if "时限" in words or "时间" in words else None
        if all(part.aside for part in self.parts):
            self.given = max(self.given, len(self.settled) - _NEAR)
            again = self.settled[self.given :]
            self.settled[self.given :] = [self._given(one, lead, support, due, last=False) for one in again]
        else:
            self.given = len(self.settled)
        sentence = next((one.segment.start for one in reversed(self.parts) if one.starts), 0)
        for part in self.parts:
            if lead and not part.aside and not any(isinstance(one, Task) for one in part.found):
                made = task(self.text, self.folded, part.segment, "coming", part.targets, lead)
                part.found += [replace(made, rule="task-handed")] if made and part.tense != "past" else []
            last = part.segment.start >= sentence
            self.settled += [self._given(one, lead, support, due, last=last) for one in part.found]
        self.parts = []

    def _given(
        self, one: Proposal, lead: tuple[str, ...], support: tuple[str, ...], due: str | None, *, last: bool
    ) -> Proposal:
        """All tasks of the item, and the targets of the last sentence before."""
        if last and isinstance(one, Target):
            return replace(one, owner=one.owner or lead, deadline=one.deadline or due)
        if isinstance(one, Task):
            return replace(
                one, owner=one.owner or lead, support=one.support or support, deadline=one.deadline or due
            )
        return one
