"""Phases of a review, who sees what in which of them, and who does what: rules without a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from luoshi.packs.spec import Label

EXPERT, TIE, TIE_RULE = "innovation.expert", "innovation.expert_tie", "innovation.tie_rule"
CREDIT, WORK = "innovation.expert_credit", "innovation.expert_work"
APPLICATION, MEMBER, PARTNER = (
    "innovation.application", "innovation.application_member", "innovation.application_partner",
)  # fmt: skip
DESK = "review_desk"
"""The role by which the review itself writes its records; nobody holds it."""
RUNS = ("review_secretary",)
WATCHES = ("supervisor",)
READS = (*RUNS, *WATCHES, "science_office", "leader")
JUDGES = "expert"

PHASES: Mapping[str, Label] = {
    "open": Label(zh="组建", en="being formed"),
    "frozen": Label(zh="专家库已锁定", en="pool frozen"),
    "drawn": Label(zh="已抽取，待监督确认", en="drawn, to be signed off"),
    "signed": Label(zh="专家申报回避", en="experts declare"),
    "scoring": Label(zh="评分", en="scoring"),
    "meeting": Label(zh="会议评议", en="meeting"),
    "ranked": Label(zh="已排序", en="ranked"),
    "closed": Label(zh="办结", en="closed"),
}
"""In order. A panel only moves forward."""

PURPOSES: Mapping[str, Label] = {
    "project": Label(zh="项目评审", en="project review"),
    "acceptance": Label(zh="项目验收", en="acceptance"),
    "platform": Label(zh="平台评估", en="platform review"),
}

PLACED: Mapping[str, Label] = {
    "proposed": Label(zh="建议立项", en="Proposed"),
    "reserve": Label(zh="备选", en="Reserve"),
    "tied": Label(zh="并列，由会议决定", en="Tied, for the meeting"),
    "below": Label(zh="低于分数线", en="Below the line"),
}
"""What the order under the budget comes to for an application."""

Thing = Literal["pool", "applicants", "experts", "progress", "scores", "ranking", "looks"]
"""pool: who may be drawn; applicants: whose applications they are; experts: who sits; progress: how many
scores are in; scores: all of them, by expert; ranking: the order under the budget; looks: who opened what."""

SEES: Mapping[str, Mapping[Thing, str]] = {
    "review_secretary": {
        "pool": "open", "applicants": "open", "experts": "drawn", "progress": "scoring", "scores": "meeting",
        "ranking": "ranked", "looks": "signed",
    },
    "supervisor": {
        "pool": "open", "applicants": "open", "experts": "drawn", "progress": "scoring", "scores": "meeting",
        "ranking": "ranked", "looks": "signed",
    },
    "science_office": {"applicants": "open", "progress": "scoring", "ranking": "ranked"},
    "leader": {"applicants": "open", "progress": "scoring", "scores": "closed", "ranking": "ranked"},
}  # fmt: skip
"""Role in the panel's unit or above it → thing → the phase from which it is seen. What is not here is never
seen: an office does not learn who sat, and nobody sees scores before the meeting."""

UNIT = "万元"
"""In which money of a review is typed and shown."""
CRITERIA = "创新性 30\n技术可行性 25\n经济社会效益 25\n实施条件 20"
"""The criteria that a new panel's form begins with, as they are typed."""
ANY_FIELD = "不限"
"""How seats for experts of any field are typed."""

CREDIT_POINTS: Mapping[str, int] = {"late": 2, "missed": 4, "outlier": 1, "undeclared": 6, "leak": 12}
CREDIT_LIMIT, CREDIT_MONTHS = 12, 12
"""An expert with so many points in so many months is drawn no more."""
QUORUM_PERCENT = 67
"""Of those who sit, so many percent are at a meeting that decides."""


def reached(phase: str, wanted: str) -> bool:
    """Whether a phase is the one wanted or a later one."""
    order = [*PHASES]
    return order.index(phase) >= order.index(wanted)


def sees(roles: frozenset[str], thing: Thing, phase: str) -> bool:
    """Whether somebody with these roles for the panel's unit sees a thing in a phase."""
    return any(
        (since := SEES.get(role, {}).get(thing)) is not None and reached(phase, since) for role in roles
    )
