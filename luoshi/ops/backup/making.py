"""A backup of a site that is in use: rows as of one moment, then the files that they speak of.

Evidence and records of votes are only ever added, and a package is there before the database says so:
files that are copied after the moment of the rows hold at least what the rows name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

import luoshi
from luoshi.elections import queries as elections
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import SiteError
from luoshi.kernel.progress import Tell, silent
from luoshi.ops.backup import archive, secrets, tables
from luoshi.ops.backup.archive import Writer
from luoshi.ops.backup.manifest import FORMAT, Journal, Manifest, Table
from luoshi.ops.backup.places import Places
from luoshi.periods import lake
from luoshi.periods import queries as periods
from luoshi.periods.keys import ROTATIONS, public_hex, signing_key
from luoshi.periods.snapshot import one_moment
from luoshi.units import queries as units


@dataclass(frozen=True)
class Made:
    """What is in a backup that was made, and the digest by which it is known."""

    digest: str
    manifest: Manifest

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.manifest.tables.values())


def make(actor: Actor, folder: Path, target: Path, *, password: str = "", tell: Tell = silent) -> Made:
    """Write all that a site holds to a new file. Without a password the keys stay out."""
    places = Places(folder)
    settings = _settings(places)
    key = signing_key(places.keys)
    with archive.writing(target) as writer:
        with one_moment():
            said = _rows(writer, tell)
        damaged = _files(writer, places, said.pop("closed"), said.pop("received"), tell)
        kept = {name: value for name, value in settings.items() if name != "secret_key"}
        writer.put(archive.SETTINGS, [json.dumps(kept, ensure_ascii=False, indent=1).encode()])
        if password:
            writer.put(archive.SECRETS, [secrets.seal(_secrets(places, settings), password)])
        manifest = Manifest(
            format=FORMAT, luoshi=luoshi.__version__, made_at=actor.now().isoformat(timespec="seconds"),
            site=units.site_name(), files=writer.files, secrets="sealed" if password else "left_out",
            damaged=tuple(damaged), public_key=public_hex(key), **said,
        )  # fmt: skip
        content = manifest.content()
        writer.finish(content, key.sign(content))
    return Made(sha256(content), manifest)


def _settings(places: Places) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(places.settings.read_bytes())
    except (OSError, ValueError) as fault:
        raise SiteError(f"站点设置文件无法读取：{places.settings}", hint="请恢复备份的 site.json") from fault
    return said


def _rows(writer: Writer, tell: Tell) -> dict[str, Any]:
    """Every table, and what else the manifest says of the database; all of it as of one moment."""
    found, strange = tables.there()
    described: dict[str, Table] = {}
    for done, (name, model) in enumerate(found.items(), start=1):
        count = 0

        def counted(lines: Iterator[bytes]) -> Iterator[bytes]:
            nonlocal count
            for line in lines:
                count += 1
                yield line

        writer.put(f"tables/{name}.jsonl", counted(tables.lines(model)), packed=True)
        described[name] = tables.described(model, count)
        tell("数据表", done, len(found))
    size, head = journal.head()
    return {
        "database": connection.vendor, "migrations": tuple(tables.applied()), "tables": described,
        "journal": Journal(size=size, head=head), "left_out": tuple(strange),
        "boxes": tuple(elections.titles_of_open()),
        "closed": {one.period for one in periods.closings()}, "received": lake.received(),
    }  # fmt: skip


def _files(writer: Writer, places: Places, closed: set[str], received: set[str], tell: Tell) -> list[str]:
    """Every file; the digests of evidence that is not what its name says. It is copied as it is: a backup
    that refused would be missing when it is needed most."""
    every = [*places.evidence(), *places.packages(closed), *places.lake(received), *places.ballots()]
    damaged = []
    for done, (name, file) in enumerate(every, start=1):
        with file.open("rb") as stream:
            made = writer.put(name, archive.pieces(stream))
        if name.startswith("evidence/") and made.sha256 != name[9:]:
            damaged.append(name[9:])
        tell("文件", done, len(every))
    return damaged


def _secrets(places: Places, settings: dict[str, Any]) -> dict[str, str]:
    """What is sealed: the key, how the site came to it (whoever knows an earlier one knows it by that), and
    the settings' secret."""
    kept = (*sorted(places.keys.glob("*.key")), *places.keys.glob(ROTATIONS))
    keys = {f"keys/{file.name}": file.read_bytes().hex() for file in kept}
    return {"secret_key": str(settings["secret_key"]), **keys}
