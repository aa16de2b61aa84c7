"""A backup is of one moment, whatever is written meanwhile; on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection

from luoshi.config import site as sites
from luoshi.journal.models import Entry
from luoshi.ops.backup import making, tables
from luoshi.units import actions, queries
from tests.ops.backup.conftest import manifest
from tests.people import SYSTEM, TOWN


def test_what_is_written_while_the_backup_runs_is_all_in_or_all_out(site: Path, tmp_path: Path) -> None:
    """Somebody adds a unit after every tenth table: what the backup holds is as of one moment."""
    sites.make(site, name="临溪市")
    before, target = counted(), tmp_path / "backup.zip"

    def meanwhile(step: str, done: int, _total: int) -> None:
        if step == "数据表" and done % 10 == 0:
            with ThreadPoolExecutor(1) as other:
                other.submit(somebody_adds_a_unit).result()

    making.make(SYSTEM, site, target, tell=meanwhile)
    said = manifest(target)["tables"]
    assert (said["unit"]["rows"], said["journal_entry"]["rows"]) == before
    assert counted()[0] > before[0] + 3
    assert tables.there()[1] == []


def counted() -> tuple[int, int]:
    return len(queries.names()), Entry.objects.count()


def somebody_adds_a_unit() -> None:
    """Through a connection of their own, as another process would."""
    try:
        actions.add_unit(SYSTEM, f"N{Entry.objects.count()}", "新单位", "township", parent=TOWN)
    finally:
        connection.close()
