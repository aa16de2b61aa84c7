"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, int, int], None]
"""(what is being done, how much of it is done, of how much)."""


def silent(_step: str, _done: int, _total: int) -> None:
    """For whoever does not ask how far it is."""
