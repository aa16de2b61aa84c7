"""What is held against LibreOffice is the same sum."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from bench import office


def test_libreoffice_and_the_figures_come_to_the_same_sums(tmp_path: Path) -> None:
    world = office.county(300)
    summed = office.book(tmp_path / "sums.xlsx", world, sums=True)
    office.recalculate(summed)
    (tmp_path / "parquet").mkdir()
    _seconds, figures = office.computed(world.parquet(tmp_path / "parquet"))
    assert figures == office.read(summed)
    assert len(figures) == office.TOWNS * office.MONTHS
    assert sum(figures[unit, 12] for unit, month in figures if month == 12) > 0


def test_libreoffice_recalculates_what_has_a_value_already(tmp_path: Path) -> None:
    stale = tmp_path / "stale.xlsx"
    with xlsxwriter.Workbook(str(stale)) as made:
        made.add_worksheet("汇总").write_formula("A1", "=1+1", None, 999)
    office.recalculate(stale)
    sheet = CalamineWorkbook.from_path(str(tmp_path / "out" / "stale.xlsx")).get_sheet_by_name("汇总")
    assert sheet.to_python() == [[2]]
