"""The file of a backup: a zip whose members are named in a signed manifest. Written whole or not at all;
looked through from end to end before anybody takes anything out of it.

    manifest.json, manifest.sig
    tables/<table>.jsonl      a row a line, a JSON array in the order of the manifest's columns
    evidence/<sha256>         packages/<month>/…      ballots/<number>.jsonl
    lake/<sender>/…           what was received from others
    site.json                 settings without the secret
    secrets.json              the keys, sealed with a password, unless they were left out
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from luoshi.kernel import disk
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.progress import Tell
from luoshi.ops.backup import manifest as manifests
from luoshi.ops.backup.manifest import File, Manifest
from luoshi.periods.keys import holds

MANIFEST, SIGNATURE, SETTINGS, SECRETS = "manifest.json", "manifest.sig", "site.json", "secrets.json"
LONGEST_MANIFEST = 512 * 1024**2
_PIECE = 1024**2
_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
BESIDE = ("evidence", "packages", "lake", "ballots")
"""The folders of a site that are held beside its database."""
MEMBERS = re.compile(
    rf"tables/[a-z][a-z0-9_]*\.jsonl|evidence/[0-9a-f]{{64}}|(packages|lake)/{_PART}(/{_PART})*"
    rf"|ballots/[0-9]+\.jsonl|{re.escape(SETTINGS)}|{re.escape(SECRETS)}"
)
"""Every name that a member may have: none leads out of the folder into which it is written."""
_FAULTS = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)


class Writer:
    """An archive being filled; it knows the digest of everything that went in."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: dict[str, File] = {}

    def put(self, name: str, pieces: Iterable[bytes], *, packed: bool = False) -> File:
        """A member out of pieces as they come; `packed` for what gets smaller."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(_info(name, packed=packed), "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        self.files[name] = File(sha256=digest.hexdigest(), bytes=size)
        return self.files[name]

    def finish(self, content: bytes, signature: bytes) -> None:
        """The manifest, when everything that it names is in."""
        for name, said in ((MANIFEST, content), (SIGNATURE, signature)):
            self._archive.writestr(_info(name, packed=name == MANIFEST), said)


def _info(name: str, *, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """An archive that has its name only when it is whole and on the disk. What a killed backup left under
    its passing name is written over by the next; two at once are refused."""
    if target.exists():
        raise InputError(f"已经有这个文件：{target}", hint="换一个文件名；备份从不覆盖旧的备份")
    passing = target.with_name(f".{target.name}.part")
    handle = os.open(passing, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"正在备份到这个文件：{target}", hint="等它完成，或换一个文件名") from None
        try:
            stream.truncate()
            with zipfile.ZipFile(stream, "w", allowZip64=True) as archive:
                yield Writer(archive)
            stream.flush()
            os.fsync(stream.fileno())
            passing.replace(target)
        except BaseException:
            passing.unlink(missing_ok=True)
            raise
    try:
        disk.flush(target.parent)
    except OSError:
        target.unlink()  # whoever is told that it was not done finds nothing
        raise


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """What a stream holds, a piece at a time."""
    while piece := stream.read(_PIECE):
        yield piece


class Reader:
    """An archive of which every byte is as its signed manifest says."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest, digest: str) -> None:
        self._archive, self.manifest, self.digest = archive, manifest, digest

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A member, from its beginning."""
        with self._archive.open(name) as member:
            yield member

    def content(self, name: str) -> bytes:
        """A small member."""
        return self._archive.read(name)

    def beneath(self, folder: str) -> list[str]:
        """The members of a folder."""
        return sorted(name for name in self.manifest.files if name.startswith(f"{folder}/"))


@contextmanager
def checked(path: Path, tell: Tell) -> Iterator[Reader]:
    """A backup to read from, after all of it was looked through: its names, its signature, its bytes."""
    with _opened(path) as archive:
        yield _looked_through(path, archive, tell)


def _opened(path: Path) -> zipfile.ZipFile:
    if not path.is_file():
        raise InputError(f"没有这个文件：{path}", hint="写明备份文件")
    try:
        return zipfile.ZipFile(path)
    except _FAULTS as fault:
        raise _broken(path) from fault


def _broken(path: Path) -> InputError:
    return InputError(f"{path.name} 不是完整的备份", hint="文件不全、损坏或不是备份，请用另一份备份")


def _looked_through(path: Path, archive: zipfile.ZipFile, tell: Tell) -> Reader:
    try:
        names = _names(archive)
        content = _limited(archive, MANIFEST, LONGEST_MANIFEST)
        manifest = manifests.read(content)
        if not holds(manifest.public_key, _limited(archive, SIGNATURE, 64), content):
            raise InputError("备份的签名与清单不符", hint="清单或签名被改动，请用另一份备份")
        _same_names(names, manifest)
        _same_bytes(archive, manifest, tell)
    except _FAULTS as fault:
        raise _broken(path) from fault
    return Reader(archive, manifest, hashlib.sha256(content).hexdigest())


def _names(archive: zipfile.ZipFile) -> list[str]:
    names = [item.filename for item in archive.infolist()]
    strange = [name for name in names if name not in (MANIFEST, SIGNATURE) and not MEMBERS.fullmatch(name)]
    if strange or len(set(names)) != len(names) or not {MANIFEST, SIGNATURE} <= set(names):
        problems = [Problem("备份里不该有的文件", "用另一份备份", file=repr(name)) for name in strange[:20]]
        raise InputError(
            "备份里有不该有、重复或缺少的文件", problems=problems, hint="文件被改动或不是备份，请用另一份备份"
        )
    return names


def _same_names(names: list[str], manifest: Manifest) -> None:
    there, said = set(names) - {MANIFEST, SIGNATURE}, set(manifest.files)
    wanted = {f"tables/{name}.jsonl" for name in manifest.tables} | {SETTINGS}
    wanted |= {SECRETS} if manifest.secrets == "sealed" else set()
    beside = {name for name in said if name.partition("/")[0] in ("tables", SETTINGS, SECRETS)}
    if there != said or wanted != beside:
        wrong = sorted((there ^ said) | (wanted ^ beside))
        problems = [Problem("清单和文件对不上", "用另一份备份", file=name) for name in wrong[:20]]
        raise InputError("备份的文件和清单对不上", problems=problems, hint="文件被改动，请用另一份备份")


def _limited(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member whose size nobody has vouched for yet."""
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise InputError("备份的清单过大", hint="文件被改动，请用另一份备份")
    return content


def _same_bytes(archive: zipfile.ZipFile, manifest: Manifest, tell: Tell) -> None:
    """Read no more of a member than the manifest says it has: a small file may unpack without end."""
    total, done, problems = sum(one.bytes for one in manifest.files.values()), 0, []
    for name, said in manifest.files.items():
        digest, size = hashlib.sha256(), 0
        with archive.open(name) as member:
            for piece in pieces(member):
                digest.update(piece)
                size += len(piece)
                if size > said.bytes:
                    break
        if (size, digest.hexdigest()) != (said.bytes, said.sha256):
            problems.append(Problem("内容与清单不符", "用另一份备份", file=name))
        if name.startswith("evidence/") and name[9:] != said.sha256 and name[9:] not in manifest.damaged:
            problems.append(Problem("佐证的内容与名称不符", "用另一份备份", file=name))
        done += said.bytes
        tell("核对备份", done, total)
    if problems:
        raise InputError("备份被改动或损坏", problems=problems[:20], hint="请用另一份备份；站点没有改动")
