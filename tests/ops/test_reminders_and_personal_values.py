"""A reminder reaches heads, supervisors and the groups of robots: it calls a record by its number where its
title is personal, as it did not the story of a visit to a household in need."""

from __future__ import annotations

import pytest

from luoshi.exchange.outbox_policy import Rules
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import of_row
from luoshi.ops.reminders import Look, Staff, called, named
from luoshi.ops.sources import records_due
from luoshi.packs.spec import TEXTS
from tests.adopted import adopt
from tests.people import SYSTEM, TOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
STORY = "老人卧床多年"


def test_a_visit_that_is_late_is_told_without_what_was_seen_there() -> None:
    adopt("union")
    applied = {"name": "田有余", "cause": "illness", "people": 3, "applied_on": "2026-03-01"}
    above = actions.create(SYSTEM, "union.help", TOWN, applied)
    due = SYSTEM.today().replace(day=1)
    said = {"help": above.ref.id, "said": STORY, "due_on": due}
    visit = actions.create(SYSTEM, "union.help_visit", TOWN, said)
    assert visit.title == STORY
    lines = [one.line for one in records_due(Look(SYSTEM, Rules(), Staff()))]
    assert [one for one in lines if f"走访 {visit.ref.id}" in one]
    assert not [one for one in lines if STORY in one]


def test_no_record_of_any_ledger_is_called_by_a_personal_value() -> None:
    adopt("supervision", "investment", "innovation", "service", "appeals", "quality", "union")
    row = {
        "id": 7, "unit": TOWN, "stage": None, "verification": "pending", "withdrawn": False, "version": 1,
        "reported_by": None, "reported_at": None,
    }  # fmt: skip
    personal = 0
    for spec in queries.ledgers().values():
        empty = dict.fromkeys([*spec.fields, *spec.personal])
        texts = [key for key, field in spec.fields.items() if field.personal and field.type in TEXTS]
        record = of_row(spec, {**empty, **dict.fromkeys(texts, "隐私"), **row})
        personal += record.title == "隐私"
        assert "隐私" not in called(record) + named(record)
    assert personal > 5
