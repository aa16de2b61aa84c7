"""What follows changes gives what counting everything anew gives, after every step of a random history."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from luoshi.figures import compute, live, sql
from luoshi.figures.engines import Cursor, Row, said
from luoshi.figures.live import Changes, Counts
from luoshi.figures.questions import Dated
from luoshi.kernel.periods import Period, PlanYear
from tests.figures.world import CATALOGUE, PROJECT, RECEIPT, World

PERIOD, PLAN = Period(2026, "month", 9), PlanYear()
ABOVE = {"city": None, "c1": "city", "c2": "city", "t1": "c1", "t2": "c1", "t3": "c2"}
UNITS = sorted(ABOVE)
ENTERED: dict[tuple[str, str], Any] = {("test.gdp", "city"): 125}


class Following:
    """A world in SQLite that changes by chance, and figures that follow it."""

    def __init__(self, chance: random.Random, records: int) -> None:
        self.chance, world = chance, World(dict(ABOVE))
        self.projects, self.receipts = records, records * 2
        for _ in range(self.projects):
            world.project(**self._project())
        for _ in range(self.receipts):
            world.receipt(**self._receipt())
        self.cursor = world.sqlite()
        self.engine = Asked(self.cursor)
        span = compute.span_of(PERIOD, PLAN)
        self.counts = Counts(CATALOGUE, dict.fromkeys(CATALOGUE.indicators, span), ABOVE)
        self.counts.renew(self.engine, None, ENTERED)

    def anew(self) -> compute.Values:
        return compute.values(CATALOGUE, Cursor(self.cursor, "sqlite"), PERIOD, PLAN, entered=ENTERED)

    def step(self) -> Changes:
        """One to three changes at once, told as the journal would tell them."""
        records: dict[str, set[int]] = {}
        shared: dict[str, set[int]] = {}
        for _ in range(self.chance.choice([1, 1, 2, 3])):
            ledger, number, shares = self.chance.choice(
                [self.receipt, self.receipt, self.project, self.share]
            )()
            records.setdefault(ledger, set()).add(number)
            if shares:
                shared.setdefault(ledger, set()).add(number)
        return Changes(records, shared)

    def receipt(self) -> tuple[str, int, bool]:
        number = self.chance.randint(1, self.receipts + 1)
        self.receipts = max(number, self.receipts)
        self._put(RECEIPT.table, {"id": number, **self._receipt()})
        return RECEIPT.name, number, False

    def project(self) -> tuple[str, int, bool]:
        number = self.chance.randint(1, self.projects + 1)
        self.projects = max(number, self.projects)
        self._put(PROJECT.table, {"id": number, **self._project()})
        return PROJECT.name, number, False

    def share(self) -> tuple[str, int, bool]:
        number, day = self.chance.randint(1, max(1, self.projects)), self._day()
        mine = (PROJECT.name, number)
        self.cursor.execute(
            "DELETE FROM share WHERE ledger = ? AND record = ? AND from_day >= ?", (*mine, day)
        )
        self.cursor.execute(
            "UPDATE share SET to_day = ? WHERE ledger = ? AND record = ? AND to_day IS NULL", (day, *mine)
        )
        bp = self.chance.randint(1, 9_999)
        holders = self.chance.sample(UNITS, 2)
        rows = [(*mine, unit, part, day, None) for unit, part in zip(holders, (bp, 10_000 - bp), strict=True)]
        self.cursor.executemany("INSERT INTO share VALUES (?, ?, ?, ?, ?, ?)", rows)
        return PROJECT.name, number, True

    def _put(self, table: str, row: dict[str, Any]) -> None:
        self.cursor.execute(f"DELETE FROM {table} WHERE id = ?", (row["id"],))
        names = ", ".join(row)
        places = ", ".join("?" * len(row))
        self.cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values()))

    def _project(self) -> dict[str, Any]:
        chance = self.chance
        signed = chance.choice([None, self._day(), self._day()])
        return {
            "unit": chance.choice(UNITS), "stage": chance.choice(["talks", "signed", "started"]),
            "stage_signed": signed, "signed_on": signed,
            "ends_on": chance.choice([None, self._day(), date(2025, 12, 31), PERIOD.end]), **self._always(),
        }  # fmt: skip

    def _receipt(self) -> dict[str, Any]:
        chance = self.chance
        return {
            "unit": chance.choice(UNITS),
            "amount": chance.choice([None, 0, chance.randint(-(10**9), 10**14)]),
            "received_on": chance.choice([None, *(self._day() for _ in range(4))]),
            "project": chance.choice([None, *range(1, max(2, self.projects))]),
            "area": chance.randint(0, 10**6),
            "payer": chance.choice([None, "甲", "乙", "丙"]), **self._always(),
        }  # fmt: skip

    def _always(self) -> dict[str, Any]:
        chance = self.chance
        states = ["pending", "verified", "verified", "rejected"]
        return {"verification": chance.choice(states), "withdrawn": chance.random() < 0.2}

    def _day(self) -> date:
        return date(2025, 10, 1) + timedelta(days=self.chance.randrange(450))


class Asked(Cursor):
    """SQLite, with what it was asked of the ledgers."""

    def __init__(self, cursor: Any) -> None:
        super().__init__(cursor, "sqlite")
        self.asked: list[str] = []

    def rows(self, query: exp.Expr | Dated | str) -> list[Row]:
        self.asked.append(query if isinstance(query, str) else said(query, "sqlite"))
        return super().rows(query)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), records=st.sampled_from([0, 1, 5, 20]), bits=st.sampled_from([0, 1, 3]))
def test_after_every_step_of_a_history_all_kinds_of_figures_equal_a_full_count(
    monkeypatch: pytest.MonkeyPatch, seed: int, records: int, bits: int
) -> None:
    with monkeypatch.context() as small:
        small.setattr(sql, "BLOCK", bits)
        following = Following(random.Random(seed), records)
        assert following.counts.values == following.anew()
        for _ in range(6):
            before = dict(following.counts.values)
            renewed = following.counts.renew(following.engine, following.step(), ENTERED)
            assert following.counts.values == following.anew()
            other = {by[0] for by, value in following.counts.values.items() if before[by] != value}
            assert other <= renewed


def test_one_change_asks_of_its_block_and_of_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "BLOCK", 2)
    following = Following(random.Random(7), 20)
    following.engine.asked.clear()
    following._put(RECEIPT.table, {"id": 9, **following._receipt()})
    following.counts.renew(following.engine, Changes({RECEIPT.name: [9]}), ENTERED)
    assert len(following.engine.asked) == sum(
        one.ledger == "receipt" for one in CATALOGUE.indicators.values()
    )
    assert all('"id" BETWEEN 8 AND 11' in one for one in following.engine.asked)
    assert following.counts.values == following.anew()


def test_neighbours_are_one_span_and_a_third_of_all_blocks_is_counted_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sql, "BLOCK", 0)
    monkeypatch.setattr(live, "SEVERAL", 4)
    following = Following(random.Random(7), 40)
    some = [3, 4, 5, 9, 20, 21]
    for changed, expected in (
        (some, '"id" BETWEEN 3 AND 5 OR "id" BETWEEN 9 AND 9 OR "id" BETWEEN 20 AND 21'),
        (range(1, 70), ""),
    ):
        for number in changed:
            following._put(RECEIPT.table, {"id": number, **following._receipt()})
        following.engine.asked.clear()
        following.counts.renew(following.engine, Changes({RECEIPT.name: [*changed]}), ENTERED)
        assert following.counts.values == following.anew()
        narrow = [one for one in following.engine.asked if "BETWEEN 3 AND" in one]
        assert all(expected in one for one in narrow)
        assert bool(narrow) == bool(expected)


def test_many_blocks_are_still_found_by_their_numbers_and_taken_by_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sql, "BLOCK", 1)
    following = Following(random.Random(7), 1_200)
    following.engine.asked.clear()
    spread = [*range(1, 2_400, 8)]
    monkeypatch.setattr(live, "SEVERAL", live.SPANS)
    following.counts.renew(following.engine, Changes({RECEIPT.name: spread}), ENTERED)
    assert following.counts.values == following.anew()
    asked = [one for one in following.engine.asked if one.count("BETWEEN") >= len(spread)]
    assert asked
    for one in asked:
        plan = [row[-1] for row in following.cursor.execute("EXPLAIN QUERY PLAN " + one).fetchall()]
        table = RECEIPT.table
        assert f"SCAN {table}" not in plan, plan
        assert f"SEARCH {table} USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in plan, plan


def test_a_child_s_entry_is_not_needed_when_its_parent_s_shares_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sql, "BLOCK", 0)
    following = Following(random.Random(5), 20)
    before = following.anew()
    for _ in range(5):
        ledger, number, _ = following.share()
        following.counts.renew(following.engine, Changes({ledger: [number]}, {ledger: [number]}), ENTERED)
    assert following.counts.values == following.anew() != before


def test_what_is_too_much_to_keep_is_counted_whole_and_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "BLOCK", 0)
    monkeypatch.setattr(live, "MOST", 0)
    monkeypatch.setattr(live, "MANY", 0)
    following = Following(random.Random(11), 10)
    for _ in range(6):
        following.counts.renew(following.engine, following.step(), ENTERED)
        assert following.counts.values == following.anew()
    assert not any("BETWEEN" in one for one in following.engine.asked)


def test_an_entered_value_that_changed_reaches_the_ratio_that_rests_on_it() -> None:
    following = Following(random.Random(3), 10)
    following.engine.asked.clear()
    later = {("test.gdp", "city"): 250}
    renewed = following.counts.renew(following.engine, Changes(), later, {"test.gdp"})
    assert renewed == {"test.gdp", "test.of_gdp"}
    assert following.engine.asked == []
    assert following.counts.values["test.gdp", "city"] == 250
