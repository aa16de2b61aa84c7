"""What the journal was told since one last looked: every committed entry once, whatever the order of commits.

On SQLite one writer follows another, so the newest number one sees tells all. On PostgreSQL an entry takes
its number before it commits, so a lower one may appear after a higher one was seen. Whoever takes a number
holds the lock of the sequence until the end of the transaction; so when everybody who held it at some moment
is gone, every number taken by then is an entry one can see, or was rolled back and never will be.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from luoshi.journal import queries
from luoshi.journal.models import Entry

MOST = 50_000
"""Of more entries than this it is not told one by one what they are."""

_TAKEN = """
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM journal_entry_id_seq
"""
_TAKERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = 'journal_entry_id_seq'::regclass
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class News(NamedTuple):
    """An entry somebody who watches is told of."""

    id: int
    subject: str
    verb: str


class Watch:
    """Tells each entry once. Call `settle` outside and before the transaction of one moment, `news` in it."""

    def __init__(self) -> None:
        self._settled: int | None = None if connection.vendor == "postgresql" else 0
        self._waits: tuple[int, frozenset[str]] | None = None
        """A number, and who may still have to commit one up to it."""
        self._since: int | None = None
        self._told: set[int] = set()

    def settle(self) -> None:
        """Learn up to which number every entry is there or never will be."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute(_TAKEN)
            taken = int(cursor.fetchone()[0])
            cursor.execute(_TAKERS)
            takers = frozenset(str(row[0]) for row in cursor.fetchall())
        if self._waits is None or not self._waits[1] & takers:
            self._settled = self._waits[0] if self._waits else self._settled
            self._waits = (taken, takers)
        if not takers:
            self._settled = taken

    def news(self) -> list[News] | None:
        """Entries that were not told yet, reads aside; None: what changed is not known, as at first, and
        until somebody has committed who was writing then."""
        if self._since is None:
            self._begin()
            return None
        found = self._after(self._since)
        if len(found) > MOST:
            self._begin()
            return None
        new = [one for one in found if one.id not in self._told]
        self._go_on(found)
        return [one for one in new if one.verb != "read"]

    def _begin(self) -> None:
        self._since = queries.newest() if connection.vendor != "postgresql" else self._settled
        self._told = set() if self._since is None else {one.id for one in self._after(self._since)}

    def _go_on(self, found: list[News]) -> None:
        if connection.vendor != "postgresql":
            self._since = found[-1].id if found else self._since
        else:
            self._since = self._settled
            self._told = {one.id for one in found if one.id > (self._since or 0)}

    def _after(self, number: int) -> list[News]:
        found = Entry.objects.filter(id__gt=number).order_by("id")[: MOST + 1]
        return [News(*one) for one in found.values_list("id", "subject", "verb")]
