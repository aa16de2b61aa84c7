"""The lake: what stands on this site and what its senders sent, read as one.

    lake/
      C01/                          a sender
        2026-03-1f0c93d2a7be/       a package as it was received, whole: `luoshi verify` checks it again

`parts` says which package of each sender counts for a period, and `files` where a table's rows of that period
lie. Every engine reads them alike: the site's own rows but those of its senders' units, and each package's
rows under numbers of their own, `number = origin × SPAN + the record's number on its own site`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection

from luoshi.figures.engines import Cursor, Duck, Engine, share_of_memory
from luoshi.figures.spark import Spark
from luoshi.journal import queries as journal
from luoshi.kernel.once import once
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.periods import merged, package, snapshot
from luoshi.periods.merged import SPAN, Came, Query
from luoshi.periods.models import HandIn, Origin, Received, Sender
from luoshi.units import queries as units

SPARK = "spark"
"""The engine that is not DuckDB."""
KEPT = 2
"""So many snapshots of the open site are kept: the newest, and one that somebody may still be reading."""


@dataclass(frozen=True)
class Part:
    """The package of a sender that counts for a period."""

    unit: str
    period: str
    digest: str
    folder: Path
    manifest: Mapping[str, Any]
    origins: Mapping[int, int]
    """A site's number in the package → its number here; 0 is the sender itself."""


@dataclass(frozen=True)
class Source:
    """Where a record of the lake comes from: the unit on whose site it stands, its number there, and the
    digest of that site's manifest. `through` are the packages it came in, the last first."""

    unit: str
    number: int
    manifest: str
    period: str
    through: tuple[str, ...] = ()


@once
def senders(period: Period) -> list[Sender]:
    """The units that are counted from their packages at a period's end."""
    return [one for one in Sender.objects.order_by("unit") if sends(one, period)]


def sends(one: Sender, period: Period) -> bool:
    """Whether a sender is counted from its packages at a period's end."""
    began = Period.parse(one.since).start <= period.end
    return began and not (one.until and Period.parse(one.until).end < period.end)


def covered(period: Period) -> frozenset[str]:
    """Every unit that is counted from packages and from nothing else."""
    found = senders(period)
    return units.subtree([one.unit for one in found]) if found else frozenset()


def waited_for(period: Period) -> list[str]:
    """The names of senders whose package of a month has not come, and who are not let off."""
    sending = [one.unit for one in senders(period)]
    came = Received.objects.filter(period=str(period), unit__in=sending).values_list("unit", flat=True)
    let_off = HandIn.objects.filter(period=str(period), state__in=("excused", "missing"))
    settled = {*came, *let_off.values_list("unit", flat=True)}
    names = units.names()
    return [names[one] for one in sending if one not in settled]


def parts(period: Period) -> list[Part]:
    """The newest package of each sender that is of this period or earlier: what is known of it then."""
    last: dict[str, Received] = {}
    sending = {one.unit for one in senders(period)}
    for one in Received.objects.filter(unit__in=sending).order_by("id"):
        if Period.parse(one.period).end <= period.end:
            last[one.unit] = one
    return [_part(one) for _unit, one in sorted(last.items())]


def _part(one: Received) -> Part:
    there = place(one.unit, one.period, one.digest)
    origins = dict(Origin.objects.filter(sender=one.unit).values_list("theirs", "id"))
    manifest = json.loads((there / package.MANIFEST).read_bytes())
    known = {0, *map(int, manifest["origins"])}
    return Part(
        one.unit, one.period, one.digest, there, manifest,
        {theirs: ours for theirs, ours in origins.items() if theirs in known},
    )  # fmt: skip


def place(unit: str, period: str, digest: str) -> Path:
    """Where a received package is."""
    return Path(settings.LAKE) / unit / f"{period}-{digest[:12]}"


def received() -> set[str]:
    """Where every package that was received is, within the lake's folder."""
    rows = Received.objects.values_list("unit", "period", "digest")
    return {f"{unit}/{period}-{digest[:12]}" for unit, period, digest in rows}


def packages() -> dict[Path, str]:
    """The folder of every package that was received, and its digest."""
    rows = Received.objects.values_list("unit", "period", "digest")
    return {Path(settings.LAKE) / unit / f"{period}-{digest[:12]}": digest for unit, period, digest in rows}


def files(table: str, period: Period) -> list[tuple[Path, Part]]:
    """A table's Parquet files of all senders that count for a period. The site's own rows lie in its
    snapshot: of a closed month, its package, in which everything is together already."""
    found = [(one.folder / f"{table}.parquet", one) for one in parts(period)]
    return [(file, one) for file, one in found if file.exists()]


def origins(found: Iterable[Part]) -> dict[str, dict[str, Any]]:
    """Number here → the site it stands for, as a manifest states it."""
    stated: dict[str, dict[str, Any]] = {}
    for part in found:
        for theirs, ours in part.origins.items():
            if theirs == 0:
                said = {"unit": part.unit, "manifest": part.digest, "period": part.period, "through": []}
            else:
                before = part.manifest["origins"][str(theirs)]
                said = {**before, "through": [part.digest, *before["through"]]}
            stated[str(ours)] = said
    return stated


def source(stated: Mapping[str, Mapping[str, Any]], record: int) -> Source | None:
    """Where a record comes from; None for one of this site."""
    number, theirs = divmod(record, SPAN)
    if number == 0:
        return None
    said = stated[str(number)]
    return Source(said["unit"], theirs, said["manifest"], said["period"], tuple(said["through"]))


def over(
    folder: Path, on: str, *, instead: Mapping[str, Query] | None = None, beside: Iterable[Path] = ()
) -> AbstractContextManager[Engine]:
    """The engine of this name over a folder of Parquet."""
    if on == SPARK:
        return Spark(folder, settings.SPARK, instead=instead)
    return Duck(folder, memory=share_of_memory(), instead=instead, beside=beside)


def _together(own: Path, period: Period) -> tuple[dict[str, Query], list[Path]]:
    """The tables of the site's own snapshot that packages add to, as queries over both, and the packages."""
    found, left_out = parts(period), covered(period)
    came = [Came(one.folder, one.unit, units.subtree([one.unit]), one.origins) for one in found]
    shapes = {**merged.BESIDE, **{spec.table: merged.of_ledger(spec) for spec in ledgers.ledgers().values()}}
    made = {
        file.stem: merged.query(file, shapes[file.stem], came, left_out)
        for file in sorted(own.glob("*.parquet"))
        if file.stem in shapes
    }
    return made, [one.folder for one in found]


def merge(folder: Path, period: Period) -> None:
    """Let a snapshot of the site's own tables hold what the packages add, so that it stands for itself."""
    if not senders(period):
        return
    made, beside = _together(folder, period)
    with Duck(folder, memory=share_of_memory(), instead=made, beside=beside) as engine:
        for table in made:
            schema = pq.read_schema(folder / f"{table}.parquet")
            with pq.ParquetWriter(folder / f"{table}.new", schema, compression="zstd") as writer:
                for batch in engine.batches(table):
                    writer.write_batch(batch.cast(schema))
    for table in made:
        (folder / f"{table}.new").replace(folder / f"{table}.parquet")


@contextmanager
def engine(period: Period, on: str = "") -> Iterator[Engine]:
    """Where figures of an open period are counted: the site's own database, and where units send packages, or
    an engine is named, a snapshot of it together with these."""
    if not (on or senders(period)):
        with connection.cursor() as cursor:
            yield Cursor(cursor, dialect())
        return
    own = _own()
    made, beside = _together(own, period)
    with over(own, on, instead=made, beside=beside) as together:
        yield together


def dialect() -> str:
    """The SQL that the site's database speaks."""
    return "postgres" if connection.vendor == "postgresql" else "sqlite"


def _own() -> Path:
    """A snapshot of the site as it is now; it is made anew when the journal has gone on."""
    lake = Path(settings.LAKE)
    made = lake / f".own-{journal.state()}"
    if not made.exists():
        lake.mkdir(parents=True, exist_ok=True)
        passing = Path(tempfile.mkdtemp(prefix=".passing-", dir=lake))
        try:
            with snapshot.one_moment():
                snapshot.write(passing)
            if not made.exists():
                passing.rename(made)
        finally:
            shutil.rmtree(passing, ignore_errors=True)
        for old in sorted(lake.glob(".own-*"))[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return made
