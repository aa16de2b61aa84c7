"""Who read personal values as they are: gathered while a page, an answer or a file is made, told to the
journal after. No way of reading forgets to tell: lists, forms, histories, searches read through `Values`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from luoshi.kernel.actor import Actor


class Sight(NamedTuple):
    """Somebody and the record of which they read a personal value."""

    actor: Actor
    ledger: str
    record: int


_seen: ContextVar[set[Sight] | None] = ContextVar("seen", default=None)


@contextmanager
def gathering() -> Iterator[set[Sight]]:
    """While this holds, whatever is read of personal values is put down in what it gives."""
    seen = set[Sight]()
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def read(sight: Sight) -> None:
    """A personal value was read as it is; nobody is told where nobody gathers."""
    seen = _seen.get()
    if seen is not None:
        seen.add(sight)
