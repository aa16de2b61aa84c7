"""Codes that change every half minute (RFC 6238), as any authenticator app shows them."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
"""Seconds that a code is shown."""
_DRIFT = 1
"""Steps that a phone's clock may be off, before and after."""


def new_secret() -> str:
    """160 bits, written as apps and people take them: base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def code(secret: str, step: int) -> str:
    """The six figures of a step."""
    return _totp(secret).generate(step * STEP).decode("ascii")


def step_of(moment: datetime) -> int:
    """The step in which a moment falls."""
    return int(moment.timestamp()) // STEP


def matched(secret: str, said: str, moment: datetime) -> int | None:
    """The step whose code was said, now or a step off; None for any other code."""
    now, totp = step_of(moment), _totp(secret)
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        try:
            totp.verify(said.encode("utf-8", "replace"), step * STEP)
        except InvalidToken:
            continue
        return step
    return None


def address(secret: str, account: str, issuer: str) -> str:
    """What the picture says that an app photographs."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)
