"""What a backup says of itself: the manifest, strictly read, for it comes from outside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from luoshi.kernel import canonical
from luoshi.kernel.errors import InputError

FORMAT = 1
NEWER = "备份来自更新的版本，这个版本读不了"
UPGRADE = "先升级软件，再恢复"
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,120}$")]
Count = Annotated[int, Field(ge=0)]
Kind = Literal["text", "whole", "day", "moment", "truth"]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Column(_Said):
    """A column of a ledger's table, enough to make it anew on either kind of database."""

    name: Name
    kind: Kind
    null: bool
    indexed: bool


class Table(_Said):
    """A table: its columns in the order of a row, how many rows, the last number given. `made` describes
    a table that no migration makes: a ledger's."""

    columns: tuple[Name, ...]
    rows: Count
    last: Count | None = None
    made: tuple[Column, ...] = ()


class File(_Said):
    """A member of the archive."""

    sha256: Digest
    bytes: Count


class Journal(_Said):
    """The sealed chain at the moment of the backup."""

    size: Count
    head: Digest


class Manifest(_Said):
    """A whole backup. `migrations` is the state of the tables; `secrets` whether the keys are in it, sealed
    with a password; `boxes` the votes whose open ballot box stays out; `damaged` evidence that was not as
    its name says when it was copied; `left_out` tables that are nobody's; `public_key` the site's."""

    format: Literal[1]
    luoshi: str
    made_at: str
    site: str
    database: Literal["sqlite", "postgresql"]
    migrations: tuple[tuple[str, str], ...]
    tables: Mapping[Name, Table]
    files: Mapping[str, File]
    secrets: Literal["sealed", "left_out"]
    journal: Journal
    boxes: tuple[str, ...] = ()
    damaged: tuple[Digest, ...] = ()
    left_out: tuple[str, ...] = ()
    public_key: Digest

    def content(self) -> bytes:
        """The bytes that are signed."""
        return canonical.dumps(self.model_dump(mode="json"))


def read(content: bytes) -> Manifest:
    """A manifest from its bytes; a newer format is told from a damaged one."""
    try:
        said = json.loads(content)
        if isinstance(said, dict) and isinstance(said.get("format"), int) and said["format"] > FORMAT:
            raise InputError(NEWER, hint=UPGRADE)
        return Manifest.model_validate(said)
    except (ValueError, ValidationError, RecursionError) as fault:
        raise InputError("备份的清单读不懂", hint="文件损坏或被改动，请用另一份备份") from fault
