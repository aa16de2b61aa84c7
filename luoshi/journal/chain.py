"""How entries are hashed and chained: plain functions over plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from pymerkle import InmemoryTree

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
    """The RFC 9162 Merkle root over the sealed hashes, in order (hex); of none: the hash of nothing."""
    tree = InmemoryTree(algorithm="sha256")
    for one in hashes:
        tree.append_entry(bytes.fromhex(one))
    return str(tree.get_root().hex())
