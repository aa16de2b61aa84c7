"""A suspicion as a value: what a rule of a ledger finds wrong, of which records, and who answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from luoshi.honesty.finding import batches
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Ref, of_row
from luoshi.packs.spec import HonestyRule
from luoshi.units import queries as units


@dataclass(frozen=True)
class Involved:
    """A record in a suspicion: whose it is, what it is called, when it was reported."""

    ref: Ref
    unit: str
    title: str
    reported_at: datetime


@dataclass(frozen=True)
class Suspicion:
    """What a rule of a ledger finds wrong, and who answers for it.

    `key` stays the same as long as the cause does. Of two records that are too alike the one filed later
    stands first, and its unit answers; both units see it. `same` are the fields in which they are alike."""

    key: str
    ledger: str
    rule: HonestyRule
    records: tuple[Involved, ...]
    unit: str
    what: str
    same: tuple[str, ...] = ()

    @property
    def rule_name(self) -> str:
        return f"{self.ledger}.{self.rule.key}"

    @property
    def units(self) -> frozenset[str]:
        """Everybody whom it concerns."""
        return frozenset({self.unit, *(one.unit for one in self.records)})

    @property
    def said(self) -> str:
        """What was found, in words with numbers, and of which records."""
        names = units.names()
        spec = ledgers.ledgers().get(self.ledger)
        label = str(spec.label) if spec else self.ledger
        told = "；".join(
            f"{names.get(one.unit, one.unit)}{_label(one.ref, label)}“{one.title}”（{one.ref.id}）"
            for one in self.records
        )
        what = self.what
        return f"{what}{say('。涉及：', '. Records: ')}{told}" if told else what


def _label(ref: Ref, usual: str) -> str:
    known = ledgers.ledgers().get(ref.ledger)
    return str(known.label) if known else usual


def merged(found: Sequence[Suspicion]) -> list[Suspicion]:
    """What several rules say of the same two records is one matter, named for the gravest of them: nobody
    is asked three times about one slip."""
    of_pair: dict[frozenset[Ref], list[Suspicion]] = {}
    for one in found:
        if len(one.records) == 2:
            of_pair.setdefault(frozenset(record.ref for record in one.records), []).append(one)
    gravest: dict[str, Suspicion] = {}
    for some in of_pair.values():
        first, *others = sorted(some, key=lambda one: one.rule.level != "error")
        what = "；".join((first.what, *(one.what for one in others)))
        same = tuple(dict.fromkeys(key for one in some for key in one.same))
        gravest[first.key] = replace(first, what=what, same=same)
    return [gravest.get(one.key, one) for one in found if len(one.records) != 2 or one.key in gravest]


def involved(refs: Iterable[Ref]) -> dict[Ref, Involved]:
    """Records as a suspicion names them; one whose title is personal only by its number. A query for each
    ledger (and each few thousand records)."""
    by_ledger: dict[str, list[int]] = {}
    for ref in refs:
        by_ledger.setdefault(ref.ledger, []).append(ref.id)
    found = {}
    for name, numbers in by_ledger.items():
        spec = ledgers.ledger(name)
        for part in batches(sorted(numbers)):
            for row in ledgers.visible(Actor.system(), name).filter(id__in=part).values():
                one = of_row(spec, row)
                found[one.ref] = Involved(one.ref, one.unit, one.public_title, one.reported_at)
    return found
