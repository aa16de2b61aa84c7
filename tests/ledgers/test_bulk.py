"""Many facts typed at once: all or none, each by its version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.journal import queries as journal
from luoshi.kernel.errors import InputError, LuoshiError
from luoshi.ledgers import actions, bulk, queries, several
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.ledgers.warnings import repeated
from tests.people import CHEN, HAN, OTHER_TOWN, TOWN, WANG

pytestmark = pytest.mark.django_db

PROJECTS = "investment.project"


@pytest.fixture
def two(ledgers: None) -> list[Record]:
    """Two projects of 青石镇."""
    rows = [NewRow(TOWN, {"name": name, "total": 100}) for name in ("甲项目", "乙项目")]
    return actions.create_many(WANG, PROJECTS, rows)


def total(one: Record) -> Decimal:
    return Decimal(queries.record(WANG, one.ref).values["total"])


def test_many_facts_are_changed_in_one_transaction_each_in_the_journal(two: list[Record]) -> None:
    made = bulk.edit_many(WANG, [Change(one.ref, {"total": 200}, 1) for one in two], why="改写")
    assert [total(one) for one in made] == [200, 200]
    assert {one.version for one in made} == {2}
    for one in two:
        assert [entry.verb for entry in journal.history(one.ref.subject)] == ["create", "edit"]


def test_a_row_that_somebody_changed_first_is_told_and_nothing_is_changed(two: list[Record]) -> None:
    actions.edit(CHEN, two[1].ref, {"total": 300}, version=1)
    with pytest.raises(InputError) as refusal:
        bulk.edit_many(WANG, [Change(one.ref, {"total": 200}, 1) for one in two])
    [problem] = refusal.value.problems
    assert problem.row == 2
    assert "陈督" in problem.what
    assert "总投资" in problem.what
    assert [total(one) for one in two] == [100, 300]


def test_every_bad_row_is_told_with_its_column(two: list[Record]) -> None:
    with pytest.raises(InputError) as refusal:
        bulk.edit_many(WANG, [Change(two[0].ref, {"total": "八百"}, 1), Change(two[1].ref, {"name": ""}, 1)])
    assert [(one.row, one.column) for one in refusal.value.problems] == [(1, "总投资"), (2, "项目名称")]


def test_a_stranger_changes_nothing(two: list[Record]) -> None:
    with pytest.raises(InputError) as refusal:
        bulk.edit_many(HAN, [Change(two[0].ref, {"total": 1}, 1)])
    assert "没有这条记录" in refusal.value.problems[0].what
    assert total(two[0]) == 100


def test_nothing_to_do_is_said(ledgers: None) -> None:
    for act in (lambda: bulk.edit_many(WANG, []), lambda: bulk.put_many(WANG, PROJECTS, [])):
        with pytest.raises(InputError):
            act()


def test_new_rows_and_changed_ones_go_in_together_or_not_at_all(two: list[Record]) -> None:
    good, bad = NewRow(TOWN, {"name": "丙项目"}), NewRow(TOWN, {"total": 5})
    change = Change(two[0].ref, {"total": 7}, 1)
    with pytest.raises(InputError) as refusal:
        bulk.put_many(WANG, PROJECTS, [change, good, bad])
    assert [(one.row, one.column) for one in refusal.value.problems] == [(3, "项目名称")]
    assert total(two[0]) == 100
    made = bulk.put_many(WANG, PROJECTS, [change, good])
    assert [one.title for one in made] == ["丙项目", "甲项目"]
    assert total(two[0]) == 7


def test_what_may_not_be_reported_is_refused_with_everything_else(two: list[Record]) -> None:
    with pytest.raises(InputError, match="不能填报"):
        bulk.put_many(
            WANG, PROJECTS, [NewRow(OTHER_TOWN, {"name": "丁项目"}), Change(two[0].ref, {"total": 7}, 1)]
        )
    assert total(two[0]) == 100


def test_a_trial_says_what_a_save_would_and_leaves_nothing(two: list[Record]) -> None:
    before = len(journal.latest("record:", 100))
    assert several.trial(WANG, PROJECTS, [NewRow(TOWN, {"name": "丙项目"})]) == ()
    [problem] = several.trial(WANG, PROJECTS, [NewRow(TOWN, {"total": -1, "name": "丙"})])
    assert (problem.row, problem.column) == (1, "总投资")
    assert several.trial(WANG, PROJECTS, [Change(two[0].ref, {"total": 9}, 1)]) == ()
    assert (total(two[0]), len(journal.latest("record:", 100))) == (100, before)


def test_a_closed_day_is_closed_for_many_too(ledgers: None, receipt: Record) -> None:
    actions.lock(CHEN, TOWN, date(2026, 3, 1), date(2026, 3, 31), why="三月审核", lifts="督查室")
    [problem] = several.trial(WANG, receipt.ref.ledger, [Change(receipt.ref, {"amount": 1}, 1)])
    assert "三月审核" in problem.what


def test_sayings_are_understood_many_at_once_as_one_at_a_time(two: list[Record]) -> None:
    actions.create(WANG, PROJECTS, TOWN, {"name": "乙项目"})
    said = [f"{two[0].ref.id} 甲项目", "甲项目", "乙项目", "没有的", "999999 没有", str(two[1].ref.id)]
    with CaptureQueriesContext(connection) as few:
        found = several.meant(WANG, PROJECTS, said[:1] + said[3:4])
    with CaptureQueriesContext(connection) as many:
        found = several.meant(WANG, PROJECTS, said)
    assert len(many) == len(few)
    for one in said:
        try:
            expected: object = queries.find(WANG, PROJECTS, one).ref
        except LuoshiError:
            expected = None
        kept = found[one]
        assert (kept.ref if isinstance(kept, Record) else None) == expected, one
    assert all(not isinstance(one, Record) for one in several.meant(HAN, PROJECTS, said).values())


def test_a_row_that_is_new_is_not_taken_for_the_record_of_the_same_number(ledgers: None) -> None:
    """Rows are told apart from records though both are numbered."""
    made = actions.create_many(
        WANG, PROJECTS, [NewRow(TOWN, {"name": f"项目{n}", "investor": "甲公司"}) for n in range(3)]
    )
    stored = [tuple(one.row[key] for key in ("name", "investor")) for one in made]
    spec = queries.ledger(PROJECTS)
    assert list(repeated(WANG, spec, [("新项目", "甲公司"), *stored])) == [1, 2, 3]
    for shift in range(6):
        places = repeated(WANG, spec, [(f"新{n}", "甲公司") for n in range(shift)] + stored)
        assert sorted(places) == [shift, shift + 1, shift + 2]
