"""What a close must disclose: facts of earlier months that came late, were corrected or taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow.parquet as pq

from luoshi.kernel.money import from_fen
from luoshi.kernel.numbers import plain, scale_down
from luoshi.kernel.periods import Period
from luoshi.packs.spec import Ledger, Pack


@dataclass(frozen=True)
class Disclosed:
    """A fact dated in a closed period that is not as it was there. Amounts in the ledger's unit."""

    kind: Literal["late", "corrected", "taken_back"]
    ledger: str
    record: int
    unit: str
    day: str
    before: str | None
    after: str | None


def disclosed(packs: Mapping[str, Pack], now: Path, before: Path, closed: Period) -> Iterator[Disclosed]:
    """Compare two snapshots: verified facts dated up to the end of the period closed before."""
    with duckdb.connect() as engine:
        for pack in packs.values():
            for ledger in pack.ledgers.values():
                old = before / f"{ledger.table}.parquet"
                new = now / old.name
                if ledger.dated and old.exists() and not cmp(new, old, shallow=False) and _has(old, ledger):
                    yield from _of_ledger(engine, ledger, new, old, closed)


def _has(file: Path, ledger: Ledger) -> bool:
    names = set(pq.read_schema(file).names)
    return {ledger.dated, ledger.total or "id"} <= names


def _of_ledger(
    engine: duckdb.DuckDBPyConnection, ledger: Ledger, new: Path, old: Path, closed: Period
) -> Iterator[Disclosed]:
    counted = f"""
        SELECT id, unit, "{ledger.dated}" AS day, {f'"{ledger.total}"' if ledger.total else "1"} AS amount
        FROM read_parquet(?) WHERE verification = 'verified' AND NOT withdrawn AND "{ledger.dated}" <= ?
    """
    query = f"""
        SELECT COALESCE(n.id, o.id), COALESCE(n.unit, o.unit), COALESCE(n.day, o.day), o.amount, n.amount
        FROM ({counted}) n FULL OUTER JOIN ({counted}) o ON n.id = o.id
        WHERE n.amount IS DISTINCT FROM o.amount OR n.day IS DISTINCT FROM o.day ORDER BY 1
    """
    rows = engine.execute(query, [str(new), closed.end, str(old), closed.end]).fetchall()
    for record, unit, day, before, after in rows:
        kind: Literal["late", "corrected", "taken_back"] = (
            "late" if before is None else "taken_back" if after is None else "corrected"
        )
        yield Disclosed(
            kind, ledger.name, record, unit, day.isoformat(), _said(ledger, before), _said(ledger, after)
        )


def _said(ledger: Ledger, stored: int | None) -> str | None:
    if stored is None or not ledger.total:
        return None if stored is None else str(stored)
    field = ledger.fields[ledger.total]
    if field.type == "money":
        return plain(from_fen(stored, str(field.unit)))
    return plain(scale_down(stored, field.places if field.type == "decimal" else 0))
