"""Later looks are written by the System before they are due, once each, and are records like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers import actions, adoption, extending, followups, lights, queries
from luoshi.ledgers.records import Record
from luoshi.packs.compile import load
from luoshi.packs.spec import Followup, Label
from tests.packs.test_followups import GRANT, LOOK, PACK
from tests.people import CHEN, SYSTEM, TOWN, WANG

pytestmark = pytest.mark.django_db

LIGHTS = """
lights:
  - {key: red, label: 逾期, colour: red, states: [late]}
  - {key: green, label: 正常, colour: green, states: [running, near]}
"""


def at(who: Actor, year: int, month: int, day: int) -> Actor:
    return replace(who, clock=lambda: datetime(year, month, day, 9, tzinfo=SHANGHAI))


@pytest.fixture
def grants(county: None, settings: Any, tmp_path: Path) -> None:
    """A county that looks at what it paid every year, and one and three years after it was accepted."""
    settings.EVIDENCE = tmp_path / "evidence"
    folder = tmp_path / "pack"
    (folder / "ledgers").mkdir(parents=True)
    for name, text in {"pack": PACK, "ledgers/grant": GRANT, "ledgers/look": LOOK + LIGHTS}.items():
        (folder / f"{name}.yaml").write_text(dedent(text).lstrip(), "utf-8")
    pack = load(folder).pack
    assert pack is not None
    adoption.adopt(SYSTEM, pack)


def grant(who: Actor = WANG, **values: object) -> Record:
    return actions.create(who, "demo.grant", TOWN, {"name": "保鲜库", **values})


def looks() -> list[tuple[int, int, date]]:
    rows = queries.rows(CHEN, "demo.look")
    return sorted((one.values["grant"], one.values["number"], one.values["due_on"]) for one in rows)


def test_a_look_is_written_a_month_before_it_is_due_and_only_once(grants: None) -> None:
    made = grant(at(WANG, 2024, 3, 1))
    actions.move(at(WANG, 2024, 3, 20), made.ref, "accepted")
    assert followups.due(at(SYSTEM, 2025, 2, 19)) == []
    assert followups.due(at(SYSTEM, 2025, 2, 20)) == ["绩效：新立1项"]
    assert looks() == [(made.ref.id, 1, date(2025, 3, 20))]
    for day in (20, 21):
        assert followups.due(at(SYSTEM, 2025, 2, day)) == []
    assert followups.due(at(SYSTEM, 2027, 3, 1)) == ["绩效：新立1项"]
    assert looks()[-1] == (made.ref.id, 2, date(2027, 3, 20))
    assert followups.due(at(SYSTEM, 2030, 3, 1)) == []


def test_a_yearly_look_goes_on_until_its_end_and_catches_up_after_a_standstill(grants: None) -> None:
    made = grant(at(WANG, 2023, 6, 1), paid_on=date(2023, 6, 1))
    assert followups.due(at(SYSTEM, 2025, 6, 1)) == ["年度评估：新立2项"]
    actions.move(at(WANG, 2025, 7, 1), made.ref, "accepted")
    assert followups.due(at(SYSTEM, 2026, 5, 31)) == []


def test_looks_due_before_their_record_was_written_down_are_not_asked_for(grants: None) -> None:
    """Paid in 2020 and typed in 2024: the looks of 2021 to 2023 cannot be made any more."""
    made = grant(at(WANG, 2024, 1, 10), paid_on=date(2020, 2, 1))
    followups.due(at(SYSTEM, 2024, 1, 10))
    assert looks() == [(made.ref.id, 4, date(2024, 2, 1))]


def test_a_withdrawn_record_owes_no_look(grants: None) -> None:
    made = grant(at(WANG, 2024, 1, 10), paid_on=date(2024, 1, 10))
    actions.withdraw(at(WANG, 2024, 1, 11), made.ref, why="重复")
    assert followups.due(at(SYSTEM, 2025, 1, 10)) == []


def test_neither_a_corrected_date_nor_an_extension_writes_a_look_twice(grants: None) -> None:
    made = grant(at(WANG, 2024, 1, 10), paid_on=date(2024, 1, 10))
    followups.due(at(SYSTEM, 2025, 1, 1))
    actions.edit(at(WANG, 2025, 1, 2), made.ref, {"paid_on": date(2024, 1, 12)}, version=1)
    (look,) = queries.rows(CHEN, "demo.look")
    asked = extending.ask_extension(
        at(WANG, 2025, 1, 3), look.ref, date(2025, 3, 1), reason="企业停产检修", progress="已电话回访"
    )
    extending.decide_extension(at(CHEN, 2025, 1, 4), asked.id, granted=True, why="属实")
    assert followups.due(at(SYSTEM, 2025, 1, 5)) == []
    assert looks() == [(made.ref.id, 1, date(2025, 3, 1))]


def test_a_look_that_is_late_is_lit_and_done_by_saying_what_was_found(grants: None) -> None:
    grant(at(WANG, 2024, 1, 10), paid_on=date(2024, 1, 10))
    followups.due(at(SYSTEM, 2025, 1, 1))
    (look,) = queries.rows(CHEN, "demo.look")
    assert lights.of(look.spec, [look], date(2025, 1, 10))[look.ref.id].key == "green"
    assert lights.of(look.spec, [look], date(2025, 1, 13))[look.ref.id].key == "red"
    kept = actions.edit(WANG, look.ref, {"found": "库房在用"}, version=look.version)
    assert actions.move(WANG, kept.ref, "done").stage == "done"


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(1, 24), st.integers(0, 3000))
def test_looks_are_numbered_in_order_and_never_pass_the_last_day(begun: date, every: int, days: int) -> None:
    one = Followup(key="k", label=Label(zh="回访"), ledger="look", after="paid_on", every=every)
    latest = date.fromordinal(begun.toordinal() + days)
    found = [*followups.looks(one, begun, latest)]
    assert [number for number, _day in found] == [*range(1, len(found) + 1)]
    assert all(begun < day <= latest for _number, day in found)
    assert [day for _number, day in found] == sorted({day for _number, day in found})
