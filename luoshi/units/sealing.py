"""Secrets at rest: enciphered with the site's own key, so that a copy of the database alone does not tell
them."""

from __future__ import annotations

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class WrongKey(Exception):
    """The site's key is not the one with which it was sealed."""


def hide(said: dict[str, str], purpose: str) -> str:
    """Values as a text that only this site can read, and only for the same purpose."""
    return _cipher(purpose).encrypt(json.dumps(said).encode()).decode("ascii")


def reveal(sealed: str, purpose: str) -> dict[str, str]:
    """The values again, or `WrongKey`."""
    try:
        found: dict[str, str] = json.loads(_cipher(purpose).decrypt(sealed.encode("ascii")))
    except InvalidToken:
        raise WrongKey from None
    return found


def _cipher(purpose: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=f"luoshi {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
