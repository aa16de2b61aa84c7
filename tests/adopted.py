"""Packs of a test's site: those it needs and what they build on, since adopting a pack takes its time."""

from __future__ import annotations

from luoshi.ledgers import adoption
from luoshi.packs import library
from tests.people import SYSTEM


def adopt(*keys: str) -> None:
    """Let the site work by shipped packs, and by those that they require."""
    shipped = library.shipped()
    wanted: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        wanted.add(key)
        waiting += shipped[key].requires
    for key in (one for one in shipped if one in wanted):
        adoption.adopt(SYSTEM, shipped[key])
