"""Secrets of channels at rest: enciphered with the site's own key, so that a copy of the database alone
does not tell them."""

from __future__ import annotations

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from luoshi.kernel.errors import SiteError


def hide(said: dict[str, str]) -> str:
    """Values as a text that only this site can read."""
    return _cipher().encrypt(json.dumps(said).encode()).decode("ascii")


def reveal(sealed: str) -> dict[str, str]:
    """The values again; `SiteError` when the site's key is another."""
    try:
        found: dict[str, str] = json.loads(_cipher().decrypt(sealed.encode("ascii")))
    except InvalidToken:
        raise SiteError(
            "渠道的密钥读不出来", hint="site.json 里的 secret_key 变了；请重新填写渠道的地址和密钥"
        ) from None
    return found


def _cipher() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"luoshi channels").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
