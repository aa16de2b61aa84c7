"""What of the machine failed, in words: a full disk, a database that is gone, busy, damaged or of another
version. Drivers tell by codes: what they say in words is as the server's language is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import DatabaseError, InterfaceError, OperationalError

from luoshi.kernel import disk
from luoshi.kernel.errors import SiteError

_OLD = ("no such table", "no such column", "has no column")
"""How SQLite, which has one code for it and much else, says that a table is not as the program wants it."""


def of(error: BaseException | None) -> SiteError | None:
    """The words for an error that came from below; None when it is no fault of disk or database."""
    if isinstance(error, OSError):
        return _full() if disk.is_full(error) else None
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    code = _code(error)
    for start, said in _CODES.items():
        if code.startswith(start):
            return said()
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    return _old() if any(one in str(error).lower() for one in _OLD) else _lost()


def _code(error: BaseException) -> str:
    """What the driver calls it: PostgreSQL's five characters, SQLite's name; empty when it did not say."""
    cause = error.__cause__
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or "")


def passed_over(work: Callable[[], object]) -> SiteError | None:
    """Do what may fail for want of disk or database without undoing what came before; why it failed."""
    try:
        work()
    except (OSError, DatabaseError, InterfaceError) as fault:
        if said := of(fault):
            return said
        raise
    return None


def _full() -> SiteError:
    return SiteError("磁盘已满", hint="没有办成；清理磁盘以后再办，已有的数据不受影响")


def _busy() -> SiteError:
    return SiteError("数据库正忙", hint="没有办成；稍后再办")


def _old() -> SiteError:
    return SiteError("数据库的表不是本版本的", hint="启动 luoshi serve 或 luoshi work，它会更新数据表")


def _damaged() -> SiteError:
    return SiteError("数据库文件读写不了，可能坏了", hint="停下两个程序，检查磁盘；文件坏了的，从备份恢复")


def _lost() -> SiteError:
    return SiteError("数据库连不上，或连接断了", hint="等数据库恢复；先查看刚才的有没有办成，没有的再办")


_CODES: Mapping[str, Callable[[], SiteError]] = {
    "SQLITE_FULL": _full, "SQLITE_IOERR_SHMSIZE": _full, "53100": _full,
    "SQLITE_BUSY": _busy, "SQLITE_LOCKED": _busy, "40": _busy, "53": _busy, "55P03": _busy,
    "42P01": _old, "42703": _old,
    "SQLITE_CORRUPT": _damaged, "SQLITE_NOTADB": _damaged, "SQLITE_IOERR": _damaged,
    "58": _damaged, "XX001": _damaged, "XX002": _damaged,
}  # fmt: skip
"""How a code begins, the longer beginning first. SQLite wants a little room even to read (SHMSIZE)."""
