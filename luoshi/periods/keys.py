"""The site's Ed25519 key: kept readable by its owner alone; a new one is signed by the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from luoshi.kernel import canonical, disk
from luoshi.kernel.errors import SiteError

KEY, ROTATIONS = "signing.key", "rotations.json"


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The site's key; made at the first call."""
    file = folder / KEY
    if not file.exists():
        _passing(folder, Ed25519PrivateKey.generate()).replace(file)
    try:
        return from_bytes(file.read_bytes())
    except ValueError as fault:
        raise SiteError(f"签名密钥损坏：{file}", hint="请从备份恢复 keys 文件夹") from fault


def from_bytes(content: bytes) -> Ed25519PrivateKey:
    """A key as its file keeps it; `ValueError` when it is none."""
    return Ed25519PrivateKey.from_private_bytes(content)


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public key as hex, as a manifest states it."""
    return key.public_key().public_bytes_raw().hex()


def holds(public: str, signature: bytes, content: bytes) -> bool:
    """Whether a signature over content is by the holder of the public key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: str) -> str:
    """What is read out on the telephone: eight groups of four from the SHA-256 of a public key (hex)."""
    said = canonical.sha256(bytes.fromhex(public))[:32]
    return " ".join(said[at : at + 4] for at in range(0, 32, 4))


def rotate(folder: Path) -> str:
    """Put a new key in the place of the old one, which signs for it; answers the new public key. Killed at
    any moment it leaves one of the two: a statement about a key that never came to be is passed over."""
    old, new = signing_key(folder), Ed25519PrivateKey.generate()
    passing, said = _passing(folder, new), {"old": public_hex(old), "new": public_hex(new)}
    stated = [*rotations(folder), {**said, "signature": old.sign(_stated(said)).hex()}]
    file = folder / f"{ROTATIONS}.new"
    file.write_bytes(canonical.dumps(stated))
    disk.flush(file)
    file.replace(folder / ROTATIONS)
    passing.replace(folder / KEY)
    return said["new"]


def rotations(folder: Path) -> list[dict[str, str]]:
    """How the site came to its key, oldest first: old and new public key, signed by the old one."""
    file = folder / ROTATIONS
    if not file.exists():
        return []
    found: list[dict[str, str]] = []
    last = public_hex(signing_key(folder))
    for one in reversed(json.loads(file.read_bytes())):
        if one["new"] == last:
            found, last = [one, *found], one["old"]
    return found


def leads(stated: Iterable[Mapping[str, Any]], known: Iterable[str], public: str) -> str:
    """The known key from which statements lead to `public`, each signed by the one before; else empty."""
    came, trusted = {str(one.get("new")): one for one in stated}, frozenset(known)
    seen: set[str] = set()
    while public not in trusted:
        one = came.get(public)
        if one is None or public in seen or not _signed(one):
            return ""
        seen.add(public)
        public = str(one["old"])
    return public


def _signed(one: Mapping[str, Any]) -> bool:
    said = {"old": str(one.get("old")), "new": str(one.get("new"))}
    try:
        return holds(said["old"], bytes.fromhex(str(one.get("signature"))), _stated(said))
    except ValueError:
        return False


def _stated(said: Mapping[str, str]) -> bytes:
    return b"luoshi key\n" + canonical.dumps({"old": said["old"], "new": said["new"]})


def _passing(folder: Path, key: Ed25519PrivateKey) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    passing = folder / f"{KEY}.new"
    passing.unlink(missing_ok=True)
    passing.touch(mode=0o600)
    passing.write_bytes(key.private_bytes_raw())
    disk.flush(passing)
    return passing
