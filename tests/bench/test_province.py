"""The province and the nation of benchmarks: their shape, the same each time, written some rows at a time."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from bench import province
from luoshi.figures import compute
from luoshi.figures.engines import Duck
from luoshi.kernel.periods import Period, PlanYear
from tests.figures.world import CATALOGUE, RECEIPT


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*.parquet")
    }


def test_a_seed_gives_the_same_province_and_another_seed_another(tmp_path: Path) -> None:
    shape = province.SHAPES["province"]
    first, again, other = (
        digests(province.write(tmp_path / name, shape, 2_000, seed))
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert first == again
    assert first.keys() == other.keys()
    assert sum(first[name] != other[name] for name in first) >= 200, "projects and receipts of every county"


@pytest.mark.parametrize(("name", "senders", "below"), [("province", 100, 2_000), ("nation", 31, 2_850)])
def test_every_unit_below_a_sender_has_its_own_and_every_row_counts(
    name: str, senders: int, below: int, tmp_path: Path
) -> None:
    shape = province.SHAPES[name]
    province.write(tmp_path, shape, 60_000)
    tables = [
        pq.read_table(one / f"{RECEIPT.table}.parquet") for one in sorted((tmp_path / "lake").iterdir())
    ]
    assert len(tables) == senders
    assert sum(table.num_rows for table in tables) == 60_000
    assert len({unit for table in tables for unit in table["unit"].to_pylist()}) == below
    years = {day.year for table in tables for day in pc.unique(table["received_on"]).to_pylist()}
    assert years == {2024, 2025, 2026}
    expected = sum(
        row["amount"]
        for table in tables
        for row in table.select(["amount", "verification", "withdrawn", "received_on"]).to_pylist()
        if row["verification"] == "verified" and not row["withdrawn"] and row["received_on"].year == 2026
    )
    made = province.together(tmp_path, shape)
    with Duck(tmp_path / "own", instead=made, beside=[tmp_path / "lake"]) as engine:
        got = compute.values(CATALOGUE, engine, Period(2026, "month", 12), PlanYear(), names=["funds"])
    assert got["test.funds", "top"] == Fraction(expected, 10**6)
    assert sum(got["test.funds", sender] or 0 for sender in shape.units) == got["test.funds", "top"]


def test_rows_are_written_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(province, "BATCH", 100)
    province.write(tmp_path, province.Shape("P", 2, 6), 1_000)
    file = pq.ParquetFile(tmp_path / "lake" / "P001" / f"{RECEIPT.table}.parquet")
    assert [file.metadata.row_group(one).num_rows for one in range(file.num_row_groups)] == [100] * 5
    assert file.read()["id"].to_pylist() == list(range(1, 501))
