"""The doctor names what is wrong and what to do, and mends only what is certain."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from luoshi.kernel.actor import SHANGHAI
from luoshi.kernel.errors import SiteError
from luoshi.kernel.workdays import is_workday
from luoshi.ops.doctor import running
from luoshi.ops.doctor.findings import Finding
from tests.ops.backup.conftest import asked, command, full, own
from tests.people import WANG
from tests.periods.sites import run
from tests.periods.test_close import on, project

__all__ = ["full", "own"]


def told(site: Path, *words: str, status: int) -> Iterator[dict[str, Any]]:
    for line in command(site, "doctor", "--json", *words, status=status).splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def levels(said: list[dict[str, Any]]) -> dict[str, str]:
    order = ("good", "warning", "wrong")
    found: dict[str, str] = {}
    for one in said:
        if "check" in one:
            found[one["check"]] = max(found.get(one["check"], "good"), one["level"], key=order.index)
    return found


def test_a_sound_site_lacks_its_worker_and_a_backup_only(own: Path) -> None:
    found = levels(list(told(own, status=3)))
    assert {check for check, level in found.items() if level == "wrong"} == {"worker"}
    assert found["backup"] == "warning"
    (own / "worker.beat").touch()
    found = levels(list(told(own, status=0)))
    assert found["worker"] == "good"
    assert found.keys() == {
        "schema", "journal", "drift", "evidence", "packages", "figures", "leftovers", "keys", "clock",
        "calendar", "disk", "worker", "jobs", "outbox", "backup",
    }  # fmt: skip


def test_what_was_done_to_a_site_behind_its_back_is_named_and_what_is_certain_is_mended(own: Path) -> None:
    (own / "worker.beat").touch()
    asked(own, "UPDATE ledger_investment_receipt SET amount = amount + 1")
    (evidence,) = (own / "evidence").glob("*/*")
    evidence.write_bytes(b"rotten")
    left = own / "evidence" / evidence.parent.name / "tmpleft"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    figures = own / "packages" / "2026-01" / "figures.json"
    figures.write_bytes(figures.read_bytes().replace(b"500", b"600"))
    (own / "keys" / "signing.key").chmod(0o644)
    asked(
        own,
        "INSERT INTO job (kind, label, arguments, state, step, done, total, message, result, made_at) "
        "VALUES ('export', '', '{}', 'waiting', '', 0, 0, '', '{}', '2026-01-01')",
    )
    said = list(told(own, "--fix", status=3))
    wrong = {check for check, level in levels(said).items() if level == "wrong"}
    assert wrong == {"drift", "evidence", "packages", "keys", "jobs"}
    assert [one["fixed"] for one in said if "fixed" in one] == [
        "rebuild investment.receipt", f"remove {left.relative_to(own)}",
    ]  # fmt: skip
    assert all(one["do"] for one in said if one.get("level") in ("warning", "wrong"))
    assert not left.exists()
    again = levels(list(told(own, status=3)))
    assert (again["drift"], again["leftovers"], again["evidence"]) == ("good", "good", "wrong")


def test_a_ledger_is_not_written_anew_from_a_journal_that_was_changed(own: Path) -> None:
    asked(own, "DROP TRIGGER journal_entry_no_update")
    asked(own, "UPDATE journal_entry SET name = '别人' WHERE id = 3")
    asked(own, "UPDATE ledger_investment_receipt SET amount = amount + 1")
    said = list(told(own, "--fix", status=3))
    assert levels(said)["journal"] == "wrong"
    assert "drift" not in levels(said)
    assert not [one for one in said if "fixed" in one]


@pytest.mark.parametrize("table", ["ledger_investment_receipt"])
def test_a_table_that_is_not_as_its_pack_is_said(own: Path, table: str) -> None:
    asked(own, f"ALTER TABLE {table} RENAME COLUMN voucher_no TO voucher")
    said = [one for one in told(own, status=3) if one.get("check") == "schema" and one["level"] == "wrong"]
    assert "voucher_no" in said[0]["what"]


def test_what_the_journal_knows_of_shares_and_packages_of_figures_is_held_against_the_tables(
    own: Path,
) -> None:
    """Behind the site's back a share is put in and a published figure is changed."""
    share = (
        "(ledger, record, unit, bp, from_day) VALUES ('investment.project', 1, 'C0102', 10000, '2026-01-01')"
    )
    asked(own, f"INSERT INTO share {share}")
    asked(own, "UPDATE published_figure SET body = replace(body, '500', '600') WHERE unit = 'C0101'")
    said = {one["check"]: one["what"] for one in told(own, status=3) if one["level"] == "wrong"}
    assert "份额和日志不一致：investment.project/1" in said["drift"]
    assert "2026-01" in said["figures"]


def test_a_chain_made_anew_from_end_to_end_is_not_the_one_that_was_published(own: Path) -> None:
    """Somebody who may write to the database changes an entry and seals the whole journal again."""
    for one in ("journal_entry_no_update", "journal_seal_no_update", "journal_seal_no_delete"):
        asked(own, f"DROP TRIGGER IF EXISTS {one}")
    asked(own, "UPDATE journal_entry SET name = '别人' WHERE id = 3")
    asked(own, "DELETE FROM journal_seal")
    run(own, seal)
    said = [one for one in told(own, status=3) if one["check"] == "journal"]
    assert [one["level"] for one in said] == ["good", "wrong"]
    assert "日志根不符" in said[1]["what"]


def seal() -> None:
    """In the site's process."""
    from luoshi.journal import actions

    actions.seal()


@pytest.mark.parametrize("how", ["gone", "another", "damaged"])
def test_a_key_that_is_not_the_one_that_signed_is_told(own: Path, how: str) -> None:
    key = own / "keys" / "signing.key"
    if how == "gone":
        key.unlink()
    else:
        key.write_bytes(b"7" * (32 if how == "another" else 31))
    (found,) = (one for one in told(own, status=3) if one["check"] == "keys")
    assert found["level"] == ("wrong" if how == "damaged" else "warning")
    assert "从备份恢复 keys 文件夹" in found["do"]
    assert key.exists() != (how == "gone"), "a check makes no key"


def test_a_key_that_was_rotated_is_the_sites_own(own: Path) -> None:
    command(own, "key", "rotate", "--why", "换人")
    assert levels(list(told(own, status=3)))["keys"] == "good"


def test_a_database_that_cannot_be_read_is_told_with_what_to_do(own: Path) -> None:
    (own / "db.sqlite3").write_bytes(b"no database" * 1000)
    for left in own.glob("db.sqlite3-*"):
        left.unlink()
    said = [one for one in told(own, status=3) if one["level"] == "wrong"]
    assert {"schema", "chain"} <= {one["check"] for one in said}
    assert all(
        "可能坏了" in one["what"] and "从备份恢复" in one["do"] for one in said if "没有做完" in one["what"]
    )
    assert "数据库文件读写不了" in command(own, "units", status=3)


def test_calendar_disk_and_clock_are_told_as_they_are(
    site: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def level(check: Callable[[Path], Iterator[Finding]]) -> str:
        (found,) = check(site)
        assert found.do or found.level == "good"
        return found.level

    known = max(year for year in range(2020, 2040) if is_known(year))
    for year, said in ((known - 1, "good"), (known, "warning"), (known + 1, "wrong")):
        settings.CLOCK = lambda year=year: datetime(year, 6, 1, tzinfo=SHANGHAI)
        assert level(running.calendar) == said
    for gigabytes, said in ((6, "good"), (4, "warning"), (0.9, "wrong")):
        free = SimpleNamespace(free=int(gigabytes * 1024**3))
        monkeypatch.setattr(running.shutil, "disk_usage", lambda _folder, free=free: free)
        assert level(running.disk) == said
    project(who=on("2026-03-18", WANG))
    for day, said in ((18, "good"), (17, "wrong")):
        settings.CLOCK = lambda day=day: datetime(2026, 3, day, 23, tzinfo=SHANGHAI)
        assert level(running.clock) == said


def is_known(year: int) -> bool:
    try:
        return is_workday(date(year, 1, 1)) in (True, False)
    except SiteError:
        return False
