"""Dispatch does of itself what its day brings, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from luoshi.dispatch import actions, queries, rhythm
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers import actions as ledgers
from tests.people import CHEN, COUNTY, SYSTEM, TOWN


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


def test_an_agenda_and_the_months_lights_come_of_themselves(site: Path) -> None:
    day = on("2026-03-01", CHEN)
    task = new(day)
    meeting = actions.call(day, COUNTY, "2026-Q1", date(2026, 4, 15), "一季度调度会")
    assert rhythm.due(on("2026-04-12", SYSTEM)) == ["2026年3月亮灯，措施0项"]
    assert rhythm.due(on("2026-04-12", SYSTEM)) == []
    assert rhythm.due(on("2026-04-13", SYSTEM)) == ["一季度调度会：议题1项"]
    assert [one.row["source"] for one in queries.items(day, meeting.ref.id)] == [task]
    assert rhythm.due(on("2026-04-14", SYSTEM)) == []


def new(day: Actor) -> str:
    values = {"filed_on": "2026-03-01", "content": "修通园区道路", "lead": TOWN, "due_on": "2026-03-20"}
    made = ledgers.create(day, "supervision.task", TOWN, values)
    ledgers.move(day, made.ref, "assigned")
    return str(made.ref)
