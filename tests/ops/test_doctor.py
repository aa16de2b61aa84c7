"""The doctor names what is wrong and what to do, and mends only what is certain."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ops.backup.conftest import asked, command, full, own

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
    assert levels(list(told(own, status=0)))["worker"] == "good"


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
