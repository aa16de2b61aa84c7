"""How far an assessment has come, and what it waits for: read by everybody who acts on it or looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, cast

from django.db.models import Max

from luoshi.assessment import queries
from luoshi.assessment.hands import Hand as HandName
from luoshi.assessment.hands import Line, Mark, Standing, Verdict, standings
from luoshi.assessment.models import Assessment, Final, Hand, Notice
from luoshi.assessment.policy import ASSESSES, LEADS, READS, refuse_own
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import Missing, Refused, SiteError
from luoshi.kernel.once import once
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs import spec
from luoshi.units import queries as units

OBJECTIONS, AWARDS = "supervision.objection", "supervision.award"
State = Literal["hands", "open", "over", "final"]
"""Hands are being laid on; results lie open; that is over; they are final."""


@dataclass(frozen=True)
class Course:
    """A run with everybody's results, whoever asks: only this package and `seen` look at all of them."""

    run: Assessment
    sheet: spec.Sheet | None
    """None when no pack has it any more."""
    standings: tuple[Standing, ...]
    notice: Notice | None
    final: Final | None
    today: date

    @property
    def state(self) -> State:
        if self.final:
            return "final"
        if self.notice is None:
            return "hands"
        return "open" if self.today <= self.notice.last_day else "over"

    @property
    def label(self) -> str:
        return str(self.sheet.label) if self.sheet else self.run.sheet

    @property
    def terms(self) -> spec.Notice:
        return self.sheet.notice if self.sheet else spec.Notice()

    @property
    def self_due(self) -> date | None:
        """The last day on which units score themselves; None while that year's calendar is not known."""
        try:
            return add_workdays(self.run.made_at.astimezone(SHANGHAI).date(), self.terms.self_score)
        except SiteError:
            return None

    @property
    def self_open(self) -> bool:
        due = self.self_due
        return self.state == "hands" and (due is None or self.today <= due)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one["unit"] for one in self.run.body)

    def standing(self, unit: str) -> Standing:
        found = next((one for one in self.standings if one.unit == unit), None)
        if found is None:
            raise Missing("没有这个单位的得分", hint="它可能不在这张考核表里，或不在您可以查看的范围内")
        return found

    def unscored(self) -> list[tuple[Standing, list[Line]]]:
        """Units with the lines for which they gave no score of their own; one without a target needs none."""
        return self._lines(lambda line: line.last("self") is None and line.item["state"] != "none")

    def unjudged(self) -> list[tuple[Standing, list[Line]]]:
        """Units with the lines that nobody with authority has confirmed or set."""
        return self._lines(lambda line: not line.judged)

    def _lines(self, wanted: Callable[[Line], bool]) -> list[tuple[Standing, list[Line]]]:
        found = [(one, [line for line in one.lines if wanted(line)]) for one in self.standings]
        return [(one, lines) for one, lines in found if lines]


@once
def _course(number: int, today: date) -> Course:
    run = Assessment.objects.filter(id=number).select_related("notice", "final").first()
    if run is None:
        raise Missing("没有这次考核", hint="它可能考核的是其他单位")
    notice, final = getattr(run, "notice", None), getattr(run, "final", None)
    made = tuple(standings(run.body, marks(run)))
    return Course(run, queries.sheets().get(run.sheet), made, notice, final, today)


def whole(actor: Actor, number: int) -> Course:
    """The run with all its results, for whoever may see one of its units: what actions decide on."""
    found = _course(number, actor.today())
    if not (found.codes & units.reach(actor, *READS)):
        raise Missing("没有这次考核", hint="它可能考核的是其他单位")
    return found


def seen(actor: Actor, number: int) -> Course:
    """The run with the results of the units that the actor sees; places are among all."""
    found, mine = whole(actor, number), units.reach(actor, *READS)
    return Course(**{**vars(found), "standings": tuple(one for one in found.standings if one.unit in mine)})


def corrected_by(number: int) -> int | None:
    """The published run that puts a final one right, if there is one."""
    found = Notice.objects.filter(assessment__corrects=number).first()
    return found.assessment_id if found else None


def states(today: date) -> dict[int, State]:
    """Run → how it stands, of those that were published. Two queries."""
    final = set(Final.objects.values_list("assessment_id", flat=True))
    last = dict(Notice.objects.values_list("assessment_id", "last_day"))
    return {
        number: "final" if number in final else "open" if today <= day else "over"
        for number, day in last.items()
    }


def newest(actor: Actor) -> list[Course]:
    """The newest run of every sheet, with what the actor sees of it; none that scores other units alone."""
    last = Assessment.objects.order_by().values("sheet").annotate(number=Max("id"))
    mine = units.reach(actor, *READS)
    found = [_course(one["number"], actor.today()) for one in last] if mine else []
    return [seen(actor, one.run.id) for one in found if one.codes & mine]


def marks(run: Assessment) -> list[Mark]:
    """Everything that hands said of a run, oldest first."""
    return [
        Mark(
            one.unit, one.item, cast(HandName, one.hand), cast(Verdict, one.verdict),
            None if one.points is None else Fraction(one.points), one.why, one.objection, one.at, one.name,
        )
        for one in Hand.objects.filter(assessment=run)
    ]  # fmt: skip


def runs_all(actor: Actor, course: Course, *roles: str) -> bool:
    """Whether a role of the actor reaches every unit of the run."""
    return actor.is_system or course.codes <= units.reach(actor, *roles)


def assesses(actor: Actor, course: Course) -> bool:
    return runs_all(actor, course, *ASSESSES)


def leads(actor: Actor, course: Course) -> bool:
    return runs_all(actor, course, *LEADS)


def may_judge(actor: Actor, course: Course, unit: str) -> None:
    """Only an assessor above the unit, and never of it."""
    if not actor.is_system and unit not in units.reach(actor, *ASSESSES):
        raise Refused("您不能评定这个单位的得分", hint="由考核员评定")
    refuse_own(actor, unit)
    course.standing(unit)


def rivals(run: Assessment) -> list[Course]:
    """Other runs of the same sheet and year that were published, the newest first."""
    others = Assessment.objects.filter(sheet=run.sheet, year=run.year, notice__isnull=False)
    return [_course(one.id, one.made_at.date()) for one in others.exclude(id=run.id)]


def host(course: Course) -> str:
    """The lowest unit above all that are scored: its office answers objections and proposes awards."""
    shared = units.above_all(frozenset(course.codes))
    if not shared:
        raise Missing("这次考核的单位没有共同的上级", hint="请管理员核对单位树")
    return shared[0]


def objections(number: int) -> list[Record]:
    """Every objection to a run, oldest first; whoever shows them leaves persons out."""
    return _records(OBJECTIONS, number)


def awards(number: int) -> list[Record]:
    """Every award or accountability proposed on a run, oldest first."""
    return _records(AWARDS, number)


def _records(ledger: str, number: int) -> list[Record]:
    """None on a site that does not work by the ledger's pack."""
    if ledger not in ledgers.ledgers():
        return []
    return list(ledgers.rows(Actor.system(), ledger, filters={"assessment": number}))


def unanswered(found: Iterable[Record]) -> list[Record]:
    return [one for one in found if one.stage != "answered"]


def my_objections(actor: Actor, number: int) -> list[Record]:
    """The objections that the actor may read: all for who reads the ledger, else those of the own unit."""
    course = whole(actor, number)
    found = objections(number)
    if host(course) in ledgers.reach(actor, "read", ledgers.ledger(OBJECTIONS)):
        return ledgers.as_read(actor, found)
    mine = units.reach(actor, "reporter", "leader")
    return ledgers.as_told(actor, (one for one in found if one.values["filing_unit"] in mine))


def objection(actor: Actor, number: int, record: int) -> Record:
    """One of `my_objections`."""
    return _one(my_objections(actor, number), record, "没有这条异议")


def my_awards(actor: Actor, number: int) -> list[Record]:
    """The awards that the actor may read: all for who reads the ledger, else approved ones of units seen."""
    course = whole(actor, number)
    found = awards(number)
    if host(course) in ledgers.reach(actor, "read", ledgers.ledger(AWARDS)):
        return found
    mine = units.reach(actor, *READS)
    return [one for one in found if one.values["target"] in mine and stands(one)]


def award(actor: Actor, number: int, record: int) -> Record:
    """One of `my_awards`."""
    return _one(my_awards(actor, number), record, "没有这条奖惩记录")


def stands(award: Record) -> bool:
    """Whether a leader's approval holds: what was edited since must be approved again."""
    return award.stage != "proposed" and award.verification == "verified"


def waits(award: Record) -> bool:
    """Whether it waits for a leader's approval."""
    return award.stage != "carried" and award.verification == "pending"


def _one(found: Iterable[Record], record: int, missing: str) -> Record:
    for one in found:
        if one.ref.id == record:
            return one
    raise Missing(missing, hint="它可能属于其他单位，或编号有误")


def public(today: date) -> list[Course]:
    """Runs whose results lie open or did, the newest first: what anybody may read without logging in."""
    return [_course(one.assessment_id, today) for one in Notice.objects.order_by("-id")]


def public_one(number: int, today: date) -> Course:
    """A published run, or `Missing`."""
    if not Notice.objects.filter(assessment=number).exists():
        raise Missing("没有这次公示", hint="可能还没有公示")
    return _course(number, today)
