"""Which files of a site a backup holds."""

from __future__ import annotations

from pathlib import Path

from luoshi.ops.backup.archive import MEMBERS
from luoshi.ops.backup.places import Places


def test_packages_from_others_are_held_when_the_database_knows_them(tmp_path: Path) -> None:
    for name in ("C01/2026-03-1f0c93d2a7be", "C01/2026-04-aaaaaaaaaaaa", "C02/2026-03-bbbbbbbbbbbb"):
        (tmp_path / "lake" / name / "tables").mkdir(parents=True)
        (tmp_path / "lake" / name / "manifest.json").write_text("{}")
        (tmp_path / "lake" / name / "tables" / "unit.parquet").write_bytes(b"PAR1")
    held = [name for name, _ in Places(tmp_path).lake({"C01/2026-03-1f0c93d2a7be"})]
    assert held == [
        "lake/C01/2026-03-1f0c93d2a7be/manifest.json",
        "lake/C01/2026-03-1f0c93d2a7be/tables/unit.parquet",
    ]
    assert all(MEMBERS.fullmatch(name) for name in held)
    assert not MEMBERS.fullmatch("lake/../site.json")
