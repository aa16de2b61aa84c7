"""What the System does of itself: it routes questions for which somebody is there now, and closes those that
were answered and not asked again. Done again it does nothing."""

from __future__ import annotations

from datetime import date, timedelta

from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say
from luoshi.kernel.workdays import is_workday
from luoshi.ledgers import queries as ledgers
from luoshi.matching import answering, service
from luoshi.matching.policy import CLOSE_AFTER, QUESTION
from luoshi.matching.queries import kept, records


def due(system: Actor) -> list[str]:
    """Do what is due on the System's day, and say what was done."""
    if not kept():
        return []
    rows, done = ledgers.table(QUESTION).objects.filter(withdrawn=False), []
    for one in records(QUESTION, rows.filter(stage="asked").order_by("id")):
        if service.chosen(one, system.today()):
            routed = answering.route(system, one.ref.id)
            name = routed.values["expert_name"]
            done.append(say(f"“{one.title}”分派给{name}", f"“{one.title}” routed to {name}"))
    before = _workdays_before(system.today(), CLOSE_AFTER)
    late = rows.filter(stage__in=("answered", "satisfied"), answered_on__lt=before)
    for one in records(QUESTION, late.order_by("id")):
        answering.close(system, one.ref.id)
        done.append(say(f"“{one.title}”办结", f"“{one.title}” closed"))
    return done


def _workdays_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day
