"""What a speech commits to, found by small named rules over one pass of the text.

`read(text)` gives the figures, targets, tasks and cadences in text order. Pure, linear, nothing heavy imported.
"""

from __future__ import annotations

from luoshi.reading.cadences import cadences
from luoshi.reading.figures import Quantities, inside
from luoshi.reading.folding import fold
from luoshi.reading.proposal import Cadence, Figure, Proposal, Target, Task
from luoshi.reading.segments import segments
from luoshi.reading.tasks import task
from luoshi.reading.tenses import with_tense
from luoshi.reading.values import numbers

__all__ = ["Cadence", "Figure", "Proposal", "Target", "Task", "read"]


def read(text: str) -> list[Proposal]:
    """Every proposal in `text`, in text order; an object that holds another comes first."""
    folded = fold(text)
    found = list(numbers(folded))
    quantities = Quantities(text, folded)
    proposals: list[Proposal] = []
    at = 0
    for segment, tense in with_tense(folded, segments(folded)):
        within, at = inside(segment, found, at)
        measured = quantities.of(segment, tense, within)
        proposals += measured
        whole = task(text, folded, segment, tense, [one for one in measured if isinstance(one, Target)])
        if whole is not None:
            proposals.append(whole)
        proposals += cadences(text, folded, segment.start, segment.end)
    return sorted(proposals, key=lambda one: (one.start, -one.end))
