"""Everything that reads suspicions: found anew from the records, and as they were opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from luoshi.honesty import doubles, standing, sums
from luoshi.honesty.finding import BATCH, Asked, Found, Rule, morning
from luoshi.honesty.policy import ANSWERED, ANSWERS, OPENED, QUERY, READS, SETTLED, SETTLES
from luoshi.honesty.suspicion import Involved, Suspicion, involved, merged
from luoshi.kernel.actor import Actor
from luoshi.kernel.once import looking, once
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.honesty_rules import HONESTY
from luoshi.packs.spec import HonestyRule, Ledger
from luoshi.units import queries as units

FINDERS: Mapping[str, Rule] = {
    "same_file": doubles.same_file,
    "same_value": doubles.same_value,
    "near_same": doubles.near_same,
    "over_total": standing.over_total,
    "outside_year": standing.outside_year,
    "stage_without_evidence": standing.stage_without_evidence,
    "long_not_started": standing.long_not_started,
    "last_days": sums.last_days,
    "recompute": sums.recompute,
    "unit_slip": sums.unit_slip,
}
"""The rule library: one function for each word of `packs.honesty_rules`."""


def rules() -> list[tuple[Ledger, HonestyRule]]:
    """Every honesty check of the site's packs, with its ledger."""
    return [(spec, rule) for spec in ledgers.ledgers().values() for rule in spec.honesty]


def suspicions(
    actor: Actor | None, among: Collection[str] | None, until: date, since: date | None = None
) -> list[Suspicion]:
    """What is suspicious as of a day about the records of some units (None: of all), by ledger and rule.

    With an actor only what concerns a unit the actor reads. `since` leaves out what was reported before. A
    few queries for each rule, however many records there are; nothing is opened."""
    with looking():
        return _suspicions(actor, among, until, since)


def _suspicions(
    actor: Actor | None, among: Collection[str] | None, until: date, since: date | None
) -> list[Suspicion]:
    wanted = None if among is None else frozenset(among)
    if actor is not None and not actor.is_system:
        mine = units.reach(actor, *READS)
        wanted = mine if wanted is None else wanted & mine
    asked = Asked(wanted, until, since)
    found: dict[str, tuple[Ledger, HonestyRule, Found]] = {}
    for spec, rule in rules():
        if not _touched(asked, spec, rule):
            continue
        params = HONESTY[rule.rule].model_validate(rule.params)
        for one in FINDERS[rule.rule](asked, spec, rule, params):
            key = one.key if rule.rule == "same_file" else f"{spec.name}.{one.key}"
            found.setdefault(key, (spec, rule, one))
    known = involved({ref for _, _, one in found.values() for ref in one.refs})
    made = (_suspicion(key, *one, known) for key, one in found.items())
    return merged([one for one in made if one is not None and concerns(one, wanted, since)])


def _touched(asked: Asked, spec: Ledger, rule: HonestyRule) -> bool:
    """Whether a rule can find anything about the units: all but one look at records that they have in its
    ledger; a file may be held in another."""
    return rule.rule == "same_file" or _has_any(asked, spec.name)


@once
def _has_any(asked: Asked, ledger: str) -> bool:
    return asked.units is None or asked.mine(ledgers.ledger(ledger)).exists()


def _suspicion(
    key: str, spec: Ledger, rule: HonestyRule, found: Found, known: Mapping[Ref, Involved]
) -> Suspicion | None:
    records = tuple(known[ref] for ref in found.refs if ref in known)
    unit = found.unit or (records[0].unit if records else "")
    if not unit or len(records) < len(found.refs):
        return None
    return Suspicion(key, spec.name, rule, records, unit, found.what, found.same)


def concerns(one: Suspicion, among: frozenset[str] | None, since: date | None) -> bool:
    """Whether a suspicion is about one of the units, and about something reported since a day."""
    if among is not None and not one.units & among:
        return False
    newest = max((record.reported_at for record in one.records), default=None)
    return since is None or newest is None or newest >= morning(since)


# As they were opened


def kept() -> bool:
    """Whether the site has a ledger in which suspicions are opened."""
    return QUERY in ledgers.ledgers()


@dataclass(frozen=True)
class Opened:
    """A suspicion on record, with the records it is about as far as the actor may see them."""

    record: Record
    refs: tuple[Ref, ...]

    @property
    def key(self) -> str:
        return str(self.record.row["key"])

    @property
    def rule(self) -> str:
        return str(self.record.row["rule"])

    @property
    def open(self) -> bool:
        return self.record.stage != SETTLED


def opened(actor: Actor, *, unit: str = "", rule: str = "", stage: str = "") -> list[Opened]:
    """Suspicions that the actor may see, the newest first: of a unit and all below it, of a rule, at a
    stage (`open`: not settled). One query."""
    return list(_opened(_rows(actor, unit, rule, stage).values())) if kept() else []


def listed(
    actor: Actor, *, unit: str = "", rule: str = "", stage: str = "", page: int = 1, size: int = 50
) -> tuple[list[Opened], int]:
    """A page of `opened`, and how many there are in all. Two queries."""
    if not kept():
        return [], 0
    rows, first = _rows(actor, unit, rule, stage), max(page - 1, 0) * size
    return list(_opened(rows.values()[first : first + size])), rows.count()


def of_keys(keys: Collection[str], again: str) -> list[Opened]:
    """What was opened under keys, the newest first; a key with `again` in it was opened another time. A query
    for each few thousand keys."""
    rows, found = ledgers.visible(Actor.system(), QUERY), list[Opened]()
    for start in range(0, len(keys), BATCH):
        found += _opened(rows.filter(key__in=sorted(keys)[start : start + BATCH]).values())
    found += _opened(rows.filter(key__contains=again).values())
    return sorted(found, key=lambda one: -one.record.ref.id)


def _rows(actor: Actor, unit: str, rule: str, stage: str) -> QuerySet[Any]:
    rows = ledgers.visible(actor, QUERY)
    if unit:
        rows = rows.filter(unit__in=units.subtree([unit]))
    if rule:
        rows = rows.filter(rule=rule)
    if stage:
        rows = rows.exclude(stage=SETTLED) if stage == "open" else rows.filter(stage=stage)
    return rows.order_by("-id")


def _opened(rows: Iterable[Mapping[str, Any]]) -> Iterator[Opened]:
    spec = ledgers.ledger(QUERY)
    for row in rows:
        yield Opened(of_row(spec, row), refs_of(row))


def refs_of(row: Mapping[str, Any]) -> tuple[Ref, ...]:
    """The records that a suspicion's row names."""
    return tuple(Ref.parse(one) for one in str(row["records"] or "").split())


def one(actor: Actor, number: int) -> Opened:
    """A suspicion that the actor may see, or `Missing`."""
    found = ledgers.record(actor, Ref(QUERY, number))
    return Opened(found, refs_of(found.row))


def open_for(unit: str, period: Period) -> list[Opened]:
    """What a unit and those below it still have to answer, found by the end of a period, oldest first."""
    if not kept():
        return []
    rows = ledgers.visible(Actor.system(), QUERY).filter(unit__in=units.subtree([unit]), stage=OPENED)
    return list(_opened(rows.filter(period__lte=str(period)).order_by("id").values()))


def waiting(actor: Actor) -> dict[str, int]:
    """How many wait for the person: to be answered by their units, to be settled by them. Two queries."""
    if not kept():
        return {}
    rows, asked = ledgers.visible(Actor.system(), QUERY), {OPENED: ANSWERS, ANSWERED: SETTLES}
    found = {}
    for stage, roles in asked.items():
        if actor.has(*roles):
            mine = rows.filter(stage=stage, unit__in=units.reach(actor, *roles))
            own = [holding.unit for holding in actor.holdings] if stage == ANSWERED else []
            found[stage] = mine.exclude(unit__in=own).count()
    return {stage: count for stage, count in found.items() if count}


def about(actor: Actor, ref: Ref) -> list[Opened]:
    """The suspicions about a record that are not settled and that the actor may see. One query."""
    if not kept():
        return []
    rows = ledgers.visible(actor, QUERY).exclude(stage=SETTLED).filter(records__contains=str(ref))
    return [found for found in _opened(rows.order_by("-id").values()) if ref in found.refs]


def blocking(unit: str, until: date) -> list[Suspicion]:
    """What keeps a unit from handing in: found by a rule that blocks, and not answered yet."""
    if not any(rule.blocks for _spec, rule in rules()):
        return []
    mine = units.subtree([unit])
    found = [one for one in suspicions(None, mine, until) if one.rule.blocks]
    answered = _answered([one.key for one in found])
    return [one for one in found if one.unit in mine and one.key not in answered]


def _answered(keys: Sequence[str]) -> set[str]:
    if not kept():
        return set()
    rows = ledgers.visible(Actor.system(), QUERY).filter(key__in=list(keys)).exclude(stage=OPENED)
    return set(rows.values_list("key", flat=True))


def beside(actor: Actor, found: Opened) -> list[Record | Involved]:
    """The records of a suspicion: whole for those the actor may see, else only what they are called."""
    made: list[Record | Involved] = []
    known = involved(found.refs)
    for name in dict.fromkeys(ref.ledger for ref in found.refs):
        spec = ledgers.ledger(name)
        numbers = [ref.id for ref in found.refs if ref.ledger == name]
        seen = {
            row["id"]: of_row(spec, row)
            for row in ledgers.visible(actor, name).filter(id__in=numbers).values()
        }
        made += [
            seen.get(number) or known[Ref(name, number)]
            for number in numbers
            if number in seen or Ref(name, number) in known
        ]
    return made


def alike(found: Opened) -> frozenset[str]:
    """The fields in which the records are the same by the rule itself, however they are spelled."""
    rule = next((one for spec, one in rules() if f"{spec.name}.{one.key}" == found.rule), None)
    return frozenset(rule.params["fields"]) if rule is not None and rule.rule == "same_value" else frozenset()
