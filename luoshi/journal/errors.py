"""What can go wrong with the journal itself."""

from __future__ import annotations

from luoshi.kernel.errors import SiteError


class Unjournalled(SiteError):
    """An action changed something and wrote no entry: a fault of the program, undone at once."""


class BrokenChain(SiteError):
    """An entry does not hash to what was sealed, or one is missing."""
