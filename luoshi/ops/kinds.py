"""What the worker can do: one function per kind of job."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from luoshi import reading
from luoshi.commitments import actions as proposing
from luoshi.commitments import queries as commitments
from luoshi.exchange import dossier, uploads, writing
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.kernel.progress import Tell
from luoshi.periods import actions as periods
from luoshi.periods import queries as months
from luoshi.reading import second as reader

Work = Callable[[Actor, Mapping[str, Any], Tell], dict[str, Any]]
KEPT_FOR = 7 * 24 * 3_600
"""Seconds for which an exported file waits to be fetched."""


def close(actor: Actor, said: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Close a month (`period`); answers its digest."""
    made = periods.close(actor, Period.parse(said["period"]), tell=tell)
    return {"period": made.period, "digest": made.digest}


def import_(actor: Actor, said: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Check and import a file that was received (`upload`); answers what came of it, counts only."""
    return uploads.carry_out(actor, said["upload"], tell).counts


def export(actor: Actor, said: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Write a long list of a ledger (`ledger`, `search`, `filters`, `sort`, `columns`) to a file of the
    site's; answers its name there and how many rows it has. Files of long ago are taken away."""
    with _kept("xlsx") as (name, stream):
        rows = writing.export(
            actor, said["ledger"], stream, search=said["search"], filters=said["filters"], sort=said["sort"],
            columns=said["columns"], tell=tell,
        )  # fmt: skip
    return {"file": name, "rows": rows}


def audit_file(actor: Actor, said: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Gather what an auditor asks for (`pack`, `year`) in a file of the site's; answers its name there, how
    many records are listed and how many files it holds."""
    with _kept("zip") as (name, stream):
        made = dossier.write(actor, said["pack"], said["year"], stream, tell)
    return {"file": name, "records": made.records, "files": made.files}


@contextmanager
def _kept(ending: str) -> Iterator[tuple[str, IO[bytes]]]:
    """A new file among the exports; those of long ago are taken away."""
    folder = Path(settings.EXPORTS)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_file() and time.time() - old.stat().st_mtime > KEPT_FOR:
            old.unlink()
    target = folder / f"{secrets.token_hex(16)}.{ending}"
    try:
        with target.open("wb") as stream:
            yield target.name, stream
    except BaseException:
        target.unlink(missing_ok=True)  # a half-written file would wait a week to be fetched by nobody
        raise


def second(actor: Actor, said: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Ask the second reader about a text (`document`); what it finds beside what was found is proposed.
    Answers how many are new, how many were dropped because they do not stand in the text, and which parts
    gave no answer."""
    if settings.SECOND_READER is None:
        raise InputError("没有设置第二识别", hint="由系统管理员设置 LUOSHI_READER_URL 和 LUOSHI_READER_MODEL")
    text = commitments.document(actor, said["document"]).text
    made = reader.read(text, settings.SECOND_READER, tell=tell)
    fresh = reader.beside(reading.read(text), made.kept)
    proposing.propose(actor, said["document"], [one.to_json() for one in fresh])
    return {"new": len(fresh), "dropped": len(made.dropped), "failed": made.failed}


KINDS: Mapping[str, Work] = {
    "close": close, "import": import_, "export": export, "second": second, "audit_file": audit_file,
}  # fmt: skip
"""Every kind by name."""


def _closed(said: Mapping[str, Any]) -> dict[str, Any] | None:
    made = months.closing(Period.parse(said["period"]))
    return {"period": made.period, "digest": made.digest} if made else None


def _imported(said: Mapping[str, Any]) -> dict[str, Any] | None:
    return uploads.came_of(said["upload"])


CAME_OF: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any] | None]] = {
    "close": _closed, "import": _imported,
}  # fmt: skip
"""What came of a job whose worker died: the kinds that change the site know whether all of it was done;
the others leave nothing that asking again would not make anew."""
