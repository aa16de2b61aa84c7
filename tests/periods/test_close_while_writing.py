"""A month closes while somebody goes on writing: the package is of one moment, nothing written is lost."""

from __future__ import annotations

import json
import threading
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django.db import OperationalError, connection

from luoshi.journal import queries as journal
from luoshi.kernel.money import from_fen
from luoshi.ledgers import queries as ledgers
from luoshi.periods import actions, package, queries
from tests.people import SYSTEM, TOWN
from tests.periods.test_close import FUNDS, JANUARY, LIN, everybody_in, figure, on, project, receipt


@pytest.mark.parametrize("round_", [1, 2])
def test_a_close_while_somebody_writes_is_of_one_moment(site: Path, round_: int) -> None:
    mine = project()
    for day in range(1, 28):
        receipt(mine, f"2026-01-{day:02}", day * 10)
    everybody_in(JANUARY, "2026-02-04")
    written, stop, begun = list[int](), threading.Event(), threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                try:
                    made = receipt(mine, "2026-01-30", 1)
                except OperationalError:  # the database was busy: the clerk tries again
                    continue
                written.append(made.ref.id)
                begun.set()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(20)
        closing = actions.close(on("2026-02-04", LIN), JANUARY)
    finally:
        stop.set()
        writer.join()

    folder = queries.folder(JANUARY)
    assert package.verify(folder).digest == closing.digest
    with duckdb.connect() as engine:
        count, total = engine.execute(
            "SELECT count(*), sum(amount) FROM read_parquet(?) WHERE verification = 'verified'",
            [str(folder / "ledger_investment_receipt.parquet")],
        ).fetchone() or (0, 0)
    published = {
        one["unit"]: one["ytd"]
        for one in json.loads((folder / "figures.json").read_bytes())
        if one["indicator"] == FUNDS
    }
    assert Decimal(published[TOWN]) == from_fen(total, "万元") == Decimal(figure(JANUARY, TOWN)["ytd"])
    assert 27 < count <= 27 + len(written)
    assert ledgers.page(SYSTEM, "investment.receipt", size=1).total == 27 + len(written)
    journal.check_chain()
