"""What the journal can tell: the history of a subject, the chain's state, the Merkle root.

History is asked for through the owner of the subject (a record's history through `ledgers`),
which authorises; nothing here decides who may see what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luoshi.journal.chain import GENESIS, link, merkle_root
from luoshi.journal.errors import BrokenChain
from luoshi.journal.models import Entry, Seal


@dataclass(frozen=True)
class EntryView:
    """An entry as others read it."""

    id: int
    at: datetime
    person: int | None
    name: str
    subject: str
    verb: str
    data: Mapping[str, Any]
    holds_from: date | None
    why: str


def history(subject: str) -> list[EntryView]:
    """All entries of a subject, oldest first."""
    return [_view(entry) for entry in Entry.objects.filter(subject=subject).order_by("id")]


def page(subject: str, limit: int, before: int | None = None, verbs: Sequence[str] = ()) -> list[EntryView]:
    """A subject's newest entries, or those before one, newest first; only of some verbs when named."""
    found = Entry.objects.filter(subject=subject).order_by("-id")
    found = found.filter(verb__in=verbs) if verbs else found
    return [_view(entry) for entry in (found.filter(id__lt=before) if before else found)[:limit]]


def recent(subjects: Sequence[str], limit: int = 20) -> list[EntryView]:
    """The newest entries of any of the subjects, newest first."""
    found = Entry.objects.filter(subject__in=subjects).order_by("-id")[:limit]
    return [_view(entry) for entry in found]


def latest(prefix: str, limit: int) -> list[EntryView]:
    """The newest entries of subjects that start with `prefix`, newest first."""
    found = Entry.objects.filter(subject__startswith=prefix).order_by("-id")[:limit]
    return [_view(entry) for entry in found]


def entries(prefix: str = "") -> Iterator[EntryView]:
    """Every entry in order, of subjects that start with `prefix`: what a rebuild replays."""
    for entry in Entry.objects.filter(subject__startswith=prefix).order_by("id").iterator(2_000):
        yield _view(entry)


def of_verbs(prefix: str, verbs: Sequence[str]) -> list[EntryView]:
    """The entries of some verbs of subjects that start with `prefix`, oldest first. One query."""
    found = Entry.objects.filter(verb__in=verbs, subject__startswith=prefix).order_by("id")
    return [_view(entry) for entry in found]


def of_subjects(subjects: Sequence[str], verbs: Sequence[str]) -> list[EntryView]:
    """The entries of some verbs of any of the subjects, oldest first. One query."""
    found = Entry.objects.filter(subject__in=subjects, verb__in=verbs).order_by("id")
    return [_view(entry) for entry in found]


def newest() -> int:
    """The number of the newest entry: as long as it stays, nothing has changed."""
    return int(Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0)


def unsealed() -> int:
    """How many entries no seal covers yet."""
    return Entry.objects.filter(seal=None).count()


def head() -> tuple[int, str]:
    """(size, hash of the last) of the sealed chain."""
    last = Seal.objects.order_by("-place").first()
    return (last.place, last.hash) if last else (0, GENESIS)


def root(size: int | None = None) -> str:
    """The Merkle root over the first `size` sealed hashes (hex); over all when not given."""
    hashes = Seal.objects.order_by("place").values_list("hash", flat=True)
    return merkle_root((hashes if size is None else hashes.filter(place__lte=size)).iterator(10_000))


def check_chain() -> int:
    """Recompute the whole chain; return its size, or raise `BrokenChain` naming the first bad place."""
    before, expected = GENESIS, 0
    for seal in Seal.objects.select_related("entry").order_by("place").iterator(2_000):
        expected += 1
        if seal.place != expected:
            raise BrokenChain(f"日志链缺少第{expected}条", hint="请从备份恢复，并查明是谁改动了数据库")
        before = link(before, seal.entry)
        if before != seal.hash:
            raise BrokenChain(
                f"日志第{seal.place}条（编号{seal.entry_id}）与封存时不一致", hint="请从备份恢复并查明原因"
            )
    return expected


def _view(entry: Entry) -> EntryView:
    return EntryView(
        entry.id, entry.at, entry.person, entry.name, entry.subject, entry.verb, entry.data,
        entry.holds_from, entry.why,
    )  # fmt: skip


def stated(start: datetime, end: datetime, verbs: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(subject, data) of what people, not the System, stated of records by some verbs in a span of time."""
    found = Entry.objects.filter(at__gte=start, at__lt=end, verb__in=verbs, subject__startswith="record:")
    yield from found.exclude(person=None).values_list("subject", "data").iterator(2_000)
