"""Branches of a union that are alike are read as one, and what is not alike stays by itself."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp

from luoshi.figures import engines
from luoshi.figures.gathering import gathered
from luoshi.periods import merged

LEDGER = merged.Shape(frozenset({"id", "project"}), owned=True)


def written(file: Path, **columns: pa.Array) -> Path:
    file.parent.mkdir(parents=True)
    pq.write_table(pa.table(columns), file)
    return file


@pytest.fixture
def lake(tmp_path: Path) -> exp.Expr:
    """The city's own table and five packages: three alike, one two levels deep, one of another shape."""
    whole = {
        "id": pa.array([1]),
        "project": pa.array([2]),
        "unit": pa.array(["C01"]),
        "said": pa.array(["甲"]),
    }
    own = written(tmp_path / "own" / "receipt.parquet", **whole)
    came = []
    for number in range(5):
        columns = whole | ({"said": pa.array([7])} if number == 4 else {})
        written(tmp_path / str(number) / "receipt.parquet", **columns)
        origins = {0: number + 1} | ({1: 9} if number == 3 else {})
        came.append(merged.Came(tmp_path / str(number), "C01", frozenset({"C01"}), origins))
    return merged.query(own, LEDGER, came, frozenset({"C01"}))


def test_packages_that_are_alike_become_one_reading_that_says_of_each_what_differs(lake: exp.Expr) -> None:
    made = gathered(lake, lambda file: file.parent.name)
    read = [
        [Path(file.name).parent.name for file in one.expressions] for one in made.find_all(exp.ReadParquet)
    ]
    assert sorted(read) == [["0", "1", "2"], ["3"], ["4"], ["own"]]
    (said,) = made.find_all(exp.Values)
    told = [[one.name for one in row.expressions] for row in said.expressions]
    assert told == [[str(number), f"{(number + 1) * merged.SPAN}"] for number in range(3)]


def test_a_row_of_a_file_that_nothing_is_said_of_is_an_error(lake: exp.Expr) -> None:
    made = engines.render(gathered(lake, lambda file: file.parent.name), "spark")
    assert "`said`.`_file` IS NULL OR RAISE_ERROR" in made
    assert "LEFT JOIN" in made, "an inner join would leave such rows out"


def test_a_single_file_and_a_table_without_packages_stay_as_they_are(tmp_path: Path) -> None:
    own = written(tmp_path / "own" / "receipt.parquet", id=pa.array([1]), unit=pa.array(["C01"]))
    alone = merged.query(own, LEDGER, [], frozenset())
    assert gathered(alone, str) == alone
