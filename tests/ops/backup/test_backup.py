"""All of a site goes into one file and comes back on either kind of database, every row and byte the same."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from luoshi.elections import box
from luoshi.periods import package
from luoshi.periods.keys import signing_key
from tests.demo import environment
from tests.elections.test_secrecy import Known, joined, of_voter
from tests.ops.backup.conftest import COUNTED, OPEN, asked, command, listing, manifest, rows_of, stored
from tests.people import TOWN

ALL = ("evidence", "packages", "ballots", "site.json")


def names_of_tables(site: Path) -> set[str]:
    found = asked(site, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found if not name.startswith(("search_", "sqlite_"))}


def settings(site: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((site / "site.json").read_text("utf-8"))
    return said


def test_every_table_of_the_site_is_in_the_backup_and_no_session(odd: Path, made: Path) -> None:
    said = manifest(made)
    beside = {"django_session", "session", "django_migrations", "somebody_elses"}
    assert names_of_tables(odd) == set(said["tables"]) | beside
    assert len(said["tables"]) > 60
    assert said["left_out"] == ["somebody_elses"]
    for name, one in said["tables"].items():
        noted = name == "journal_entry"  # that it was backed up
        assert asked(odd, f'SELECT COUNT(*) FROM "{name}"') == [(one["rows"] + noted,)], name


def test_a_site_moves_to_postgresql_and_back_and_is_the_same(
    made: Path, secret: Path, tmp_path: Path, postgresql: Callable[[], str]
) -> None:
    address, there, back = postgresql(), tmp_path / "there", tmp_path / "back"
    words = ("--password-file", secret)
    told = command(there, "restore", made, *words, database=address)
    assert "与备份逐行相同" in told
    assert "“选举县总工会委员”正在投票，票箱不在备份里" in told
    assert not (there / "db.sqlite3").exists()
    again, last = tmp_path / "again.zip", tmp_path / "last.zip"
    command(there, "backup", again, *words, database=address)
    command(back, "restore", again, *words)
    command(back, "backup", last, *words)
    assert [manifest(one)["database"] for one in (made, again, last)] == ["sqlite", "postgresql", "sqlite"]
    first, second, third = rows_of(made), rows_of(again), rows_of(last)
    assert {name for name in first if not first[name] == second[name] == third[name]} == {"journal_entry"}
    added = [one["journal_entry"][1] - first["journal_entry"][1] for one in (second, third)]
    assert added == [1, 2], "restored; and restored once more"
    assert stored(made, *ALL) == stored(again, *ALL) == stored(last, *ALL)
    with zipfile.ZipFile(again) as archive:
        (row,) = archive.read("tables/ledger_old_gone.jsonl").splitlines()
    columns = manifest(again)["tables"]["ledger_old_gone"]["columns"]
    assert dict(zip(columns, json.loads(row), strict=True)) == {
        "id": 5, "said": "旧", "on_day": "2020-02-29", "at": "2020-02-29T01:02:03.000004+00:00", "yes": True,
        "fen": 9007199254740993,
    }  # fmt: skip
    assert first["record_comment"][2] == 77, "numbers of rows that are gone are lent to nobody"
    comment = "(ledger, record, name, text, at, changed, removed) VALUES ('', 1, '', '', '', 0, 0)"
    asked(back, f"INSERT INTO record_comment {comment}")
    assert asked(back, "SELECT MAX(id) FROM record_comment") == [(78,)]


def test_the_restored_site_works_on(full: Path, made: Path, secret: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    command(there, "restore", made, "--password-file", secret)
    words = ("figures", "2026-01", "--unit", TOWN, "--indicator", "investment.funds_in_place", "--json")
    assert json.loads(command(there, *words))["ytd"] == "500"
    assert package.verify(there / "packages" / "2026-01").digest
    assert signing_key(there / "keys").private_bytes_raw() == signing_key(full / "keys").private_bytes_raw()
    assert settings(there) == settings(full)
    for private in (there / "site.json", there / "keys" / "signing.key"):
        assert private.stat().st_mode & 0o077 == 0
    ((verb, data),) = asked(there, "SELECT verb, data FROM journal_entry ORDER BY id DESC LIMIT 1")
    assert (verb, "backup" in json.loads(data)) == ("restore", True)
    assert asked(there, "SELECT COUNT(*) FROM search_investment_project") == [(1,)]
    ((name,),) = asked(there, "SELECT name FROM ledger_investment_project")
    assert name == "青石镇\u2028果汁厂 𠮷 “引号” \\ '; --"


def test_an_open_ballot_box_stays_out_and_a_closed_one_comes_along(
    full: Path, made: Path, secret: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        content = b"".join(archive.read(name) for name in names)
    assert [name for name in names if "ballots" in name] == [f"ballots/{COUNTED}.jsonl"]
    (ballot,) = json.loads((full / "ballots" / "open" / f"{OPEN}.json").read_text("utf-8"))["ballots"]
    assert ballot["nonce"].encode() not in content
    there = tmp_path / "there"
    command(there, "restore", made, "--password-file", secret)
    assert listing(there / "ballots") == [f"{COUNTED}.jsonl"]
    assert (there / "ballots" / f"{COUNTED}.jsonl").stat().st_mtime == 0
    assert box.published(there / "ballots", str(COUNTED)) == box.published(full / "ballots", str(COUNTED))


def test_nothing_in_a_backup_joins_the_roll_and_the_ballots(full: Path, made: Path) -> None:
    """Its rows are all that a thief has of the voters; beside the ballots that are in it also those of the
    open box, which are not: no way leads from one to the other, and a way that is put in is found."""
    rows: dict[str, list[dict[str, Any]]] = {}
    with zipfile.ZipFile(made) as archive:
        for table, said in manifest(made)["tables"].items():
            lines = archive.read(f"tables/{table}.jsonl").splitlines()
            rows[table] = [dict(zip(said["columns"], json.loads(one), strict=True)) for one in lines]
        record = [json.loads(one) for one in archive.read(f"ballots/{COUNTED}.jsonl").splitlines()]
    voters = {one["id"]: of_voter(rows, one) for one in rows["election_voter"] if one["person"]}
    ballots = [one for one in record if one["kind"] == "ballot"]
    ballots += json.loads((full / "ballots" / "open" / f"{OPEN}.json").read_text("utf-8"))["ballots"]
    assert (len(voters), len(ballots)) == (8, 2)
    assert joined(Known(voters, ballots)) == set()
    (voter, *_others) = voters
    assert joined(Known({**voters, voter: [*voters[voter], ballots[0]["nonce"]]}, ballots)) == {(voter, 0)}


def test_without_a_password_no_key_is_in_the_file_and_the_restored_site_has_new_ones(
    own: Path, tmp_path: Path
) -> None:
    target, there = tmp_path / "backup.zip", tmp_path / "there"
    assert "密钥不在备份里" in command(own, "backup", target, "--without-keys")
    key = signing_key(own / "keys").private_bytes_raw()
    with zipfile.ZipFile(target) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
        assert "secrets.json" not in archive.namelist()
    for hidden in (key, key.hex().encode(), settings(own)["secret_key"].encode()):
        assert hidden not in content
    assert "密钥是新的" in command(there, "restore", target, "--without-keys")
    assert len(settings(there)["secret_key"]) > 40
    assert settings(there)["secret_key"] != settings(own)["secret_key"]
    assert listing(there / "keys") == []


def test_with_a_password_the_keys_are_in_the_file_and_cannot_be_read(full: Path, made: Path) -> None:
    key = signing_key(full / "keys").private_bytes_raw()
    with zipfile.ZipFile(made) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert manifest(made)["secrets"] == "sealed"
    for hidden in (key, key.hex().encode(), settings(full)["secret_key"].encode()):
        assert hidden not in content


def test_what_to_do_with_the_keys_has_to_be_said(own: Path, tmp_path: Path) -> None:
    target, short = tmp_path / "backup.zip", tmp_path / "short"
    short.write_text("12345", "utf-8")
    assert "没有说密钥怎么办" in command(own, "backup", target, status=2)
    assert "备份口令太短" in command(own, "backup", target, "--password-file", short, status=2)
    assert not target.exists()


def test_a_backup_is_never_written_over(own: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    target.write_bytes(b"mine")
    assert "已经有这个文件" in command(own, "backup", target, "--without-keys", status=1)
    assert target.read_bytes() == b"mine"


def test_a_damaged_piece_of_evidence_is_copied_as_it_is_and_said(own: Path, tmp_path: Path) -> None:
    (file,) = (own / "evidence").glob("*/*")
    file.write_bytes(b"rotten")
    target = tmp_path / "backup.zip"
    assert "有 1 份佐证与登记时不一致" in command(own, "backup", target, "--without-keys", status=3)
    assert manifest(target)["damaged"] == [file.parent.name + file.name]
    command(tmp_path / "there", "restore", target, "--without-keys")
    assert (tmp_path / "there" / file.relative_to(own)).read_bytes() == b"rotten"


def test_a_backup_of_an_older_version_is_migrated(own: Path, tmp_path: Path) -> None:
    """The site as it was before deadlines of limits could be moved: one migration less."""
    older = (
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('migrate', 'ledgers', '0006', verbosity=0)"
    )
    python(own, older)
    target, there = tmp_path / "backup.zip", tmp_path / "there"
    command(own, "backup", target, "--without-keys")
    assert "stage" not in manifest(target)["tables"]["extension"]["columns"]
    assert "数据表已更新到本版本（1 步）" in command(there, "restore", target, "--without-keys")
    assert "stage" in {name for (_, name, *_rest) in asked(there, "PRAGMA table_info(extension)")}


def python(site: Path, program: str) -> None:
    """Run a little program on a site."""
    given = {**environment(), "LUOSHI_SITE": str(site), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    subprocess.run([sys.executable, "-c", program], check=True, env=given)
