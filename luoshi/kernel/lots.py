"""Lots that anybody can draw again: a seed fixed by what was published before, and a place for each name.

    seed   SHA-256(root ‖ digest), both as bytes: the root was published before the draw, the digest is of
           what is drawn from
    place  SHA-256(seed ‖ name): whoever has the lower one comes first

There is no random number in it, and the order in which names are given changes nothing.
"""

from __future__ import annotations

import hashlib


def seed(root: str, digest: str) -> bytes:
    """Fixed by what was published and by what is drawn from (hex digests), and by nothing else."""
    return hashlib.sha256(bytes.fromhex(root) + bytes.fromhex(digest)).digest()


def place(seed: bytes, name: str) -> str:
    """Where a name comes among those drawn with a seed."""
    return hashlib.sha256(seed + name.encode()).hexdigest()
