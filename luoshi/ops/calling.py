"""Reminders of calls: what opened, what closes soon, what was decided of an application, what waits for the
office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from luoshi.calls import notices, policy, queries
from luoshi.calls.notices import News
from luoshi.ledgers.limits import left as days_left
from luoshi.ledgers.records import Record
from luoshi.ops.reminders import Look, Reminder, named, short

RECENT = timedelta(days=30)
"""What was decided longer ago is known by now."""


def of_calls(look: Look) -> Iterator[Reminder]:
    """Everything that firms and offices are told of calls."""
    if queries.kept():
        yield from _opened(look)
        yield from _drafts(look)
        yield from _decided(look)
        yield from _to_check(look)


def _opened(look: Look) -> Iterator[Reminder]:
    """Each firm of the place, and of the call's fields where its fields are known, once."""
    for call in queries.open_calls(look.actor):
        for firm in notices.concerned(call):
            people = look.staff.of(policy.FIRM, firm)
            if people:
                yield Reminder(
                    f"call:{call.ref.id}:opened:{firm}", "task", firm,
                    f"“{named(call)}”开始受理，{_until(call)}截止", f"/calls/{call.ref.id}/", people,
                )  # fmt: skip


def _drafts(look: Look) -> Iterator[Reminder]:
    """Whoever has a draft: three days before the call closes, and when the call was corrected or extended."""
    for call in queries.open_calls(look.actor):
        drafts = notices.drafts(call)
        soon = policy.closing(call.values) - look.actor.now() <= policy.SOON
        for one in drafts:
            people, where = look.staff.of(policy.FIRM, one.unit), f"/calls/applications/{one.ref.id}/write"
            if soon:
                yield Reminder(
                    f"application:{one.ref.id}:soon:{_until(call)}", "task", one.unit,
                    f"“{named(one)}”还没有提交，{_until(call)}截止", where, people,
                )  # fmt: skip
            for news in notices.corrections(call):
                yield _corrected(call, one, news, people)


def _corrected(call: Record, draft: Record, news: News, people: frozenset[int]) -> Reminder:
    return Reminder(
        f"application:{draft.ref.id}:corrected:{news.number}", "query", draft.unit,
        f"“{named(call)}”有更正：{short(news.why)}", f"/calls/{call.ref.id}/", people,
    )  # fmt: skip


def _decided(look: Look) -> Iterator[Reminder]:
    """What came of the formal check, once; a return again before and on its last day."""
    said = {"admitted": "已通过形式审查", "refused": "不予受理"}
    for one in notices.decided(look.today - RECENT):
        people, where = look.staff.of(policy.FIRM, one.unit), f"/calls/applications/{one.ref.id}/"
        if one.stage == "returned":
            due = one.values["complete_by"]
            past, remaining = look.today > due, days_left(look.today, due)
            step = look.rules.step(remaining, past=past) or "told"
            yield Reminder(
                f"application:{one.ref.id}:returned:{step}", "task", one.unit,
                f"“{named(one)}”退回补正，{look.stands(due, remaining, past=past)}", where, people,
            )  # fmt: skip
        elif one.stage in said:
            yield Reminder(
                f"application:{one.ref.id}:{one.stage}", "query", one.unit,
                f"“{named(one)}”{said[one.stage]}", where, people,
            )  # fmt: skip


def _to_check(look: Look) -> Iterator[Reminder]:
    """The office, as the last day comes on which something missing can still be told."""
    for one in notices.unchecked():
        due = queries.tell_by(one)
        past, remaining = look.today > due, days_left(look.today, due)
        step, call = look.rules.step(remaining, past=past), queries.call_of(one)
        if step and one.stage == "submitted":
            yield Reminder(
                f"application:{one.ref.id}:check:{step}", "overdue" if past else "task", call.unit,
                f"“{named(one)}”等待形式审查，{look.stands(due, remaining, past=past)}",
                f"/calls/applications/{one.ref.id}/", look.staff.above(policy.OFFICE, call.unit),
            )  # fmt: skip


def _until(call: Record) -> str:
    day = call.values["closes_on"]
    return f"{day.month}月{day.day}日{call.values['closes_at']}"
