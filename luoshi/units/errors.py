"""What can be wrong with units, people and roles."""

from __future__ import annotations

from luoshi.kernel.errors import InputError, Missing


class NoSuchUnit(Missing):
    """No unit of that code."""


class Ambiguous(InputError):
    """A name fits several units."""
