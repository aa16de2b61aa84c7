"""A site as somebody finds it who opens it anew: its rows, its files, what the doctor says of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.ops.doctor.rounds import Check

PASSING = frozenset({"django_tasks_database_dbtaskresult", "sqlite_sequence", "django_session"})
"""Tables that hold no facts."""
MOMENTS = frozenset({"beat_at"})
"""Columns that tell by the clock on the wall."""
MADE: Mapping[str, Collection[str]] = {
    "sqlite": ("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",),
    "postgresql": (
        "SELECT table_name, column_name, data_type, is_nullable, column_default "
        "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    ),
}  # fmt: skip
"""What asks a database which tables there are, and how they are made."""


@dataclass
class Found:
    """Digests of the rows of each table and of each file, and how many rows there are; whether the operation
    was done; what the doctor finds wrong, and the files that he names as left over; what is told of a job."""

    rows: dict[str, str]
    counts: dict[str, int]
    files: dict[str, str]
    done: bool
    wrong: list[str]
    left: list[str] = field(default_factory=list)
    job: str = ""
    verbs: dict[str, int] = field(default_factory=dict)
    """How often each thing was done, by the journal."""


def look(work: Path, *, done: bool, more: Collection[Check] = ()) -> Found:
    """Look at the site in a folder, and at what is beside it; with more of the doctor's checks than those of
    files and chain. A site whose every row is as on one that passed them all would pass them too."""
    from luoshi.journal.models import Entry
    from luoshi.ops.doctor import data, published, running
    from luoshi.ops.models import Job

    site = work / "site"
    data.OLD = -1  # what was left a moment ago is as what was left yesterday
    rows, counts = _rows()
    checks = (data.chain, data.evidence, data.leftovers, published.packages, running.keys, *more)
    findings = [one for check in checks for one in check(site)]
    wrong = [one.what for one in findings if one.level == "wrong"]
    left = [fix.removeprefix("remove ") for one in findings for fix in one.fixes if fix.startswith("remove ")]
    left += [str(one.relative_to(site)) for one in (*data.unpublished(site), *data.unregistered(site))]
    job = Job.objects.order_by("id").first()
    verbs = Counter(Entry.objects.values_list("verb", flat=True))
    said = f"{job.state} {job.message}" if job else ""
    return Found(rows, counts, _files(work), done, wrong, left, said, dict(verbs))


def _rows() -> tuple[dict[str, str], dict[str, int]]:
    """A digest of each table's rows, in whatever order, and how many they are."""
    from django.db import connection

    digests, counts = {}, {}
    with connection.cursor() as cursor:
        for name in sorted(set(connection.introspection.table_names(cursor)) - PASSING):
            cursor.execute(f'SELECT * FROM "{name}"')
            moments = {at for at, column in enumerate(cursor.description) if column[0] in MOMENTS}
            rows = [[one for at, one in enumerate(row) if at not in moments] for row in cursor.fetchall()]
            digests[name], counts[name] = _digest(sorted(rows, key=repr)), len(rows)
        for question in MADE[connection.vendor]:
            cursor.execute(question)
            digests[question] = _digest(cursor.fetchall())
    return digests, counts


def _digest(said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _files(work: Path) -> dict[str, str]:
    """Every file but those of the database, and of the tries themselves."""
    found = {}
    for top in (work / "site", work / "out"):
        for file in sorted(top.rglob("*")):
            if file.is_file() and not file.name.startswith(("db.sqlite3", "worker.beat")):
                found[str(file.relative_to(work))] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found
