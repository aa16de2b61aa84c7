"""Where reminders come from: months to hand in, what is due, what waits for an answer, what is to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from luoshi.assessment import course
from luoshi.assessment import queries as assessment
from luoshi.assessment.policy import ASSESSES, LEADS, SCORES_ITSELF
from luoshi.dispatch import queries as dispatch
from luoshi.dispatch.policy import CONSEQUENCE
from luoshi.honesty.policy import OPENED, QUERY
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import deadlines, extending
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.limits import left as days_left
from luoshi.ledgers.policy import roles_that
from luoshi.ops.appealing import appeals_waiting
from luoshi.ops.calling import of_calls
from luoshi.ops.inspecting import findings_to_answer
from luoshi.ops.reminders import Look, Reminder, called, named, where
from luoshi.ops.servicing import services_waiting
from luoshi.ops.serving import introductions_waiting, questions_waiting
from luoshi.packs.spec import Ledger
from luoshi.periods import duties
from luoshi.periods import queries as periods
from luoshi.periods.policy import ACCEPTS
from luoshi.reports import queries as reports
from luoshi.reports.policy import DRAFTS, SIGNS
from luoshi.units import queries as units

MONTHS = 3
"""So many of the months not closed yet are looked at, the last ones."""
BACK = timedelta(days=120)
"""What has been late for longer is known by now."""


def months_to_hand_in(look: Look) -> Iterator[Reminder]:
    """Before, on and after the day of each ledger, for every unit whose month is open or was returned."""
    for month in _open_months(look.actor):
        for duty in duties.duties(look.actor, month):
            if duty.state in ("open", "returned"):
                for part in duty.open_parts:
                    yield from _part(look, duty, part)


def _part(look: Look, duty: duties.Duty, part: duties.Part) -> Iterator[Reminder]:
    last = part.due.astimezone(SHANGHAI)
    past, remaining = look.actor.now() > last, days_left(look.today, last.date())
    step = look.rules.step(remaining, past=past)
    if step:
        yield Reminder(
            f"duty:{duty.unit}:{duty.period}:{part.ledger}:{step}", "overdue" if past else "duty", duty.unit,
            f"{duty.name}{duty.period.label}月报{look.stands(last.date(), remaining, past=past)}",
            f"/periods/{duty.period}/units/{duty.unit}/",
            look.who(duty.unit, ("reporter",), -remaining if past else 0), part.label,
        )  # fmt: skip


def months_to_accept(look: Look) -> Iterator[Reminder]:
    """A month that was handed in waits for somebody above who accepts it or returns it; told once."""
    for month in _open_months(look.actor):
        for duty in duties.duties(look.actor, month):
            if duty.state == "handed_in":
                yield Reminder(
                    f"accept:{duty.unit}:{duty.period}", "query", duty.unit,
                    f"{duty.name}{duty.period.label}月报已上报，等待接收",
                    f"/periods/{duty.period}/units/{duty.unit}/", look.staff.above(ACCEPTS, duty.unit),
                )  # fmt: skip


def measures_to_approve(look: Look) -> Iterator[Reminder]:
    """What the ladder proposed waits for a leader's word; told once."""
    if not dispatch.kept():
        return
    spec = ledgers.ledger(CONSEQUENCE)
    deciders = {gate.decided_by for gate in spec.gates.values()}
    for record in dispatch.proposed():
        yield Reminder(
            f"measure:{record.ref}", "query", record.unit,
            f"督办措施“{record.public_title}”等待批准：{record.values['reason']}", where(record),
            look.staff.above(deciders, record.unit),
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
            f"{called(record)}：{one.what}{look.stands(one.due, one.left, past=past)}", where(record),
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
            f"{called(record)}：申请延期至{asked.new:%m月%d日}，等待批复（原时限{asked.old:%m月%d日}）",
            where(record), deciders - {asked.by or 0},
        )  # fmt: skip


def queries_unanswered(look: Look) -> Iterator[Reminder]:
    """Suspicions that the unit has not answered, from the day on which they were found."""
    if QUERY not in ledgers.ledgers():
        return
    found = ledgers.page(look.actor, QUERY, filters={"stage": OPENED}, size=1_000)
    for record in found.rows:
        if not record.withdrawn:
            age = -days_left(look.today, record.day or look.today)
            step = look.rules.step(-age, past=True) or "opened"
            yield Reminder(
                f"query:{record.ref}:{step}", "query", record.unit,
                f"疑点“{named(record)}”等待说明" + (f"，已过{age}个工作日" if age else ""),
                where(record), look.who(record.unit, ("reporter",), age),
            )  # fmt: skip


def bulletins_to_make(look: Look) -> Iterator[Reminder]:
    """The last closed month has no bulletin yet, or one that waits to be signed."""
    closed = periods.closings()
    if not closed:
        return
    last, top = closed[-1], units.top()
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


def self_scores_due(look: Look) -> Iterator[Reminder]:
    """Units that have still to score themselves, while they may."""
    for found in _running(look):
        if found.self_due is None or not found.self_open:
            continue
        remaining = days_left(look.today, found.self_due)
        step, when = (
            look.rules.step(remaining, past=False),
            look.stands(found.self_due, remaining, past=False),
        )
        for one, lines in found.unscored() if step else ():
            yield Reminder(
                f"self:{found.run.id}:{one.unit}:{step}", "task", one.unit,
                f"{one.name}{found.label}{len(lines)}项没有自评，{when}",
                f"/assessment/{found.run.id}/", look.staff.of(SCORES_ITSELF, one.unit),
            )  # fmt: skip


def notices_ending(look: Look) -> Iterator[Reminder]:
    """Results that lie open: the last days are told to whoever answers objections; what lies on after that
    to whoever makes them final."""
    for found in _running(look):
        if found.notice is None:
            continue
        past, last = found.state == "over", found.notice.last_day
        remaining, host = days_left(look.today, last), course.host(found)
        step = look.rules.step(remaining, past=past)
        said = (
            f"已结束{-remaining}个工作日，还没有定稿"
            if past
            else f"，{look.stands(last, remaining, past=past)}"
        )
        if step:
            yield Reminder(
                f"notice:{found.run.id}:{step}", "overdue" if past else "task", host,
                f"{found.label}公示{said}", f"/assessment/{found.run.id}/",
                look.staff.above(LEADS if past else (*ASSESSES, *LEADS), host),
            )  # fmt: skip


def _running(look: Look) -> Iterator[course.Course]:
    """The newest run of each sheet and year that is not final, unless it is of long ago."""
    seen = set()
    for run in assessment.assessments(look.actor):
        fresh = run.made_at.astimezone(SHANGHAI).date() >= look.today - BACK
        if fresh and (run.sheet, run.year) not in seen:
            seen.add((run.sheet, run.year))
            found = course.whole(look.actor, run.id)
            if found.state != "final":
                yield found


SOURCES: Mapping[str, Callable[[Look], Iterator[Reminder]]] = {
    "月报": months_to_hand_in,
    "接收": months_to_accept,
    "措施": measures_to_approve,
    "时限": records_due,
    "延期": extensions_undecided,
    "疑点": queries_unanswered,
    "督查": findings_to_answer,
    "通报": bulletins_to_make,
    "自评": self_scores_due,
    "公示": notices_ending,
    "申报": of_calls,
    "农技": questions_waiting,
    "对接": introductions_waiting,
    "诉求": appeals_waiting,
    "政务服务": services_waiting,
}
"""All that is looked at, each by what it is called when it fails."""
