"""Who drafts a bulletin, who signs it off, who reads it, and who may sign next: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.packs.spec import Bulletin

DRAFTS = ("supervisor",)
SIGNS = ("leader",)
READS = ("supervisor", "reporter", "reviewer", "leader", "assessor")
OPENS = ("supervisor", "leader")
"""Who lets everybody read an issued bulletin, and takes it back."""

LEADER_ALONE = ({"key": "issue", "label": "签发", "en": "Issue", "role": "leader"},)


def chain(spec: Bulletin) -> list[dict[str, str]]:
    """The steps after drafting, in order: the pack's, else the leader alone."""
    steps = [
        {"key": one.key, "label": one.label.zh, "en": one.label.en, "role": one.role} for one in spec.signs
    ]
    return steps or [dict(one) for one in LEADER_ALONE]


def step_of(
    steps: Sequence[Mapping[str, str]], signatures: Sequence[Mapping[str, Any]], state: str
) -> Mapping[str, str] | None:
    """The step that waits; None for what is issued. What was drafted before chains there were is the
    leader's."""
    if state == "issued":
        return None
    return (steps or LEADER_ALONE)[len(signatures)]


def not_twice(
    actor: Actor, drafted_by: int | None, signatures: Sequence[Mapping[str, Any]], label: str
) -> None:
    """Nobody does two steps in a row, drafting being the first."""
    if actor.is_system:
        return
    if not signatures and drafted_by == actor.person:
        raise Refused(f"自己起草的通报不能自己{label}", hint="由另一位有此角色的人办理")
    if signatures and signatures[-1]["person"] == actor.person:
        raise Refused("上一步是您签的，这一步不能再由您签", hint="由另一位有此角色的人办理")


PUBLIC = "公众"
"""As the journal calls whoever is not logged in, and may do what anybody may."""
