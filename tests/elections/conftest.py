"""An election of 清河县's union: an organizer, two tellers, two scrutineers, and people on the roll."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.elections import people


@pytest.fixture
def hall(county: None, settings: Any, tmp_path: Path) -> Path:
    """The county with the election's people, and folders of its own."""
    settings.BALLOTS, settings.KEYS = tmp_path / "ballots", tmp_path / "keys"
    people.arrive()
    return tmp_path
