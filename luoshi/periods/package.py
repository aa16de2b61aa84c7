"""A closed period as a folder that anybody can check: Parquet files, a manifest, its signature.

    2026-03/
      manifest.json      canonical JSON: what is in the package, and the hash of the one before
      manifest.sig       Ed25519 over the bytes of manifest.json
      ledger_….parquet   every ledger as it stood, and share, unit, unit_closure …
      figures.json       the published figures
      disclosed.json     late facts and corrections since the last close

Nothing here needs a database or Django.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshi.kernel import canonical, disk
from luoshi.kernel.errors import Problem
from luoshi.periods import stated as checked
from luoshi.periods.errors import BadPackage
from luoshi.periods.keys import holds, public_hex

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
NO_PREVIOUS = "0" * 64
LARGEST_UNPACKED = 20 * 1024**3
MOST_FILES = 2_000
LARGEST_MANIFEST = 50 * 1024**2
"""So much a package may hold; a site of all packs holds fewer than a hundred files."""


@dataclass(frozen=True)
class Report:
    """What a check of a package found: its manifest and short digest."""

    manifest: Mapping[str, Any]
    digest: str

    @property
    def short(self) -> str:
        """As bulletins print it."""
        return self.digest[:12]


def digest_of(folder: Path) -> str:
    """SHA-256 of a package's manifest: what the next one, and the bulletin, refer to."""
    return canonical.sha256((folder / MANIFEST).read_bytes())


def seal(folder: Path, stated: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """Write manifest and signature over the files of a folder; return the manifest's digest."""
    files = {file.name: _described(file) for file in sorted(folder.iterdir())}
    said = {"format": checked.FORMAT, **stated, "files": files, "public_key": public_hex(key)}
    content = canonical.dumps(said)
    (folder / MANIFEST).write_bytes(content)
    (folder / SIGNATURE).write_bytes(key.sign(content))
    for file in folder.iterdir():
        disk.flush(file)
    return canonical.sha256(content)


def publish(passing: Path, target: Path) -> None:
    """Let a finished folder appear under its name at once; what a killed close left there goes."""
    if target.exists():
        shutil.rmtree(target)
    passing.rename(target)
    disk.flush(target.parent)


def _described(file: Path) -> dict[str, Any]:
    said: dict[str, Any] = {"sha256": _hash(file), "bytes": file.stat().st_size}
    if file.suffix == ".parquet":
        said["rows"] = pq.read_metadata(file).num_rows
    return said


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(path: Path) -> Report:
    """Check a package folder or zip; `BadPackage` names every file that is not as signed."""
    with opened(path) as (_, report):
        return report


@contextmanager
def opened(path: Path) -> Iterator[tuple[Path, Report]]:
    """As `verify`, with the folder in which the checked files are while somebody reads them."""
    if path.is_dir():
        yield path, _verified(path)
        return
    with tempfile.TemporaryDirectory(prefix="luoshi-") as folder:
        _unzip(path, Path(folder))
        yield Path(folder), _verified(Path(folder))


def zipped(folder: Path) -> IO[bytes]:
    """A package as one file, at its beginning; it is gone when closed."""
    made = tempfile.TemporaryFile(prefix="luoshi-")  # noqa: SIM115 - whoever reads it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    made.seek(0)
    return made


def unpack(path: Path, folder: Path) -> None:
    """Copy a package, a folder or a zip, into an empty folder. Everything is looked at before anything is
    written: paths, links, double names, how many files and how much."""
    if path.is_dir():
        there = sorted(path.iterdir())
        _refuse_much(path, len(there), sum(file.lstat().st_size for file in there))
        for file in there:
            if file.is_symlink() or not file.is_file():
                raise _no_file(path, file.name)
        for file in there:
            shutil.copyfile(file, folder / file.name, follow_symlinks=False)
    else:
        _unzip(path, folder)


def claimed(path: Path) -> tuple[str, str]:
    """The unit and period that an archive says it is of; empty where it says nothing that can be read. Nobody
    has checked it."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(MANIFEST) as stream:
            said = json.loads(stream.read(LARGEST_MANIFEST))
        return str(said["unit"]), str(said["period"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return "", ""


def _unzip(path: Path, folder: Path) -> None:
    """Only plain files at the top are taken; a package has no folders."""
    try:
        with zipfile.ZipFile(path) as archive:
            items = archive.infolist()
            _refuse_much(path, len(items), sum(item.file_size for item in items))
            names = [item.filename for item in items]
            for item in items:
                if not _plain(item) or names.count(item.filename) > 1:
                    raise _no_file(path, item.filename)
            for item in items:
                archive.extract(item, folder)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        if isinstance(fault, OSError) and disk.is_full(fault):
            raise
        raise BadPackage(f"{path.name} 打不开：{fault}", hint="给出结账包的文件夹或 zip 文件") from fault


def _plain(item: zipfile.ZipInfo) -> bool:
    """A file at the top: no folder, link, lock or path. What it unpacks to is never more than it states."""
    kind = stat.S_IFMT(item.external_attr >> 16)
    locked = bool(item.flag_bits & 0x1)
    name = item.filename
    return kind in (0, stat.S_IFREG) and not locked and Path(name).name == name and "\\" not in name


def _refuse_much(path: Path, count: int, size: int) -> None:
    if count > MOST_FILES:
        raise BadPackage(f"{path.name} 里有{count}个文件，太多了", hint=f"结账包至多{MOST_FILES}个文件")
    if size > LARGEST_UNPACKED:
        raise BadPackage(f"{path.name} 解开后过大", hint=f"不超过 {LARGEST_UNPACKED // 1024**3} GB")


def _no_file(path: Path, name: str) -> BadPackage:
    return BadPackage(f"{path.name} 里有不该有的路径：{name}", hint="包里只有文件，没有文件夹")


def _verified(folder: Path) -> Report:
    if not (folder / MANIFEST).is_file() or not (folder / SIGNATURE).is_file():
        raise BadPackage(
            f"{folder.name} 里没有 {MANIFEST} 或 {SIGNATURE}", hint="这不是一个结账包，或文件不全"
        )
    content = (folder / MANIFEST).read_bytes()
    try:
        manifest = json.loads(content)
    except ValueError as fault:
        raise BadPackage(f"{MANIFEST} 读不懂：{fault}", hint="文件被改动或损坏") from fault
    checked.check(manifest, checked.Sealed)
    problems = [*_signature(folder, content, manifest["public_key"]), *_files(folder, manifest["files"])]
    if problems:
        raise BadPackage(problems=problems)
    return Report(manifest, canonical.sha256(content))


def _signature(folder: Path, content: bytes, public: str) -> list[Problem]:
    if holds(public, (folder / SIGNATURE).read_bytes(), content):
        return []
    return [Problem("签名与清单不符，清单或签名被改动", "用原来的包", file=MANIFEST)]


def _files(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    problems = []
    for name, said in files.items():
        file = folder / name
        if Path(name).name != name or not file.is_file():
            problems.append(Problem("清单里有，包里没有", "补回这个文件", file=name))
        elif file.stat().st_size != said["bytes"] or _hash(file) != said["sha256"]:
            problems.append(
                Problem("内容与清单不符，被改动过", f"SHA-256 应为 {said['sha256'][:12]}…", file=name)
            )
    there = {file.name for file in folder.iterdir()} - {MANIFEST, SIGNATURE}
    problems += [Problem("清单里没有这个文件", "删去", file=name) for name in sorted(there - set(files))]
    return problems


def building(packages: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """A new hidden folder filled by `fill`; leftovers of earlier tries go first."""
    packages.mkdir(parents=True, exist_ok=True)
    for left in packages.glob(f".{name}.*"):
        shutil.rmtree(left)
    passing = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=packages))
    try:
        fill(passing)
    except BaseException:
        shutil.rmtree(passing, ignore_errors=True)  # a full disk is not to keep the half of a package
        raise
    return passing
