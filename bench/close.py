"""A close of 200,000 records against the least it could cost: `python -m bench.close`.

With `--site DIR` a month (`--month`) of a site made by `bench.sites` is closed instead, in this process, and
what it held in memory at the peak is printed; the month is closed for good, so give it a copy. The first one
seals the whole journal; the next finds it sealed, as where `luoshi work` runs, and a package before it.

A site is made and filled through the product's own actions; then a month is closed, step by step
timed. Beside it, in the same run: the receipts read with sqlite3 and written with pyarrow (what a
snapshot costs at least), the same totals by hand-written SQL on the Parquet that the close wrote
(what figures cost at least), and SHA-256 over as many entries (what sealing costs at least).
Printed as ratios (ours ÷ by hand), because machines differ.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

RECEIPTS, BATCH, TOWNS = 200_000, 20_000, 160
MONTH = "2026-03"
"""What is closed first of a big site, whose facts reach from 2020 into the spring of 2026."""
FUNDS = """
    SELECT c.ancestor, sum(r.amount) FROM read_parquet(?) r
    JOIN read_parquet(?) c ON c.descendant = r.unit
    WHERE NOT r.withdrawn AND r.verification = 'verified'
        AND r.received_on BETWEEN DATE '2026-01-01' AND DATE '2026-01-31'
    GROUP BY ALL
"""


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fill() -> None:
    """A city of 160 townships with a project each, and the receipts."""
    from datetime import UTC, datetime

    from django.db import connection

    from luoshi.kernel.actor import Actor
    from luoshi.ledgers import actions as ledgers
    from luoshi.ledgers import adoption
    from luoshi.ledgers.drafts import NewRow
    from luoshi.packs import library
    from luoshi.units import actions as units

    who = Actor.system(lambda: datetime(2026, 1, 20, 1, tzinfo=UTC))
    units.add_unit(who, "C", "某市", "city")
    codes = [f"C{number:03}" for number in range(TOWNS)]
    for code in codes:
        units.add_unit(who, code, f"第{code}镇", "township", parent="C")
    for pack in library.shipped().values():
        adoption.adopt(who, pack)
    projects = [NewRow(code, {"name": f"{code}项目", "total": 10**6}) for code in codes]
    made = ledgers.create_many(who, "investment.project", projects)
    for start in range(0, RECEIPTS, BATCH):
        rows = [
            NewRow(
                codes[number % TOWNS],
                {
                    "project": made[number % TOWNS].ref.id, "received_on": f"2026-01-{number % 28 + 1:02}",
                    "amount": number % 997 + 1, "voucher_no": f"V{number}", "payer": f"企业{number % 20_000}",
                },
            )
            for number in range(start, start + BATCH)
        ]  # fmt: skip
        ledgers.create_many(who, "investment.receipt", rows)
        print(f"filled {start + BATCH:,}", file=sys.stderr)
    # 200,000 verifications one by one are the clerks' work of months; the bench only needs their outcome.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_investment_receipt SET verification = 'verified'")


def close(month: str = "2026-01") -> dict[str, float]:
    """Seconds of every step of the close."""
    from datetime import UTC, datetime

    from luoshi.kernel.actor import Actor
    from luoshi.kernel.periods import Period
    from luoshi.periods import actions, duties

    marks: list[tuple[str, float]] = []
    period = Period.parse(month)
    late = period.end + timedelta(days=20)
    who = Actor.system(lambda: datetime(late.year, late.month, late.day, 1, tzinfo=UTC))
    for duty in duties.duties(who, period):
        if not duties.in_or_let_off(duty.state):
            actions.excuse(who, duty.unit, period, why="试验")
    actions.close(who, period, tell=lambda step, _done, _of: marks.append((step, time.perf_counter())))
    return {step: later - at for (step, at), (_next, later) in pairwise(marks)}


def by_hand(site: Path, folder: Path) -> dict[str, float]:
    """The least the same steps could cost."""
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq

    receipts, closure = folder / "ledger_investment_receipt.parquet", folder / "unit_closure.parquet"
    plain = folder.parent / "by_hand.parquet"

    def snapshot() -> None:
        with sqlite3.connect(site / "db.sqlite3") as source:
            cursor = source.execute("SELECT * FROM ledger_investment_receipt")
            names = [one[0] for one in cursor.description]
            columns = zip(*cursor.fetchall(), strict=True)
            pq.write_table(
                pa.table(dict(zip(names, map(list, columns), strict=True))), plain, compression="zstd"
            )

    def figures() -> None:
        with duckdb.connect() as engine:
            engine.execute(FUNDS, [str(receipts), str(closure)]).fetchall()

    def seal() -> None:
        before = b""
        for number in range(RECEIPTS):
            before = hashlib.sha256(before + b"x" * 600 + str(number).encode()).digest()

    return {"快照": _timed(snapshot), "计算": _timed(figures), "封存日志": _timed(seal)}


def indicators() -> int:
    """How many figures the close computes that the one query by hand does not."""
    from luoshi.ledgers import queries

    return sum(len(pack.indicators) for pack in queries.packs().values())


def close_site(site: Path, month: str) -> None:
    """Close a big site's month and say what it took."""
    from luoshi.cli import setup

    setup.choose(site)
    setup.ready()
    steps = close(month)
    for step, seconds in steps.items():
        print(f"{step}: {seconds:.1f} s")
    used = resource.getrusage(resource.RUSAGE_SELF)
    busy, peak = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    print(f"the whole close {sum(steps.values()):.0f} s ({busy:.0f} of a processor), {peak} MB at the peak")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--site", type=Path)
    asked.add_argument("--month", default=MONTH)
    said = asked.parse_args()
    if said.site:
        close_site(said.site, said.month)
    else:
        close_made()


def close_made() -> None:
    """A site is made, closed and held against work by hand."""
    with TemporaryDirectory() as passing:
        site = Path(passing) / "site"
        os.environ.pop("DATABASE_URL", None)
        from luoshi.cli import setup
        from luoshi.config import site as sites

        sites.make(site, name="某市")
        setup.choose(site)
        setup.ready()
        setup.migrate()
        fill()
        steps = close()
        least = by_hand(site, site / "packages" / "2026-01")
        many = f"figures ({indicators()} indicators ÷ 1 query)"
        labels = {"快照": "snapshot", "计算": many, "封存日志": "sealing"}
        for step, label in labels.items():
            print(f"{label}: {steps[step]:.1f} s, ours ÷ by hand {steps[step] / least[step]:.1f}")
        print(f"signing and publishing: {steps['签名']:.1f} s; the whole close {sum(steps.values()):.1f} s")


if __name__ == "__main__":
    main()
