"""How entries are hashed and chained: plain functions over plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256
from typing import Any

from luoshi.journal.models import Entry
from luoshi.kernel import canonical

GENESIS = "0" * 64


def content(entry: Entry) -> dict[str, Any]:
    """What of an entry is hashed; times are UTC, so that no setting changes a hash."""
    return {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": entry.person,
        "name": entry.name,
        "subject": entry.subject,
        "verb": entry.verb,
        "data": entry.data,
        "holds_from": entry.holds_from.isoformat() if entry.holds_from else None,
        "why": entry.why,
    }


def link(before: str, entry: Entry) -> str:
    """The hash of an entry that follows the hash `before` (hex SHA-256 of canonical JSON)."""
    return canonical.sha256({"before": before, "entry": content(entry)})


def merkle_root(hashes: Iterable[str]) -> str:
    """The RFC 9162 Merkle root over the sealed hashes, in order (hex); of none: the hash of nothing.

    They are taken as they come: what is kept is the root of each whole tree to the left, one of a size, so
    that a journal of any length needs a few hundred bytes (docs/decisions/0017).
    """
    whole: list[tuple[int, bytes]] = []
    for one in hashes:
        size, node = 1, sha256(b"\x00" + bytes.fromhex(one)).digest()
        while whole and whole[-1][0] == size:
            size, node = 2 * size, sha256(b"\x01" + whole.pop()[1] + node).digest()
        whole.append((size, node))
    if not whole:
        return sha256().hexdigest()
    _size, root = whole.pop()
    while whole:
        root = sha256(b"\x01" + whole.pop()[1] + root).digest()
    return root.hex()
