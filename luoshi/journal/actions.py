"""The one door for writes: what an action is, and how it tells the journal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import Max

from luoshi.journal import private as privacy
from luoshi.journal import rows
from luoshi.journal.chain import GENESIS, link
from luoshi.journal.errors import Unjournalled
from luoshi.journal.models import Entry, Private, Seal
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.language import speaking
from luoshi.kernel.once import acting

P = ParamSpec("P")
R = TypeVar("R")

REGISTRY: dict[str, Callable[..., Any]] = {}
"""Every action of the product by its full name; a test walks it."""

_written = threading.local()
_SEAL_BATCH = 5_000
_SEAL_LOCK = 0x10_05_41


def action(verb: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Make a function the one way to do something: one transaction, at least one journal entry.

    The first argument is the actor. An action that returns without an entry is undone and
    `Unjournalled` raised: nothing changes without the journal knowing. It speaks Chinese, whoever asked.
    """

    @wraps(verb)
    def act(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not isinstance(actor, Actor):
            raise Refused("未登录，不能操作", hint="请先登录")
        before = getattr(_written, "count", 0)
        with speaking("zh"), acting(), transaction.atomic():
            value = verb(actor, *args, **kwargs)
            if getattr(_written, "count", 0) == before:
                raise Unjournalled(f"操作 {verb.__qualname__} 没有写入日志，已撤销")
        return value

    REGISTRY[f"{verb.__module__}.{verb.__qualname__}"] = act
    return act


def append(
    actor: Actor,
    subject: str,
    verb: str,
    data: dict[str, Any],
    *,
    holds_from: date | None = None,
    why: str = "",
    private: Collection[str] = (),
) -> int:
    """Add an entry and return its id. `data` must be JSON of stored values; those of `private` keys the entry
    only vouches for (`journal.private`)."""
    said, salt, beside = privacy.parted(data, private)
    entry = Entry.objects.create(
        at=actor.now(), person=actor.person, name=actor.name, subject=subject, verb=verb, data=said,
        holds_from=holds_from, why=why,
    )  # fmt: skip
    if beside:
        Private.objects.create(entry=entry, salt=salt, values=beside)
    _written.count = getattr(_written, "count", 0) + 1
    return entry.id


def append_many(
    actor: Actor,
    entries: Iterable[tuple[str, str, dict[str, Any], date | None]],
    count: int,
    *,
    why: str = "",
    private: Collection[str] = (),
) -> list[int]:
    """Add `count` entries (subject, verb, data, the day from which it holds) of one moment in few statements
    and return their ids; they may be streamed."""
    at, kept = actor.now(), list[tuple[int, str, dict[str, Any]]]()
    numbers = list(rows.reserve(Entry, count))
    names = ("id", "at", "person", "name", "subject", "verb", "data", "holds_from", "why")

    def said() -> Iterator[tuple[Any, ...]]:
        for number, (subject, verb, data, day) in zip(numbers, entries, strict=True):
            told, salt, beside = privacy.parted(data, private)
            if beside:
                kept.append((number, salt, beside))
            yield number, at, actor.person, actor.name, subject, verb, told, day, why

    rows.insert(Entry, names, said())
    if kept:
        rows.insert(Private, ("entry_id", "salt", "values"), kept)
    _written.count = getattr(_written, "count", 0) + count
    return numbers


def seal() -> tuple[int, str]:
    """Chain every entry that is committed and not yet sealed; return (size, hash of the last).

    Sealing trails writing so that writers do not queue. Only one sealer works at a time; entries
    that commit later get later places, so the chain follows the order of commits. Everything that was
    committed when sealing began is sealed when it ends; what commits meanwhile may wait for the next time.
    """
    after = 0
    while True:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEAL_LOCK])
            place, before = _head()
            waiting = list(Entry.objects.filter(seal=None, id__gt=after).order_by("id")[:_SEAL_BATCH])
            seals = []
            for entry in waiting:
                place, before = place + 1, link(before, entry)
                seals.append((place, entry.id, before))
            rows.insert(Seal, ("place", "entry_id", "hash"), seals)
        if len(waiting) < _SEAL_BATCH:
            return place, before
        after = waiting[-1].id


def forget(subject: str) -> int:
    """Delete the personal values that a subject's entries vouch for; how many entries had any. The entries
    stay and the chain holds; whoever calls journals why."""
    return Private.objects.filter(entry__subject=subject).delete()[0]


def _head() -> tuple[int, str]:
    last = Seal.objects.aggregate(place=Max("place"))["place"]
    return (last, Seal.objects.get(place=last).hash) if last else (0, GENESIS)
