"""A version of a shipped pack says for ever what it said."""

from __future__ import annotations

import pytest

from luoshi.packs import library
from scripts.pack_versions import noted


@pytest.mark.parametrize("key", library.SHIPPED)
def test_what_a_version_says_is_not_changed_and_a_new_one_is_noted(key: str) -> None:
    pack, versions = library.shipped()[key], noted()[key]
    assert pack.version == max(versions), "python -m scripts.pack_versions"
    assert pack.digest == versions[pack.version], "raise the pack's version, then scripts.pack_versions"
