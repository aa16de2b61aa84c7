"""What every system is to the measures: something to install, fill and serve, and people who ask it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal

from bench.peers.postgres import Postgres
from bench.peers.rows import Row

Who = Literal["own", "all"]
"""Who sees one unit's projects and no more; who sees everything."""
PAGE = 50
"""Rows of a page of a list."""
PROCESSES = 2
"""So many serve, wherever a system lets them."""


class Lacks(Exception):
    """What a system has no way to do, as the table says it."""


@dataclass(frozen=True)
class Listed:
    """A page of a list: how many there are in all, and the names on the page, in their order."""

    total: int
    names: tuple[str, ...]


class Client(ABC):
    """Somebody who is logged in. What a system cannot do raises `Lacks`."""

    system: ClassVar[str]
    """The key of the system."""

    @abstractmethod
    def listed(self) -> Listed:
        """The newest page of what one sees, all fields of each, and how many there are."""

    @abstractmethod
    def narrowed(self) -> Listed:
        """Those of `rows.WANTED` and at least `rows.AT_LEAST` in total, the greatest total first."""

    @abstractmethod
    def numbers(self) -> list[int]:
        """The numbers of some records that one may change."""

    @abstractmethod
    def change(self, number: int, values: Mapping[str, Any]) -> None:
        """Change fields of a record, with a trace of it where the system keeps one."""

    @abstractmethod
    def record(self, number: int) -> str:
        """All of a record; its name."""

    @abstractmethod
    def value(self, number: int, key: str) -> Any:
        """What a text field of a record says now."""

    @abstractmethod
    def history(self, number: int) -> int:
        """Every change of a record, with who, when, before and after; how many there are."""

    @abstractmethod
    def rolled_up(self) -> dict[str, tuple[int, Decimal]]:
        """By township what was signed in `rows.MONTH`: how many, and the sum of their totals in 万元."""

    @abstractmethod
    def prepared(self, made: Sequence[Row]) -> list[bytes]:
        """The file that this system takes in, or as many as it wants of it."""

    @abstractmethod
    def imported(self, file: bytes) -> None:
        """Take a file in, to the end."""

    def list_page(self) -> int:
        """The list as a page of HTML; its bytes."""
        raise Lacks("drawn in the browser")

    def record_page(self, number: int) -> int:
        """A record as a page of HTML, its history with it; its bytes."""
        del number
        raise Lacks("drawn in the browser")


class Peer(ABC):
    """A system in a folder of its own, on the common PostgreSQL."""

    key: ClassVar[str]
    label: ClassVar[str]

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.folder, self.postgres = folder / self.key, postgres
        self.folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def install(self) -> None:
        """Install the pinned version, unless it is there."""

    @abstractmethod
    def begin(self, database: str) -> None:
        """Ledger, units and people in an empty database."""

    @abstractmethod
    def fill(self, database: str, count: int) -> None:
        """The rows, each with the history of having been made and edited once."""

    @abstractmethod
    def serving(self, database: str) -> Any:
        """A context in which the system answers."""

    @abstractmethod
    def client(self, who: Who, number: int = 0) -> Client:
        """Somebody at the system that is being served; `number` spreads them over its processes."""

    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """Version and settings, as printed."""

    def filled(self, count: int) -> str:
        """The database that holds so many rows, made now if it is not there."""
        database = f"{self.key}_{count}"
        if not self.postgres.has(database):
            self._make(f"{self.key}_new", count)
            self.postgres.rename(f"{self.key}_new", database)
        return database

    def _make(self, database: str, count: int) -> None:
        from bench.peers import rows

        self.postgres.create(database)
        self.begin(database)
        self.fill(database, count)
        with self.postgres.connect(database) as connection:
            connection.execute("VACUUM ANALYZE")
        with self.serving(database):
            client = self.client("own")
            for step in range(1, rows.CHANGES + 1):
                client.change(rows.OFTEN, {"invested": Decimal(step)})


@contextmanager
def processes(
    commands: Sequence[Sequence[str]],
    log: Path,
    *,
    ports: Sequence[int],
    into: Path,
    environment: Mapping[str, str],
    ready: str = "/",
) -> Iterator[None]:
    """Commands kept running, each in a session of its own, until the block ends; it begins when every port
    answers at the address `ready`."""
    with ExitStack() as stack:
        out = stack.enter_context(log.open("ab"))
        running = []
        for command in commands:
            started = subprocess.Popen(
                command, cwd=into, env={**os.environ, **environment}, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
            stack.callback(_end, started)
            running.append(started)
        for port in ports:
            _answers(port, ready, log, running)
        yield


def _end(started: subprocess.Popen[bytes]) -> None:
    """End a process and those it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(started.pid, how)
            started.wait(20)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _answers(port: int, ready: str, log: Path, running: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait until something speaks HTTP at a port; not for what has ended."""
    end = time.monotonic() + 300
    while time.monotonic() < end and all(one.poll() is None for one in running):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", ready)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 503
        if status < 400:
            return
        time.sleep(0.2)
    raise RuntimeError(f"nothing answers at {port}; the end of {log}:\n{log.read_text()[-2000:]}")


def run(
    command: Sequence[str], into: Path, environment: Mapping[str, str], *, said: bytes | None = None
) -> str:
    """What a command prints; `RuntimeError` with its end when it fails."""
    done = subprocess.run(
        command, cwd=into, env={**os.environ, **environment}, input=said, capture_output=True, check=False
    )
    if done.returncode:
        told = (done.stdout + done.stderr)[-3000:].decode(errors="replace")
        raise RuntimeError(f"{' '.join(command)[:200]}: exit status {done.returncode}\n{told}")
    return done.stdout.decode(errors="replace")
