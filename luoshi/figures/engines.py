"""Where figures are counted: one protocol, the same syntax tree on every engine."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from luoshi.figures.questions import Dated, Word, tables
from luoshi.kernel.errors import SiteError

Row = tuple[Any, ...]

TYPES: Mapping[pa.DataType, str] = {
    pa.int64(): "bigint", pa.bool_(): "boolean", pa.date32(): "date", pa.string(): "text",
    pa.timestamp("us", tz="UTC"): "timestamptz",
}  # fmt: skip
"""The types of columns in a snapshot, and what they are called in SQL."""


def render(ast: exp.Expr, dialect: str) -> str:
    """SQL of one dialect with every name quoted."""
    return ast.sql(dialect=dialect, identify=True)


def said(query: exp.Expr | Dated, dialect: str, word: Word = render) -> str:
    """A query's text in a dialect."""
    return query.text(dialect, word) if isinstance(query, Dated) else word(query, dialect)


def parquet(*files: Path) -> exp.Expr:
    """What reads a file, or several of the same columns; each engine says it in its own way."""
    named = (exp.Literal.string(str(one.resolve())) for one in files)
    return exp.func("read_parquet", *named, dialect="duckdb")


class Engine(Protocol):
    """Runs a query over the ledgers' tables, `share` and `unit_closure`."""

    def rows(self, query: exp.Expr | Dated) -> list[Row]: ...

    def is_empty(self, table: str, /) -> bool:
        """Whether a table is known, without asking, to hold nothing."""


class Folder(ABC):
    """A folder of Parquet: each file is a table of its name, or what a query given `instead` reads from it
    and from files elsewhere. A table is known from the first query that names it, for of a hundred ledgers a
    few are asked."""

    def __init__(self, folder: Path, instead: Mapping[str, exp.Expr] | None) -> None:
        self._files = {file.stem: file.resolve() for file in folder.glob("*.parquet")}
        self._instead, self._known = dict(instead or {}), set[str]()
        if not self._files:
            raise SiteError(f"{folder}中没有快照文件")

    def rows(self, query: exp.Expr | Dated) -> list[Row]:
        named = query.question.tables if isinstance(query, Dated) else tables(query)
        for one in named:
            self._know(one)
        return self._answer(query)

    def is_empty(self, table: str, /) -> bool:
        own = table in self._files and table not in self._instead
        return own and pq.read_metadata(self._files[table]).num_rows == 0

    def _know(self, table: str) -> None:
        if table in self._known or table not in self._files:
            return
        whole = exp.select("*").from_(parquet(self._files[table]))
        self._define(table, self._instead.get(table) or whole)
        self._known.add(table)

    @abstractmethod
    def _define(self, table: str, query: exp.Expr) -> None:
        """Let a name stand for a query over files."""

    @abstractmethod
    def _answer(self, query: exp.Expr | Dated) -> list[Row]: ...

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_ROOM = "腾出临时文件夹（TMPDIR）所在的磁盘；数据很多的，改用 --engine spark"


class Duck(Folder):
    """DuckDB over a folder of Parquet. Reads this folder, the folders `beside` it and nothing else. What goes
    beyond `memory` lies in a folder for passing files until it is closed."""

    def __init__(
        self,
        folder: Path,
        *,
        threads: int = 2,
        memory: str = "1GB",
        instead: Mapping[str, exp.Expr] | None = None,
        beside: Iterable[Path] = (),
    ) -> None:
        super().__init__(folder, instead)
        self._passing = TemporaryDirectory(prefix="luoshi-")
        self._connection = duckdb.connect(
            config={
                "threads": threads,
                "memory_limit": memory,
                "temp_directory": self._passing.name,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        allowed = exp.array(*(exp.Literal.string(str(one.resolve())) for one in (folder, *beside)))
        self._connection.execute(f"SET allowed_directories = {allowed.sql(dialect='duckdb')}")
        self._connection.execute("SET enable_external_access = false")

    def _answer(self, query: exp.Expr | Dated) -> list[Row]:
        try:
            return list(self._connection.execute(said(query, "duckdb")).fetchall())
        except (duckdb.OutOfMemoryException, duckdb.IOException) as fault:
            raise SiteError("内存或磁盘不够，没有算完", hint=_ROOM) from fault

    def _define(self, table: str, query: exp.Expr) -> None:
        name = exp.to_identifier(table, quoted=True).sql(dialect="duckdb")
        self._connection.execute(f"CREATE VIEW {name} AS {render(query, 'duckdb')}")

    def columns(self, table: str) -> frozenset[str]:
        """The names of a table's columns; none where there is no such table."""
        if table not in self._files:
            return frozenset()
        self._know(table)
        none = exp.select("*").from_(exp.to_table(table)).limit(0)
        return frozenset(str(one[0]) for one in self._connection.execute(render(none, "duckdb")).description)

    def batches(self, table: str) -> pa.RecordBatchReader:
        """A whole table, streamed."""
        self._know(table)
        query = render(exp.select("*").from_(exp.table_(table)), "duckdb")
        return pa.RecordBatchReader.from_stream(self._connection.execute(query).to_arrow_reader(50_000))

    def close(self) -> None:
        self._connection.close()
        self._passing.cleanup()


def share_of_memory() -> str:
    """What counting over a lake may take: a quarter of the machine's memory, 1 GB at least."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{max(whole // 4, 10**9) // 10**6}MB"


class DatabaseCursor(Protocol):
    """What is needed of a DB-API cursor; Django's is one."""

    def execute(self, sql: str, /) -> object: ...

    def fetchall(self) -> list[Row]: ...


class Cursor:
    """A database's own cursor; `dialect` is `sqlite`, `postgres` or `duckdb`."""

    def __init__(self, cursor: DatabaseCursor, dialect: str) -> None:
        self._cursor, self.dialect = cursor, dialect

    def rows(self, query: exp.Expr | Dated | str) -> list[Row]:
        """What a query answers; a text is in this database's dialect."""
        self._cursor.execute(query if isinstance(query, str) else said(query, self.dialect))
        return [tuple(row) for row in self._cursor.fetchall()]

    def is_empty(self, _table: str, /) -> bool:
        return False
