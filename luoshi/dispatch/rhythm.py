"""What dispatch does of itself when its day has come: agendas two working days before a meeting, the lights
of a month that has ended. Done again it does nothing."""

from __future__ import annotations

from luoshi.dispatch import actions, queries
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say
from luoshi.kernel.periods import Period


def due(system: Actor) -> list[str]:
    """Do what is due on the System's day, and say what was done."""
    if not queries.kept():
        return []
    done = []
    for meeting in queries.to_build(system):
        items = actions.build_agenda(system, meeting.ref.id)
        done.append(say(f"{meeting.title}：议题{len(items)}项", f"{meeting.title}: {len(items)} items"))
    ended = Period.month_of(system.today()).previous()
    if not journal.page(f"period:{ended}", 1, verbs=["note_lights"]):
        made = actions.note_lights(system, ended)
        done.append(say(f"{ended.label}亮灯，措施{len(made)}项", f"{ended.label}: {len(made)} measures"))
    return done
