"""What people are told of a machine that failed goes by what drivers call it, whatever language they use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg.errors
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from luoshi.ops import troubles


def told(error: DatabaseError, cause: Exception) -> str:
    error.__cause__ = cause
    said = troubles.of(error)
    return said.message if said else ""


CHINESE = [
    (OperationalError, psycopg.errors.DiskFull("错误:  无法扩展文件: 设备上没有空间"), "磁盘已满"),
    (OperationalError, psycopg.errors.DeadlockDetected("错误:  检测到死锁"), "数据库正忙"),
    (OperationalError, psycopg.errors.TooManyConnections("致命错误:  已保留的连接位置"), "数据库正忙"),
    (
        OperationalError,
        psycopg.errors.AdminShutdown("致命错误:  由于管理员命令中断联接"),
        "数据库连不上，或连接断了",
    ),
    (
        OperationalError,
        psycopg.OperationalError('FATAL:  database "x" does not exist'),
        "数据库连不上，或连接断了",
    ),
    (ProgrammingError, psycopg.errors.UndefinedTable('错误:  关系 "unit" 不存在'), "数据库的表不是本版本的"),
    (DatabaseError, psycopg.errors.DataCorrupted("错误:  无效的页"), "数据库文件读写不了，可能坏了"),
    (ProgrammingError, psycopg.errors.SyntaxError("错误:  语法错误"), ""),
    (IntegrityError, psycopg.errors.UniqueViolation("错误:  重复键"), ""),
]


@pytest.mark.parametrize(("kind", "cause", "words"), CHINESE)
def test_a_postgresql_that_speaks_chinese_is_understood(
    kind: type[DatabaseError], cause: Exception, words: str
) -> None:
    assert told(kind(str(cause)), cause) == words


def test_a_sqlite_that_is_busy_or_old_or_no_database_is_told_apart(tmp_path: Path) -> None:
    def fault(file: Path, statement: str) -> sqlite3.Error:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as one:
            with pytest.raises(sqlite3.Error) as caught:
                one.execute(statement)
            return caught.value

    good, bad = tmp_path / "good", tmp_path / "bad"
    bad.write_bytes(b"no database" * 1000)
    with closing(sqlite3.connect(good, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        busy = fault(good, "CREATE TABLE x (y)")
    said = [(OperationalError, busy), (OperationalError, fault(good, "SELECT * FROM unit")),
            (DatabaseError, fault(bad, "SELECT * FROM unit"))]  # fmt: skip
    assert [told(kind(str(cause)), cause) for kind, cause in said] == [
        "数据库正忙", "数据库的表不是本版本的", "数据库文件读写不了，可能坏了",
    ]  # fmt: skip
