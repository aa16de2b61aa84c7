"""Everything that reads reviews. Fetching and authorising are one: what a phase hides is not fetched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.periods import queries as periods
from luoshi.reviews import gathering, sampling, ties
from luoshi.reviews.models import Panel, Reading, Seat, Subject
from luoshi.reviews.policy import (
    DESK,
    EXPERT,
    JUDGES,
    PHASES,
    READS,
    RUNS,
    SEES,
    WATCHES,
    Thing,
    reached,
    sees,
)
from luoshi.reviews.scoring import Criterion, Points, Result, Trim, result
from luoshi.units import queries as units


def desk(actor: Actor, *codes: str) -> Actor:
    """The same person, writing for the review: whoever calls has authorised."""
    return actor.lent(DESK, *codes)


def subject_of(panel: Panel) -> str:
    """How the journal names a panel."""
    return f"panel:{panel.id}"


# For offices


def may_open(actor: Actor) -> frozenset[str]:
    """The units in whose name the actor opens panels."""
    return units.reach(actor, *RUNS)


def panels(actor: Actor, *, above: int | None = None) -> list[Panel]:
    """The panels of units the actor reads, newest first; of one call when named."""
    found = Panel.objects.filter(unit__in=units.reach(actor, *READS))
    return list(found.filter(above=above) if above is not None else found)


def panel(actor: Actor, number: int, *things: Thing) -> Panel:
    """A panel of a unit that the actor reads; refuses when its phase does not show one of the things."""
    found = Panel.objects.filter(id=number, unit__in=units.reach(actor, *READS)).first()
    if found is None:
        raise Missing(f"没有这次评审：{number}", hint="它可能属于其他单位，或编号有误")
    held = roles_for(actor, found)
    for one in things:
        if not sees(held, one, found.phase):
            raise Refused(_not_yet(held, one), hint="评审公平所需，谁也不例外")
    return found


def roles_for(actor: Actor, found: Panel) -> frozenset[str]:
    """The roles that the actor holds for the panel's unit; the System sees what a supervisor sees."""
    if actor.is_system:
        return frozenset(WATCHES)
    return frozenset(role for role in SEES if found.unit in units.reach(actor, role))


def _not_yet(held: Iterable[str], thing: Thing) -> str:
    since = [SEES[role][thing] for role in held if thing in SEES[role]]
    if not since:
        return "您不能查看这项内容"
    return f"“{PHASES[min(since, key=[*PHASES].index)]}”以后才能查看"


def run(actor: Actor, number: int, *phases: str) -> Panel:
    """A panel that the actor runs, in one of the phases named; else refused with the phase it is in."""
    return _in_phase(panel(actor, number), actor, RUNS, phases)


def watched(actor: Actor, number: int, *phases: str) -> Panel:
    """A panel that the actor watches over, in one of the phases named."""
    return _in_phase(panel(actor, number), actor, WATCHES, phases)


def _in_phase(found: Panel, actor: Actor, roles: tuple[str, ...], phases: tuple[str, ...]) -> Panel:
    if not actor.is_system and found.unit not in units.reach(actor, *roles):
        raise Refused("您不能办理这次评审", hint="由评审秘书组织，督查员监督")
    if phases and found.phase not in phases:
        due = "、".join(str(PHASES[one]) for one in phases)
        raise InputError(f"评审处于“{PHASES[found.phase]}”", hint=f"这一步在“{due}”时办理")
    return found


def history(actor: Actor, number: int, limit: int = 200) -> list[EntryView]:
    """What was done with a panel, newest first, for those who see who sits. Points are never in it."""
    return journal.page(subject_of(panel(actor, number, "experts")), limit)


def titles(actor: Actor, number: int) -> dict[int, str]:
    """What the records under review are called, by number, for those who may know whose they are."""
    found = panel(actor, number, "applicants")
    spec = ledgers.ledger(found.ledger)
    rows = gathering.rows_of(found.ledger, [one.record for one in found.subjects.all()])
    return {one: str(row[str(spec.title)]) for one, row in rows.items()}


def called(actor: Actor, number: int) -> dict[int, str]:
    """Seat → what its expert is called, for those who see who sits."""
    found = panel(actor, number, "experts")
    seats = {one.id: one.expert for one in found.seats.all()}
    names = {one.ref.id: str(one.values["name"]) for one in _experts(actor, seats.values())}
    return {seat: names.get(expert, str(expert)) for seat, expert in seats.items()}


def in_pool(actor: Actor, number: int, experts: Collection[int]) -> dict[int, tuple[str, str]]:
    """Expert → name and employer, for those who see the pool."""
    panel(actor, number, "pool")
    found = _experts(actor, experts)
    return {one.ref.id: (str(one.values["name"]), str(one.values["employer"] or "")) for one in found}


def _experts(actor: Actor, numbers: Collection[int]) -> list[Record]:
    """Experts whose names a panel's course lets the actor know; the journal is told."""
    spec, rows = ledgers.ledger(EXPERT), gathering.rows_of(EXPERT, numbers).values()
    return ledgers.as_told(actor, (of_row(spec, row) for row in rows))


# What keeps experts away


@dataclass(frozen=True)
class Examined:
    """The experts there are, what speaks against each, and what was settled; which organizations ask more
    experts to keep away than a unit may, with how many."""

    experts: Mapping[int, gathering.Row]
    findings: tuple[ties.Finding, ...]
    settled: Mapping[str, str]
    asked_too_much: Mapping[str, int]

    def state(self, expert: int) -> ties.State:
        """What an expert's findings come to for the whole round."""
        mine = [one for one in self.findings if one.expert == expert and one.application is None]
        return ties.worst(mine, self.settled)

    @property
    def unknown(self) -> list[ties.Finding]:
        """What nobody knows yet; it blocks the draw."""
        return [one for one in self.findings if one.state == "unknown" and one.key not in self.settled]


def examined(actor: Actor, number: int) -> Examined:
    """The pool of a panel with everything that speaks against its experts."""
    return examine(panel(actor, number, "pool"), actor.today())


def examine(found: Panel, today: date, among: Iterable[int] | None = None) -> Examined:
    """As `examined`, for whoever has authorised; only of some experts when named."""
    listed = gathering.listed(today)
    fitting = {one: row for one, row in listed.items() if among is None or one in set(among)}
    round_ = gathering.applicants(found.ledger, [one.record for one in found.subjects.all()])
    rules, beside = gathering.rules(), gathering.beside(found)
    experts = [*gathering.experts([*fitting]).values()]
    findings = [
        finding for expert in experts for finding in ties.examine(expert, round_, today, rules, beside)
    ]
    settled = {one.key: one.why for one in found.settled.all()}
    return Examined(fitting, tuple(findings), settled, ties.asked_too_much(experts, round_))


def frozen(found: Panel) -> sampling.Pool:
    """The pool as it was frozen."""
    return sampling.parse(found.pool)


def repeated(actor: Actor, number: int) -> sampling.Panel:
    """The draw again, from the frozen pool and the root: what `luoshi draw-experts` prints."""
    found = panel(actor, number, "experts")
    return sampling.draw(frozen(found), found.root, found.gone)


def root() -> str:
    """The digest of the newest closed month's package: published, and nobody's to choose."""
    closed = periods.closings()
    if not closed:
        raise InputError("还没有结过账，没有可用的公开摘要", hint="种子取自已公布的结账包；先结一个月")
    return closed[-1].digest


# For experts


def sat(actor: Actor) -> list[Seat]:
    """The seats of an expert in panels that were signed off, newest first. One query."""
    if actor.person is None or not actor.has(JUDGES):
        return []
    found = Seat.objects.filter(person=actor.person).exclude(state="gone").select_related("panel")
    later = [phase for phase in PHASES if reached(phase, "signed")]
    return list(found.filter(panel__phase__in=later).order_by("-id"))


def to_score(mine: Seat) -> int:
    """How many scores of a seat are still to be handed in."""
    return mine.readings.filter(state="open").count() if mine.panel.phase == "scoring" else 0


def seat(actor: Actor, number: int, *, declared: bool = True) -> Seat:
    """The actor's own seat in a panel; nothing opens before the declaration."""
    found = next((one for one in sat(actor) if one.panel_id == number), None)
    if found is None:
        raise Missing(f"没有这次评审：{number}", hint="您可能没有被抽中，或已经退出")
    if declared and found.state != "declared":
        raise Refused("请先申报有无利害关系并承诺保密", hint="申报以后才能看申报材料")
    return found


def readings(actor: Actor, number: int) -> list[Reading]:
    """What the actor has to read in a panel, by code."""
    mine = seat(actor, number)
    return list(mine.readings.exclude(state="recused").select_related("subject").order_by("subject__code"))


def reading(actor: Actor, number: int) -> Reading:
    """One of the actor's own readings, declared and not recused."""
    found = Reading.objects.filter(id=number, seat__person=actor.person).select_related(
        "subject", "seat__panel"
    )
    one = found.first() if actor.person is not None else None
    if one is None or one.state == "recused":
        raise Missing("没有这份申报材料", hint="它可能不由您评审")
    seat(actor, one.seat.panel_id)
    return one


# Scores


def criteria(found: Panel) -> tuple[Criterion, ...]:
    """By what a panel scores."""
    return tuple(
        Criterion(one["key"], one["label"], Decimal(one["weight"]), Decimal(one["top"]), one.get("guide", ""))
        for one in found.plan["criteria"]
    )


def trim(found: Panel) -> Trim:
    return Trim(int(found.plan["trim"]), int(found.plan["trim_from"]))


def points(one: Reading) -> Points:
    """A reading's points as numbers."""
    return {key: Decimal(value) for key, value in one.points.items()}


@dataclass(frozen=True)
class Progress:
    """How many scores of an application are in, of how many, and how many of them by experts of other
    fields: an assignment that found no expert of its field left says so."""

    subject: Subject
    final: int
    wanted: int
    other_field: int

    @property
    def lacking(self) -> int:
        return self.wanted - self.final


def progress(actor: Actor, number: int) -> list[Progress]:
    """How far the scoring is, by code, without a score and without a name."""
    return progressed(panel(actor, number, "progress"))


def progressed(found: Panel) -> list[Progress]:
    made, seats = [], {one.id: one.expert for one in found.seats.all()}
    rows = gathering.rows_of(EXPERT, [*seats.values()])
    fields = {seat: gathering.fields_of(rows[expert]) for seat, expert in seats.items() if expert in rows}
    for one in found.subjects.prefetch_related("readings").order_by("code"):
        mine = [reading for reading in one.readings.all() if reading.state != "recused"]
        strange = sum(bool(one.domain) and one.domain not in fields.get(each.seat_id, ()) for each in mine)
        made.append(Progress(one, sum(each.state == "final" for each in mine), len(mine), strange))
    return made


def scores(actor: Actor, number: int) -> dict[Subject, Result]:
    """What the scores of each application come to, from the meeting on."""
    return scored(panel(actor, number, "scores"))


def scored(found: Panel) -> dict[Subject, Result]:
    """As `scores`, for whoever has authorised. Reviewers are told by their seats. Two queries."""
    by, cut = criteria(found), trim(found)
    made: dict[Subject, Result] = {}
    for one in found.subjects.prefetch_related("readings").order_by("code"):
        given = {each.seat_id: points(each) for each in one.readings.all() if each.state == "final"}
        if given:
            made[one] = result(by, given, cut)
    return made


def ranking(actor: Actor, number: int) -> list[dict[str, object]]:
    """The order under the budget as it was settled."""
    found = panel(actor, number, "ranking")
    return list(found.ranking or [])


@dataclass(frozen=True)
class Outcome:
    """What a review came to for a record: its panel and line of the ranking."""

    panel: Panel
    line: Mapping[str, object]

    @property
    def passed(self) -> bool:
        """Whether its mean reached the line below which nothing is proposed."""
        return mean_of(self.line) >= Fraction(self.panel.plan["line"])


def outcomes(ledger: str, purpose: str, *, above: int | None = None) -> dict[int, Outcome]:
    """Record → what the newest settled review of a purpose came to; of one call when named. For those who
    decide upon it and have authorised: who scored what is not in it."""
    found = Panel.objects.filter(ledger=ledger, purpose=purpose, phase__in=["ranked", "closed"])
    found = found if above is None else found.filter(above=above)
    return {
        int(str(line["record"])): Outcome(one, line)
        for one in found.order_by("id")
        for line in one.ranking or []
    }


def mean_of(one: Mapping[str, object]) -> Fraction:
    """The mean of a line of the ranking, which is kept as an exact fraction."""
    return Fraction(str(one["mean"]))
