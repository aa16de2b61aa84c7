"""A site out of a backup: looked through first, written into an empty place, read again and compared.

While it goes on the folder says so (`unfinished`), and so does the database, in a table with the same token.
Whoever starts again after a crash finds both, takes away what was written and begins anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets as chance
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from luoshi.journal import queries as journal
from luoshi.kernel import disk
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, SiteError
from luoshi.kernel.progress import Tell, silent
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers import search
from luoshi.ledgers import tables as ledger_tables
from luoshi.ops import actions
from luoshi.ops.backup import archive, secrets, tables, unfinished
from luoshi.ops.backup.archive import Reader
from luoshi.ops.backup.manifest import Manifest
from luoshi.ops.backup.places import Places
from luoshi.ops.backup.tables import Model
from luoshi.periods import keys

_TOKEN = "luoshi_restoring"
_OURS = (*archive.BESIDE, "keys", "exports", "static")
_ROOM = 2
"""Bytes of disk wanted for each byte of a backup's content: rows take more room in a database."""


@dataclass(frozen=True)
class Restored:
    """What was restored."""

    digest: str
    manifest: Manifest
    migrated: list[str] = field(default_factory=list)
    """Migrations that the site went through after its rows were compared."""


def look(path: Path, *, password: str = "", key: str = "", tell: Tell = silent) -> Restored:
    """Look a backup through without restoring it; refuse what `restore` would refuse of it."""
    with archive.checked(path, tell) as found:
        _refuse_unfit(found, password, key)
        return Restored(found.digest, found.manifest)


def restore(
    actor: Actor, path: Path, folder: Path, *, password: str = "", key: str = "", tell: Tell = silent
) -> Restored:
    """Make a site out of a backup. `folder` and database must be empty, or left by a restore that was not
    finished. Keys come back only with their password; `key` is the public key (hex) that must have signed."""
    with archive.checked(path, tell) as found:
        opened = _refuse_unfit(found, password, key)
        with _begun(folder, found):
            places = Places(folder)
            made = _database(found, tell)
            _files(found, places, tell)
            _settings(found, places, opened)
            _compare(found, places, made, tell)
            migrated = _bring_up_to_date(found.manifest)
            actions.note_restored(actor, found.digest, found.manifest.made_at)
            _check_journal(found.manifest)
    return Restored(found.digest, found.manifest, migrated)


# What is refused


def _refuse_unfit(found: Reader, password: str, key: str) -> dict[str, str]:
    """Refuse a backup of a later version, of another signer, or whose keys do not open; its keys."""
    manifest = found.manifest
    if key and manifest.public_key != key:
        raise InputError(f"备份由另一个密钥签名：{manifest.public_key}", hint="核对公钥，或用另一份备份")
    tables.refuse_later(manifest.migrations)
    if not password:
        return {}
    if manifest.secrets == "left_out":
        raise InputError("这份备份没有带密钥", hint="用 --without-keys 恢复，站点会有新的密钥")
    opened = secrets.unseal(found.content(archive.SECRETS), password)
    own = keys.from_bytes(bytes.fromhex(opened["keys/signing.key"]))
    if keys.public_hex(own) != manifest.public_key:
        raise InputError("备份不是由它里面的密钥签名的", hint="清单被人重新签过，请用另一份备份")
    return opened


def _refuse_full(folder: Path, manifest: Manifest) -> None:
    if any(one.name != unfinished.MARK for one in folder.iterdir()):
        raise InputError(f"站点文件夹不是空的：{folder}", hint="恢复到新的、空的文件夹；原来的站点先移开")
    if connection.vendor == "postgresql" and ledger_tables.names():
        raise InputError("数据库不是空的", hint="DATABASE_URL 写一个空库；恢复不会覆盖已有的数据")
    wanted = _ROOM * sum(one.bytes for one in manifest.files.values())
    if shutil.disk_usage(folder).free < wanted:
        raise SiteError(f"磁盘空间不够：约需 {wanted // 1024**2 + 1} MB", hint="清理磁盘，或换一个文件夹")


# Beginning and end


@contextmanager
def _begun(folder: Path, found: Reader) -> Iterator[None]:
    """The folder and the database say that they are being restored, from before anything is written until
    all of it was compared."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / unfinished.MARK
    again = mark.exists()
    if not again:
        _refuse_full(folder, found.manifest)
    with mark.open("a+b") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError("正在恢复到这个文件夹", hint="等它完成") from None
        if again:
            held.seek(0)
            _clear(folder, _token(held.read()))
            _refuse_full(folder, found.manifest)
        token = chance.token_hex(16)
        held.truncate(0)
        held.write(json.dumps({"token": token, "backup": found.digest}).encode())
        held.flush()
        os.fsync(held.fileno())
        disk.flush(folder)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {_TOKEN} (token text)")
            cursor.execute(f"INSERT INTO {_TOKEN} VALUES (%s)", [token])
        yield
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {_TOKEN}")
        connection.close()
        mark.unlink()
        disk.flush(folder)


def _token(content: bytes) -> str:
    """What an earlier restore wrote; it may have been killed before it wrote anything."""
    try:
        return str(json.loads(content)["token"])
    except (ValueError, KeyError, TypeError):
        return ""


def _clear(folder: Path, token: str) -> None:
    """Take away what a restore that was not finished left, and nothing else: a database is emptied only
    when it bears the folder's token."""
    for name in _OURS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in (*folder.glob("db.sqlite3*"), *folder.glob("site.json*"), *folder.glob("migrating")):
        file.unlink()
    if connection.vendor != "postgresql" or _TOKEN not in ledger_tables.names():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token FROM {_TOKEN}")
        if token not in {row[0] for row in cursor.fetchall()}:
            raise InputError("数据库里有另一次没有完成的恢复", hint="换一个空库")
        for table in ledger_tables.names() - {_TOKEN}:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        cursor.execute(f"DROP TABLE {_TOKEN}")


# The parts


def _database(found: Reader, tell: Tell) -> dict[str, Model]:
    """Tables as they were, with their rows; what comes of it by name."""
    manifest = found.manifest
    tables.make(manifest.migrations)
    made = tables.models_at(manifest.migrations)
    for name, said in manifest.tables.items():
        if said.made and name not in made:
            made[name] = tables.model_of(name, said.made)
            with connection.schema_editor() as editor:
                editor.create_model(made[name])
    _refuse_other_tables(manifest, made)
    with transaction.atomic():
        for done, (name, said) in enumerate(manifest.tables.items(), start=1):
            with found.open(f"tables/{name}.jsonl") as stream:
                tables.load(made[name], stream)
            tables.go_on_after(made[name], said.last)
            tell("数据表", done, len(manifest.tables))
    return made


def _refuse_other_tables(manifest: Manifest, made: dict[str, Model]) -> None:
    for name, model in made.items():
        said = manifest.tables.get(name)
        if said is None or said.columns != tables.columns_of(model):
            raise InputError(f"备份里的表 {name} 与它的版本不符", hint="请用另一份备份")
    if strange := sorted(set(manifest.tables) - set(made)):
        raise InputError(f"备份里有不认识的表：{'、'.join(strange)}", hint="请用另一份备份")


def _files(found: Reader, places: Places, tell: Tell) -> None:
    every = [name for kind in archive.BESIDE for name in found.beneath(kind)]
    for done, name in enumerate(every, start=1):
        target = places.of_member(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with found.open(name) as member, target.open("xb") as stream:
            for piece in archive.pieces(member):
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        if name.startswith("ballots/"):
            os.utime(target, (0, 0))  # when a box was closed is told by no file (docs/decisions/0040)
        tell("文件", done, len(every))


def _settings(found: Reader, places: Places, opened: dict[str, str]) -> None:
    """The settings with their secret; a site without its old secret gets a new one, and a new key when it
    first signs."""
    for name in ("evidence", "packages", "lake"):
        (places.folder / name).mkdir(exist_ok=True)
    places.keys.mkdir(mode=0o700, exist_ok=True)
    for name, content in opened.items():
        if name.startswith("keys/"):
            _private(places.keys / Path(name).name, bytes.fromhex(content))
    said = json.loads(found.content(archive.SETTINGS))
    said["secret_key"] = opened.get("secret_key") or chance.token_urlsafe(48)
    _private(places.settings, json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n")


def _private(file: Path, content: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


# Comparing


def _compare(found: Reader, places: Places, made: dict[str, Model], tell: Tell) -> None:
    """Read all of it again: the rows out of the database, the files off the disk. It is the same, or the
    restore has failed."""
    wrong = []
    said = found.manifest.files
    for done, (name, model) in enumerate(made.items(), start=1):
        digest = hashlib.sha256()
        for line in tables.lines(model):
            digest.update(line)
        if digest.hexdigest() != said[f"tables/{name}.jsonl"].sha256:
            wrong.append(name)
        tell("核对数据表", done, len(made))
    every = [name for kind in archive.BESIDE for name in found.beneath(kind)]
    for done, name in enumerate(every, start=1):
        with places.of_member(name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != said[name].sha256:
                wrong.append(name)
        tell("核对文件", done, len(every))
    if wrong:
        raise SiteError(f"恢复的内容与备份不同：{'、'.join(wrong[:20])}", hint="查看磁盘和数据库，再恢复一次")


def _bring_up_to_date(manifest: Manifest) -> list[str]:
    """Tables as this version has them, and what is made from the rows alone."""
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for spec in ledgers.ledgers().values():
            if not search.exists(spec):
                for statement in search.creation(spec):
                    cursor.execute(statement)
                search.refill(spec)
    return sorted(".".join(one) for one in set(tables.applied()) - set(manifest.migrations))


def _check_journal(manifest: Manifest) -> None:
    """The chain is whole and ends where it ended."""
    journal.check_chain()
    if journal.head() != (manifest.journal.size, manifest.journal.head):
        raise SiteError("恢复的日志链与备份时不同", hint="请用另一份备份")
