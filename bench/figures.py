"""Our figures against hand-written SQL on the same Parquet, in one run: `python -m bench.figures`.

1,000,000 receipts (or as many as `--receipts` says) of 5,000 projects, a third of them shared, under 1 city,
8 counties and 160 townships. Printed as ratios of times (ours ÷ by hand), because machines differ.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from luoshi.figures import compute
from luoshi.figures.engines import Duck
from luoshi.kernel.periods import Period, PlanYear
from tests.figures.world import CATALOGUE, World

PROJECTS, RUNS = 5_000, 9
PERIOD, PLAN = Period(2026, "month", 9), PlanYear()

FUNDS = """
    WITH credit AS (
        SELECT coalesce(s.unit, r.unit) AS unit, r.amount * coalesce(s.bp, 10000)::HUGEINT AS part
        FROM ledger_test_receipt r
        LEFT JOIN share s ON s.ledger = 'test.project' AND s.record = r.project
            AND s.from_day <= r.received_on AND (s.to_day IS NULL OR r.received_on < s.to_day)
        WHERE NOT r.withdrawn AND r.verification = 'verified'
            AND r.received_on BETWEEN DATE '2026-01-01' AND DATE '2026-09-30'
    )
    SELECT c.ancestor, sum(part) FROM credit JOIN unit_closure c ON c.descendant = credit.unit GROUP BY ALL
"""
PAYERS = """
    SELECT c.ancestor, count(DISTINCT r.payer)
    FROM ledger_test_receipt r
    LEFT JOIN share s ON s.ledger = 'test.project' AND s.record = r.project
        AND s.from_day <= r.received_on AND (s.to_day IS NULL OR r.received_on < s.to_day)
    JOIN unit_closure c ON c.descendant = coalesce(s.unit, r.unit)
    WHERE NOT r.withdrawn AND r.received_on BETWEEN DATE '2026-01-01' AND DATE '2026-09-30'
    GROUP BY ALL
"""
IN_HAND = """
    SELECT c.ancestor, sum(coalesce(s.bp, 10000))
    FROM ledger_test_project p
    LEFT JOIN share s ON s.ledger = 'test.project' AND s.record = p.id
        AND s.from_day <= DATE '2026-09-30' AND (s.to_day IS NULL OR DATE '2026-09-30' < s.to_day)
    JOIN unit_closure c ON c.descendant = coalesce(s.unit, p.unit)
    WHERE NOT p.withdrawn AND p.stage IN ('signed', 'started')
    GROUP BY ALL
"""
BY_HAND = {"funds": (FUNDS, 10**10), "payers": (PAYERS, 1), "in_hand": (IN_HAND, 10**4)}
"""Query, and what its integer is divided by."""


def city(receipts: int) -> World:
    """The same city every time."""
    chance = random.Random(20260930)  # a benchmark's data, nothing that anybody could want to guess
    above: dict[str, str | None] = {"city": None}
    above |= {f"c{county}": "city" for county in range(8)}
    towns = [f"t{number:03}" for number in range(160)]
    above |= {town: f"c{number % 8}" for number, town in enumerate(towns)}
    world = World(above)
    for number in range(PROJECTS):
        project = world.project(chance.choice(towns), stage=chance.choice(["talks", "signed", "started"]))
        if number % 3 == 0:
            first, second = chance.sample(towns, 2)
            part = chance.randrange(500, 10_000, 500)
            world.share(project, {first: part, second: 10_000 - part}, date(2025, 1, 1))
    for _ in range(receipts):
        world.receipt(
            chance.choice(towns),
            chance.randrange(10**11),
            date(2026, chance.randint(1, 12), chance.randint(1, 28)),
            project=chance.randint(1, PROJECTS),
            payer=f"企业{chance.randrange(20_000)}",
            verification=chance.choice(["verified", "verified", "pending"]),
        )
    return world


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(key: str, folder: Path) -> list[tuple[float, float]]:
    """(ours, by hand) in seconds, run by run; the two must agree to the last digit first."""
    query, scale = BY_HAND[key]
    with Duck(folder) as engine, duckdb.connect(config={"threads": 2}) as plain:
        for file in folder.glob("*.parquet"):
            plain.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM read_parquet('{file}')")

        def ours() -> compute.Values:
            return compute.values(CATALOGUE, engine, PERIOD, PLAN, names=[key])

        def by_hand() -> dict[str, int]:
            return dict(plain.execute(query).fetchall())

        expected, got = by_hand(), ours()
        assert {unit: Fraction(number, scale) for unit, number in expected.items()} == {
            unit: got[f"test.{key}", unit] for unit in expected
        }
        return [(_timed(ours), _timed(by_hand)) for _ in range(RUNS)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--receipts", type=int, default=1_000_000)
    with TemporaryDirectory() as folder:
        parquet = city(asked.parse_args().receipts).parquet(Path(folder))
        together: list[list[float]] = []
        for key in BY_HAND:
            runs = compare(key, parquet)
            ratios = [ours / hand for ours, hand in runs]
            together.append([sum(times) for times in zip(*runs, strict=True)])
            print(f"{key:8} ours ÷ by hand: min {min(ratios):.2f}, median {statistics.median(ratios):.2f}")
        ours, hand = (sum(one) for one in zip(*together, strict=True))
        print(f"together ours ÷ by hand: {ours / hand:.2f}")


if __name__ == "__main__":
    main()
