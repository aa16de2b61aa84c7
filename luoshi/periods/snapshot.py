"""One consistent read of everything that figures are made of, as Parquet.

A connection of its own reads in one transaction (SQLite: a read snapshot of the WAL; PostgreSQL:
REPEATABLE READ), so writers go on while it reads and nobody sees half of anything. Rows stream
in batches, so memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

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


BESIDE: tuple[type[models.Model], ...] = (
    Share, Evidence, GateDecision, Unit, Closure, Commitment, Entered, History, PublishedFigure,
)  # fmt: skip
"""What figures and traces need beside the ledgers."""


def _ledgers() -> Iterator[tuple[type[models.Model], frozenset[str]]]:
    """Each ledger's table, and its columns that hold personal data."""
    for pack in ledgers.packs().values():
        for spec in pack.ledgers.values():
            yield tables.model(spec, pack.digest), spec.personal


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it, this thread reads the database as of one moment, through a connection of its own."""
    usual = connections[DEFAULT_DB_ALIAS]
    reading = usual.copy()
    connections[DEFAULT_DB_ALIAS] = reading
    try:
        _ = reading.features.supports_json_field  # Django asks in a transaction, which would end ours
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


@contextmanager
def this_moment() -> Iterator[None]:
    """As `one_moment`, on the connection that is there, which must be in no transaction: for a quick look.
    Nothing inside may open a transaction."""
    isolated = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN{isolated}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def in_transaction() -> bool:
    """Whether what is read now might be undone: somebody's transaction is open on this connection."""
    if connection.in_atomic_block:
        return True
    connection.ensure_connection()
    open_one = connection.connection
    if connection.vendor == "postgresql":
        return bool(open_one.info.transaction_status)
    return bool(open_one.in_transaction)


def write(folder: Path) -> None:
    """Write every table of a snapshot as `<table>.parquet`."""
    for model, personal in _ledgers():
        write_table(folder, model, personal)
    for model in BESIDE:
        write_table(folder, model)


def write_table(folder: Path, model: type[models.Model], personal: Collection[str] = ()) -> None:
    """Write one table, streamed, in the order of its key. A package is handed on, and so personal data stays
    behind: its columns are there and empty."""
    fields = model._meta.concrete_fields
    stored_in = schema(model)
    kinds = stored_in.types
    names = [field.attname for field in fields]
    hidden = [place for place, name in enumerate(names) if name in personal]
    rows = model._default_manager.order_by("pk").values_list(*names).iterator(BATCH)
    with pq.ParquetWriter(
        folder / f"{model._meta.db_table}.parquet", stored_in, compression="zstd"
    ) as writer:
        for batch in _batches(rows):
            values = list(zip(*batch, strict=True))
            for place in hidden:
                values[place] = (None,) * len(batch)
            stored = zip(values, kinds, strict=True)
            columns = [_column(one, kind) for one, kind in stored]
            writer.write_batch(pa.record_batch(columns, schema=stored_in))


def schema(model: type[models.Model]) -> pa.Schema:
    """The columns of a table in a snapshot, with their types."""
    return pa.schema([(str(field.column), _kind(field)) for field in model._meta.concrete_fields])


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
