"""Personal values that the journal vouches for without holding them: an entry has their hash, a table beside
it the values, and what is deleted there where the law asks leaves every link of the chain as it was.

The hash covers a salt that is deleted with the values: nobody finds a telephone by trying all of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from luoshi.kernel import canonical

MARK = "private"
ERASE = "erase"
"""The verb of the entry that says why a subject's values were deleted: else nobody may have."""


def parted(data: Mapping[str, Any], private: Collection[str]) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """(what the entry says, salt, the values kept beside it); no salt where none of the keys is private."""
    beside = {key: data[key] for key in data if key in private}
    if not beside:
        return dict(data), "", {}
    salt = secrets.token_hex(32)
    said = {key: {MARK: digest(salt, key, beside[key])} if key in beside else data[key] for key in data}
    return said, salt, beside


def digest(salt: str, key: str, value: Any) -> str:
    """What stands in an entry for a private value (hex SHA-256)."""
    return canonical.sha256({"salt": salt, "key": key, "value": value})


def marked(data: Mapping[str, Any]) -> Iterable[str]:
    """The keys whose values are kept beside an entry."""
    return (key for key, said in data.items() if isinstance(said, dict) and said.keys() == {MARK})


def whole(data: Mapping[str, Any], beside: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """An entry's data with the private values in their places, and the keys whose values were deleted; those
    say that nothing was before and nothing after."""
    gone = frozenset(key for key in marked(data) if key not in beside)
    return {**data, **{key: beside.get(key, [None, None]) for key in marked(data)}}, gone
