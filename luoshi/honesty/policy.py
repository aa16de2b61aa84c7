"""Who answers a suspicion, who settles it, and what its ledger is called: rules without a database."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.kernel.actor import Actor
from luoshi.packs.spec import Label

QUERY = "supervision.query"
"""The ledger in which suspicions are opened, on sites that have it."""

ANSWERS = ("reporter",)
SETTLES = ("reviewer", "supervisor")
CHECKS = ("supervisor", "reviewer", "reporter")
READS = ("supervisor", "reporter", "reviewer", "leader", "assessor")

OPENED, ANSWERED, SETTLED = "opened", "answered", "settled"
VERDICTS = ("explained", "corrected", "false")
"""What a reviewer may find; `gone` is the system's: the cause is no longer there."""
LASTING = ("explained", "false")
"""Verdicts after which the same suspicion is not opened again, though its cause stays."""

RULES: Mapping[str, Label] = {
    "same_file": Label(zh="同一佐证用于两条记录", en="One file on two records"),
    "same_value": Label(zh="两条记录的数相同", en="Two records with the same values"),
    "near_same": Label(zh="疑似同一项目", en="Probably the same project"),
    "over_total": Label(zh="合计超过总数", en="Sum above the total"),
    "outside_year": Label(zh="日期不在本年度", en="Date outside the year"),
    "stage_without_evidence": Label(zh="阶段没有佐证", en="Stage without evidence"),
    "long_not_started": Label(zh="久签未开", en="Signed long ago, not started"),
    "last_days": Label(zh="突击填报", en="Entered in the last days"),
    "recompute": Label(zh="合计或百分比不符", en="Does not recompute"),
    "unit_slip": Label(zh="疑为万、亿误填", en="万 or 亿 mistaken"),
}
"""The rule library's rules as people call them."""


def of_the_unit(actor: Actor, unit: str) -> bool:
    """Whether the actor works in just this unit, and so does not judge it."""
    return any(holding.unit == unit for holding in actor.holdings)
