"""What of the machine failed, in words: a full disk, a database that is gone or of another version."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from luoshi.kernel import disk
from luoshi.kernel.errors import SiteError

_OLD = ("no such table", "no such column", "has no column", "does not exist")
"""How databases say that a table is not as the program wants it."""


def of(error: BaseException | None) -> SiteError | None:
    """The words for an error that came from below; None when it is no fault of disk or database."""
    if isinstance(error, OSError):
        return _full() if disk.is_full(error) else None
    if not isinstance(error, OperationalError | InterfaceError | ProgrammingError):
        return None
    said = str(error).lower()
    if "disk is full" in said or "no space left" in said:
        return _full()
    if any(one in said for one in _OLD):
        hint = "启动 luoshi serve 或 luoshi work，它会更新数据表"
        return SiteError("数据库的表不是本版本的", hint=hint)
    if isinstance(error, ProgrammingError):
        return None
    if "locked" in said:
        return SiteError("数据库正忙", hint="没有办成；稍后再办")
    return SiteError("数据库连不上，或连接断了", hint="等数据库恢复；先查看刚才的有没有办成，没有的再办")


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
