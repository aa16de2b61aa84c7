"""The demonstration, filled once by its command and served by Granian, for all tests that look at it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

LUOSHI = [sys.executable, "-c", "from luoshi.cli.main import main; main()"]
PASSWORD = "luoshi-demo-2026"


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def luoshi(site: Path, *words: str) -> str:
    """What a command of the product prints about a site."""
    command = [*LUOSHI, "--site", str(site), *words]
    return subprocess.run(command, check=True, env=environment(), capture_output=True, text=True).stdout


def objects(site: Path, *words: str) -> list[dict[str, Any]]:
    """What a command prints as one JSON object a line."""
    return [json.loads(line) for line in luoshi(site, *words).splitlines()]


def copied(city: Path, site: Path) -> Path:
    """A copy of the demonstration that a test may change. The database goes through SQLite's own backup: the
    city is served meanwhile, and its files come and go."""
    shutil.copytree(city, site, ignore=shutil.ignore_patterns("db.sqlite3*"))
    with (
        closing(sqlite3.connect(city / "db.sqlite3")) as one,
        closing(sqlite3.connect(site / "db.sqlite3")) as to,
    ):
        one.backup(to)
    return site


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(site: Path, port: int = 0) -> Iterator[str]:
    """The address at which a site is served, with a worker beside."""
    port = port or free_port()
    command = [*LUOSHI, "--site", str(site)]
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment())
    worker = subprocess.Popen([*command, "work"], env=environment())
    try:
        for _ in range(150):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        # The first page waits for a worker to begin, on a busy machine longer than a browser would.
        urlopen(f"http://127.0.0.1:{port}/public/", timeout=120).close()
        yield f"http://127.0.0.1:{port}"
    finally:
        for one in (server, worker):
            one.terminate()
            one.wait(20)
