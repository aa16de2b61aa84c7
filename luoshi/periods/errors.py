"""What keeps a period open, and what is wrong with a package."""

from __future__ import annotations

from luoshi.kernel.errors import InputError


class NotReady(InputError):
    """A period cannot close yet; the message says what is missing."""


class BadPackage(InputError):
    """A package is not what was signed; the problems name each file."""
