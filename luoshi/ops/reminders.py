"""What people are to be reminded of today: months to hand in, what is due, what waits for an answer.

Each reminder has a key that stays the same however often it is looked for, and tells where the matter stands
now: of the steps that went by while nobody looked, only the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from luoshi.exchange.outbox_policy import Rules
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import deadlines, extending
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.limits import left as days_left
from luoshi.ledgers.policy import roles_that
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Ledger
from luoshi.periods import duties
from luoshi.periods import queries as periods
from luoshi.reports import queries as reports
from luoshi.reports.policy import DRAFTS, SIGNS
from luoshi.units import queries as units

MONTHS = 3
"""So many of the months not closed yet are looked at, the last ones."""
BACK = timedelta(days=120)
"""What has been late for longer is known by now."""
HEADS, SUPERVISORS = ("leader",), ("supervisor",)
QUERIES = "supervision.query"
"""The ledger of suspicions, where the site has adopted it."""


@dataclass(frozen=True)
class Reminder:
    """A matter and where it stands. `line` says it in a sentence; `parts` of one line are told together."""

    key: str
    kind: str
    unit: str
    line: str
    link: str
    people: frozenset[int]
    part: str = ""


class Staff:
    """Who is told of a unit's matters, each question asked of the database once."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, ...], str], frozenset[int]] = {}

    def of(self, roles: Iterable[str], unit: str) -> frozenset[int]:
        """Who holds one of the roles in the unit itself."""
        key = (tuple(roles), unit)
        if key not in self._known:
            self._known[key] = frozenset(units.people_with(key[0], [unit]))
        return self._known[key]

    def above(self, roles: Iterable[str], unit: str) -> frozenset[int]:
        """Who holds one of the roles in the nearest unit, from this one up, where anybody does."""
        wanted, at = tuple(roles), unit
        while at:
            if found := self.of(wanted, at):
                return found
            at = self._parents.get(at) or ""
        return frozenset()

    @cached_property
    def _parents(self) -> dict[str, str | None]:
        return {one.code: one.parent_id for one in units.units()}

    @cached_property
    def names(self) -> dict[str, str]:
        return units.names()


@dataclass(frozen=True)
class Look:
    """Somebody looking for what is due at a moment, by the site's rules."""

    actor: Actor
    rules: Rules
    staff: Staff

    @property
    def today(self) -> date:
        return self.actor.today()

    def who(self, unit: str, roles: Iterable[str], late: int) -> frozenset[int]:
        """Whoever does it; when it has been late for long their head, and later whoever supervises them."""
        found = self.staff.of(roles, unit)
        if late >= self.rules.head_after:
            found |= self.staff.of(HEADS, unit)
        if late >= self.rules.supervisor_after:
            found |= self.staff.above(SUPERVISORS, unit)
        return found


def months_to_hand_in(look: Look) -> Iterator[Reminder]:
    """Before, on and after the day of each ledger, for every unit whose month is open or was returned."""
    for month in _open_months(look.actor):
        for duty in duties.duties(look.actor, month):
            if duty.state not in ("open", "returned"):
                continue
            for part in duty.open_parts:
                last = part.due.astimezone(SHANGHAI)
                past, remaining = look.actor.now() > last, days_left(look.today, last.date())
                step = look.rules.step(remaining, past=past)
                if step:
                    yield Reminder(
                        f"duty:{duty.unit}:{month}:{part.ledger}:{step}", "overdue" if past else "duty",
                        duty.unit, f"{duty.name}{month.label}月报{_stands(last.date(), remaining, past)}",
                        f"/periods/{month}/units/{duty.unit}/",
                        look.who(duty.unit, ("reporter",), -remaining if past else 0), part.label,
                    )  # fmt: skip


def _open_months(actor: Actor) -> list[Period]:
    """The months that are not closed, to the one of today. Where none was ever closed, the last one too:
    it is handed in in this one."""
    month, found = periods.current(actor.today()), []
    if not periods.closings():
        month = month.previous()
    while month.start <= actor.today():
        found.append(month)
        month = month.next()
    return found[-MONTHS:]


def records_due(look: Look) -> Iterator[Reminder]:
    """Limits of stages and named dates of every ledger that has any."""
    for name, spec in ledgers.ledgers().items():
        if deadlines.has(spec):
            first, last = (
                look.today - BACK,
                look.today + timedelta(days=2 * max(look.rules.before, default=0) + 14),
            )
            for one in deadlines.deadlines(look.actor, name, first, last).shown:
                if _runs(spec, one):
                    yield from _record_due(look, one)


def _runs(spec: Ledger, one: deadlines.Deadline) -> bool:
    """Whether the unit has still to do something: a task that was fed back waits for others."""
    if one.record.withdrawn:
        return False
    said = spec.deadline
    return said is None or one.key != said.field or extending.runs(one.record)


def _record_due(look: Look, one: deadlines.Deadline) -> Iterator[Reminder]:
    past, record = look.today > one.due, one.record
    step = look.rules.step(one.left, past=past)
    if step:
        yield Reminder(
            f"task:{record.ref}:{one.key}:{one.due}:{step}", "overdue" if past else "task", record.unit,
            f"{_called(record)}：{one.what}{_stands(one.due, one.left, past)}", _where(record),
            look.who(record.unit, roles_that("report", record.spec), -one.left if past else 0),
        )  # fmt: skip


def extensions_undecided(look: Look) -> Iterator[Reminder]:
    """More time was asked for: whoever decides is told at once, and again as the old day comes."""
    for asked, record in extending.undecided(look.actor):
        past, remaining = look.today > asked.old, days_left(look.today, asked.old)
        step = look.rules.step(remaining, past=past) or "asked"
        deciders = look.staff.above(roles_that("adjust", record.spec), record.unit)
        yield Reminder(
            f"extension:{asked.id}:{step}", "query", record.unit,
            f"{_called(record)}：申请延期至{asked.new:%m月%d日}，等待批复（原时限{asked.old:%m月%d日}）",
            _where(record), deciders - {asked.by or 0},
        )  # fmt: skip


def queries_unanswered(look: Look) -> Iterator[Reminder]:
    """Suspicions that the unit has not answered, from the day on which they were found."""
    if QUERIES not in ledgers.ledgers():
        return
    spec = ledgers.ledger(QUERIES)
    found = ledgers.page(look.actor, QUERIES, filters={"stage": spec.stages[0].key}, size=1_000)
    for record in found.rows:
        if not record.withdrawn:
            age = -days_left(look.today, record.day or look.today)
            step = look.rules.step(-age, past=True) or "opened"
            yield Reminder(
                f"query:{record.ref}:{step}", "query", record.unit,
                f"疑点“{_short(record.title)}”等待说明" + (f"，已过{age}个工作日" if age else ""),
                _where(record), look.who(record.unit, ("reporter",), age),
            )  # fmt: skip


def bulletins_to_make(look: Look) -> Iterator[Reminder]:
    """The last closed month has no bulletin yet, or one that waits to be signed."""
    closed = periods.closings()
    if not closed:
        return
    last, top = closed[-1], units.tree()[0].unit.code
    month = Period.parse(last.period)
    made = {one.kind: one for one in reports.bulletins(look.actor, [month]) if one.unit == top}
    for kind, label in reports.kinds().items():
        kept = made.get(kind)
        if kept is not None and kept.state == "issued":
            continue
        since = (kept.drafted_at if kept else last.closed_at).astimezone(SHANGHAI).date()
        age = -days_left(look.today, since)
        step = look.rules.step(-age, past=True)
        what, roles = ("还没有签发", SIGNS) if kept else ("还没有起草", DRAFTS)
        if step:
            yield Reminder(
                f"bulletin:{kind}:{month}:{'sign' if kept else 'draft'}:{step}", "bulletin", top,
                f"{month.label}{label}{what}，已过{age}个工作日",
                f"/bulletins/{kept.id}/" if kept else "/bulletins/", look.staff.of(roles, top),
            )  # fmt: skip


SOURCES: Mapping[str, Callable[[Look], Iterator[Reminder]]] = {
    "月报": months_to_hand_in,
    "时限": records_due,
    "延期": extensions_undecided,
    "疑点": queries_unanswered,
    "通报": bulletins_to_make,
}
"""All that is looked at, each by what it is called when it fails."""


def _stands(due: date, remaining: int, past: bool) -> str:
    day = f"{due.month}月{due.day}日"
    if past:
        return f"已逾期{-remaining}个工作日（{day}截止）"
    return f"还有{remaining}个工作日（{day}截止）" if remaining > 0 else f"今天截止（{day}）"


def _called(record: Record) -> str:
    return f"{record.spec.label}“{_short(record.title)}”"


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _where(record: Record) -> str:
    return f"/ledgers/{record.ref.ledger}/{record.ref.id}/"
