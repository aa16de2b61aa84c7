"""One consistent read of everything that figures are made of, as Parquet.

A connection of its own reads in one transaction (SQLite: a read snapshot of the WAL; PostgreSQL:
REPEATABLE READ), so writers go on while it reads and nobody sees half of anything. Rows stream
in batches, so memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import DEFAULT_DB_ALIAS, connections, models

from luoshi.commitments.models import Commitment
from luoshi.kernel.numbers import plain
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers import tables
from luoshi.ledgers.models import Evidence, GateDecision, Share
from luoshi.periods.models import Entered, History, PublishedFigure
from luoshi.units.models import Closure, Unit

BATCH = 20_000

_ARROW: Mapping[str, pa.DataType] = {
    "BigAutoField": pa.int64(), "BigIntegerField": pa.int64(), "IntegerField": pa.int64(),
    "BooleanField": pa.bool_(), "DateField": pa.date32(), "DateTimeField": pa.timestamp("us", tz="UTC"),
}  # fmt: skip
"""Django's name of a column's kind → Parquet's type; every other kind is text."""


def everything() -> list[type[models.Model]]:
    """The tables of a snapshot: each ledger's, and what figures and traces need beside them."""
    packs = ledgers.packs().values()
    own = [tables.model(ledger, pack.digest) for pack in packs for ledger in pack.ledgers.values()]
    return [*own, Share, Evidence, GateDecision, Unit, Closure, Commitment, Entered, History, PublishedFigure]


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it, this thread reads the database as of one moment, through a connection of its own."""
    usual = connections[DEFAULT_DB_ALIAS]
    reading = usual.copy()
    connections[DEFAULT_DB_ALIAS] = reading
    try:
        with reading.cursor() as cursor:
            if reading.vendor == "postgresql":
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            else:
                cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT COUNT(*) FROM journal_seal")
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual
        reading.close()


def write(folder: Path) -> None:
    """Write every table of a snapshot as `<table>.parquet`."""
    for model in everything():
        write_table(folder, model)


def write_table(folder: Path, model: type[models.Model]) -> None:
    """Write one table, streamed, in the order of its key."""
    fields = model._meta.concrete_fields
    kinds = [_kind(field) for field in fields]
    schema = pa.schema(list(zip([str(field.column) for field in fields], kinds, strict=True)))
    names = [field.attname for field in fields]
    rows = model._default_manager.order_by("pk").values_list(*names).iterator(BATCH)
    with pq.ParquetWriter(folder / f"{model._meta.db_table}.parquet", schema, compression="zstd") as writer:
        for batch in _batches(rows):
            stored = zip(zip(*batch, strict=True), kinds, strict=True)
            columns = [_column(values, kind) for values, kind in stored]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _kind(field: models.Field[Any, Any]) -> pa.DataType:
    """Parquet's type of a column; a reference is kept as the key it refers to."""
    kept = field.target_field if isinstance(field, models.ForeignKey) else field
    return _ARROW.get(kept.get_internal_type(), pa.string())


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Exact decimals are kept as text, whole in every engine."""
    if kind == pa.string():
        values = [plain(value) if isinstance(value, Decimal) else value for value in values]
    return pa.array(values, kind)


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
