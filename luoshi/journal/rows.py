"""Many new rows in one go: their numbers reserved first, then written in one statement.

Django's `bulk_create` makes an object of every row and prepares every value; at 100,000 rows that is most of
an import. Here rows are tuples, values that need no preparing get none, and PostgreSQL takes them by COPY.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from django.db import connection, models

_AS_THEY_ARE = (models.TextField, models.CharField, models.IntegerField, models.BooleanField)


def reserve(model: type[models.Model], count: int) -> range | list[int]:
    """Numbers for so many new rows, which nobody else gets. Inside a transaction only."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [connection.ops.quote_name(table), count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        start = (last[0] if last else 0) + 1
        return range(start, start + count)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of values in the order of `names` (columns, `id` among them)."""
    table, quote = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    columns = ", ".join(quote(name) for name in names)
    prepared = _prepared(model, names, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", cast(Any, prepared))


def _prepared(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[list[Any]]:
    """Rows as the database takes them; a day or a moment that many rows share is prepared once."""
    makers = [(place, _maker(model._meta.get_field(name))) for place, name in enumerate(names)]
    wanted = [(place, make) for place, make in makers if make is not None]
    for row in rows:
        made = list(row)
        for place, make in wanted:
            if made[place] is not None:
                made[place] = make(made[place])
        yield made


def _maker(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, _AS_THEY_ARE):
        return None
    known: dict[Any, Any] = {}

    def make(value: Any) -> Any:
        if isinstance(value, dict | list | bool):  # True is 1 to a dict
            return field.get_db_prep_save(value, connection)
        if value not in known:
            if len(known) > 10_000:
                known.clear()
            known[value] = field.get_db_prep_save(value, connection)
        return known[value]

    return make
