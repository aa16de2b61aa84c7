"""Numbers have no gap: given with the record, by nobody's hand, whatever failed in between."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.exchange import actions as exchange
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import InputError, LuoshiError
from luoshi.ledgers import actions, adoption, bulk, numbering, several
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.rebuild import differences, replayed
from luoshi.packs.compile import load
from tests.packs.test_course_words import FAULT, write
from tests.people import CHEN, OTHER_TOWN, SYSTEM, TOWN, WANG

pytestmark = pytest.mark.django_db
NAME = "demo.fault"


@pytest.fixture
def faults(county: None, settings: Any, tmp_path: Path) -> Path:
    settings.EVIDENCE = tmp_path / "evidence"
    return adopted(tmp_path / "pack")


def adopted(folder: Path, fault: str = FAULT) -> Path:
    pack = load(write(folder, fault)).pack
    assert pack is not None
    adoption.adopt(SYSTEM, pack)
    return folder


def found(day: date | None = None, name: str = "尺寸超差") -> dict[str, Any]:
    return {"name": name, "found_on": day}


def numbers() -> list[str]:
    return sorted(row["number"] for row in replayed(NAME).values())


def test_the_year_is_the_plans_year_of_the_records_day_or_of_today(faults: Path) -> None:
    """The pack's year begins on 1 December, so the last month of 2025 is of 2026."""
    days = [date(2025, 12, 3), date(2026, 3, 1), None, date(2025, 11, 30), date(2025, 12, 1)]
    made = [actions.create(WANG, NAME, TOWN, found(day)) for day in days]
    said = ["NC-2026-001", "NC-2026-002", "NC-2026-003", "NC-2025-001", "NC-2026-004"]
    assert [one.values["number"] for one in made] == said


def test_a_refused_save_takes_no_number(faults: Path) -> None:
    with pytest.raises(InputError):
        actions.create(WANG, NAME, TOWN, {"found_on": date(2026, 3, 1)})
    with pytest.raises(InputError, match="第2行"):
        actions.create_many(WANG, NAME, [NewRow(TOWN, found()), NewRow(TOWN, {})])
    several.trial(WANG, NAME, [NewRow(TOWN, found()), NewRow(TOWN, found())])
    with transaction.atomic():
        actions.create(WANG, NAME, TOWN, found())
        transaction.set_rollback(True)
    assert actions.create(WANG, NAME, TOWN, found()).values["number"] == "NC-2026-001"


def test_a_number_is_typed_on_no_path(faults: Path) -> None:
    made = actions.create(WANG, NAME, TOWN, found())
    typed = {"number": "NC-2026-009"}
    ways: list[Any] = [
        lambda: actions.create(WANG, NAME, TOWN, found() | typed),
        lambda: actions.create_many(WANG, NAME, [NewRow(TOWN, found() | typed)]),
        lambda: actions.edit(CHEN, made.ref, typed, version=made.version),
        lambda: actions.edit(CHEN, made.ref, {"number": None}, version=made.version),
        lambda: actions.adjust(CHEN, made.ref, typed, version=made.version, why="改"),
        lambda: bulk.put_many(CHEN, NAME, [Change(made.ref, typed, made.version)]),
    ]
    for way in ways:
        with pytest.raises(InputError, match="编号由系统给"):
            way()
    sheet = "责任单位,编号,名称\n青石镇,NC-2026-009,毛刺\n".encode()
    told = exchange.import_rows(WANG, NAME, TOWN, sheet, "不合格.csv")
    assert [one.what for one in told.problems] == ["编号由系统给，不能填写或修改"]
    assert numbers() == ["NC-2026-001"]


def test_an_import_is_numbered_in_the_order_of_its_rows(faults: Path) -> None:
    sheet = "名称,发现日期\n毛刺,2026-03-02\n划伤,2025-11-02\n变形,2026-03-01\n".encode()
    told = exchange.import_rows(WANG, NAME, TOWN, sheet, "不合格.csv")
    assert [one.values["number"] for one in told.records] == ["NC-2026-001", "NC-2025-001", "NC-2026-002"]


def test_a_withdrawn_record_keeps_its_number_and_is_listed_as_void(faults: Path) -> None:
    first = actions.create(WANG, NAME, TOWN, found())
    actions.withdraw(WANG, first.ref, why="误报")
    actions.create(WANG, NAME, TOWN, found())
    listed = [(one.number, one.void) for one in numbering.register(WANG, NAME)]
    assert listed == [("NC-2026-001", True), ("NC-2026-002", False)]
    assert numbering.gaps(NAME) == []


def test_a_number_given_at_a_stage_is_given_once_to_whoever_comes_to_it_or_past_it(
    county: None, settings: Any, tmp_path: Path
) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    later = FAULT.replace('{n:03}"}', '{n:03}", at: mended}').replace(
        "needs: {fields: [cause], evidence: [proof]}", "needs: {}"
    )
    adopted(tmp_path / "pack", later)
    first, second = (actions.create(WANG, NAME, TOWN, found()) for _ in range(2))
    assert first.values["number"] is None
    moved = actions.move(WANG, second.ref, "mended")
    assert moved.values["number"] == "NC-2026-001"
    assert actions.move(WANG, first.ref, "mended").values["number"] == "NC-2026-002"
    assert differences(NAME) == [] == numbering.gaps(NAME)


class Story:
    """Random steps; what is refused must leave no trace."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.made: list[Any] = []

    def who(self) -> Actor:
        day = datetime(2026, self.chance.randint(1, 12), 3, 10, tzinfo=SHANGHAI)
        return replace(CHEN, clock=lambda: day)

    def row(self) -> NewRow:
        day = date(self.chance.choice([2025, 2026]), self.chance.randint(1, 12), 1)
        values = found(self.chance.choice([day, None]))
        if self.chance.random() < 0.25:
            values.pop("name")
        return NewRow(self.chance.choice([TOWN, OTHER_TOWN]), values)

    def step(self) -> None:
        try:
            with transaction.atomic():
                self.chance.choice([self.one, self.many, self.tried, self.failing, self.withdrawn])()
        except (LuoshiError, RuntimeError):
            pass

    def one(self) -> None:
        row = self.row()
        self.made.append(actions.create(self.who(), NAME, row.unit, row.values))

    def many(self) -> None:
        self.made += actions.create_many(
            self.who(), NAME, [self.row() for _ in range(self.chance.randint(1, 4))]
        )

    def tried(self) -> None:
        several.trial(self.who(), NAME, [self.row()])

    def failing(self) -> None:
        before = [*self.made]
        self.one()
        self.made = before
        raise RuntimeError("the server stops")

    def withdrawn(self) -> None:
        if self.made:
            one = self.chance.choice(self.made)
            actions.withdraw(self.who(), one.ref, why="误报")


@pytest.mark.usefixtures("faults")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), steps=st.integers(3, 30))
def test_no_year_has_a_gap_after_any_history(seed: int, steps: int) -> None:
    with transaction.atomic():
        story = Story(seed)
        for _ in range(steps):
            story.step()
        by_year: dict[str, list[int]] = {}
        for number in numbers():
            by_year.setdefault(number[3:7], []).append(int(number[8:]))
        for given_ in by_year.values():
            assert given_ == list(range(1, len(given_) + 1))
        assert numbering.gaps(NAME) == []
        assert differences(NAME) == []
        transaction.set_rollback(True)
