"""`DATABASE_URL` → Django's DATABASES: SQLite in the site's folder unless a PostgreSQL is named."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from luoshi.kernel.errors import SiteError

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-65536; PRAGMA secure_delete=ON;"
)
"""What is deleted is overwritten: erased personal values lie in no free page of the file."""


def database(url: str, site: Path) -> dict[str, Any]:
    """Settings of the default database. Writers on SQLite take the lock at once and wait for it,
    so nobody meets “database is locked” half way through a transaction."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(site / "db.sqlite3"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS},
            "TEST": {"NAME": str(Path(tempfile.gettempdir()) / f"luoshi-test-{os.getpid()}.sqlite3")},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise SiteError(
            f"不支持的数据库：{parts.scheme}",
            hint="DATABASE_URL 应为 postgresql://用户:密码@主机:端口/库名；不设则用站点内的 SQLite",
        )
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
