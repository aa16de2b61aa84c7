"""What a restore refuses: files that were changed, cut off or made by others, places that are not empty."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshi.kernel import canonical
from luoshi.kernel.errors import InputError
from luoshi.ops.backup import restoring
from luoshi.periods.keys import public_hex
from tests.ops.backup.conftest import PASSWORD, command, listing, manifest

STRANGER = Ed25519PrivateKey.from_private_bytes(b"7" * 32)


def rewritten(backup: Path, target: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A backup with other members, the rest as it was."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def signed_anew(members: dict[str, bytes], **changes: Any) -> None:
    """A manifest that says what somebody else wants it to, well signed with their own key."""
    said = {**json.loads(members["manifest.json"]), **changes, "public_key": public_hex(STRANGER)}
    for name, content in members.items():
        if not name.startswith("manifest."):
            said["files"][name] = {"sha256": canonical.sha256(content), "bytes": len(content)}
    said["files"] = {name: one for name, one in said["files"].items() if name in members}
    members["manifest.json"] = canonical.dumps(said)
    members["manifest.sig"] = STRANGER.sign(members["manifest.json"])


def refused(backup: Path, words: str, **more: str) -> None:
    with pytest.raises(InputError, match=words):
        restoring.look(backup, **more)


def first(members: dict[str, bytes], kind: str) -> str:
    return next(name for name in sorted(members) if name.startswith(kind))


@pytest.mark.parametrize(
    "kind", ["tables/journal_entry", "evidence/", "packages/", "ballots/", "site.json", "secrets"]
)
def test_a_changed_byte_is_found_wherever_it_is(made: Path, tmp_path: Path, kind: str) -> None:
    def change(members: dict[str, bytes]) -> None:
        name = first(members, kind)
        members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])

    refused(rewritten(made, tmp_path / "x.zip", change), "被改动或损坏")


def test_a_manifest_that_says_something_else_is_not_as_signed(made: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = members["manifest.json"].replace("清河县".encode(), "山河县".encode())
        members["manifest.json"] = members["manifest.json"].replace(b'"site":"', b'"site":"x')

    refused(rewritten(made, tmp_path / "x.zip", change), "签名与清单不符")


@pytest.mark.parametrize("share", [0, 1, 30, 60, 95, 99])
def test_a_file_that_was_cut_off_is_no_backup(made: Path, tmp_path: Path, share: int) -> None:
    content = made.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(content[: len(content) * share // 100])
    refused(cut, "不是完整的备份")


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "packages/../../evil", "packages/.hidden", "keys/signing.key",
             "db.sqlite3", "evidence/x",
             "packages\\evil", "tables/a/b.jsonl", "ballots/open/1.json", "packages/a\n"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused_however_well_they_are_signed(
    made: Path, tmp_path: Path, name: str
) -> None:
    def change(members: dict[str, bytes]) -> None:
        members[name] = b"evil"
        signed_anew(members)

    refused(rewritten(made, tmp_path / "x.zip", change), "不该有")


def test_a_member_that_is_there_twice_or_missing_or_unsaid_is_refused(made: Path, tmp_path: Path) -> None:
    twice = Path(shutil.copy(made, tmp_path / "twice.zip"))
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("site.json", b"{}")
    refused(twice, "重复")
    refused(rewritten(made, tmp_path / "x.zip", lambda has: has.pop(first(has, "evidence/"))), "对不上")
    more = rewritten(made, tmp_path / "y.zip", lambda has: has.update({"packages/more": b"x"}))
    refused(more, "对不上")


def test_what_unpacks_to_more_than_it_says_is_read_no_further(made: Path, tmp_path: Path) -> None:
    """A gigabyte of nothing packs into a megabyte; the manifest says a hundred bytes."""
    target = tmp_path / "bomb.zip"
    shutil.copy(made, target)
    said = manifest(made)
    name = first(said["files"], "packages/")
    with zipfile.ZipFile(made) as archive:
        members = {one: archive.read(one) for one in archive.namelist() if one != name}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in members.items():
            archive.writestr(one, content)
        with archive.open(name, "w") as member:
            for _ in range(256):
                member.write(bytes(1024**2))
    read: list[int] = []
    with pytest.raises(InputError, match="被改动或损坏"):
        restoring.look(target, tell=lambda _step, done, _total: read.append(done))


def test_evidence_under_the_name_of_another_is_refused(made: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members[first(members, "evidence/")] = b"another contract"
        signed_anew(members)

    refused(rewritten(made, tmp_path / "x.zip", change), "被改动或损坏")


def test_a_backup_of_a_later_version_is_told_from_a_broken_one(made: Path, tmp_path: Path) -> None:
    later = rewritten(made, tmp_path / "x.zip", lambda has: signed_anew(has, format=2))
    refused(later, "更新的版本")
    steps = [*manifest(made)["migrations"], ["ledgers", "9999_of_the_future"]]
    migrated = rewritten(made, tmp_path / "y.zip", lambda has: signed_anew(has, migrations=steps))
    refused(migrated, "更新的版本")


def test_whoever_signs_a_changed_backup_anew_is_found_out_by_key_and_by_password(
    made: Path, tmp_path: Path
) -> None:
    changed = rewritten(made, tmp_path / "x.zip", signed_anew)
    restoring.look(changed)
    refused(changed, "另一个密钥签名", key=manifest(made)["public_key"])
    refused(changed, "不是由它里面的密钥签名的", password=PASSWORD)
    assert restoring.look(made, password=PASSWORD, key=manifest(made)["public_key"]).manifest.site


def test_a_wrong_password_is_said(made: Path) -> None:
    refused(made, "口令不对", password="错的口令错的口令错的口令")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"format": 1}', b"[" * 100_000])
def test_a_manifest_that_is_none_is_said(made: Path, tmp_path: Path, content: bytes) -> None:
    refused(rewritten(made, tmp_path / "x.zip", lambda has: has.update({"manifest.json": content})), "读不懂")


def test_what_is_no_zip_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")
    refused(tmp_path / "x.zip", "不是完整的备份")
    refused(tmp_path / "y.zip", "没有这个文件")


def test_nothing_is_written_into_a_place_that_is_not_empty(
    full: Path, made: Path, tmp_path: Path, postgresql: Callable[[], str]
) -> None:
    own = Path(shutil.copytree(full, tmp_path / "own"))
    before = {name: (own / name).read_bytes() for name in listing(own)}
    assert "不是空的" in command(own, "restore", made, "--without-keys", status=1)
    assert {name: (own / name).read_bytes() for name in listing(own)} == before
    address = postgresql()
    with psycopg.connect(address) as one:
        one.execute("CREATE TABLE mine (x text)")
    told = command(tmp_path / "new", "restore", made, "--without-keys", database=address, status=1)
    assert "数据库不是空的" in told
    assert listing(tmp_path / "new") == []


def test_a_check_restores_nothing(made: Path, secret: Path, tmp_path: Path) -> None:
    words = ("--check", "--password-file", secret, "--json")
    told = json.loads(command(tmp_path / "new", "restore", made, *words).splitlines()[0])
    assert (told["secrets"], told["boxes"]) == ("sealed", ["选举县总工会委员"])
    assert not (tmp_path / "new").exists()
