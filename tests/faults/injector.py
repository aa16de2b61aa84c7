"""Faults in a real process of the product, by what Python and Django do anyway: nothing in the product knows.

A step is whatever reaches the outside: a statement or commit in a database, a file opened to be written,
flushed, renamed or removed, a folder made or removed. A first run counts the steps of an operation; later
ones break at one of them.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import psycopg.errors
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

Fault = Literal["none", "kill", "full", "lost"]
"""What happens at the step: nothing, kill -9, a disk that is full from then on, a database that is gone."""

_CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"}
)
_GROWS = frozenset({"open", "os.mkdir", "fsync", "write", "commit"})
"""Steps for which a full disk has no room."""
_ASKS = frozenset({"read", "write", "commit", "committed"})
"""Steps that are a database's."""
_READS = ("SELECT", "PRAGMA", "BEGIN", "ROLLBACK", "EXPLAIN", "SAVEPOINT", "RELEASE", "DEALLOCATE")
_SEED = 20_261_127


def concerns(fault: Fault, kind: str) -> bool:
    """Whether a fault can be at a step of this kind."""
    return kind in {"full": _GROWS, "lost": _ASKS}.get(fault, (kind,))


@dataclass
class Steps:
    """The steps of this process while `on`, and what is to happen at one of them."""

    fault: Fault
    at: int
    on: bool = False
    seen: list[str] = field(default_factory=list)

    def step(self, kind: str, what: str) -> None:
        """Count a step; break when it is the one."""
        if not self.on:
            return
        if not concerns(self.fault, kind):
            return
        self.seen.append(f"{kind} {what}")
        here = len(self.seen)
        if self.fault == "kill" and here == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "lost" and here == self.at:
            raise OperationalError("server closed the connection unexpectedly")
        if self.fault == "full" and here >= self.at:
            self._no_room(kind, what)

    def _no_room(self, kind: str, what: str) -> None:
        if kind in ("write", "commit"):
            raise _full()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), what)

    def heard(self, event: str, given: tuple[Any, ...]) -> None:
        """Python's own audit of what goes outside."""
        if not self.on:
            return
        if event == "open" and isinstance(given[0], str | bytes) and _writes(given):
            self.step("open", os.fsdecode(given[0]))
        elif event in _CHANGES:
            self.step(event, str(given[0]))


def _full() -> OperationalError:
    """As Django hands on what SQLite says, or PostgreSQL where the server's language is Chinese."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cause: Exception = psycopg.errors.DiskFull('错误:  无法扩展文件 "base/5/2619": 设备上没有空间')
    else:
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorname = "SQLITE_FULL"  # type: ignore[attr-defined]
    fault = OperationalError(str(cause))
    fault.__cause__ = cause
    return fault


def _writes(given: tuple[Any, ...]) -> bool:
    path, mode, flags = given
    if os.fsdecode(path).startswith(("/dev/", "/proc/")):
        return False
    if mode is not None:
        return any(one in mode for one in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


@contextmanager
def breaking(fault: Fault, at: int = 0) -> Iterator[Steps]:
    """Within it this process breaks at a step. It stays wrapped: call it once in a process."""
    steps = Steps(fault, at)
    sys.addaudithook(steps.heard)
    _wrap(CursorWrapper, "execute", lambda _self, sql, *_rest: _statement(steps, sql))
    _wrap(CursorWrapper, "executemany", lambda _self, sql, *_rest: _statement(steps, sql))
    _wrap(
        BaseDatabaseWrapper,
        "_commit",
        lambda _self: steps.step("commit", ""),
        lambda: steps.step("committed", ""),
    )
    _wrap(os, "fsync", lambda *_given: steps.step("fsync", ""))
    steps.on = True
    try:
        yield steps
    finally:
        steps.on = False


def _statement(steps: Steps, sql: Any) -> None:
    said = str(sql).lstrip()
    steps.step("read" if said.upper().startswith(_READS) else "write", said[:60])


def _wrap(
    owner: Any, name: str, before: Callable[..., None], behind: Callable[[], None] | None = None
) -> None:
    """Let something be done before a function, and perhaps behind it."""
    real = getattr(owner, name)

    def wrapped(*given: Any, **named: Any) -> Any:
        before(*given)
        answer = real(*given, **named)
        if behind:
            behind()
        return answer

    setattr(owner, name, wrapped)


def points(count: int, most: int) -> list[int]:
    """Steps to break at, of 1 … count: all when they are few, else the first and last, some evenly spread and
    the rest drawn by a seed that is always the same."""
    if count <= most:
        return list(range(1, count + 1))
    spread = max(2, most // 2)
    even = {1 + round(one * (count - 1) / (spread - 1)) for one in range(spread)}
    rest = sorted(set(range(1, count + 1)) - even)
    return sorted(even | set(random.Random(_SEED).sample(rest, most - len(even))))
