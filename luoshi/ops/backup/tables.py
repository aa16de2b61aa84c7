"""Tables as lines and lines as tables, the same on either kind of database.

What a row holds is told by the models as they were at the site's own state of migrations, and for the
ledgers' tables, which no migration makes, by the columns that the database has. So a backup can be read by a
later version, which first makes the tables as they were and then migrates them.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Collate

from luoshi.journal import rows
from luoshi.journal.fields import ExactDecimal
from luoshi.kernel.errors import InputError, SiteError
from luoshi.kernel.numbers import plain
from luoshi.ledgers import tables as ledgers
from luoshi.ops.backup import manifest as manifests
from luoshi.ops.backup.manifest import Column, Kind, Table

Model = type[models.Model]
Applied = Collection[tuple[str, str]]
BATCH = 5_000
NOT_KEPT = frozenset({"django_session", "session"})
"""Whoever had the number of a session would be logged in: people log in anew after a restore."""
_NOT_OURS = frozenset({"django_migrations", "luoshi_restoring"})
_KINDS: Mapping[str, Kind] = {
    "TextField": "text", "BigIntegerField": "whole", "DateField": "day", "DateTimeField": "moment",
    "BooleanField": "truth",
}  # fmt: skip
"""What introspection calls the columns of ledgers."""


# State


def applied() -> list[tuple[str, str]]:
    """The migrations that the database has, of those that this version knows."""
    loader = MigrationLoader(connection)
    return sorted(set(loader.applied_migrations) & set(loader.graph.nodes))


def _leaves(loader: MigrationLoader, state: Applied) -> list[tuple[str, str]]:
    """The last migrations of a state: to migrate to them is to come to it."""
    unknown = sorted(set(state) - set(loader.graph.nodes))
    if unknown:
        raise InputError(manifests.NEWER, hint=manifests.UPGRADE)
    leaves = [one for one in state if not _has_next(loader, one, state)]
    if {node for leaf in leaves for node in loader.graph.forwards_plan(leaf)} != set(state):
        raise InputError("备份的数据表版本不完整", hint="请用另一份备份")
    return sorted(leaves)


def _has_next(loader: MigrationLoader, one: tuple[str, str], state: Applied) -> bool:
    """Whether the state has a later migration of the same application."""
    return any(child.key in state and child.key[0] == one[0] for child in loader.graph.node_map[one].children)


def refuse_later(state: Applied) -> None:
    """Refuse a state that this version does not know."""
    _leaves(MigrationLoader(None), state)


def models_at(state: Applied) -> dict[str, Model]:
    """The models of every table that migrations make, as they were at a state."""
    loader = MigrationLoader(None)
    apps = loader.project_state(_leaves(loader, state)).apps
    found = {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}
    return {name: one for name, one in sorted(found.items()) if name not in NOT_KEPT}


def make(state: Applied) -> None:
    """Empty tables as they were at a state."""
    executor = MigrationExecutor(connection)
    executor.migrate(_leaves(executor.loader, state))


# What there is


def there() -> tuple[dict[str, Model], list[str]]:
    """Every table to be kept with its model, and the names of those that are nobody's."""
    found = models_at(applied())
    names = ledgers.names()
    for name in sorted(names):
        if name.startswith("ledger_") and name not in found:
            found[name] = model_of(name, _columns(name))
    beside = NOT_KEPT | _NOT_OURS
    strange = [one for one in names if one not in found and one not in beside and not _is_search(one, found)]
    return found, sorted(strange)


def _is_search(name: str, found: Collection[str]) -> bool:
    """Search tables, with what FTS5 keeps beside them, are made anew from the rows."""
    if not name.startswith("search_"):
        return False
    stems = [name, *(name.removesuffix(f"_{end}") for end in ("data", "idx", "content", "docsize", "config"))]
    return any(f"ledger_{stem.removeprefix('search_')}" in found for stem in stems)


def _columns(table: str) -> tuple[Column, ...]:
    """The columns of a ledger's table as the database has them, whether or not a pack still names them."""
    made = []
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, table).values()
        indexed = {one["columns"][0] for one in indexes if one["index"] and len(one["columns"]) == 1}
        for one in connection.introspection.get_table_description(cursor, table):
            if one.name == "id":
                continue
            kind = _KINDS.get(str(connection.introspection.get_field_type(one.type_code, one)))
            if kind is None:
                raise SiteError(f"表 {table} 的列 {one.name} 不是台账的列", hint="查明是谁改动了数据库")
            made.append(Column(name=one.name, kind=kind, null=one.null_ok, indexed=one.name in indexed))
    return tuple(made)


def model_of(table: str, columns: Sequence[Column]) -> Model:
    """The model of a ledger's table from its columns alone."""
    return ledgers.of_columns(table, columns)


def described(model: Model, count: int) -> Table:
    """What the manifest says of a table that has so many rows."""
    made = _columns(str(model._meta.db_table)) if ledgers.is_made_of_columns(model) else ()
    return Table(columns=columns_of(model), rows=count, last=_last(model), made=made)


def columns_of(model: Model) -> tuple[str, ...]:
    """The columns of a table in the order of a row."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


# Lines


def lines(model: Model) -> Iterator[bytes]:
    """Every row as a line, in an order that does not hang on the database."""
    key = model._meta.pk
    is_text = isinstance(_kept(key), models.CharField | models.TextField)
    order: Any = Collate("pk", "C") if is_text and connection.vendor == "postgresql" else "pk"
    names = [field.attname for field in model._meta.concrete_fields]
    for row in model._base_manager.order_by(order).values_list(*names).iterator(BATCH):
        said = [one if one is None or one.__class__ in (str, int, bool) else _spelled(one) for one in row]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        yield text.encode() + b"\n"


def _spelled(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal():
            return plain(value)
        case uuid.UUID():
            return value.hex
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case dict() | list() | float():  # of a JSON column, which may hold anything
            return value
    raise TypeError(f"{type(value).__name__} has no spelling in a backup")


_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat, "DateField": date.fromisoformat, "DecimalField": Decimal,
    "UUIDField": uuid.UUID, "BinaryField": base64.b64decode,
}  # fmt: skip


def _kept(field: Any) -> Any:
    """The field whose kind of value a column holds: of a reference, the key that it refers to."""
    while field.remote_field is not None:
        field = field.target_field
    return field


def load(model: Model, stream: Iterable[bytes]) -> None:
    """Write lines into an empty table."""
    fields = model._meta.concrete_fields
    parsers = [(place, _parser(field)) for place, field in enumerate(fields)]
    wanted = [(place, parse) for place, parse in parsers if parse is not None]

    def parsed() -> Iterator[list[Any]]:
        for line in stream:
            row: list[Any] = json.loads(line)
            if len(row) != len(fields):
                raise InputError(f"备份里表 {model._meta.db_table} 的行不完整", hint="请用另一份备份")
            for place, parse in wanted:
                if row[place] is not None:
                    row[place] = parse(row[place])
            yield row

    rows.insert(model, columns_of(model), parsed())


def _parser(field: Any) -> Callable[[Any], Any] | None:
    kept = _kept(field)
    return Decimal if isinstance(kept, ExactDecimal) else _PARSERS.get(kept.get_internal_type())


# Numbers


def _last(model: Model) -> int | None:
    """The last number that the table gave: a record that went must not lend its number to another."""
    if not isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = _sequence(cursor, model)
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def _sequence(cursor: Any, model: Model) -> str:
    table, key = connection.ops.quote_name(model._meta.db_table), str(model._meta.pk.column)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
    return str(cursor.fetchone()[0])


def go_on_after(model: Model, last: int | None) -> None:
    """Let the table's next number be the one after `last`."""
    if not last:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, model), last])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
