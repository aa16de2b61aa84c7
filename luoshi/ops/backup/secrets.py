"""The keys of a site under a password: scrypt makes a key of it, AES-GCM seals."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from luoshi.kernel.errors import InputError, UsageError

SHORTEST = 12
"""Characters of a password: the file leaves the house, and whoever has it may guess for years."""
_WORK = 2**16
_SAID = b"luoshi backup secrets 1"


def check(password: str) -> str:
    """A password that may be used."""
    if len(password) < SHORTEST:
        raise UsageError("备份口令太短", hint=f"不少于 {SHORTEST} 个字符，和备份分开保管")
    return password


def seal(secrets: Mapping[str, str], password: str) -> bytes:
    """Texts by name, so that only the password opens them."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_key(password, salt)).encrypt(nonce, json.dumps(dict(secrets)).encode(), _SAID)
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    return json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()}).encode()


def unseal(content: bytes, password: str) -> dict[str, str]:
    """The texts again; a wrong password and a changed file are not told apart."""
    try:
        parts = {name: base64.b64decode(part) for name, part in json.loads(content).items()}
        opened = AESGCM(_key(password, parts["salt"])).decrypt(parts["nonce"], parts["sealed"], _SAID)
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InputError(
            "备份口令不对", hint="用备份时的口令；没有口令可以不恢复密钥（--without-keys）"
        ) from fault
    found: dict[str, str] = json.loads(opened)
    return found


def _key(password: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_WORK, r=8, p=1).derive(password.encode())
