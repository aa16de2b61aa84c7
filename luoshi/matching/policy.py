"""The ledgers of the pack `innovation` that matching searches and keeps its work in, and who does what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

NEED, INTRODUCTION, SIDE = "innovation.need", "innovation.introduction", "innovation.introduction_side"
RESULT, PATENT, EXPERT = "innovation.result", "innovation.patent", "innovation.expert"
QUESTION, ANSWER, VISIT = "innovation.question", "innovation.answer", "innovation.visit"
ADVICE, ENVOY = "innovation.advice", "innovation.envoy"

OFFICE = ("science_office",)
"""Who brings needs and offers together, routes questions and keeps the library."""
FIRM = ("firm_manager", "applicant")
FARMER, KNOWS = "farmer", "expert"
READS = (*OFFICE, *FIRM, FARMER, KNOWS, "leader", "supervisor")
"""Who has the pages in the menu."""
CLOSE_AFTER = 10
"""Working days after an answer on which a question that nobody rated closes itself."""
MOST_PICTURES = 6
"""Pictures of one question, answer or visit."""
FEW = 5
"""Questions below which an expert's shares (in time, satisfied) say little."""

Kind = Literal["need", "result", "patent", "expert", "advice"]


@dataclass(frozen=True)
class Shape:
    """What of a ledger is searched: fields that are there are taken, personal ones never."""

    ledger: str
    summary: tuple[str, ...]
    keywords: tuple[str, ...] = ("keywords",)
    money: str = ""
    open: tuple[str, ...] = ()
    """The stages in which it is offered to others; any when not given."""


SHAPES: Mapping[Kind, Shape] = {
    "need": Shape(NEED, ("what",), money="budget", open=("open", "matched")),
    "result": Shape(RESULT, ("summary", "what", "use", "effect"), ("keywords", "crop"), money="price"),
    "patent": Shape(PATENT, ("summary",), ("keywords",), money="price"),
    "expert": Shape(EXPERT, ("summary", "specialty"), ("keywords", "title", "employer")),
    "advice": Shape(ADVICE, ("text", "advice"), ("keywords", "crop")),
}
"""All that is ever searched. Applications, scores and whatever belongs to a review are not among it."""
OFFERS: tuple[Kind, ...] = ("result", "patent", "expert")
