"""Reminders of inspections: what a unit has to answer, and what the team may settle."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.inspections import queries
from luoshi.inspections.policy import ANSWERS
from luoshi.ledgers.limits import left as days_left
from luoshi.ops.reminders import Look, Reminder, short


def findings_to_answer(look: Look) -> Iterator[Reminder]:
    """At once when the unit is told, before and on the last day, and after it while nothing is settled; the
    team is told when the unit has answered or let the day pass."""
    for found in queries.open_checks():
        due, title = found.values["answer_due"], short(str(found.values["title"]))
        past, remaining = look.today > due, days_left(look.today, due)
        address = f"/inspections/checks/{found.ref.id}/"
        if found.stage == "told":
            step = look.rules.step(remaining, past=past) or "told"
            yield Reminder(
                f"check:{found.ref.id}:{step}", "query", found.unit,
                f"督查核查“{title}”等待答复，{look.stands(due, remaining, past=past)}", address,
                look.who(found.unit, ANSWERS, -remaining if past else 0),
            )  # fmt: skip
        if found.stage == "answered" or past:
            above = queries.inspection_of(found)
            said = "单位已答复" if found.stage == "answered" else "单位没有按时答复"
            yield Reminder(
                f"check:{found.ref.id}:settle:{found.stage}", "query", above.unit,
                f"督查核查“{title}”可以办结：{said}", address, queries.team(above),
            )  # fmt: skip
