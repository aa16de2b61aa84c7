"""Reminders of appeals: to hand out, to ask the person, and what is so late that the leader is told. Units
that handle them are reminded of their orders as of any deadline."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.appeals import queries
from luoshi.appeals.policy import DECIDES, DESK
from luoshi.ops.reminders import Look, Reminder, named


def appeals_waiting(look: Look) -> Iterator[Reminder]:
    """The desk is told of what came and of what was answered; the leader of what was raised."""
    if not queries.kept():
        return
    for one in queries.open_appeals("received", "routed", "answered"):
        where, title, turn = f"/appeals/{one.ref.id}/", named(one), one.row["reopened"] or 0
        desk = look.staff.above((DESK,), one.unit)
        if one.stage == "received":
            yield Reminder(
                f"appeal:{one.ref}:received:{turn}", "query", one.unit, f"诉求“{title}”等待交办", where, desk
            )  # fmt: skip
        elif one.stage == "answered":
            yield Reminder(
                f"appeal:{one.ref}:answered:{turn}", "query", one.unit, f"诉求“{title}”等待回访", where, desk
            )  # fmt: skip
        if one.row["level"] == "raised" and one.stage != "answered":
            yield Reminder(
                f"appeal:{one.ref}:raised:{turn}", "overdue", one.unit, f"诉求“{title}”逾期没有答复", where,
                look.staff.above((DECIDES,), one.unit),
            )  # fmt: skip
