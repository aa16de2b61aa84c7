"""A compiled pack as text, and its digest: what a record remembers."""

from __future__ import annotations

import json

from luoshi.kernel import canonical
from luoshi.packs.spec import Pack


def digest(pack: Pack) -> str:
    """SHA-256 (hex) of the canonical JSON of what the pack says, the digest aside. What it leaves unsaid is
    not in it: a word that a newer product knows does not make another pack of one that does not use it."""
    return canonical.sha256(pack.model_dump(mode="json", exclude={"digest"}, exclude_defaults=True))


def dumps(pack: Pack) -> str:
    """The pack as JSON, its fields in the order in which people shall see them."""
    return json.dumps(pack.model_dump(mode="json"), ensure_ascii=False)


def loads(text: str) -> Pack:
    """A pack as it was frozen."""
    return Pack.model_validate(json.loads(text))
