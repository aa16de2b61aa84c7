"""What inspections found can be deducted by any place's sheet."""

from __future__ import annotations

from pathlib import Path

from luoshi.packs import library
from luoshi.packs.compile import load

PACK = """
pack: place
version: 1
label: 本县
requires: [supervision]
"""
SHEET = """
sheet: township
label: 乡镇考核
kind: township
items:
  - {key: untrue, label: 虚假, rule: deduct, indicator: supervision.records_false, params: {points: 2}}
  - {key: high, label: 虚高, rule: deduct, indicator: supervision.records_overstated, params: {points: 1}}
  - {key: amount, label: 虚报, rule: deduct, indicator: supervision.overstated_amount, params: {points: 0.01}}
"""


def test_a_sheet_of_another_pack_deducts_what_inspections_found(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    (folder / "sheets").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "sheets" / "township.yaml").write_text(SHEET, "utf-8")
    done = load(folder, library.shipped())
    assert done.issues == ()
    assert done.pack is not None
