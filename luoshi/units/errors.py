"""What can be wrong with units, people and roles."""

from __future__ import annotations

from luoshi.kernel.errors import InputError, Missing, Refused


class NoSuchUnit(Missing):
    """No unit of that code."""


class Ambiguous(InputError):
    """A name fits several units."""


class BadToken(Refused):
    """A token that is unknown, expired, revoked, or of somebody who may no longer log in."""
