"""What is held against LibreOffice is the same sum."""

from __future__ import annotations

from pathlib import Path
from shutil import which

import pytest

from bench import office


@pytest.mark.skipif(which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_and_the_figures_come_to_the_same_sums(tmp_path: Path) -> None:
    world = office.county(300)
    summed = office.book(tmp_path / "sums.xlsx", world, sums=True)
    office.recalculate(summed)
    (tmp_path / "parquet").mkdir()
    _seconds, figures = office.computed(world.parquet(tmp_path / "parquet"))
    assert figures == office.read(summed)
    assert len(figures) == office.TOWNS * office.MONTHS
    assert sum(figures[unit, 12] for unit, month in figures if month == 12) > 0
