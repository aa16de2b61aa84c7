"""What units owe for a month: ledger by ledger, by when, how it stands, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.once import once
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import overview
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Lock
from luoshi.ledgers.policy import is_verified, roles_that
from luoshi.packs.spec import Ledger
from luoshi.periods import lake
from luoshi.periods.models import Closing, HandIn, HandInPart
from luoshi.periods.policy import HANDS_IN, READS, due
from luoshi.units import queries as units
from luoshi.units.models import RoleHolding


@dataclass(frozen=True)
class Part:
    """What a unit owes of one ledger. `at` is None while it has not been handed in, or was returned."""

    ledger: str
    label: str
    due: datetime
    at: datetime | None
    late: bool


@dataclass(frozen=True)
class Duty:
    """What a unit owes for a period: by when first, how it stands, and each ledger's part."""

    unit: str
    name: str
    period: Period
    due: datetime
    state: str
    late: bool
    parts: tuple[Part, ...] = ()

    @property
    def open_parts(self) -> tuple[Part, ...]:
        """The parts that are still owed, the earliest first."""
        return tuple(one for one in self.parts if one.at is None)


def in_or_let_off(state: str) -> bool:
    """Whether a unit's month keeps nobody from closing."""
    return state in ("accepted", "excused", "missing")


def owed(period: Period) -> dict[str, datetime]:
    """The ledgers that are handed in by the month, and by when, the earliest first."""
    found = {name: due(period, one.due) for name, one in ledgers.ledgers().items() if one.due}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def owing(period: Period | None = None) -> list[str]:
    """Units that hand in: those with a reporter of their own; of a month, those that send the package of a
    site of their own too, in place of all below them."""
    held = RoleHolding.objects.filter(role="reporter", valid_to=None, unit__valid_to=None)
    if period is None:
        return sorted(set(held.values_list("unit_id", flat=True)))
    here = set(held.values_list("unit_id", flat=True)) - lake.covered(period)
    return sorted(here | {one.unit for one in lake.senders(period)})


@once
def duties(actor: Actor, period: Period) -> list[Duty]:
    """The hand-ins of the units the actor sees. Two queries."""
    days = owed(period)
    if not days:
        return []
    seen, names, now = units.reach(actor, *READS), units.names(), actor.now()
    rows = {row.unit: row for row in HandIn.objects.filter(period=str(period))}
    parts: dict[str, dict[str, HandInPart]] = {}
    for part in HandInPart.objects.filter(period=str(period), returned=False):
        parts.setdefault(part.unit, {})[part.ledger] = part
    return [
        _duty(code, names[code], period, days, rows.get(code), parts.get(code, {}), now)
        for code in owing(period)
        if code in seen
    ]


def duty(actor: Actor, unit: str, period: Period) -> Duty:
    """One unit's; `Missing` where it owes nothing or the actor does not see it."""
    found = next((one for one in duties(actor, period) if one.unit == unit), None)
    if found is None:
        raise Missing("没有这个单位的月报", hint="它可能不需要上报，或不在您可以查看的范围内")
    return found


def _duty(
    code: str,
    name: str,
    period: Period,
    days: Mapping[str, datetime],
    row: HandIn | None,
    parts: Mapping[str, HandInPart],
    now: datetime,
) -> Duty:
    labels = ledgers.ledgers()
    done = row is not None and row.state in ("handed_in", "accepted")
    made = []
    for ledger, last in days.items():
        part = parts.get(ledger)
        at = part.at if part else row.at if row and done else None
        late = part.late if part else bool(row and row.late) if done else now > last
        made.append(Part(ledger, str(labels[ledger].label), last, at, late))
    state = row.state if row else "open"
    late = row.late if row and done else any(one.late for one in made) or bool(row and row.late)
    return Duty(code, name, period, min(days.values()), state, late and state != "excused", tuple(made))


def hand_ins(last: Period, plan: PlanYear) -> dict[tuple[str, str], int]:
    """How often each unit's month was missing or late in a plan year up to a month.

    Keys are (`@missing_reports` or `@late_reports`, unit); a month it was excused from is neither.
    """
    counted: dict[tuple[str, str], int] = {}
    for row in HandIn.objects.filter(period__in=map(str, closed_months(last, plan))):
        late = row.late and row.state != "excused"
        key = "@missing_reports" if row.state == "missing" else "@late_reports" if late else ""
        if key:
            counted[key, row.unit] = counted.get((key, row.unit), 0) + 1
    return counted


def closed_months(last: Period, plan: PlanYear) -> list[Period]:
    """The closed months of a plan year up to a month, oldest first."""
    found = sorted(Period.parse(one) for one in Closing.objects.values_list("period", flat=True))
    return [one for one in found if one <= last and plan.of(one) == plan.of(last)]


def months(actor: Actor, unit: str, last: Period, plan: PlanYear) -> list[Duty]:
    """How a unit's closed months of a plan year up to a month stood; a month it did not owe is left out."""
    if unit not in units.reach(actor, *READS):
        raise Missing("没有这个单位的月报", hint="它可能属于其他单位")
    closed = closed_months(last, plan)
    rows = {row.period: row for row in HandIn.objects.filter(unit=unit, period__in=map(str, closed))}
    name = units.unit(unit).name
    made = []
    for month in closed:
        row, days = rows.get(str(month)), owed(month)
        if row is not None and days:
            made.append(Duty(unit, name, month, min(days.values()), row.state, row.late))
    return made


def is_reported(spec: Ledger) -> bool:
    """Whether units report in a ledger: an office's own papers are not theirs to hand in."""
    return HANDS_IN[0] in roles_that("report", spec) and is_verified(spec)


@dataclass(frozen=True)
class Lacking:
    """Something that a unit's month still lacks, of one ledger: facts not verified, sent back, gaps."""

    ledger: str
    label: str
    what: str
    count: int
    filters: Mapping[str, str]
    """What the ledger's list is asked to show just these."""


def lacking(actor: Actor, unit: str, period: Period) -> list[Lacking]:
    """What a unit had better see to before it hands in its month, worst first. Two queries a ledger."""
    found = []
    for name, spec in ledgers.ledgers().items():
        if spec.dated is None or not is_reported(spec):
            continue
        days = {"unit": unit, f"{spec.dated}__min": str(period.start), f"{spec.dated}__max": str(period.end)}
        counted = overview.counts(actor, name, unit, period.start, period.end)
        gaps = {"rejected": counted.get("rejected", 0)}
        if not overview.reviewed_from(spec):  # work under way waits for nobody's review yet
            gaps["pending"] = counted.get("pending", 0)
        if any(stage.needs.evidence for stage in spec.stages):
            gaps["evidence"] = ledgers.page(
                actor, name, filters={**days, "evidence": "missing"}, size=1
            ).total
        for what, count in gaps.items():
            if count:
                asked = {"evidence": "missing"} if what == "evidence" else {"verification": what}
                found.append(Lacking(name, str(spec.label), what, count, {**days, **asked}))
    order = ("rejected", "evidence", "pending")
    return sorted(found, key=lambda one: order.index(one.what))


@dataclass(frozen=True)
class Deviation:
    """Where a rule did not run its course: an excuse, a missing month, a lifted lock, a moved deadline."""

    kind: str
    unit: str
    what: str
    why: str
    by: str
    at: datetime
    subject: str


_EXCEPTIONS = {"excused": "period:", "missing": "period:", "lift": "unit:", "extend": "record:"}


def exceptions(actor: Actor, since: date, until: date) -> list[Deviation]:
    """Every exception of the units the actor sees, the newest first, for all of them to see."""
    seen, found = units.reach(actor, *READS), []
    for verb, prefix in _EXCEPTIONS.items():
        for entry in journal.of_verbs(prefix, (verb,)):
            unit = str(entry.data.get("unit") or entry.subject.removeprefix("unit:"))
            if unit in seen and since <= entry.at.date() <= until:
                what = entry.subject.partition(":")[2] if prefix != "unit:" else _days(entry.data)
                found.append(Deviation(verb, unit, what, entry.why, entry.name, entry.at, entry.subject))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _days(data: Mapping[str, object]) -> str:
    """The days of a lifted lock."""
    lock = Lock.objects.filter(id=int(str(data.get("lock") or 0))).first()
    return f"{lock.start:%Y-%m-%d}—{lock.end:%m-%d}" if lock else ""
