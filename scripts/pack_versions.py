"""Notes what a version of a shipped pack says: `python -m scripts.pack_versions` after it was raised.

A site that works by a version takes no other words under the same number, so that a version which others may
have is never written anew; tests/library/test_versions.py holds the packs against what is noted.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from luoshi.packs import library

FILE = Path(__file__).parent.parent / "tests" / "library" / "versions.yaml"


def noted() -> dict[str, dict[int, str]]:
    """Pack → version → digest."""
    known: dict[str, dict[int, str]] = yaml.safe_load(FILE.read_text("utf-8"))
    return known


def told() -> list[str]:
    """What is wrong with the packs that ship, a line each; notes new versions."""
    known, wrong = noted(), []
    for key, pack in library.shipped().items():
        versions = known.setdefault(key, {})
        if versions and pack.version < max(versions):
            wrong.append(
                f"{key}: version {pack.version} is older than {max(versions)}, which others may have"
            )
        elif versions.setdefault(pack.version, pack.digest) != pack.digest:
            wrong.append(f"{key}: says something else than version {pack.version} did; raise its version")
    if not wrong:
        FILE.write_text(yaml.safe_dump(known, sort_keys=True), "utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit("\n".join(told()))
