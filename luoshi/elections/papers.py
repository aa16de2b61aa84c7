"""A ballot paper: a secret that its holder shows once. Only its digest is ever kept."""

from __future__ import annotations

import base64
import re
import secrets

from luoshi.elections import blind
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import InputError

_PLAIN = re.compile(r"[A-Z2-7]{26}")
_SIGNED = re.compile(r"([0-9a-f]{64})\.([0-9a-f]{768})")


def new() -> str:
    """A paper of 128 random bits, in groups that can be typed from a card."""
    text = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def digest(paper: str, modulus: str = "") -> tuple[str, bool]:
    """The digest of a paper, and whether it proves itself: one signed blindly by the key of the modulus does,
    another has to be in the box's own list."""
    typed = re.sub(r"[\s-]", "", paper)
    if _PLAIN.fullmatch(typed.upper()):
        return sha256(typed.upper().encode()), False
    found = _SIGNED.fullmatch(typed.lower())
    if found is None:
        raise InputError("选票号码写得不对", hint="26 个字母和数字，照领票页面或投票卡写，不分大小写")
    token = bytes.fromhex(found[1])
    if not modulus or not blind.holds(modulus, token, found[2]):
        raise InputError("这张选票不是本次选举签发的", hint="用领票时的那台设备投票")
    return sha256(token), True
