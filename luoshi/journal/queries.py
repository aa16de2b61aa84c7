"""What the journal can tell: the history of a subject, the chain's state, the Merkle root.

History is asked for through the owner of the subject (a record's history through `ledgers`),
which authorises; nothing here decides who may see what.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from luoshi.journal import private
from luoshi.journal.chain import GENESIS, link, merkle_root
from luoshi.journal.errors import BrokenChain
from luoshi.journal.models import Entry, Private, Seal

_LATE = 20_000
"""So many numbers after its own an entry that commits late is still seen to have come."""


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
    erased: frozenset[str] = frozenset()
    """The keys of `data` whose values were deleted because the law asked for it."""
    private: frozenset[str] = frozenset()
    """The keys of `data` that were personal when it was written, whatever they are called now."""


def history(subject: str) -> list[EntryView]:
    """All entries of a subject, oldest first."""
    return _views(Entry.objects.filter(subject=subject).order_by("id"))


def page(subject: str, limit: int, before: int | None = None, verbs: Sequence[str] = ()) -> list[EntryView]:
    """A subject's newest entries, or those before one, newest first; only of some verbs when named."""
    found = Entry.objects.filter(subject=subject).order_by("-id")
    found = found.filter(verb__in=verbs) if verbs else found
    return _views((found.filter(id__lt=before) if before else found)[:limit])


def recent(subjects: Sequence[str], limit: int = 20) -> list[EntryView]:
    """The newest entries of any of the subjects, newest first."""
    found = Entry.objects.filter(subject__in=subjects).order_by("-id")[:limit]
    return _views(found)


def latest(prefix: str, limit: int) -> list[EntryView]:
    """The newest entries of subjects that start with `prefix`, newest first."""
    found = Entry.objects.filter(subject__startswith=prefix).order_by("-id")[:limit]
    return _views(found)


def latest_subjects(prefix: str, limit: int) -> list[tuple[int, str]]:
    """As `latest`, but (number, subject) alone: for whoever looks through many for a few."""
    found = Entry.objects.filter(subject__startswith=prefix).order_by("-id")
    return list(found.values_list("id", "subject")[:limit])


def numbered(numbers: Iterable[int]) -> list[EntryView]:
    """The entries of these numbers, oldest first."""
    return _views(Entry.objects.filter(id__in=list(numbers)).order_by("id"))


def entries(prefix: str = "") -> Iterator[EntryView]:
    """Every entry in order, of subjects that start with `prefix`: what a rebuild replays."""
    found = Entry.objects.filter(subject__startswith=prefix).select_related("private").order_by("id")
    yield from (_view(entry) for entry in found.iterator(2_000))


def of_verbs(prefix: str, verbs: Sequence[str]) -> list[EntryView]:
    """The entries of some verbs of subjects that start with `prefix`, oldest first. One query."""
    found = Entry.objects.filter(verb__in=verbs, subject__startswith=prefix).order_by("id")
    return _views(found)


def of_subjects(subjects: Sequence[str], verbs: Sequence[str]) -> list[EntryView]:
    """The entries of some verbs of any of the subjects, oldest first. One query."""
    found = Entry.objects.filter(subject__in=subjects, verb__in=verbs).order_by("id")
    return _views(found)


def newest() -> int:
    """The number of the newest entry, reads aside: as long as it stays, nothing has changed."""
    found = Entry.objects.exclude(verb="read").order_by("-id")
    return int(found.values_list("id", flat=True).first() or 0)


def state() -> str:
    """What names all that the journal was told, reads aside: the newest number, and how many there are of the
    numbers just below it, for on PostgreSQL one of these may commit later. Two queries by the primary key."""
    last = newest()
    known = Entry.objects.filter(id__gt=last - _LATE, id__lte=last).exclude(verb="read").count()
    return f"{last:015}-{known:05}"


def since(subject: str, verb: str, person: int | None, moment: datetime) -> list[EntryView]:
    """What somebody did to a subject since a moment, oldest first."""
    found = Entry.objects.filter(subject=subject, verb=verb, person=person, at__gte=moment)
    return _views(found.order_by("id"))


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
    """Recompute the whole chain, and what entries say of the personal values that are still there; return its
    size, or raise `BrokenChain` naming the first bad place, or values that went without an erasure."""
    before, expected, without = GENESIS, 0, dict[str, int]()
    for seal in Seal.objects.select_related("entry__private").order_by("place").iterator(2_000):
        expected += 1
        if seal.place != expected:
            raise BrokenChain(f"日志链缺少第{expected}条", hint="请从备份恢复，并查明是谁改动了数据库")
        before = link(before, seal.entry)
        if before != seal.hash or not _vouched(seal.entry):
            raise BrokenChain(
                f"日志第{seal.place}条（编号{seal.entry_id}）与封存时不一致", hint="请从备份恢复并查明原因"
            )
        if getattr(seal.entry, "private", None) is None and any(private.marked(seal.entry.data)):
            without[seal.entry.subject] = max(seal.entry_id, without.get(seal.entry.subject, 0))
    _refuse_unsaid(without)
    return expected


def _refuse_unsaid(without: Mapping[str, int]) -> None:
    """Refuse that personal values are gone of which no erasure says why; `without`: subject → its last entry
    that has none."""
    for subject, last in without.items():
        if not Entry.objects.filter(subject=subject, verb=private.ERASE, id__gte=last).exists():
            raise BrokenChain(
                f"日志里{subject}的个人信息不在了，却没有删除的记录",
                hint="请从备份恢复，并查明是谁改动了数据库",
            )


def _vouched(entry: Entry) -> bool:
    """Whether the personal values kept beside an entry are those that it has the hashes of."""
    beside: Private | None = getattr(entry, "private", None)
    if beside is None:
        return True
    said = {key: private.digest(beside.salt, key, value) for key, value in beside.values.items()}
    return said == {key: entry.data[key][private.MARK] for key in private.marked(entry.data)}


def keeps(subject: str) -> bool:
    """Whether personal values of a subject are kept beside its entries, of now or of before."""
    return Private.objects.filter(entry__subject=subject).exists()


def vouching(words: Iterable[str]) -> set[str]:
    """The subjects of entries beside which a value holds some of the words, anywhere in it. Reads all that
    is kept."""
    said = Q()
    for one in words:
        for written in {one, json.dumps(one)[1:-1]}:  # databases keep other letters as they are, or escaped
            said |= Q(_said__contains=written)
    found = Private.objects.annotate(_said=Cast("values", TextField())).filter(said)
    return set(found.values_list("entry__subject", flat=True))


def _views(found: QuerySet[Entry]) -> list[EntryView]:
    return [_view(entry) for entry in found.select_related("private")]


def _view(entry: Entry) -> EntryView:
    beside = getattr(entry, "private", None)
    data, gone = private.whole(entry.data, beside.values if beside else {})
    return EntryView(
        entry.id, entry.at, entry.person, entry.name, entry.subject, entry.verb, data,
        entry.holds_from, entry.why, gone, frozenset(private.marked(entry.data)),
    )  # fmt: skip


def stated(start: datetime, end: datetime, verbs: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(subject, data) of what people, not the System, stated of records by some verbs in a span of time."""
    found = Entry.objects.filter(at__gte=start, at__lt=end, verb__in=verbs, subject__startswith="record:")
    yield from found.exclude(person=None).values_list("subject", "data").iterator(2_000)
