"""Everything that reads inspections: plans, draws and how to repeat them, checks, visits of a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luoshi.inspections import plan as plans
from luoshi.inspections.plan import Plan
from luoshi.inspections.policy import (
    ANSWERS,
    CHECK,
    DESK,
    HEARS,
    INSPECTION,
    PLANS,
    READS,
    TOLD,
    amount_field,
    refuse_own,
)
from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.spec import Inspecting, Ledger, full_name
from luoshi.periods import queries as periods
from luoshi.units import queries as units


def desk(actor: Actor, *codes: str) -> Actor:
    """The same person, writing for the inspection: whoever calls has authorised."""
    return actor.lent(DESK, *codes)


def limits() -> Inspecting:
    """How often a unit may be inspected, and in how many working days it answers."""
    return ledgers.packs()[INSPECTION.partition(".")[0]].inspecting


def inspectable() -> dict[str, Ledger]:
    """The ledgers that have a checklist, by name."""
    return {name: one for name, one in ledgers.ledgers().items() if one.checklist}


def may_plan(actor: Actor) -> frozenset[str]:
    """The units in whose name the actor plans inspections."""
    return units.reach(actor, *PLANS)


def inspections(actor: Actor) -> list[Record]:
    """The inspections the actor may read, the newest first."""
    return list(ledgers.rows(actor, INSPECTION, sort=["-id"]))


def inspection(actor: Actor, number: int) -> Record:
    """One inspection."""
    return ledgers.record(actor, Ref(INSPECTION, number))


def led(actor: Actor, number: int) -> Record:
    """An inspection of which the actor is one of the team, or which the actor's office planned."""
    found = inspection(actor, number)
    if actor.is_system or found.unit in may_plan(actor):
        return found
    raise Missing("没有这次督查", hint="它可能由其他单位组织")


def team(found: Record) -> frozenset[int]:
    """Numbers of the people who inspect."""
    return frozenset(int(one) for one in str(found.values["team_ids"]).split(","))


def plan_of(found: Record) -> Plan:
    """The sampling plan as it was fixed."""
    return plans.parse(str(found.values["plan"]))


def subject(found: Record) -> str:
    """How the journal names an inspection."""
    return f"inspection:{found.ref.id}"


@dataclass(frozen=True)
class Attempt:
    """A plan that was fixed for a package: its digest, when, by whom, and whether it was drawn.

    `before` is true when it was fixed before the package was published, and so cannot have been tried out.
    """

    inspection: int
    digest: str
    at: datetime
    who: str
    drawn: bool
    before: bool


def attempts(period: Period) -> list[Attempt]:
    """Every plan ever fixed for a month's package, oldest first, whoever's: nobody tries plans unseen."""
    entries = journal.of_verbs("inspection:", ("plan", "draw"))
    drawn = {one.subject for one in entries if one.verb == "draw"}
    closing = periods.closing(period)
    return [
        Attempt(
            int(one.subject.partition(":")[2]), one.data["digest"], one.at, one.name, one.subject in drawn,
            closing is None or one.at < closing.closed_at,
        )
        for one in entries
        if one.verb == "plan" and one.data["period"] == str(period)
    ]  # fmt: skip


def drawing(found: Record) -> EntryView | None:
    """The draw as the journal keeps it: root, digest, seed, strata and every record drawn."""
    return next((one for one in journal.history(subject(found)) if one.verb == "draw"), None)


def events(actor: Actor, number: int) -> list[EntryView]:
    """What happened to an inspection, oldest first."""
    return journal.history(subject(inspection(actor, number)))


def checks(actor: Actor, number: int, unit: str = "") -> list[Record]:
    """The records of an inspection's sample, by unit, ledger and place."""
    found = inspection(actor, number)
    rows = ledgers.visible(_clerk(actor, found), CHECK).filter(inspection=number)
    rows = rows.filter(unit=unit) if unit else rows
    ordered = rows.order_by("unit", "of_ledger", "band", "place_drawn", "id")
    return [of_row(ledgers.ledger(CHECK), row) for row in ordered.values()]


def _clerk(actor: Actor, found: Record) -> Actor:
    return desk(actor, found.unit)


def heard(actor: Actor) -> list[Record]:
    """What was found at the actor's own units and told to them, the newest first."""
    mine = units.reach(actor, *HEARS)
    if not mine:
        return []
    rows = ledgers.visible(desk(actor, *actor.units(*HEARS)), CHECK)
    rows = rows.filter(unit__in=mine, stage__in=TOLD).order_by("-id")
    return [of_row(ledgers.ledger(CHECK), row) for row in rows.values()]


def to_answer(actor: Actor) -> list[Record]:
    """What waits for the answer of a unit for which the actor answers."""
    mine = units.reach(actor, *ANSWERS)
    return [one for one in heard(actor) if one.stage == "told" and one.unit in mine]


def check(actor: Actor, number: int) -> Record:
    """A check, for those who inspect and, once it is told, for the unit inspected."""
    row = ledgers.visible(Actor.system(actor.clock), CHECK).filter(id=number).values().first()
    if row is not None:
        found = of_row(ledgers.ledger(CHECK), row)
        leads = inspection_of(found).unit in units.reach(actor, *READS)
        if leads or (found.stage in TOLD and found.unit in units.reach(actor, *HEARS)):
            return found
    raise Missing("没有这条核查记录", hint="它可能属于其他单位，或还没有告知")


def mine(actor: Actor, number: int) -> Record:
    """A check that the actor inspects: of the team, and holding no role in the unit."""
    found = check(actor, number)
    above = inspection_of(found)
    if not actor.is_system and actor.person not in team(above):
        raise Refused("您不在这次督查的督查组里", hint="由督查组成员办理")
    names = units.names()
    refuse_own(actor, found.unit, names.get(found.unit, ""), units.subtree([found.unit]))
    return found


def leads(actor: Actor, found: Record) -> bool:
    """Whether the actor is on the inspecting side of a check."""
    return inspection_of(found).unit in units.reach(actor, *READS)


def inspection_of(found: Record) -> Record:
    """The inspection a check belongs to; whoever asks may see the check."""
    return inspection(Actor.system(), int(found.values["inspection"]))


def evidence(actor: Actor, number: int) -> list[Evidence]:
    """A check's photographs and the unit's papers."""
    found = check(actor, number)
    return ledgers.evidence(desk(actor, found.unit), found.ref)


@dataclass(frozen=True)
class Shot:
    """When and where a photograph was taken, as the phone said."""

    taken_at: str
    place: str


def shots(actor: Actor, number: int) -> dict[str, Shot]:
    """SHA-256 → when and where, of a check's photographs."""
    check(actor, number)
    entries = [one for one in journal.history(f"check:{number}") if one.verb == "seen"]
    return {
        photo["sha256"]: Shot(photo["taken_at"], photo["place"])
        for one in entries
        for photo in one.data["photos"]
    }


def steps(actor: Actor, number: int) -> list[EntryView]:
    """What happened to a check on site and after, oldest first."""
    check(actor, number)
    return journal.history(f"check:{number}")


def target(actor: Actor, found: Record) -> Record | None:
    """The record that was inspected, as it stands; None where the actor does not see it."""
    try:
        return ledgers.record(actor, Ref(str(found.values["of_ledger"]), int(found.values["number"])))
    except Missing:
        return None


def half_of(day: date) -> Period:
    """The half-year a day falls in."""
    return Period(day.year, "half", 1 if day.month <= 6 else 2)


def visits(codes: Iterable[str], day: date) -> dict[str, list[str]]:
    """Unit → the inspections planned or carried out at it in the half-year of a day, whoever planned them."""
    half, wanted = half_of(day), frozenset(codes)
    found: dict[str, list[str]] = {code: [] for code in wanted}
    rows = ledgers.visible(Actor.system(), INSPECTION)
    for row in rows.filter(starts_on__gte=half.start, starts_on__lte=half.end).order_by("id").values():
        for code in plans.parse(row["plan"]).units:
            if code in wanted:
                found[code].append(row["title"])
    return found


def too_often(codes: Iterable[str], day: date) -> dict[str, list[str]]:
    """The units for which one more inspection would be above the limit, with those they had."""
    most = limits().per_half
    return {code: had for code, had in visits(codes, day).items() if len(had) >= most}


def candidates(unit: str) -> dict[int, str]:
    """Who may be of the team of an inspection by a unit: its supervisors and those above."""
    return units.people_with(PLANS, units.above(unit))


def part(name: str, *, each: int | None, total: int | None, bands: Iterable[str] = ()) -> dict[str, Any]:
    """A ledger's part of a plan, the columns that decide it filled in. Where figures count verified records
    only, only those are drawn from."""
    spec = inspectable().get(name)
    if spec is None:
        raise InputError(f"“{name}”没有核查清单", hint="在台账包里给这个台账写 checklist")
    amount = amount_field(spec)
    counting = ledgers.packs()[spec.pack].indicators.values()
    counted = [one.where for one in counting if full_name(spec.pack, one.ledger or "") == name]
    return {
        "ledger": name, "dated": spec.dated or "", "amount": amount or "",
        "verified": any("verified" in where for where in counted),
        "bands": list(bands) if amount else [], "each": each, "total": total,
    }  # fmt: skip


def to_settle(actor: Actor) -> list[Record]:
    """What the actor, as one of the team, may settle: answered, or not answered in time."""
    if not may_plan(actor):
        return []
    rows = ledgers.visible(desk(actor, *actor.units(*PLANS)), CHECK).filter(stage__in=("told", "answered"))
    late = rows.filter(stage="answered") | rows.filter(answer_due__lt=actor.today())
    found = [of_row(ledgers.ledger(CHECK), row) for row in late.order_by("id").values()]
    numbers = {int(one.values["inspection"]) for one in found}
    teams = {one.ref.id: team(one) for one in inspections(actor) if one.ref.id in numbers} if found else {}
    return [one for one in found if actor.person in teams.get(int(one.values["inspection"]), ())]


def open_checks() -> list[Record]:
    """Every check that its unit was told and that is not settled, whoever's: what reminders look at."""
    rows = ledgers.visible(Actor.system(), CHECK).filter(stage__in=("told", "answered")).order_by("id")
    return [of_row(ledgers.ledger(CHECK), row) for row in rows.values()]
