"""Who assesses, who scores which line with which hand, and who reads the scores."""

from __future__ import annotations

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused

ASSESSES = ("assessor",)
LEADS = ("leader",)
SCORES_ITSELF = ("reporter", "leader")
"""A unit's clerk and its head, in the unit itself."""
READS = ("assessor", "supervisor", "leader", "reviewer", "reporter")


def may_score_itself(actor: Actor, unit: str) -> None:
    """A unit is scored by itself through its own people alone."""
    if not actor.is_system and unit not in actor.units(*SCORES_ITSELF):
        raise Refused("您不能代这个单位自评", hint="由本单位的填报员或负责人自评")


def refuse_own(actor: Actor, unit: str) -> None:
    """Nobody judges the unit to which they belong."""
    if any(one.unit == unit for one in actor.holdings):
        raise Refused("不能评定本单位的得分", hint="请由其他考核员或上级领导评定")
