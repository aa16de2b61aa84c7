"""Figures equal a slow, obvious recount in Python, over random histories made through actions."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Ref
from luoshi.periods import actions as periods
from luoshi.periods import queries
from tests.adopted import adopt
from tests.people import BUREAU, CHEN, CITY, COUNTY, OTHER_TOWN, SYSTEM, TOWN, ZHOU
from tests.periods.test_close import LIN

FUNDS = "investment.funds_in_place"
BELOW = {
    CITY: {TOWN, OTHER_TOWN, BUREAU, COUNTY}, COUNTY: {TOWN, OTHER_TOWN, BUREAU, COUNTY}, TOWN: {TOWN},
    OTHER_TOWN: {OTHER_TOWN}, BUREAU: {BUREAU},
}  # fmt: skip
UNITS = (TOWN, OTHER_TOWN, BUREAU)


@dataclass
class Fact:
    """A receipt as a person would note it on paper."""

    ref: Ref
    project: int
    unit: str
    day: date
    amount: Decimal
    verified: bool = False
    withdrawn: bool = False


@dataclass
class Paper:
    """The recount: lists and loops only."""

    projects: dict[int, tuple[Ref, str]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    shares: dict[int, list[tuple[date, dict[str, Decimal]]]] = field(default_factory=dict)

    def credit(self, fact: Fact) -> dict[str, Fraction]:
        """Whose the fact is: by the last split that began on or before its day."""
        begun = [split for day, split in self.shares.get(fact.project, []) if day <= fact.day]
        if not begun:
            return {fact.unit: Fraction(1)}
        return {unit: Fraction(percent) / 100 for unit, percent in begun[-1].items()}

    def funds(self, unit: str, until: date) -> Fraction:
        """Year-to-date: every verified fact dated in the year up to a day, once for every unit above."""
        total = Fraction(0)
        for fact in self.facts:
            if fact.verified and not fact.withdrawn and date(until.year, 1, 1) <= fact.day <= until:
                shares = self.credit(fact)
                mine = sum((part for one, part in shares.items() if one in BELOW[unit]), Fraction(0))
                total += mine * Fraction(fact.amount)
        return total


class Story:
    """Random steps, each done by the product and noted on paper when the product took it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.paper, self.today = chance, Paper(), date(2026, 1, 5)
        self.voucher = 0

    def who(self, actor: Actor) -> Actor:
        today = self.today
        return replace(actor, clock=lambda: datetime(today.year, today.month, today.day, 10, tzinfo=SHANGHAI))

    def step(self) -> None:
        """One thing that happens; what the product refuses changes nothing on paper either."""
        chance, paper = self.chance, self.paper
        often, seldom = [self.receipt, self.verify], [self.project, self.reject, self.edit, self.correct]
        happens = [*often, *often, self.receipt, *seldom, self.withdraw, self.share]
        if len(paper.projects) < 2:
            happens = [self.project]
        try:
            with transaction.atomic():
                chance.choice(happens)()
        except LuoshiError:
            pass
        self.today += timedelta(days=chance.choice([0, 0, 1, 2]))

    def project(self) -> None:
        unit, number = self.chance.choice(UNITS), len(self.paper.projects)
        made = actions.create(
            self.who(CHEN), "investment.project", unit, {"name": f"项目{number}", "total": 9}
        )
        self.paper.projects[made.ref.id] = (made.ref, unit)

    def receipt(self) -> None:
        self.voucher += 1
        number = self.chance.choice(list(self.paper.projects))
        unit = self.paper.projects[number][1]
        day = self.today - timedelta(days=self.chance.choice([0, 0, 1, 3, 40]))
        amount = Decimal(self.chance.randint(1, 10**7)).scaleb(-self.chance.choice([0, 2, 6]))
        values = {"project": number, "received_on": day, "amount": amount, "voucher_no": f"V{self.voucher}"}
        made = actions.create(self.who(CHEN), "investment.receipt", unit, values)
        self.paper.facts.append(Fact(made.ref, number, unit, day, amount))

    def _one(self) -> Fact:
        if not self.paper.facts:
            self.receipt()
        return self.chance.choice(self.paper.facts)

    def verify(self) -> None:
        fact = self._one()
        actions.verify(self.who(ZHOU), fact.ref)
        fact.verified = True

    def reject(self) -> None:
        fact = self._one()
        actions.reject(self.who(ZHOU), fact.ref, why="不清楚")
        fact.verified = False

    def edit(self) -> None:
        self._change(actions.edit)

    def correct(self) -> None:
        self._change(actions.adjust)

    def _change(self, change: Any) -> None:
        fact = self._one()
        amount = Decimal(self.chance.randint(1, 999))
        record = ledgers.record(SYSTEM, fact.ref)
        change(self.who(CHEN), fact.ref, {"amount": amount}, version=record.version, why="改")
        fact.amount, fact.verified = amount, False

    def withdraw(self) -> None:
        fact = self._one()
        actions.withdraw(self.who(CHEN), fact.ref, why="重复")
        fact.withdrawn = True

    def share(self) -> None:
        number = self.chance.choice(list(self.paper.projects))
        first, second = self.chance.sample(UNITS, 2)
        part = Decimal(self.chance.randint(1, 9999)).scaleb(-2)
        split = {first: part, second: 100 - part}
        actions.share(self.who(CHEN), self.paper.projects[number][0], split, from_day=self.today, why="联合")
        held = [one for one in self.paper.shares.get(number, []) if one[0] < self.today]
        self.paper.shares[number] = [*held, (self.today, split)]


def live(unit: str, period: Period) -> Fraction:
    (found,) = queries.figures(LIN, period, unit=unit, indicator=FUNDS)
    return Fraction(found["ytd"])


@pytest.fixture
def county_with_packs(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path
    adopt("investment", "innovation")


@pytest.mark.usefixtures("county_with_packs")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), steps=st.integers(5, 45))
def test_live_figures_equal_the_recount_and_their_trace_adds_up(seed: int, steps: int) -> None:
    story = Story(random.Random(seed))
    with transaction.atomic():
        for _ in range(steps):
            story.step()
        for month in (Period.month_of(story.today).previous(), Period.month_of(story.today)):
            for unit in BELOW:
                if month.year < 2026:
                    continue
                right = story.paper.funds(unit, month.end)
                assert live(unit, month) == right, (unit, month)
                behind = queries.trace(LIN, FUNDS, unit, month)
                assert sum((one.amount for one in behind), Fraction(0)) == right
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", [7, 20260318, 99])
def test_published_figures_equal_the_recount_of_what_was_known_at_each_close(site: Path, seed: int) -> None:
    story, before = Story(random.Random(seed)), dict.fromkeys(BELOW, Fraction(0))
    published: dict[tuple[str, str], str] = {}
    for month in (Period.parse("2026-01"), Period.parse("2026-02"), Period.parse("2026-03")):
        while story.today <= month.end + timedelta(days=5):
            story.step()
        for unit in (TOWN, OTHER_TOWN):
            periods.excuse(story.who(CHEN), unit, month, why="测试")
        periods.close(story.who(LIN), month)
        for unit in BELOW:
            (found,) = queries.figures(LIN, month, unit=unit, indicator=FUNDS)
            right = story.paper.funds(unit, month.end)
            assert Fraction(found["ytd"]) == right, (unit, month)
            assert Fraction(found["value"]) == right - before[unit], (unit, month)
            before[unit] = right
            published[unit, str(month)] = found["ytd"]
    for (unit, month_), ytd in published.items():
        (still,) = queries.figures(LIN, Period.parse(month_), unit=unit, indicator=FUNDS)
        assert still["ytd"] == ytd, "a published number never changes"


def test_the_recount_itself_is_right_on_an_example_worked_by_hand() -> None:
    paper = Paper()
    ref = Ref("investment.receipt", 1)
    paper.facts = [
        Fact(ref, 1, TOWN, date(2026, 1, 5), Decimal(100), verified=True),
        Fact(ref, 1, TOWN, date(2026, 2, 5), Decimal(200), verified=True),
        Fact(ref, 2, OTHER_TOWN, date(2026, 2, 6), Decimal(50)),
    ]
    paper.shares = {1: [(date(2026, 2, 1), {TOWN: Decimal(60), BUREAU: Decimal(40)})]}
    assert paper.funds(TOWN, date(2026, 2, 28)) == 100 + 120
    assert paper.funds(BUREAU, date(2026, 2, 28)) == 80
    assert paper.funds(CITY, date(2026, 2, 28)) == 300
