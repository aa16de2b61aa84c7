"""Everything that reads ledgers. Fetching a record and asking whether one may are one function."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.once import once, settled
from luoshi.kernel.periods import PlanYear
from luoshi.kernel.seeing import Sight
from luoshi.ledgers import columns, knowing, tables
from luoshi.ledgers import filters as asking
from luoshi.ledgers.models import AdoptedPack, Evidence, GateDecision, Lock, Share
from luoshi.ledgers.policy import VERBS, roles_that
from luoshi.ledgers.records import Record, Ref, of_row, veiled
from luoshi.packs import freeze
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Ledger, Pack, Verb, full_name, ledger_of
from luoshi.units import queries as units
from luoshi.units.policy import ROLES

_ADDED = ("money", "integer", "decimal")
"""Types of fields that are added up."""
_thawed: dict[str, Pack] = {}
_CURRENT = f'SELECT digest FROM {AdoptedPack._meta.db_table} WHERE "current" ORDER BY id'
"""By hand: every action asks it several times, and to word it Django takes ten times as long."""


@settled
def packs() -> dict[str, Pack]:
    """The packs the site works by, by key. One query; a pack's text is read once a process."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT)
        current = [str(row[0]) for row in cursor.fetchall()]
    found = {}
    for digest in current:
        if digest not in _thawed:
            _thawed[digest] = freeze.loads(AdoptedPack.objects.get(digest=digest, current=True).body)
        found[_thawed[digest].key] = _thawed[digest]
    return found


@settled
def ledgers() -> Mapping[str, Ledger]:
    """Every ledger by name (`investment.project`)."""
    return {one.name: one for pack in packs().values() for one in pack.ledgers.values()}


def ledger(name: str) -> Ledger:
    """A ledger by name, or `Missing` with what was probably meant."""
    return _found(name)[0]


def table(name: str) -> type[Any]:
    """The model of a ledger's table; only actions and queries of this package may use it."""
    return _found(name)[1]


def _found(name: str) -> tuple[Ledger, type[Any]]:
    pack_key, _, key = name.partition(".")
    pack = packs().get(pack_key)
    if pack is None or key not in pack.ledgers:
        raise Missing(f"没有台账“{name}”", hint=suggestion(name, ledgers()))
    return pack.ledgers[key], tables.model(pack.ledgers[key], pack.digest)


def digests() -> frozenset[str]:
    """What tells one set of packs from another: what follows from packs alone holds as long as it stays."""
    return frozenset(pack.digest for pack in packs().values())


def digest_of(spec: Ledger) -> str:
    """The digest of the pack version a ledger is of."""
    return packs()[spec.pack].digest


def pack_label(key: str) -> str:
    """What a pack is called; its key where the site does not work by it any more."""
    found = packs().get(key)
    return str(found.label) if found else key


def plan_year(pack: str) -> PlanYear:
    """A pack's plan year, which may not be the calendar's."""
    return PlanYear.parse(packs()[pack].year_starts)


def role_label(role: str) -> str:
    """What a role is called: a built-in one's, or as its pack calls it."""
    said = {key: str(one.label) for pack in packs().values() for key, one in pack.roles.items()}
    return said.get(role) or units.role_label(role)


def roles() -> dict[str, str]:
    """Every role that somebody can hold and what it is called; one that a course of work lends is none."""
    built_in = {key: str(label) for key, label in ROLES.items()}
    held = {key: one for pack in packs().values() for key, one in pack.roles.items() if not one.lent}
    return built_in | {key: str(one.label) for key, one in held.items()}


def holdable(role: str) -> str:
    """The role, if somebody can hold it: no other is granted."""
    if role not in roles():
        raise InputError(f"不能授予角色“{role}”", hint=suggestion(role, sorted(roles())))
    return role


@settled
def is_outside(actor: Actor) -> bool:
    """Whether somebody is of no office: every role held is one that its pack calls outside."""
    held = {one.role for one in actor.holdings}
    if not held or held & set(ROLES):
        return False
    return held <= {key for pack in packs().values() for key, one in pack.roles.items() if one.outside}


def reach(actor: Actor, verb: Verb, spec: Ledger) -> frozenset[str]:
    """The units for whose records the actor may do something. What a ledger gives no role, nobody may."""
    return units.reach_by(actor, roles_that(verb, spec))


def may(actor: Actor, verb: Verb, spec: Ledger, unit: str) -> None:
    """Refuse what the actor may not do for a unit."""
    if unit not in reach(actor, verb, spec):
        raise Refused(f"您不能{VERBS[verb]}该单位的“{spec.label}”", hint="需要本单位或上级单位的相应角色")


@once
def record(actor: Actor, ref: Ref, verb: Verb = "read") -> Record:
    """The record, if the actor may see it and may do `verb`; not there and not theirs look the same."""
    spec, model = _found(ref.ledger)
    row = model.objects.filter(id=ref.id).values().first()
    if row is None or not _sees(actor, spec, row):
        raise Missing(f"没有这条记录：{ref}", hint="它可能属于其他单位，或编号有误")
    if verb != "read":
        may(actor, verb, spec, row["unit"])
    return reader(actor, spec)(row)


def reader(actor: Actor, spec: Ledger) -> Callable[[Mapping[str, Any]], Record]:
    """What makes records of rows that the actor sees, as they may read them: who works with a unit's records
    of the ledger, or reported one, reads personal fields as they are, everybody else covered. Asked once for
    many rows."""
    personal = spec.personal
    if not personal or actor.is_system:
        return partial(of_row, spec)
    known = knowing.reached(actor, spec)

    def read(row: Mapping[str, Any]) -> Record:
        if actor.person is not None and row["reported_by"] == actor.person:
            return of_row(spec, row)
        if row["unit"] in known:
            return of_row(spec, row, sight=Sight(actor, spec.name, row["id"]))
        return of_row(spec, row, personal)

    return read


def as_read(actor: Actor, records: Iterable[Record]) -> list[Record]:
    """Records that a course of work fetched, as the actor may read them: what it shows goes this way."""
    readers: dict[str, Callable[[Mapping[str, Any]], Record]] = {}
    made = []
    for one in records:
        if one.ref.ledger not in readers:
            readers[one.ref.ledger] = reader(actor, one.spec)
        made.append(readers[one.ref.ledger](one.row))
    return made


def as_told(actor: Actor, records: Iterable[Record]) -> list[Record]:
    """The same for whom the course itself lets know (the other side of an introduction, the expert who is
    asked): as they are, and the journal is told."""
    return [of_row(one.spec, one.row, sight=Sight(actor, one.ref.ledger, one.ref.id)) for one in records]


def _sees(actor: Actor, spec: Ledger, row: Mapping[str, Any]) -> bool:
    """One's own units' records, and those that one's units share in or help with; some from a stage on."""
    if spec.public or actor.is_system:
        return True
    if row["unit"] in units.reach_by(actor, _at_once(spec)) and (spec.seen_above or not _above(spec)):
        return True
    seen = reach(actor, "read", spec)
    return bool(_found(spec.name)[1].objects.filter(_seen(actor, spec, seen), id=row["id"]).exists())


def _seen(actor: Actor, spec: Ledger, seen: frozenset[str]) -> Q:
    """Which records of a ledger the actor sees: those of the units in reach, by a role that sees a record
    only from a stage on those that have come so far; a child as its parent; and what stands beside them."""
    found = Q(unit__in=units.reach_by(actor, _at_once(spec)) if spec.seen_from else seen)
    for role, stage in spec.seen_from.items():
        found |= Q(unit__in=units.reach_by(actor, (role,))) & come(spec, stage)
    if spec.public_from:
        found |= come(spec, spec.public_from)
    up = _above(spec)
    if up is not None:
        beneath = Q(**{f"{spec.parent}__in": visible(actor, up.name).values("id")})
        found = found | beneath if spec.seen_above else found & beneath
    return found | _beside(spec, seen)


def _at_once(spec: Ledger) -> tuple[str, ...]:
    """Roles that see a record whatever stage it is at."""
    return tuple(role for role in roles_that("read", spec) if role not in spec.seen_from)


def come(spec: Ledger, stage: str) -> Q:
    """The rows that have come to a stage: those at it, or at one after it, or that left it for one aside."""
    asides, reached = [one.key for one in spec.stages if one.aside], spec.reached(stage)
    was = Q(*((f"stage_{one}__isnull", False) for one in reached), _connector=Q.OR)
    return Q(stage__in=reached) | (Q(stage__in=asides) & was)


def _above(spec: Ledger) -> Ledger | None:
    """The parent's ledger where its records, and so their children, are not seen at once by everybody, or
    where whoever sees it sees them too."""
    if spec.parent is None:
        return None
    up = _found(ledger_of(spec, spec.fields[spec.parent]))[0]
    return up if up.seen_from or spec.seen_above else None


def _beside(spec: Ledger, seen: frozenset[str]) -> Q:
    """Records of others that units see: those in which they have a share, and those under which a child of
    theirs stands where the pack says so."""
    found = Q()
    if spec.shares:
        shared = Share.objects.filter(ledger=spec.name, to_day=None, unit__in=seen)
        found |= Q(id__in=shared.values("record"))
    for key in spec.seen_through:
        child, model = _found(full_name(spec.pack, key))
        mine = model.objects.filter(withdrawn=False, unit__in=seen)
        found |= Q(id__in=mine.values(str(child.parent)))
    return found


def visible(actor: Actor, name: str) -> QuerySet[Any]:
    """Rows of a ledger that the actor may see, withdrawn ones left out."""
    return with_withdrawn(actor, name).filter(withdrawn=False)


def with_withdrawn(actor: Actor, name: str) -> QuerySet[Any]:
    """As `visible`, withdrawn ones too: what a register of numbers reads."""
    return _sight(actor, *_found(name))


def _sight(actor: Actor, spec: Ledger, model: type[Any]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.all()
    if spec.public or actor.is_system:
        return rows
    seen = reach(actor, "read", spec)
    if not (seen or spec.public_from or spec.seen_above):
        return rows.none()  # the database is not asked
    return rows.filter(_seen(actor, spec, seen))


@dataclass(frozen=True)
class Page:
    """A page of a ledger: its rows, how many there are in all, and totals of number columns."""

    spec: Ledger
    rows: tuple[Record, ...]
    total: int
    sums: Mapping[str, Decimal]
    page: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def page(
    actor: Actor,
    name: str,
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: Sequence[str] = (),
    page: int = 1,
    size: int = 50,
    sums: Collection[str] | None = None,
) -> Page:
    """A page of what the actor may see. Filters by column: a value, or `<column>__min` / `__max`;
    `unit` means the unit's subtree. Sort keys are columns, `-column` for descending. `sums`: which of the
    number fields are added up over all that was found, a walk through all of it; None: every one."""
    spec, _ = _found(name)
    found = narrowed(actor, name, search=search, filters=filters)
    added = spec.fields.keys() if sums is None else sums
    numbers = [
        key for key, one in spec.fields.items() if one.type in _ADDED and not one.personal and key in added
    ]
    totals = found.aggregate(_rows=Count("id"), **{f"sum_{key}": Sum(key) for key in numbers})
    first = max(page - 1, 0) * size
    rows = found.order_by(*_order(actor, spec, sort)).values()[first : first + size]
    shown = columns.shown(spec, {key: totals[f"sum_{key}"] or 0 for key in numbers})
    return Page(
        spec, tuple(map(reader(actor, spec), rows)), totals["_rows"],
        {key: shown[key] for key in numbers}, page, size,
    )  # fmt: skip


def find(actor: Actor, name: str, said: str) -> Record:
    """The one record that a person means by “12 苹果汁加工厂”, by 12, or by its whole title."""
    spec, model = _found(name)
    number, _, _ = said.strip().partition(" ")
    if number.isdecimal() and int(number) < 2**63:
        return record(actor, Ref(name, int(number)))
    key = spec.title or ""
    called = knowing.asked(actor, spec, key, Q(**{key: said.strip()})) if key in spec.fields else Q(pk__in=[])
    rows = list(_sight(actor, spec, model).filter(called, withdrawn=False).values()[:2])
    if len(rows) != 1:
        many = "不止一条" if rows else "没有"
        raise InputError(f"{many}名为“{said}”的“{spec.label}”", hint="输入名称的一部分，从列表中选择")
    return reader(actor, spec)(rows[0])


def titles(actor: Actor, name: str, numbers: Iterable[int]) -> dict[int, str]:
    """Number → what the record is called, of those the actor may see. One query."""
    spec, _ = _found(name)
    rows = visible(actor, name).filter(id__in=list(numbers)).values()
    return {one.ref.id: one.title for one in map(reader(actor, spec), rows)}


def options(actor: Actor, name: str, words: str, limit: int = 20) -> list[Record]:
    """The newest records whose texts hold the words: what a person may choose from."""
    return list(page(actor, name, search=words, size=limit, sums=()).rows)


def rows(
    actor: Actor,
    name: str,
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: Sequence[str] = (),
) -> Iterator[Record]:
    """Every record the actor may see, oldest first or as sorted, streamed: what an export reads."""
    spec, _ = _found(name)
    order = _order(actor, spec, sort) if sort else ["id"]
    found = narrowed(actor, name, search=search, filters=filters).order_by(*order)
    yield from map(reader(actor, spec), found.values().iterator(2_000))


def narrowed(
    actor: Actor, name: str, *, search: str = "", filters: Mapping[str, Any] | None = None
) -> QuerySet[Any]:
    """The rows that the actor may see, in which the words are found and for which every filter holds
    (`filters.condition` says which there are). An empty value asks nothing."""
    spec, found = ledger(name), visible(actor, name)
    for key, value in (filters or {}).items():
        if value not in (None, "", [], ()):
            found = found.filter(knowing.asked(actor, spec, key, asking.condition(actor, spec, key, value)))
    return found.filter(knowing.searched(actor, spec, search)) if search.strip() else found


def _order(actor: Actor, spec: Ledger, sort: Sequence[str]) -> list[Any]:
    known = {column.name for column in columns.of_ledger(spec)} | {"id"}
    for key in sort:
        if key.removeprefix("-") not in known:
            raise InputError(f"“{spec.label}”不能按“{key}”排序", hint=suggestion(key, sorted(known)))
    return [*knowing.sorted_by(actor, spec, sort), "-id"]


def history(actor: Actor, ref: Ref) -> list[EntryView]:
    """Everything that happened to a record, oldest first."""
    return _told(record(actor, ref), journal.history(ref.subject))


def history_page(actor: Actor, ref: Ref, limit: int, before: int | None = None) -> list[EntryView]:
    """The newest that happened to a record, or what was before an entry, newest first."""
    return _told(record(actor, ref), journal.page(ref.subject, limit, before))


def _told(found: Record, entries: list[EntryView]) -> list[EntryView]:
    """A record's entries, what is covered of it covered in them; what is not counts as read."""
    if not found.hidden:
        if any(one.private or found.spec.personal & one.data.keys() for one in entries):
            found.values.tell()
        return entries
    return [replace(one, data={**one.data, **_covered(found, one)}) for one in entries]


def _covered(found: Record, entry: EntryView) -> dict[str, Any]:
    """What is covered now, and what was personal when it was written: a field may have been renamed since,
    or be gone."""
    keys = found.hidden | entry.private
    changes = {key: said for key, said in entry.data.items() if key in keys and isinstance(said, list)}
    return {key: [veiled(found.spec, key, value) for value in said] for key, said in changes.items()}


def children(actor: Actor, ref: Ref) -> dict[str, list[Record]]:
    """The record's children by ledger name, oldest first: those that the actor may see."""
    spec = record(actor, ref).spec
    found: dict[str, list[Record]] = {}
    for child in child_ledgers(spec):
        mine = visible(actor, child.name).filter(**{str(child.parent): ref.id})
        found[child.name] = [*map(reader(actor, child), mine.order_by("id").values())]
    return found


def beneath(name: str, parent: int, **where: Any) -> list[Record]:
    """The records of a ledger under one, oldest first; whoever calls has fetched what they hang on."""
    spec, model = _found(name)
    rows = model.objects.filter(withdrawn=False, **{str(spec.parent): parent}, **where)
    return [of_row(spec, row) for row in rows.order_by("id").values()]


def called(name: str, numbers: Collection[int]) -> dict[int, str]:
    """As `titles`, for whoever has fetched what the records hang on, and may not know whose they are."""
    spec, model = _found(name)
    rows = model.objects.filter(id__in=numbers).values() if numbers else ()
    return {row["id"]: of_row(spec, row).public_title for row in rows}


def last_beneath(name: str, parent: int) -> int:
    """The number of the newest record of a ledger under one, withdrawn or not; 0 where there is none."""
    spec, model = _found(name)
    return int(model.objects.filter(**{str(spec.parent): parent}).aggregate(last=Max("id"))["last"] or 0)


def held(name: str, number: int) -> Record:
    """A record kept from others until the end of the transaction: whoever hands in, promises or pays upon it
    waits in line. Whoever calls has authorised."""
    spec, model = _found(name)
    return of_row(spec, model.objects.select_for_update().filter(id=number).values().get())


def child_ledgers(spec: Ledger) -> list[Ledger]:
    """The ledgers of the same pack whose parent a ledger is."""
    siblings = packs()[spec.pack].ledgers.values()
    return [
        one
        for one in siblings
        if one.parent and (one.fields[one.parent].ledger or "").rpartition(".")[2] == spec.key
    ]


def evidence(actor: Actor, ref: Ref) -> list[Evidence]:
    """The record's evidence, oldest first."""
    record(actor, ref)
    return list(Evidence.objects.filter(_of(ref)).order_by("id"))


def gates(actor: Actor, ref: Ref) -> dict[str, GateDecision]:
    """The newest decision of each gate that was decided."""
    record(actor, ref)
    return decisions(ref)


def decisions(ref: Ref) -> dict[str, GateDecision]:
    """As `gates`, for whoever already holds the record."""
    return {one.gate: one for one in GateDecision.objects.filter(_of(ref)).order_by("id")}


def shares(actor: Actor, ref: Ref) -> list[Share]:
    """The record's shares, those that have ended included."""
    record(actor, ref)
    return list(Share.objects.filter(_of(ref)).order_by("from_day", "unit"))


def lock(unit: str, day: date | None) -> Lock | None:
    """The lock that closes a day for a unit, if any; a closed period says more than a review."""
    if day is None:
        return None
    closed = Lock.objects.filter(unit__in=units.above(unit), start__lte=day, end__gte=day, lifted=False)
    return closed.order_by("review", "id").first()


def locks(unit: str, start: date, end: date) -> list[Lock]:
    """The locks of just these days of just this unit that hold."""
    return list(Lock.objects.filter(unit=unit, start=start, end=end, lifted=False).order_by("id"))


def _of(ref: Ref) -> Q:
    return Q(ledger=ref.ledger, record=ref.id)
