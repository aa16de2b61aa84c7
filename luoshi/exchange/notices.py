"""Telling people: a notice in their inbox."""

from __future__ import annotations

from luoshi.exchange.models import Notice
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing


@action
def tell(actor: Actor, person: int, text: str, url: str = "") -> Notice:
    """Put a notice into a person's inbox."""
    made = Notice.objects.create(person=person, text=text[:300], url=url[:300], made_at=actor.now())
    append(actor, f"person:{person}", "notice", {"notice": made.id, "text": made.text})
    return made


@action
def see(actor: Actor) -> int:
    """Take all of one's notices as seen; returns how many were not."""
    mine = Notice.objects.filter(person=actor.person or 0, seen_at=None)
    count = mine.update(seen_at=actor.now())
    append(actor, f"person:{actor.person}", "see", {"notices": count})
    return count


@action
def see_one(actor: Actor, number: int) -> Notice:
    """Take one of one's notices as seen, or as not seen when it was."""
    found = Notice.objects.filter(id=number, person=actor.person or 0).first()
    if found is None:
        raise Missing("没有这条通知", hint="它可能是别人的")
    found.seen_at = None if found.seen_at else actor.now()
    found.save(update_fields=["seen_at"])
    append(actor, f"person:{actor.person}", "see", {"notice": number, "seen": found.seen_at is not None})
    return found
