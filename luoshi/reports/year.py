"""A unit's year on one page: its letter, its targets month by month against the pace, its months handed in,
its tasks, what was found, and what it scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.assessment import course
from luoshi.assessment import queries as assessments
from luoshi.assessment.hands import Standing
from luoshi.assessment.models import Assessment
from luoshi.commitments import queries as commitments
from luoshi.commitments.models import Letter
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import lights
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.packs.spec import Indicator, Pack, RecordLight
from luoshi.periods import burden, duties
from luoshi.periods import queries as periods
from luoshi.periods.burden import Burden
from luoshi.periods.duties import Duty
from luoshi.periods.policy import READS
from luoshi.units import queries as units
from luoshi.units.models import Unit

TASK, FINDING, CONSEQUENCE = "supervision.task", "supervision.finding", "supervision.consequence"


@dataclass(frozen=True)
class Target:
    """An indicator that the unit owes, as of its last closed month, and how it came there."""

    spec: Indicator
    pack: Pack
    now: periods.Said
    months: Mapping[Period, periods.Said]


@dataclass(frozen=True)
class Score:
    """What a sheet gave the unit, and its place among how many of its class."""

    run: Assessment
    label: str
    standing: Standing
    peers: int


@dataclass(frozen=True)
class Year:
    """Everything of a unit's plan year that its one page tells."""

    unit: Unit
    year: int
    months: tuple[Period, ...]
    """The closed months of the calendar's year, oldest first."""
    targets: tuple[Target, ...]
    letter: Letter | None
    hand_ins: tuple[Duty, ...]
    tasks: tuple[tuple[Record, RecordLight | None], ...]
    findings: tuple[Record, ...]
    consequences: tuple[Record, ...]
    scores: tuple[Score, ...]
    burden: Mapping[Period, Burden]


def year(actor: Actor, code: str, which: int) -> Year:
    """A unit's year, for whoever sees the unit. The same number of queries whatever the year holds."""
    unit = units.unit(code)
    if code not in units.reach(actor, *READS):
        raise Missing("没有这个单位", hint="它可能不在您可以查看的范围内")
    closed = burden.closed()
    mine = tuple(one for one in closed if one.start.year == which)
    tasks = _records(actor, TASK, code, which)
    stated = burden.months(actor, mine)
    return Year(
        unit, which, mine, tuple(_targets(code, which, closed)), _letter(actor, code, which),
        tuple(_hand_ins(actor, code, mine)), tuple(_lit(tasks, actor.today())),
        tuple(_records(actor, FINDING, code, which)), tuple(_records(actor, CONSEQUENCE, code, which)),
        tuple(_scores(actor, code, which)),
        {month: one for (owner, month), one in stated.items() if owner == code},
    )  # fmt: skip


def _targets(code: str, which: int, closed: Sequence[Period]) -> list[Target]:
    """The indicators with a target, each over the months of its own pack's plan year."""
    packs = ledgers.packs()
    spans = {key: PlanYear.parse(pack.year_starts) for key, pack in packs.items()}
    wanted = [one for one in closed if any(plan.of(one) == which for plan in spans.values())]
    found: dict[str, dict[Period, periods.Said]] = {}
    for said in periods.of_unit(code, wanted):
        pack, month = said["indicator"].partition(".")[0], Period.parse(said["period"])
        if pack in packs and spans[pack].of(month) == which:
            found.setdefault(said["indicator"], {})[month] = said
    made = []
    for name, by_month in found.items():
        now = by_month[max(by_month)]
        if now["target"] is not None:
            pack = packs[name.partition(".")[0]]
            made.append(Target(commitments.indicator(name), pack, now, by_month))
    return made


def _letter(actor: Actor, code: str, which: int) -> Letter | None:
    found = [one for one in commitments.letters(actor, which) if one.to_unit == code]
    return found[0] if found else None


def _hand_ins(actor: Actor, code: str, months: Sequence[Period]) -> list[Duty]:
    if not months:
        return []
    return duties.months(actor, code, months[-1], PlanYear.parse("01-01"))


def _records(actor: Actor, name: str, code: str, which: int) -> list[Record]:
    """The unit's records of a ledger dated in the calendar's year, the oldest first."""
    if name not in ledgers.ledgers():
        return []
    spec = ledgers.ledger(name)
    days = {f"{spec.dated}__gte": date(which, 1, 1), f"{spec.dated}__lte": date(which, 12, 31)}
    rows = ledgers.visible(actor, name).filter(unit=code, **days).order_by(str(spec.dated), "id")
    return [of_row(spec, row) for row in rows.values()]


def _lit(tasks: Sequence[Record], today: date) -> list[tuple[Record, RecordLight | None]]:
    shown = lights.of(tasks[0].spec, tasks, today) if tasks else {}
    return [(one, shown.get(one.ref.id)) for one in tasks]


def _scores(actor: Actor, code: str, which: int) -> list[Score]:
    """The newest run of each sheet that scored the unit, by what stands now."""
    found: dict[str, Score] = {}
    for run in assessments.assessments(actor):
        if run.year != which or run.sheet in found or all(one["unit"] != code for one in run.body):
            continue
        now = course.whole(actor, run.id)
        standing = now.standing(code)
        peers = [one for one in now.standings if one.rank_class == standing.rank_class]
        found[run.sheet] = Score(run, now.label, standing, len(peers))
    return list(found.values())


def percent(said: periods.Said) -> Decimal | None:
    """A month's completion in percent, for drawing."""
    return None if said["completion"] is None else Decimal(said["completion"])
