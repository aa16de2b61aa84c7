"""Sites that are prepared once for everything that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import preparing


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Operation → its site; who changes one takes a copy."""
    return preparing.sites(tmp_path_factory.mktemp("prepared"))
