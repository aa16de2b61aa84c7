"""Where figures are counted: one protocol, the same syntax tree on every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from luoshi.kernel.errors import SiteError

Row = tuple[Any, ...]


def render(ast: exp.Expr, dialect: str) -> str:
    """SQL of one dialect with every name quoted."""
    return ast.sql(dialect=dialect, identify=True)


class Engine(Protocol):
    """Runs a query over the ledgers' tables, `share` and `unit_closure`."""

    def rows(self, ast: exp.Expr) -> list[Row]: ...

    def is_empty(self, table: str, /) -> bool:
        """Whether a table is known, without asking, to hold nothing."""


class Duck:
    """DuckDB over a folder of Parquet: each file is a table of its name, or what a query given `instead`
    reads from it and from files in the folders `beside`. A table is known from the first query that names
    it, for of a hundred ledgers a few are asked. Reads nothing else."""

    def __init__(
        self,
        folder: Path,
        *,
        threads: int = 2,
        memory: str = "1GB",
        instead: Mapping[str, exp.Expr] | None = None,
        beside: Iterable[Path] = (),
    ) -> None:
        self._files = {file.stem: file.resolve() for file in folder.glob("*.parquet")}
        self._instead, self._known = dict(instead or {}), set[str]()
        if not self._files:
            raise SiteError(f"{folder}中没有快照文件")
        self._connection = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": memory,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        allowed = exp.array(*(exp.Literal.string(str(one.resolve())) for one in (folder, *beside)))
        self._connection.execute(f"SET allowed_directories = {allowed.sql(dialect='duckdb')}")
        self._connection.execute("SET enable_external_access = false")

    def rows(self, ast: exp.Expr) -> list[Row]:
        for one in ast.find_all(exp.Table):
            self._know(one.name)
        return list(self._connection.execute(render(ast, "duckdb")).fetchall())

    def columns(self, table: str) -> frozenset[str]:
        """The names of a table's columns; none where there is no such table."""
        if table not in self._files:
            return frozenset()
        self._know(table)
        none = exp.select("*").from_(exp.to_table(table)).limit(0)
        return frozenset(str(one[0]) for one in self._connection.execute(render(none, "duckdb")).description)

    def is_empty(self, table: str, /) -> bool:
        own = table in self._files and table not in self._instead
        return own and pq.read_metadata(self._files[table]).num_rows == 0

    def _know(self, table: str) -> None:
        if table in self._known or table not in self._files:
            return
        name = exp.to_identifier(table, quoted=True).sql(dialect="duckdb")
        path = exp.Literal.string(str(self._files[table])).sql(dialect="duckdb")
        asked = self._instead.get(table)
        read = render(asked, "duckdb") if asked else f"SELECT * FROM read_parquet({path})"
        self._connection.execute(f"CREATE VIEW {name} AS {read}")
        self._known.add(table)

    def batches(self, table: str) -> pa.RecordBatchReader:
        """A whole table, streamed."""
        self._know(table)
        query = render(exp.select("*").from_(exp.table_(table)), "duckdb")
        return pa.RecordBatchReader.from_stream(self._connection.execute(query).to_arrow_reader(50_000))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class DatabaseCursor(Protocol):
    """What is needed of a DB-API cursor; Django's is one."""

    def execute(self, sql: str, /) -> object: ...

    def fetchall(self) -> list[Row]: ...


class Cursor:
    """A database's own cursor; `dialect` is `sqlite`, `postgres` or `duckdb`."""

    def __init__(self, cursor: DatabaseCursor, dialect: str) -> None:
        self._cursor = cursor
        self._dialect = dialect

    def rows(self, ast: exp.Expr) -> list[Row]:
        self._cursor.execute(render(ast, self._dialect))
        return [tuple(row) for row in self._cursor.fetchall()]

    def is_empty(self, _table: str, /) -> bool:
        return False
