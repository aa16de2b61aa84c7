"""Where figures are counted: one protocol, the same syntax tree on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import duckdb
from sqlglot import exp

from luoshi.kernel.errors import SiteError

Row = tuple[Any, ...]


def render(ast: exp.Expr, dialect: str) -> str:
    """SQL of one dialect with every name quoted."""
    return ast.sql(dialect=dialect, identify=True)


class Engine(Protocol):
    """Runs a query over the ledgers' tables, `share` and `unit_closure`."""

    def rows(self, ast: exp.Expr) -> list[Row]: ...


class Duck:
    """DuckDB over a folder of Parquet: each file is a table of its name. Reads nothing else."""

    def __init__(self, folder: Path, *, threads: int = 2, memory: str = "1GB") -> None:
        files = sorted(folder.glob("*.parquet"))
        if not files:
            raise SiteError(f"{folder}中没有快照文件")
        self._connection = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": memory,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        allowed = exp.Literal.string(str(folder.resolve())).sql(dialect="duckdb")
        self._connection.execute(f"SET allowed_directories = [{allowed}]")
        self._connection.execute("SET enable_external_access = false")
        for file in files:
            name = exp.to_identifier(file.stem, quoted=True).sql(dialect="duckdb")
            path = exp.Literal.string(str(file.resolve())).sql(dialect="duckdb")
            self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({path})")

    def rows(self, ast: exp.Expr) -> list[Row]:
        return list(self._connection.execute(render(ast, "duckdb")).fetchall())

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
