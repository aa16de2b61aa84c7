"""Everything that reads services. Fetching and authorising are one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.ledgers.stages import Clock, clocks
from luoshi.ledgers.standing import Course, courses
from luoshi.service.policy import (
    APPROVER,
    DESK,
    FIRM,
    GUIDE,
    HALL,
    HANDOVER,
    ITEM,
    MATERIAL,
    MATTER,
    NOTICE,
    SESSION,
    tellable,
)
from luoshi.units import queries as units


def desk(actor: Actor, *codes: str) -> Actor:
    """The same person, writing for the service: whoever calls has authorised."""
    return actor.lent(DESK, *codes)


def kept() -> bool:
    """Whether the site has services at all."""
    return MATTER in ledgers.ledgers()


def matter(actor: Actor, number: int) -> Record:
    """A project that is served: offices that serve it, and its firm's people."""
    return ledgers.record(actor, Ref(MATTER, number))


def item(actor: Actor, number: int) -> Record:
    """An approval."""
    return ledgers.record(actor, Ref(ITEM, number))


def matters(actor: Actor, *, open_only: bool = False) -> list[Record]:
    """The projects that the actor sees served, the newest first."""
    rows = ledgers.visible(actor, MATTER).order_by("-id")
    rows = rows.filter(stage__in=["opened", "guided"]) if open_only else rows
    return [of_row(ledgers.ledger(MATTER), row) for row in rows.values()]


def whole(found: Record) -> Record:
    """The project of an approval; whoever asks may see the approval."""
    return matter(Actor.system(), int(found.values["matter"]))


def is_firms(actor: Actor, found: Record) -> bool:
    """Whether the project is of the actor's own firm."""
    return bool({found.unit, found.row["firm_code"]} & actor.units(*FIRM))


def handles(actor: Actor, found: Record) -> bool:
    """Whether the actor's office is in charge of an approval now."""
    return actor.is_system or found.unit in units.reach(actor, APPROVER)


def leads(actor: Actor, found: Record) -> bool:
    """Whether the actor answers for a project: its guide, or the hall."""
    if actor.is_system or found.unit in units.reach(actor, HALL):
        return True
    return actor.person is not None and found.row["guide"] == actor.person


def in_charge(actor: Actor, number: int) -> Record:
    """An approval that the actor's office is in charge of."""
    found = item(actor, number)
    if not handles(actor, found):
        office = units.names().get(found.unit, found.unit)
        raise Refused(f"“{found.title}”由{office}负责", hint="接收以前由移交的部门负责")
    return found


def concerned(actor: Actor, number: int) -> Record:
    """A material that the actor may hand in: its firm, whoever leads the project, the office in charge."""
    found = ledgers.record(actor, Ref(MATERIAL, number))
    up = item(actor, int(found.values["item"]))
    project = whole(up)
    if not (is_firms(actor, project) or leads(actor, project) or handles(actor, up)):
        raise Refused("您不能提交这份材料", hint="由企业、帮办员或受理部门提交")
    return found


def guides(found: Record) -> dict[int, str]:
    """Who may be a project's guide, by number."""
    return units.people_with([GUIDE], units.above(found.unit))


@dataclass(frozen=True)
class Line:
    """An approval of a chain, its clocks, and what hangs on it."""

    record: Record
    clocks: tuple[Clock, ...]
    course: Course
    materials: tuple[Record, ...]
    notices: tuple[Record, ...]
    handovers: tuple[Record, ...]
    sessions: tuple[Record, ...]

    @property
    def running(self) -> Clock | None:
        """The limit that ends first of those that run."""
        open_ = [one for one in self.clocks if one.state not in ("done", "done_late")]
        return min(open_, key=lambda one: one.due, default=None)

    @property
    def tellable(self) -> tuple[Record, ...]:
        """The materials that a notice may name now."""
        states = {one.ref.id: str(one.values["state"]) for one in self.materials}
        named = tellable(states, told_before=self.record.stage == "noticed")
        return tuple(one for one in self.materials if one.ref.id in named)

    @property
    def handing(self) -> Record | None:
        """The hand-over that waits for the other office."""
        return next((one for one in self.handovers if one.stage == "handed"), None)


def chain(actor: Actor, number: int) -> list[Line]:
    """A project's approvals in the order in which they were applied for. Six queries, however many."""
    matter(actor, number)
    rows = ledgers.visible(actor, ITEM).filter(matter=number).order_by("id").values()
    return lines(actor, [of_row(ledgers.ledger(ITEM), row) for row in rows])


def line(actor: Actor, number: int) -> Line:
    """One approval with all that belongs to it."""
    return lines(actor, [item(actor, number)])[0]


def lines(actor: Actor, found: list[Record]) -> list[Line]:
    """Approvals with all that belongs to them; whoever calls has authorised. Five queries, however many."""
    numbers, spec, today = [one.ref.id for one in found], ledgers.ledger(ITEM), actor.today()
    stood = courses(spec, today, numbers)
    under = {name: _beneath(name, numbers) for name in (MATERIAL, NOTICE, HANDOVER, SESSION)}
    made = []
    for one in found:
        course = stood.get(one.ref.id, Course())
        over = one.stage in spec.ends
        limits = () if over and one.stage == "refused" else tuple(clocks(one, today, course))
        parts = [tuple(held.get(one.ref.id, ())) for held in under.values()]
        made.append(Line(one, limits, course, *parts))
    return made


def _beneath(name: str, items: list[int]) -> Mapping[int, list[Record]]:
    spec = ledgers.ledger(name)
    rows = ledgers.table(name).objects.filter(withdrawn=False, item__in=items).order_by("id")
    found: dict[int, list[Record]] = {}
    for row in rows.values():
        found.setdefault(row["item"], []).append(of_row(spec, row))
    return found


def held_already(whole: int, name: str) -> Record | None:
    """A material of that name that another approval of the project holds."""
    items = ledgers.table(ITEM).objects.filter(withdrawn=False, matter=whole).values("id")
    rows = ledgers.table(MATERIAL).objects.filter(
        withdrawn=False, item__in=items, name=name, state__in=["handed", "complete"]
    )
    row = rows.order_by("-id").values().first()
    return of_row(ledgers.ledger(MATERIAL), row) if row else None
