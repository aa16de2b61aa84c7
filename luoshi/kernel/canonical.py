"""One spelling per value, so that a digest means the value and not how it was typed."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from luoshi.kernel.numbers import plain

_AS_IT_IS = frozenset({str, int, bool, type(None)})
"""Most of what is spelled; told by its class at once, for a close spells millions of values."""


def _spelled(value: Any) -> Any:
    if value.__class__ in _AS_IT_IS:
        return value
    if isinstance(value, float):
        raise TypeError("a float has no place in a digest; give a Decimal")
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): i if i.__class__ in _AS_IT_IS else _spelled(i) for key, i in value.items()}
    if isinstance(value, list | tuple):
        return [i if i.__class__ in _AS_IT_IS else _spelled(i) for i in value]
    return value


def dumps(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8, Decimals as shortest strings, no floats."""
    text = json.dumps(_spelled(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def sha256(value: Any) -> str:
    """Hex digest of bytes as they are, or of anything else's canonical JSON."""
    return hashlib.sha256(value if isinstance(value, bytes) else dumps(value)).hexdigest()
