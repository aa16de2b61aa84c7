"""Reminders of matching: questions to answer, to find somebody for, that were answered; introductions that
wait for the word of the other side."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.ledgers.limits import left as days_left
from luoshi.ledgers.records import Record
from luoshi.matching import queries, service
from luoshi.matching.policy import FIRM, OFFICE
from luoshi.ops.reminders import Look, Reminder, named


def questions_waiting(look: Look) -> Iterator[Reminder]:
    """The expert is told at once, before and on the last day, and after it together with the office; the
    office of what nobody was found for; the farmer of the answer, once for each."""
    if not queries.kept():
        return
    for one in service.unsettled():
        title, where = named(one), f"/matching/questions/{one.ref.id}/"
        if one.stage == "asked":
            yield Reminder(
                f"unrouted:{one.ref}", "query", one.unit, f"农技提问“{title}”没有找到合适的专家，等待分派",
                where, look.staff.above(OFFICE, one.unit),
            )  # fmt: skip
        elif one.stage == "routed":
            yield _to_answer(look, one, title, where)
        else:
            yield Reminder(
                f"answered:{one.ref}:{one.row['answered_on']}", "query", one.unit,
                f"您问的“{title}”已有解答，请看看并评价", where, frozenset({one.reported_by or 0}),
            )  # fmt: skip


def _to_answer(look: Look, one: Record, title: str, where: str) -> Reminder:
    due = one.row["due_on"]
    past, remaining = look.today > due, days_left(look.today, due)
    step = look.rules.step(remaining, past=past) or "routed"
    people = frozenset({one.row["expert"]}) | (look.staff.above(OFFICE, one.unit) if past else frozenset())
    return Reminder(
        f"question:{one.ref}:{one.row['expert']}:{due}:{step}", "overdue" if past else "query", one.unit,
        f"农技提问“{title}”等待解答，{look.stands(due, remaining, past=past)}", where, people,
    )  # fmt: skip


def introductions_waiting(look: Look) -> Iterator[Reminder]:
    """Whoever is offered is told of the introduction, and again as the day of their answer comes."""
    if not queries.kept():
        return
    for side, person in queries.unsaid():
        age = -days_left(look.today, side.row["asked_on"])
        step = look.rules.step(-age, past=True) or "asked"
        people = frozenset({person}) if person else look.staff.above((*FIRM, "reporter"), side.unit)
        yield Reminder(
            f"introduction:{side.ref}:{step}", "query", side.unit,
            f"有企业想对接“{named(side)}”，等您答复",
            f"/matching/introductions/{side.row['introduction']}/", people,
        )  # fmt: skip
