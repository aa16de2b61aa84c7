"""Another key for the site: the old one certifies the new one, and is gone.

Certificates stand in `packages/keys.jsonl`, one a line, for whoever knows the old key and meets the new one.
A package names the key that signed it, so what was signed before verifies as before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused, SiteError
from luoshi.periods.keys import holds, public_hex, signing_key

Certificate = dict[str, Any]
"""`old`, `new` (hex), `at` (ISO), `signature` (hex) by the old key over the rest."""
SUBJECT = "site"


def file() -> Path:
    """Where the certificates are."""
    return Path(settings.PACKAGES) / "keys.jsonl"


def certificates() -> list[Certificate]:
    """All of them, oldest first, each checked; `SiteError` names one that its old key did not sign."""
    if not file().exists():
        return []
    found: list[Certificate] = [json.loads(line) for line in file().read_text("utf-8").splitlines()]
    for one in found:
        if not holds(str(one["old"]), bytes.fromhex(str(one["signature"])), _signed(one)):
            raise SiteError(f"密钥证书被改动：{str(one['new'])[:12]}", hint="从备份恢复 packages/keys.jsonl")
    return found


def leads(chain: Sequence[Certificate], old: str, new: str) -> bool:
    """Whether certificates lead from one key to another."""
    at = old
    for one in chain:
        at = str(one["new"]) if one["old"] == at else at
    return at == new


def _signed(one: Certificate) -> bytes:
    return canonical.dumps({"luoshi": "key", "old": one["old"], "new": one["new"], "at": one["at"]})


@action
def rotate(actor: Actor) -> Certificate:
    """Sign with a new key from now on. Killed on the way it leaves the old key, or the new one with its
    certificate; what the journal then does not know it is told by the next."""
    if not (actor.is_system or actor.has("admin")):
        raise Refused("只有系统管理员可以更换密钥", hint="请联系系统管理员")
    chain = certificates()
    told = {one.data["new"] for one in journal.history(SUBJECT) if one.verb == "rotate"}
    old, new = signing_key(Path(settings.KEYS)), Ed25519PrivateKey.generate()
    made: Certificate = {"old": public_hex(old), "new": public_hex(new), "at": actor.now().isoformat()}
    made["signature"] = old.sign(_signed(made)).hex()
    for one in (*(one for one in chain if one["new"] not in told), made):
        append(actor, SUBJECT, "rotate", one)
    lines = b"".join(canonical.dumps(one) + b"\n" for one in (*chain, made))
    file().parent.mkdir(parents=True, exist_ok=True)
    _replace(file(), lines, 0o644)
    _replace(Path(settings.KEYS) / "signing.key", new.private_bytes_raw(), 0o600)
    return made


def _replace(target: Path, content: bytes, mode: int) -> None:
    passing = target.with_name(f".{target.name}.new")
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    passing.replace(target)
