"""Where real public tables and sample speeches lie: beside the repository, never in it."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared"


def path(*parts: str) -> Path:
    found = FOLDER.joinpath(*parts)
    assert found.exists(), f"{found} is missing: put the shared folder beside the repository"
    return found


def table(name: str) -> list[dict[str, str]]:
    """Rows of `data/<name>.csv` by column head; its first line says what the table is."""
    _, *lines = path("data", f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines))
