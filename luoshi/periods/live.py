"""Figures of open months, kept in the process and brought up to date by what changed.

Each asks what the journal was told since the last one asked, and looks at one moment of the database.
Changed records are counted again where they stand (`figures.live`); what else was told may have changed
targets, entered or published values or the units, so these are read again, and what stands on others of them
is made again. Where a ledger was repaired, packs were adopted or the tree of units changed, everything is
begun anew. A row of a ledger and its shares change only with an entry of that record: the journal is the
truth. What somebody writes into a table behind its back is seen when the block is counted again, or after the
ledger's repair.

In a transaction nothing is kept or taken from here: what is read there may be undone.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from django.db import connection

from luoshi.figures import assemble, compute
from luoshi.figures.assemble import Figure
from luoshi.figures.engines import Cursor
from luoshi.figures.live import Changes, Counts
from luoshi.journal.watching import News, Watch
from luoshi.kernel.errors import InputError
from luoshi.kernel.language import language
from luoshi.kernel.once import looking
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Ref
from luoshi.periods import basis, lake, snapshot

Said: TypeAlias = dict[str, Any]
KEPT = 3
"""So many months are kept in a process, those asked last."""

_kept: OrderedDict[tuple[str, Period], Month] = OrderedDict()
_door = threading.Lock()


def figures(period: Period) -> list[Said]:
    """Every figure of an open month of this site as it is now. Whoever gets them must not change them.
    In no transaction, see `snapshot.in_transaction`."""
    key = (str(connection.settings_dict["NAME"]), period)
    with _door:
        month = _kept.setdefault(key, Month(period))
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return month.figures()


def forget() -> None:
    """Begin anew, as when the process started."""
    with _door:
        _kept.clear()


class Month:
    """An open month's figures; one asks after another, and who waited finds the work done."""

    def __init__(self, period: Period) -> None:
        self._period, self._lock = period, threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._watch = Watch()
        self._digests = frozenset[str]()
        self._beside: basis.Beside | None = None
        self._counts: Counts | None = None
        self._told: dict[str, dict[str, _Told]] = {}
        """By language and indicator."""

    def figures(self) -> list[Said]:
        with self._lock:
            try:
                self._watch.settle()
                with snapshot.this_moment(), looking(), connection.cursor() as cursor:
                    beside, counts = self._follow(Cursor(cursor, lake.dialect()))
                return self._spoken(beside, counts)
            except BaseException:
                self._begin()  # half of a step is no state to go on from
                raise

    def _follow(self, engine: Cursor) -> tuple[basis.Beside, Counts]:
        """What holds at the moment that `engine` reads."""
        news = self._watch.news()
        changes = None if news is None else _changes(news)
        if news is None or changes is None or self._beside is None or self._counts is None:
            return self._anew(engine)
        newly: set[str] | None = set()
        if any(not one.subject.startswith("record:") for one in news):
            before, self._beside = self._beside, basis.beside(ledgers.packs(), engine, self._period)
            newly = basis.differing(before, self._beside) if self._digests == ledgers.digests() else None
        if newly is None:
            return self._anew(engine, self._beside)
        for name in newly | self._counts.renew(engine, changes, self._beside.entered, newly):
            for told in self._told.values():
                if name in told:
                    told[name].old = True
        return self._beside, self._counts

    def _anew(self, engine: Cursor, known: basis.Beside | None = None) -> tuple[basis.Beside, Counts]:
        """Everything counted again; `known` is what stands beside the facts, where it was just read."""
        self._digests = ledgers.digests()
        self._beside = found = known or basis.beside(ledgers.packs(), engine, self._period)
        spans = {
            name: compute.span_of(self._period, found.bases[one.pack].plan)
            for name, one in found.catalogue.indicators.items()
        }
        self._counts = Counts(found.catalogue, spans, compute.parents(found.lines))
        self._counts.renew(engine, None, found.entered)
        self._told = {}
        return found, self._counts

    def _spoken(self, found: basis.Beside, counts: Counts) -> list[Said]:
        """All figures in the reader's language, in the order of packs."""
        told, made = self._told.setdefault(language(), {}), list[Said]()
        for name, one in found.catalogue.indicators.items():
            before = told.get(name)
            if before is None or before.old:
                known = replace(found.bases[one.pack], ytd=counts.values)
                told[name] = _Told.of(assemble.figures(known, [one], found.units), before)
            made += told[name].said
        return made


@dataclass
class _Told:
    """The figures of one indicator, each as it is given out."""

    figures: list[Figure]
    said: list[Said]
    old: bool = False
    """Whether something changed since."""

    @classmethod
    def of(cls, figures: list[Figure], before: _Told | None) -> _Told:
        """Those that are as they were are not written out again: of a hundred units one or two change."""
        if before is None:
            return cls(figures, [one.to_json() for one in figures])
        both = zip(figures, before.figures, before.said, strict=True)
        return cls(figures, [said if one == was else one.to_json() for one, was, said in both])


def _changes(news: Iterable[News]) -> Changes | None:
    """The records that entries are about; None: a whole ledger may be another."""
    records: dict[str, set[int]] = {}
    shared: dict[str, set[int]] = {}
    for one in news:
        kind, _, about = one.subject.partition(":")
        if kind == "ledger" and one.verb == "repair":
            return None
        if kind != "record":
            continue
        try:
            ref = Ref.parse(about)
        except InputError:
            return None
        records.setdefault(ref.ledger, set()).add(ref.id)
        if one.verb == "share":
            shared.setdefault(ref.ledger, set()).add(ref.id)
    return Changes(records, shared)
