"""What many tests stand on: the units of the test county."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings as hypothesis

from luoshi.ledgers import overview
from luoshi.periods import live
from luoshi.units import actions as units
from tests import demo, people
from tests.adopted import adopt
from tests.people import ADMIN, OTHER_TOWN, TOWN

hypothesis.register_profile("luoshi", deadline=None)
hypothesis.load_profile("luoshi")
"""An example is as slow as the machine is busy; what is fast is shown by bench/."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file made while tests are gathered differs by the second: the processes that share them out would
    not agree on their names."""
    return argname if isinstance(val, bytes) else None


def make_county() -> None:
    """A city with two counties; 清河县 with two townships and its 招商局."""
    add = units.add_unit
    add(people.SYSTEM, people.CITY, "临溪市", "city", short="全市")
    add(people.SYSTEM, people.COUNTY, "清河县", "county", parent=people.CITY)
    add(people.SYSTEM, people.OTHER_COUNTY, "云岭县", "county", parent=people.CITY)
    add(people.SYSTEM, people.TOWN, "青石镇", "township", parent=people.COUNTY, rank_class="A")
    add(people.SYSTEM, people.OTHER_TOWN, "柳林乡", "township", parent=people.COUNTY, rank_class="A")
    add(
        people.SYSTEM, people.BUREAU, "招商引资服务局", "department", parent=people.COUNTY, short="招商局",
        aliases=["招商引资局"],
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_remembered(settings: Any) -> None:
    """Tests undo what they did, and the journal's numbers begin again: what a site may remember they must
    not."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    live.forget()
    overview.forget()


@pytest.fixture(autouse=True)
def _own_jobs(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Job 1 of one process of tests is not job 1 of another."""
    settings.HELD = tmp_path_factory.getbasetemp() / "jobs"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """Passwords are hashed quickly: how slowly they can be guessed is tested where it is the subject."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def county(db: None) -> None:
    """As `make_county`, undone after the test."""
    make_county()


TRIGGERS = [
    f"{table}_no_{event}" for table in ("journal_entry", "journal_seal") for event in ("update", "delete")
]


def _let_the_journal_be_emptied() -> None:
    """Between tests only: the journal's triggers go, and the ledgers' tables with them."""
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            on = f" ON {name.rpartition('_no_')[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        for table in connection.introspection.table_names(cursor):
            if table.startswith("ledger_") and table not in ("ledger_lock", "ledger_view"):
                cursor.execute(f"DROP TABLE {table}")
        searches = [t for t in connection.introspection.table_names(cursor) if t.startswith("search_")]
        for table in sorted(searches, key=len):
            if table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE {table}")


@pytest.fixture
def append_only_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Put the triggers back after the database was emptied."""
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        import_module("luoshi.journal.migrations.0002_append_only").forbid(None, editor)


@pytest.fixture
def site(append_only_again: None, transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The test county with its packs; 青石镇 and 柳林乡 have a reporter each and so owe their month.

    A real database file: closing reads through a connection of its own.
    """
    for name in ("EVIDENCE", "PACKAGES", "KEYS", "BALLOTS", "LAKE"):
        setattr(settings, name, tmp_path / name.lower())
    make_county()
    adopt("investment", "innovation")
    for login, unit in (("wangli", TOWN), ("liuyang", OTHER_TOWN)):
        units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
        units.grant(ADMIN, login, "reporter", unit)
    yield tmp_path
    _let_the_journal_be_emptied()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's site as it was filled, which nobody serves or changes."""
    site = tmp_path_factory.mktemp("pristine") / "site"
    demo.luoshi(site, "demo", "--no-serve")
    return site


@pytest.fixture(scope="session")
def city(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's site, filled once; tests that use it share the xdist group `demo`."""
    return demo.copied(pristine, tmp_path_factory.mktemp("city") / "site")
