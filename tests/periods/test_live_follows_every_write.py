"""Live figures follow every kind of write there is, not those alone that they were made for: after each of a
random history of facts, units, targets, entered and imported values, packs, closes, corrections, excuses,
people, repairs, personal values read and erased, and of all that is undone, they equal a full count."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from luoshi.commitments import actions as commitments
from luoshi.commitments.actions import Owed
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.periods import Period
from luoshi.kernel.seeing import Sight
from luoshi.ledgers import actions, adoption, personal, rebuild
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.drafts import NewRow
from luoshi.periods import actions as periods
from luoshi.periods import correcting, live, queries
from luoshi.units import actions as units
from tests.people import ADMIN, CHEN, CITY, COUNTY, OTHER_TOWN, SYSTEM, TOWN, WANG
from tests.periods.test_close import LIN
from tests.periods.test_live import FUNDS, MARCH, agrees, of_every_kind, small
from tests.soundness.test_histories import UNITS, Story

__all__ = ["small"]

MONTHS = (MARCH.previous().previous(), MARCH.previous())
Write = Callable[[], object]


class Everything(Story):
    """A story in which all that a site can be told happens, not facts alone."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance)
        self.today, self.added = date(2026, 3, 5), 0
        self.kinds: list[Write] = [
            self.several, self.total, self.target, self.entered, self.history, self.new_unit,
            self.renamed_unit, self.classed_unit, self.ended_unit, self.pack, self.closed, self.corrected,
            self.excused, self.person, self.repaired, self.erased, self.undone, self.started_again,
        ]  # fmt: skip

    def anything(self) -> None:
        """A fact, or one of the other kinds; what the product refuses is no matter."""
        with suppress(LuoshiError):
            self.chance.choice([*self.kinds, self.step, self.step, self.step])()

    def _amount(self) -> Decimal:
        return Decimal(self.chance.randint(1, 9_999))

    def several(self) -> None:
        number = self.chance.choice(list(self.paper.projects))
        rows = [
            NewRow(
                self.paper.projects[number][1],
                {
                    "project": number,
                    "received_on": self.today,
                    "amount": self._amount(),
                    "voucher_no": f"M{n}",
                },
            )
            for n in range(self.chance.randint(1, 9))
        ]
        for made in actions.create_many(self.who(CHEN), "investment.receipt", rows):
            actions.verify(SYSTEM, made.ref)

    def total(self) -> None:
        ref, _unit = self.paper.projects[self.chance.choice(list(self.paper.projects))]
        version = ledgers.record(SYSTEM, ref).version
        actions.adjust(self.who(CHEN), ref, {"total": self._amount()}, version=version, why="更正")

    def target(self) -> None:
        commitments.set_target(SYSTEM, COUNTY, FUNDS, 2026, Owed(self._amount()))

    def entered(self) -> None:
        periods.enter(self.who(LIN), "innovation.gdp", CITY, MARCH, self._amount(), "统计公报")

    def history(self) -> None:
        values = {self.chance.choice(UNITS): self._amount()}
        periods.import_history(self.who(LIN), FUNDS, Period.parse("2025-03"), values, "统计年鉴")

    def new_unit(self) -> None:
        self.added += 1
        units.add_unit(ADMIN, f"N{self.added:03}", f"新镇{self.added}", "township", parent=COUNTY)

    def renamed_unit(self) -> None:
        self.added += 1
        units.change_unit(ADMIN, self.chance.choice(UNITS), name=f"改名{self.added}", why="改名")

    def classed_unit(self) -> None:
        self.added += 1
        units.change_unit(ADMIN, self.chance.choice(UNITS), rank_class=f"类{self.added}", why="分类")

    def ended_unit(self) -> None:
        self.new_unit()
        units.end_unit(ADMIN, f"N{self.added:03}", on=self.today, why="撤并")

    def pack(self) -> None:
        adoption.adopt(ADMIN, of_every_kind())

    def closed(self) -> None:
        closed = {one.period for one in queries.closings()}
        for month in [one for one in MONTHS if str(one) not in closed]:
            for unit in (TOWN, OTHER_TOWN):
                periods.excuse(self.who(CHEN), unit, month, why="测试")
            periods.close(self.who(LIN), month)

    def corrected(self) -> None:
        self.closed()
        correcting.correct(self.who(LIN), Period.parse(queries.closings()[-1].period), why="更正")

    def excused(self) -> None:
        periods.excuse(self.who(CHEN), TOWN, MARCH, why="测试")

    def person(self) -> None:
        self.added += 1
        units.add_person(ADMIN, f"somebody{self.added}", "某人", None)

    def repaired(self) -> None:
        ledgers.table("investment.receipt").objects.update(amount=7)
        rebuild.repair(ADMIN, "investment.receipt")

    def erased(self) -> None:
        made = actions.create(WANG, "investment.contact", TOWN, {"name": "田有余", "phone": "13800001234"})
        personal.told([Sight(CHEN, made.ref.ledger, made.ref.id)])
        personal.erase(SYSTEM, made.ref, why="本人申请")

    def undone(self) -> None:
        with transaction.atomic():
            self.several()
            queries.figures(LIN, MARCH)
            transaction.set_rollback(True)

    def started_again(self) -> None:
        live.forget()


@pytest.mark.parametrize("seed", [3, 20261127])
def test_after_every_kind_of_write_live_figures_equal_a_full_count(
    site: Path, small: None, seed: int
) -> None:
    story = Everything(random.Random(seed))
    for _ in range(3):
        story.step()
    agrees()
    for act in random.Random(seed).sample(story.kinds, len(story.kinds)):
        act()
        agrees()
    for _ in range(12):
        story.anything()
        agrees()


def test_what_is_meant_to_change_figures_does(site: Path, small: None) -> None:
    story = Everything(random.Random(5))
    story.today = date(2026, 2, 10)
    for act in (story.project, story.project, story.several):
        act()
    story.today = date(2026, 3, 5)
    acts = (story.target, story.entered, story.history, story.new_unit, story.closed)
    for act in (*acts, story.several, story.renamed_unit):
        before = queries._live(MARCH)
        act()
        assert queries._live(MARCH) != before, act.__name__
        agrees()
