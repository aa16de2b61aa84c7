"""What calls do of themselves when their time has come: closing to the minute, counting what was not
completed as withdrawn. Done again it does nothing."""

from __future__ import annotations

from luoshi.calls import actions, checking, queries
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say


def due(system: Actor) -> list[str]:
    """Do what is due at the System's moment, and say what was done."""
    if not queries.kept():
        return []
    done = []
    for call in actions.due(system):
        actions.close(system, call.ref.id)
        done.append(say(f"{call.title}：申报截止", f"{call.title}: closed"))
    late = checking.lapsed(system)
    for one in late:
        checking.lapse(system, one.ref.id)
    if late:
        done.append(
            say(f"逾期未补正，视为撤回{len(late)}份", f"not completed in time: {len(late)} withdrawn")
        )
    return done
