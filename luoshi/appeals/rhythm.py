"""What the System does of itself: it urges and raises what is late, closes what nobody says anything of, and
finds what comes again and again. Done again it does nothing."""

from __future__ import annotations

from luoshi.appeals import checking, escalating, queries, repeating
from luoshi.appeals.policy import ANSWERED_FOR, RAISED_AFTER
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say
from luoshi.kernel.workdays import workdays_between
from luoshi.ledgers.records import Record


def due(system: Actor) -> list[str]:
    """Do what is due on the System's day, and say what was done."""
    if not queries.kept():
        return []
    done = []
    for one in queries.open_appeals("answered"):
        if workdays_between(one.row["answered_on"], system.today()) > ANSWERED_FOR:
            checking.close(system, one.ref.id)
            done.append(say(f"诉求“{one.title}”办结", f"appeal “{one.title}” closed"))
    for one in queries.open_appeals("received", "routed"):
        level = late(one, system)
        if level and level != one.row["level"]:
            escalating.escalate(system, one.ref.id, level)
            done.append(say(f"诉求“{one.title}”逾期，已督办", f"appeal “{one.title}” is late: raised"))
    for repeated in repeating.owed(system):
        made = repeating.write(system, repeated)
        done.append(say(f"重复诉求：{made.title}", f"repeated appeals: {made.title}"))
    return done


def late(one: Record, system: Actor) -> str:
    """How far a late appeal is raised: the unit is urged at once, the leader told some working days after."""
    day = one.row["due_on"]
    if day is None or system.today() <= day:
        return ""
    return "raised" if workdays_between(day, system.today()) > RAISED_AFTER else "urged"
