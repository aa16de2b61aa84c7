"""Where somebody is logged in: how long that lasts, and how it is ended from elsewhere.

Times here are those of the clock on the wall: a demonstration's day stands still, its sessions do not.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor, wall_clock
from luoshi.kernel.errors import Missing
from luoshi.units import queries
from luoshi.units.administering import may_change_person
from luoshi.units.models import Person, Session
from luoshi.units.session_store import ADDRESS, BEGAN, DEVICE, SEEN, kept_as

LONGEST = timedelta(hours=12)
"""After which everybody logs in again."""
_NOTED = timedelta(minutes=5)
"""How exactly it is known when a session was used last."""


@dataclass(frozen=True)
class Place:
    """A browser in which somebody is logged in. `handle` names it, and opens nothing."""

    handle: str
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    current: bool


def is_over(session: Mapping[str, Any], now: datetime) -> bool:
    """Whether a session is over: unused for too long, or too old."""
    began, seen = session.get(BEGAN), session.get(SEEN)
    if not began or not seen:
        return False
    unused, age = now - datetime.fromisoformat(seen), now - datetime.fromisoformat(began)
    return unused > timedelta(minutes=settings.SESSION_IDLE_MINUTES) or age > LONGEST


def note(session: MutableMapping[str, Any], device: str, address: str, now: datetime) -> None:
    """Note that somebody uses a session, and from where."""
    began, seen = session.get(BEGAN), session.get(SEEN)
    recent = seen and now - datetime.fromisoformat(seen) < _NOTED
    if not (began and recent and session.get(ADDRESS) == address):
        session[BEGAN], session[SEEN] = began or now.isoformat(), now.isoformat()
        session[DEVICE], session[ADDRESS] = device[:200], address[:45]


def places(actor: Actor, login: str = "", *, key: str = "") -> list[Place]:
    """Where the actor is logged in, or for an administrator somebody else, the last used first; `key` is
    that of the browser that asks."""
    person = _whose(actor, login)
    here, now = kept_as(key) if key else "", wall_clock()
    idle = now - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    rows = Session.objects.filter(person=person, expire_date__gt=now, seen_at__gt=idle)
    recent = rows.filter(began_at__gt=now - LONGEST).order_by("-seen_at")
    return [
        Place(
            one.session_key[:16], one.device, one.address, one.began_at, one.seen_at,
            current=one.session_key == here,
        )
        for one in recent
        if one.began_at and one.seen_at
    ]  # fmt: skip


@action
def end_session(actor: Actor, handle: str, login: str = "") -> None:
    """End one session at once: one's own, or anybody's for an administrator."""
    person = _whose(actor, login)
    found = Session.objects.filter(person=person, session_key__startswith=handle).first() if handle else None
    if found is None:
        raise Missing("没有这个登录", hint="它可能已经退出或过期")
    found.delete()
    append(actor, f"person:{person.id}", "end_session", {"device": found.device, "address": found.address})


@action
def end_sessions(actor: Actor, login: str = "", *, key: str = "", why: str = "") -> int:
    """End all sessions of oneself, or of anybody for an administrator, but for the one of `key`; returns how
    many there were."""
    person = _whose(actor, login)
    ended = drop(person, key=key)
    append(actor, f"person:{person.id}", "end_sessions", {"ended": ended}, why=why)
    return ended


def drop(person: Person, *, key: str = "") -> int:
    """A part of actions that change how somebody logs in: their sessions end, but for the one of `key`."""
    rows = Session.objects.filter(person=person).exclude(session_key=kept_as(key) if key else "")
    return rows.delete()[0]


def _whose(actor: Actor, login: str) -> Person:
    if not login:
        return queries.person_of(actor.person or 0)
    found = queries.person(login)
    if found.id != actor.person:
        may_change_person(actor, found)
    return found
