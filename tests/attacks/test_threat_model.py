"""The threat model tells of tests that there are, and every attack has an attacker (史维 reads that too)."""

from __future__ import annotations

import re
from pathlib import Path

from tests import people

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODEL = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ATTACKERS = ("GUO", "MENG", "TAO", "QIAN", "HEI", "LOU", "SHI")


def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", MODEL))
    assert len(named) > 15
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_every_file_of_attacks_is_told_of_and_names_its_attacker() -> None:
    for file in HERE.glob("test_*.py"):
        if file != Path(__file__):
            assert f"tests/attacks/{file.name}" in MODEL, file.name
            assert re.search(
                rf"from tests\.people import .*\b({'|'.join(ATTACKERS)})\b", file.read_text("utf-8")
            )


def test_every_attacker_is_introduced() -> None:
    for one in ATTACKERS:
        who = getattr(people, one)
        assert (who if isinstance(who, str) else who.name) in MODEL
