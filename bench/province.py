"""A province or a nation in Parquet, of any number of rows: `python -m bench.province /tmp/p --shape nation`.

    own/       the site on which figures are counted: the tree of units, and ledgers without rows of its own
    lake/C001/ a sender's package: projects, receipts, shares of all units below it

A province is 100 counties that each send, with 20 townships each; a nation 31 provinces that each send, of
2,850 counties together. Three years of receipts. Rows are made and written some at a time, so that memory
does not grow with them, and are the same for the same seed.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from luoshi.periods import merged
from tests.figures.world import COLUMNS, PROJECT, RECEIPT, World

BATCH = 250_000
RECEIPTS_PER_PROJECT = 200
DAYS = 3 * 365
FIRST = date(2024, 1, 1)
_TYPES = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "DATE": pa.date32()}


@dataclass(frozen=True)
class Shape:
    """Who sends, and how many units each sender has below itself on average."""

    top: str
    senders: int
    below: int
    """Units below all senders together, each of which has facts of its own."""

    @cached_property
    def units(self) -> dict[str, list[str]]:
        """Each sender, and the units below it."""
        parts = np.array_split(np.arange(self.below), self.senders)
        return {
            f"{self.top}{number + 1:03}": [f"{self.top}{number + 1:03}{one:05}" for one in part]
            for number, part in enumerate(parts)
        }


SHAPES = {"province": Shape("C", 100, 2_000), "nation": Shape("P", 31, 2_850)}


def schema(table: str) -> pa.Schema:
    """A table's columns as a snapshot stores them."""
    return pa.schema([(name, _TYPES[kind]) for name, kind in COLUMNS[table].items()])


def write(folder: Path, shape: Shape, receipts: int, seed: int = 2026) -> Path:
    """So many receipts of that shape, over all its senders alike."""
    (folder / "own").mkdir(parents=True)
    above: dict[str, str | None] = {"top": None}
    for sender, below in shape.units.items():
        above |= {sender: "top"} | dict.fromkeys(below, sender)
    World(above).parquet(folder / "own")
    edges = np.linspace(0, receipts, shape.senders + 1).astype(int)
    for number, (sender, below) in enumerate(shape.units.items()):
        package = folder / "lake" / sender
        package.mkdir(parents=True)
        chance = np.random.default_rng((seed, number))
        _package(package, below, int(edges[number + 1] - edges[number]), chance)
    return folder


def _package(folder: Path, units: Sequence[str], receipts: int, chance: np.random.Generator) -> None:
    projects = max(receipts // RECEIPTS_PER_PROJECT, 1)
    _stream(folder, PROJECT.table, (_projects(units, ids, chance) for ids in _ids(projects)))
    _stream(folder, RECEIPT.table, (_receipts(units, ids, projects, chance) for ids in _ids(receipts)))
    _stream(folder, "share", (_shares(units, ids, chance) for ids in _ids(projects)))


def _ids(many: int) -> Iterator[np.ndarray]:
    for start in range(0, many, BATCH):
        yield np.arange(start + 1, min(start + BATCH, many) + 1)


def _stream(folder: Path, table: str, batches: Iterator[dict[str, pa.Array]]) -> None:
    """What a column has no values for stays empty."""
    columns = schema(table)
    with pq.ParquetWriter(folder / f"{table}.parquet", columns, compression="zstd") as writer:
        for batch in batches:
            many = len(next(iter(batch.values())))
            arrays = [
                batch[one.name].cast(one.type) if one.name in batch else pa.nulls(many, one.type)
                for one in columns
            ]
            writer.write_batch(pa.record_batch(arrays, columns))


def _one_of(words: Sequence[str], many: int, chance: np.random.Generator) -> pa.Array:
    places = pa.array(chance.integers(len(words), size=many, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(places, pa.array(words)).dictionary_decode()


def _days(many: int, chance: np.random.Generator) -> pa.Array:
    first = (FIRST - date(1970, 1, 1)).days
    return pa.array((first + chance.integers(DAYS, size=many)).astype(np.int32)).cast(pa.date32())


def _projects(units: Sequence[str], ids: np.ndarray, chance: np.random.Generator) -> dict[str, pa.Array]:
    many, signed = len(ids), _days(len(ids), chance)
    return {
        "id": pa.array(ids),
        "unit": _one_of(units, many, chance),
        "stage": _one_of(["talks", "signed", "started"], many, chance),
        "verification": _one_of(["verified", "verified", "pending"], many, chance),
        "withdrawn": pa.array(chance.random(many) < 0.02),
        "stage_signed": signed,
        "total": pa.array(chance.integers(10**11, size=many)),
        "signed_on": signed,
    }


def _receipts(
    units: Sequence[str], ids: np.ndarray, projects: int, chance: np.random.Generator
) -> dict[str, pa.Array]:
    many = len(ids)
    return {
        "id": pa.array(ids),
        "unit": _one_of(units, many, chance),
        "verification": _one_of(["verified", "verified", "pending"], many, chance),
        "withdrawn": pa.array(chance.random(many) < 0.02),
        "project": pa.array(chance.integers(1, projects + 1, size=many)),
        "amount": pa.array(chance.integers(10**11, size=many)),
        "area": pa.array(chance.integers(10**6, size=many)),
        "payer": _one_of(["甲", *(f"企业{number}" for number in range(2_000))], many, chance),
        "received_on": _days(many, chance),
    }


def _shares(units: Sequence[str], ids: np.ndarray, chance: np.random.Generator) -> dict[str, pa.Array]:
    """Every third project is shared by two units, from the first day on."""
    shared = ids[ids % 3 == 0]
    first = chance.integers(len(units), size=len(shared))
    second = (first + 1 + chance.integers(len(units) - 1, size=len(shared))) % len(units)
    part = chance.integers(1, 20, size=len(shared)) * 500
    since = pa.array(np.full(2 * len(shared), (FIRST - date(1970, 1, 1)).days, np.int32))
    holders = pa.DictionaryArray.from_arrays(
        np.concatenate([first, second]).astype(np.int32), pa.array(units)
    )
    return {
        "ledger": pa.array([PROJECT.name] * 2 * len(shared), pa.string()),
        "record": pa.array(np.concatenate([shared, shared])),
        "unit": holders.dictionary_decode(),
        "bp": pa.array(np.concatenate([part, 10_000 - part])),
        "from_day": since.cast(pa.date32()),
    }


def together(folder: Path, shape: Shape) -> dict[str, exp.Query]:
    """The lake's tables as a site with these senders reads them."""
    came = [
        merged.Came(folder / "lake" / sender, sender, frozenset({sender, *below}), {0: number + 1})
        for number, (sender, below) in enumerate(shape.units.items())
    ]
    shapes = {spec.table: merged.of_ledger(spec) for spec in (PROJECT, RECEIPT)}
    shapes["share"] = merged.BESIDE["share"]
    return {
        table: merged.query(folder / "own" / f"{table}.parquet", one, came, frozenset())
        for table, one in shapes.items()
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--shape", choices=SHAPES, default="province")
    asked.add_argument("--receipts", type=int, default=3_000_000)
    asked.add_argument("--seed", type=int, default=2026)
    said = asked.parse_args()
    write(said.folder, SHAPES[said.shape], said.receipts, said.seed)
    size = sum(one.stat().st_size for one in said.folder.rglob("*.parquet"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{said.receipts:,} receipts: {size / 1e6:,.0f} MB on disk, {peak:,} MB of memory at the peak")


if __name__ == "__main__":
    main()
