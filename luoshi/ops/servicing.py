"""Reminders of services: materials to check, hand-overs to take, projects without a guide, clocks of guided
projects, benefits to confirm and to pay. Offices are reminded of their own clocks as of any limit."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.ledgers.limits import left
from luoshi.ledgers.records import Record
from luoshi.ops.reminders import Look, Reminder, named, short
from luoshi.service import waiting
from luoshi.service.policy import APPROVER, HALL, POLICY_OFFICE


def services_waiting(look: Look) -> Iterator[Reminder]:
    """Each is told once; a clock and a payment again as their day comes and goes by."""
    found = waiting.of(look.actor)
    for line in found.to_check:
        one, handed = line.record, [each for each in line.materials if each.values["state"] == "handed"]
        day = max(each.row["handed_on"] for each in handed)
        said = f"“{named(one)}”的材料已提交，等待查验"
        yield _told(look, one, f"check:{day}", said, f"/service/items/{one.ref.id}/", APPROVER)
    for one in found.to_take:
        said = f"移交来的审批事项等待接收：{short(str(one.values['why']))}"
        yield _told(look, one, "take", said, f"/service/items/{one.row['item']}/", APPROVER)
    for one in found.unguided:
        said = f"项目“{named(one)}”等待安排帮办员"
        yield _told(look, one, "guide", said, f"/service/matters/{one.ref.id}/", HALL)
    for one in found.to_confirm:
        said = f"{one.values['firm']}“{named(one)}”等待确认"
        yield _told(
            look, one, "confirm", said, f"/service/benefits/{one.ref.id}/", POLICY_OFFICE, one.reported_by
        )
    yield from _clocks(look, found)
    yield from _payments(look, found)


def _told(
    look: Look, one: Record, what: str, said: str, where: str, role: str, but: int | None = None
) -> Reminder:
    """Whoever holds the role nearest above, but for one of them."""
    people = look.staff.above((role,), one.unit) - {but or 0}
    return Reminder(f"service:{one.ref}:{what}", "query", one.unit, said, where, people)


def _clocks(look: Look, found: waiting.Waiting) -> Iterator[Reminder]:
    """A guide answers for every clock of the project."""
    for project, line in found.guided:
        clock, one = line.running, line.record
        assert clock is not None, "it presses because it runs"
        past = clock.left < 0
        step = look.rules.step(clock.left, past=past)
        if step:
            yield Reminder(
                f"service:{one.ref}:clock:{clock.stage}:{clock.due}:{step}", "overdue" if past else "task",
                one.unit, f"“{named(one)}”{clock.label}{look.stands(clock.due, clock.left, past=past)}",
                f"/service/items/{one.ref.id}/", frozenset({int(project.row["guide"])}),
            )  # fmt: skip


def _payments(look: Look, found: waiting.Waiting) -> Iterator[Reminder]:
    for one in found.to_pay:
        due = one.row["due_on"]
        remaining, past = left(look.today, due), look.today > due
        step = look.rules.step(remaining, past=past)
        if step:
            yield Reminder(
                f"service:{one.ref}:pay:{due}:{step}", "overdue" if past else "task", one.unit,
                f"政策兑现第{one.values['number']}期{look.stands(due, remaining, past=past)}",
                f"/service/benefits/{one.row['benefit']}/", look.staff.above((POLICY_OFFICE,), one.unit),
            )  # fmt: skip
