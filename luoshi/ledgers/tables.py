"""A ledger's table, made and altered from its pack by Django's own schema machinery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.apps.registry import Apps
from django.db import connection, models

from luoshi.ledgers.columns import Kind, of_ledger
from luoshi.packs.spec import Ledger

_FIELDS: Mapping[Kind, type[models.Field[Any, Any]]] = {
    "text": models.TextField,
    "whole": models.BigIntegerField,
    "day": models.DateField,
    "moment": models.DateTimeField,
    "truth": models.BooleanField,
}


class AnyColumn(Protocol):
    """What a column is made of, whether a pack tells it or a backup."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def indexed(self) -> bool: ...
    @property
    def null(self) -> bool: ...


_made: dict[tuple[str, str], type[Any]] = {}
_stated: dict[tuple[str, str, str], tuple[str, ...]] = {}


def model(ledger: Ledger, digest: str) -> type[Any]:
    """The Django model of a ledger's table under a pack's digest; it has no migrations."""
    known = _made.get((digest, ledger.name))
    if known is None:
        known = _made[digest, ledger.name] = _model(ledger)
    return known


def _model(ledger: Ledger) -> type[Any]:
    return of_columns(ledger.table, of_ledger(ledger))


def of_columns(table: str, columns: Iterable[AnyColumn]) -> type[Any]:
    """The Django model of a ledger's table from its columns alone."""
    meta = type("Meta", (), {"apps": Apps(), "app_label": "ledgers", "db_table": table})
    fields = {column.name: _field(column) for column in columns}
    attributes: dict[str, Any] = {
        "__module__": __name__, "Meta": meta, "id": models.BigAutoField(primary_key=True), **fields,
    }  # fmt: skip
    return type(table.removeprefix("ledger_"), (models.Model,), attributes)


def is_made_of_columns(model: type[models.Model]) -> bool:
    """Whether a model is of a ledger's table, and of no migration."""
    return model.__module__ == __name__


def _field(column: AnyColumn) -> models.Field[Any, Any]:
    return _FIELDS[column.kind](null=column.null, db_index=column.indexed)


def creation(ledger: Ledger, digest: str) -> tuple[str, ...]:
    """The statements that make a ledger's table and its indexes; worked out once a process."""
    key = (connection.vendor, digest, ledger.name)
    if key not in _stated:
        editor = connection.schema_editor(collect_sql=True)
        editor.deferred_sql = []
        editor.create_model(model(ledger, digest))
        _stated[key] = (*editor.collected_sql, *(str(statement) for statement in editor.deferred_sql))
    return _stated[key]


def addition(ledger: Ledger, digest: str, column: str) -> list[str]:
    """The statements that add a column."""
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []
    table = model(ledger, digest)
    editor.add_field(table, table._meta.get_field(column))
    return [*editor.collected_sql, *(str(statement) for statement in editor.deferred_sql)]


def renaming(table: str, old: str, new: str) -> list[str]:
    """The statement that renames a column."""
    quote = connection.ops.quote_name
    return [f"ALTER TABLE {quote(table)} RENAME COLUMN {quote(old)} TO {quote(new)}"]


def table_renaming(old: str, new: str) -> list[str]:
    """The statement that renames a table."""
    quote = connection.ops.quote_name
    return [f"ALTER TABLE {quote(old)} RENAME TO {quote(new)}"]


def names() -> frozenset[str]:
    """The tables that the database has now."""
    return frozenset(connection.introspection.table_names())


def existing(table: str) -> frozenset[str]:
    """The columns that a table has now."""
    with connection.cursor() as cursor:
        return frozenset(
            column.name for column in connection.introspection.get_table_description(cursor, table)
        )
