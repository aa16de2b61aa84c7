"""A county that works by the packs that ship; firms, experts and farmers of it are in `people`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from luoshi.ledgers import adoption
from luoshi.packs import library
from tests.people import SYSTEM


@pytest.fixture
def ledgers(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    for pack in library.shipped().values():
        adoption.adopt(SYSTEM, pack)
