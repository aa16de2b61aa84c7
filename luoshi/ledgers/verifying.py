"""Many facts verified or sent back at once, each with its own decision in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError
from luoshi.ledgers import actions
from luoshi.ledgers.records import Record, Ref

MOST = 500
"""Facts decided at once: more than anybody has looked at is no decision."""


@dataclass(frozen=True)
class Decided:
    """What was decided, and what could not be, with the reason."""

    done: tuple[Record, ...]
    refused: tuple[tuple[Ref, str], ...]


@action
def decide_many(actor: Actor, refs: Sequence[Ref], *, verified: bool, why: str = "") -> Decided:
    """Verify facts, or send them back with one reason. One that may not be decided (one's own, withdrawn,
    changed since) is left and told; it does not hinder the others."""
    if not refs:
        raise InputError("没有选择记录", hint="先勾选要审核的记录")
    if len(refs) > MOST:
        raise InputError(f"选了 {len(refs)} 条", hint=f"一次不超过 {MOST} 条")
    if not verified and not why.strip():
        raise InputError("没有写原因", hint="写明退回原因")
    done: list[Record] = []
    refused: list[tuple[Ref, str]] = []
    for ref in dict.fromkeys(refs):
        try:
            with transaction.atomic():
                note = (
                    actions.verify(actor, ref, note=why) if verified else actions.reject(actor, ref, why=why)
                )
            done.append(note)
        except LuoshiError as fault:
            refused.append((ref, fault.message))
    said = {"verified": verified, "done": len(done), "refused": len(refused)}
    append(actor, f"ledger:{refs[0].ledger}", "decide_many", said, why=why)
    return Decided(tuple(done), tuple(refused))
