from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from luoshi.config import settings as given
from luoshi.config import site as sites
from luoshi.config.database import database
from luoshi.kernel.errors import SiteError


def test_a_site_keeps_its_secret_and_its_name(tmp_path: Path) -> None:
    made = sites.make(tmp_path / "site", name="临溪市")
    again = sites.make(tmp_path / "site", name="另一个名字")
    assert (again.secret_key, again.name) == (made.secret_key, "临溪市")
    assert len(made.secret_key) > 50
    assert oct((tmp_path / "site" / "keys").stat().st_mode & 0o777) == "0o700"


def test_a_demonstration_keeps_its_day(tmp_path: Path) -> None:
    site = sites.make(tmp_path, name="临溪市", today=date(2026, 7, 16))
    assert site.now().date() == date(2026, 7, 16)
    assert site.now().tzinfo is sites.ZONE


def test_a_postgresql_is_named_by_its_url(tmp_path: Path) -> None:
    said = database("postgresql://li:s%40me@db.local:5433/luoshi", tmp_path)
    assert (said["USER"], said["PASSWORD"], said["HOST"], said["PORT"], said["NAME"]) == (
        "li", "s@me", "db.local", "5433", "luoshi",
    )  # fmt: skip


def test_a_socket_folder_may_be_the_host(tmp_path: Path) -> None:
    assert database("postgresql://postgres:@/postgres?host=/run/pg", tmp_path)["HOST"] == "/run/pg"


def test_another_database_is_refused_with_what_would_be_right(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="postgresql://"):
        database("mysql://x/y", tmp_path)


def test_a_site_keeps_passwords_as_argon2_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = given.PASSWORD_HASHERS  # the tests' own hash more quickly
    assert make_password("qingshi-zhen-2026").startswith("argon2$argon2id$")
