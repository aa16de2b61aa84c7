"""Finding: what people search, what answers a need, whom an offer would help; each with its reasons.

Only records that the actor may read are looked at. The index is the ledgers' own (`ledgers.ranked`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers import ranked
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.matching import words
from luoshi.matching.policy import INTRODUCTION, OFFERS, SHAPES, Kind, Shape
from luoshi.matching.ranking import Document, Hit, Known, Ranking
from luoshi.matching.words import Concept
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units

LOOKED_AT = 300
"""Records of a ledger that are ranked closely."""
SAME_FIELD, SAME_PLACE, CONTRACTED = 1.15, 1.05, 1.05
"""How much more it counts to be of the same technical field; of the same place; to have led to contracts."""
FLOOR = 0.1
"""What goes with a record so much less than the best is left out; whoever searches sees everything."""
FIELDS: Mapping[str, tuple[str, str]] = {
    "title": ("标题", "title"), "keywords": ("关键词", "keywords"), "summary": ("内容", "text"),
}  # fmt: skip
Parts = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Reason:
    """Why something was found: `kind` and a sentence in the language spoken."""

    kind: Literal["words", "field", "place", "contracts"]
    text: str


@dataclass(frozen=True)
class Match:
    kind: Kind
    record: Record
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Wanted:
    """What is asked: texts with their weights, and of what field, place, stage and money."""

    parts: Parts = ()
    kinds: tuple[Kind, ...] = ()
    only: str = ""
    """Of these kinds the one that is shown; the others are counted."""
    domain: str = ""
    unit: str = ""
    stage: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    open_only: bool = False
    like_domain: str = ""
    """What is of this field counts more, and other fields are not left out."""
    like_units: frozenset[str] = frozenset()
    """… and what is of one of these units."""


@dataclass(frozen=True)
class Found:
    """The best first, and how many there are of each kind and field."""

    matches: tuple[Match, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)
    domains: Mapping[str, int] = field(default_factory=dict)


def kinds() -> tuple[Kind, ...]:
    """The kinds whose ledgers the site has."""
    known = ledgers.ledgers()
    return tuple(kind for kind, shape in SHAPES.items() if shape.ledger in known)


def kind_of(ref: Ref) -> Kind | None:
    """The kind of which a record is, if its ledger is searched."""
    return next((kind for kind, shape in SHAPES.items() if shape.ledger == ref.ledger), None)


def search(actor: Actor, wanted: Wanted) -> Found:
    """What answers best. Without words: the newest."""
    pools = [
        (kind, ledgers.ledger(SHAPES[kind].ledger), _pool(actor, kind, wanted))
        for kind in wanted.kinds or kinds()
        if kind in kinds()
    ]
    found = _ranked(pools, wanted)
    records = ledgers.as_read(actor, (one.record for one in found.matches))
    shown = (replace(one, record=record) for one, record in zip(found.matches, records, strict=True))
    return replace(found, matches=tuple(shown))


def library(text: str, *, subject: str = "", limit: int = 10) -> list[Match]:
    """What the public library of answers says of a question; anybody may ask."""
    if "advice" not in kinds():
        return []
    spec = ledgers.ledger(SHAPES["advice"].ledger)
    rows = ledgers.table(spec.name).objects.filter(withdrawn=False)
    pool = rows.filter(subject=subject) if subject else rows
    return list(_ranked([("advice", spec, pool)], Wanted(((text, 1.0),))).matches[:limit])


def document(spec: Ledger, shape: Shape, record: Record) -> Document:
    """What of a record is searched: never a personal field."""
    values = record.values

    def told(keys: Iterable[str]) -> str:
        known = (key for key in keys if key in spec.fields and not spec.fields[key].personal)
        return " ".join(str(values[key]) for key in known if values[key])

    return Document.of(
        title=told([spec.title or ""]), keywords=told(shape.keywords), summary=told(shape.summary)
    )


def like(actor: Actor, ref: Ref, to: Collection[Kind] = ()) -> Found:
    """What goes with a record: offers for a need, needs for an offer."""
    record = ledgers.record(actor, ref)
    kind = kind_of(ref)
    assert kind is not None, "only what is searched is matched"
    shown = document(record.spec, SHAPES[kind], record).fields
    weights = {"title": 1.0, "keywords": 1.0, "summary": 0.5}
    chosen: tuple[Kind, ...] = tuple(to) or (OFFERS if kind == "need" else ("need",))
    wanted = Wanted(
        [(text, weights[name]) for name, text in shown.items()], chosen, open_only=True,
        like_domain=str(record.row.get("domain") or ""), like_units=_near(record.unit),
    )  # fmt: skip
    return search(actor, wanted)


def _near(unit: str) -> frozenset[str]:
    """The units of the place that a unit is in or is: its county and all below."""
    county = [one for one in units.above(unit) if units.unit(one).kind == "county"]
    return units.subtree(county)


def _pool(actor: Actor, kind: Kind, wanted: Wanted) -> QuerySet[Any]:
    """The rows that the actor may read and that are of the place, stage and money asked."""
    shape = SHAPES[kind]
    spec = ledgers.ledger(shape.ledger)
    stages = [one.key for one in spec.stages]
    filters: dict[str, Any] = {"unit": wanted.unit}
    if wanted.stage in stages:
        filters["stage"] = wanted.stage
    if shape.money in spec.fields:
        filters |= {f"{shape.money}__min": wanted.least, f"{shape.money}__max": wanted.most}
    rows = ledgers.narrowed(actor, shape.ledger, filters=filters)
    chosen = [one for one in shape.open if one in stages]
    if wanted.open_only and chosen:
        return rows.filter(stage__in=chosen)
    ends = [one.key for one in spec.stages if one.aside]
    return rows.exclude(stage__in=ends) if wanted.open_only and ends else rows


_Pools = list[tuple[Kind, Ledger, QuerySet[Any]]]


def _ranked(pools: _Pools, wanted: Wanted) -> Found:
    asked = words.asked(wanted.parts)
    if not any(text.strip() for text, _ in wanted.parts):
        found = [Match(kind, one, 0.0, ()) for kind, spec, pool in pools for one in _newest(spec, pool)]
        found.sort(key=lambda one: one.record.reported_at, reverse=True)
        return _counted(found, wanted)
    if not asked:
        return Found(())
    concepts, known, holdings = _told(asked, [spec for _, spec, _ in pools])
    ranking, found = Ranking(concepts, known), []
    for kind, spec, pool in pools:
        telling = {word: known.rarity(word) for word in ranked.choosing(*holdings[spec.name])}
        numbers = ranked.nearest(spec, pool, telling, LOOKED_AT)
        contracts = _contracts(spec, numbers)
        for row in ledgers.table(spec.name).objects.filter(id__in=numbers).values():
            found += _match(ranking, kind, of_row(spec, row), wanted, contracts.get(row["id"], 0))
    found.sort(key=lambda one: (-one.score, one.record.ref.ledger, -one.record.ref.id))
    floor = FLOOR * found[0].score if wanted.open_only and found else 0
    return _counted([one for one in found if one.score >= floor], wanted)


def _newest(spec: Ledger, pool: QuerySet[Any]) -> Iterator[Record]:
    return (of_row(spec, row) for row in pool.order_by("-id").values()[:LOOKED_AT])


def _told(
    asked: Sequence[Concept], specs: Sequence[Ledger]
) -> tuple[list[Concept], Known, dict[str, tuple[dict[str, int], int]]]:
    """What is asked, with how rare its words are in the ledgers: over all of them for the ranking, in each
    for choosing. A word that none holds is asked by its pieces."""

    def count(concepts: Sequence[Concept]) -> dict[str, dict[str, int]]:
        every = {word for one in concepts for word in one.found_as}
        return {spec.name: ranked.holding(spec, every) for spec in specs}

    def summed(found: Mapping[str, Mapping[str, int]]) -> Counter[str]:
        total = Counter[str]()
        for counts in found.values():
            total.update(counts)
        return total

    found = count(asked)
    concepts = [words.backed_off(one, summed(found)) for one in asked]
    if concepts != list(asked):
        found = count(concepts)
    totals = {spec.name: ranked.total(spec) for spec in specs}
    known = Known(sum(totals.values()), summed(found))
    return concepts, known, {name: (counts, totals[name]) for name, counts in found.items()}


def _match(ranking: Ranking, kind: Kind, record: Record, wanted: Wanted, contracts: int) -> Iterator[Match]:
    scored = ranking.score(document(record.spec, SHAPES[kind], record))
    said = [*_by_words(scored.hits)]
    if not scored.score or (wanted.open_only and not said):
        return
    counts, reasons = 1.0, said
    domain = str(record.row.get("domain") or "")
    if domain and domain == wanted.like_domain:
        label = str(record.spec.fields["domain"].choices[domain])
        counts *= SAME_FIELD
        reasons.append(Reason("field", say(f"同属{label}领域", f"same field: {label}")))
    if record.unit in wanted.like_units:
        counts *= SAME_PLACE
        reasons.append(Reason("place", say("同一县区", "same county")))
    if contracts:
        counts *= CONTRACTED
        reasons.append(Reason("contracts", say(f"已促成{contracts}份合同", f"led to {contracts} contracts")))
    yield Match(kind, record, scored.score * counts, tuple(reasons))


def _by_words(hits: Sequence[Hit]) -> Iterator[Reason]:
    """The words found, by the best field in which each stands."""
    by_field: dict[str, dict[str, str]] = {}
    every = {hit.found for hit in hits}
    for hit in hits:
        guessed = len(hit.found) == 1 < len(hit.asked)
        if not guessed and not any(hit.found != one and hit.found in one for one in every):
            same = hit.found in hit.asked or hit.asked in hit.found
            told = hit.found if same else f"{hit.found}（{hit.asked}）"
            by_field.setdefault(hit.fields[0], {}).setdefault(hit.found, told)
    for name in FIELDS:
        found = list(by_field.get(name, {}).values())[:6]
        if found:
            zh, en = FIELDS[name]
            yield Reason("words", say(f"{zh}：{'、'.join(found)}", f"{en}: {', '.join(found)}"))


def _contracts(spec: Ledger, numbers: Sequence[int]) -> dict[int, int]:
    """Number → how many introductions of the offer led to a contract. Counted whole: it names nobody."""
    if INTRODUCTION not in ledgers.ledgers() or spec.name not in {SHAPES[one].ledger for one in OFFERS}:
        return {}
    refs = {str(Ref(spec.name, number)): number for number in numbers}
    rows = ledgers.table(INTRODUCTION).objects.filter(withdrawn=False, stage="contracted", offer__in=refs)
    return {refs[offer]: n for offer, n in rows.order_by().values_list("offer").annotate(n=Count("id"))}


def _counted(found: Sequence[Match], wanted: Wanted) -> Found:
    """Facets count what was found; what is asked of kind and field then leaves out the others."""
    by_kind = Counter(str(one.kind) for one in found)
    kept = [one for one in found if wanted.only in ("", one.kind)]
    by_domain = Counter(str(one.record.row.get("domain") or "") for one in kept)
    kept = [one for one in kept if wanted.domain in ("", one.record.row.get("domain"))]
    return Found(tuple(kept), by_kind, {key: count for key, count in by_domain.items() if key})


def why(actor: Actor, need: Record, offer: Ref) -> list[str]:
    """Why an offer goes with a need, in sentences; nothing where no word of it does."""
    kind = kind_of(offer)
    found = like(actor, need.ref, [kind] if kind else ()).matches
    return [reason.text for one in found if one.record.ref == offer for reason in one.reasons]
