"""The works and its union."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.union import people


@pytest.fixture
def works(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    settings.BALLOTS, settings.KEYS = tmp_path / "ballots", tmp_path / "keys"
    people.settle()
