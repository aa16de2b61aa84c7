"""Live figures follow what changes and equal a full count: over random histories, beside writers who commit
late, in spite of what is undone, and when what they stand on changes."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from luoshi.commitments import actions as commitments
from luoshi.commitments.actions import Owed
from luoshi.figures import sql
from luoshi.journal import queries as journal
from luoshi.kernel.language import speaking
from luoshi.kernel.periods import Period
from luoshi.kernel.seeing import Sight
from luoshi.ledgers import actions, adoption, personal, rebuild
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs import freeze, library
from luoshi.packs.spec import Indicator, Pack, Ratio
from luoshi.periods import actions as periods
from luoshi.periods import live, queries
from luoshi.units import actions as units
from tests.people import ADMIN, BUREAU, CHEN, CITY, COUNTY, OTHER_TOWN, SYSTEM, TOWN, WANG, ZHOU
from tests.periods.test_close import LIN
from tests.soundness.test_histories import Story

MARCH = Period.parse("2026-03")
FUNDS = "investment.funds_in_place"


def of_every_kind() -> Pack:
    """The investment pack with indicators of the kinds that it has not."""
    pack = library.shipped()["investment"]

    def one(key: str, **said: Any) -> Indicator:
        return Indicator(pack="investment", key=key, label=key, **said)

    more = (
        one("vouchers", ledger="receipt", measure="count(distinct voucher_no)", where="verified"),
        one("days", ledger="receipt", measure="count(distinct received_on)", kind="stock"),
        one("largest", ledger="receipt", measure="max(amount)", unit="万元"),
        one("smallest", ledger="receipt", measure="min(amount)", unit="万元", where="verified"),
        one("for_each", ledger="receipt", measure="sum(amount)", unit="亿元", split=False),
        one("gained", ledger="receipt", measure="sum(amount)", until="received_on", unit="万元"),
        one("huge", ledger="receipt", where="amount > 99999999"),
        one("of_few", kind="ratio", ratio=Ratio(part="huge", of="vouchers", at_least=Decimal(3)), unit="%"),
        one("of_largest", kind="ratio", ratio=Ratio(part="funds_in_place", of="largest"), unit="%"),
        one("of_all", kind="ratio", ratio=Ratio(part="funds_in_place", of="for_each", whole=True), unit="%"),
    )  # fmt: skip
    indicators = {**pack.indicators, **{each.key: each for each in more}}
    made = pack.model_copy(update={"version": pack.version + 1, "indicators": indicators})
    return made.model_copy(update={"digest": freeze.digest(made)})


def agrees(period: Period = MARCH) -> dict[tuple[str, str], str | None]:
    """Year-to-date by indicator and unit, after holding every figure against a full count."""
    found = queries._live(period)
    assert found == queries._computed(period)
    return {(one["indicator"], one["unit"]): one["ytd"] for one in found}


def project(unit: str = TOWN, name: str = "果汁厂") -> Record:
    return actions.create(
        WANG if unit == TOWN else CHEN, "investment.project", unit, {"name": name, "total": 9}
    )


def receipt(of: Record, amount: int, voucher: str = "") -> Record:
    values = {
        "project": of.ref.id, "received_on": date(2026, 3, 9), "amount": amount,
        "voucher_no": voucher or f"V{amount}",
    }  # fmt: skip
    return actions.verify(ZHOU, actions.create(CHEN, "investment.receipt", of.unit, values).ref)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of two records, so that a few records are of many blocks."""
    monkeypatch.setattr(sql, "BLOCK", 1)


@pytest.mark.parametrize("seed", [7, 20260318, 99])
def test_after_every_step_of_a_history_live_figures_equal_a_full_count(
    site: Path, small: None, seed: int
) -> None:
    adoption.adopt(ADMIN, of_every_kind())
    story = Story(random.Random(seed))
    story.today = date(2026, 2, 20)
    found = agrees()
    for _ in range(24):
        story.step()
        found = agrees()
    assert found["investment.largest", CITY], "something came in"


def _after(change: Callable[[], object]) -> dict[tuple[str, str], str | None]:
    """The figures after a change, which made some of them others."""
    before = agrees()
    change()
    after = agrees()
    assert after != before
    return after


def test_what_figures_stand_on_may_change_too(site: Path, small: None) -> None:
    first = project()
    receipt(first, 500)
    before = agrees()
    commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(5_000)))
    agrees()
    (county,) = queries.figures(LIN, MARCH, unit=COUNTY, indicator=FUNDS)
    assert (county["target"], county["completion"]) == ("5000", "10.00")
    assert before == agrees()
    _after(lambda: units.add_unit(ADMIN, "C0103", "新镇", "township", parent=COUNTY))
    _after(lambda: adoption.adopt(ADMIN, of_every_kind()))
    ledgers.table("investment.receipt").objects.update(amount=1)
    live.forget()  # a process that starts counts what somebody wrote behind the journal's back
    _after(lambda: rebuild.repair(ADMIN, "investment.receipt"))
    receipt(first, 70)
    assert agrees()[FUNDS, TOWN] == "570"


def test_a_project_s_shares_reach_receipts_that_nobody_touched(site: Path, small: None) -> None:
    first, second = project(), project(OTHER_TOWN, "粉条厂")
    for number in range(1, 12):
        receipt(first if number % 2 else second, number)
    assert agrees()[FUNDS, BUREAU] == "0"
    split = {TOWN: Decimal(60), BUREAU: Decimal(40)}
    actions.share(CHEN, first.ref, split, from_day=date(2026, 3, 1), why="联合")
    assert agrees()[FUNDS, BUREAU] == "14.4", "(1+3+5+7+9+11) × 40 %"


def test_a_share_of_few_is_told_as_one_of_enough_though_its_value_stays(site: Path, small: None) -> None:
    adoption.adopt(ADMIN, of_every_kind())
    first, states = project(), []
    for number in range(1, 5):
        receipt(first, number)
        agrees()
        (found,) = queries.figures(LIN, MARCH, unit=TOWN, indicator="investment.of_few")
        assert found["ytd"] == "0"
        states.append(found["state"])
    assert states == ["few", "few", "no_target", "no_target"]


def test_what_was_read_in_a_transaction_that_is_undone_is_forgotten(site: Path) -> None:
    first = project()
    receipt(first, 500)
    assert agrees()[FUNDS, TOWN] == "500"
    with transaction.atomic():
        receipt(first, 70)
        (seen,) = queries.figures(LIN, MARCH, unit=TOWN, indicator=FUNDS)
        assert seen["ytd"] == "570", "who writes sees what they wrote"
        transaction.set_rollback(True)
    assert agrees()[FUNDS, TOWN] == "500"
    receipt(first, 8)  # on SQLite its entries take the numbers of those that were undone
    assert agrees()[FUNDS, TOWN] == "508"


class Late:
    """Somebody whose transaction is open until they are let go."""

    def __init__(self, write: Callable[[], object], *, undo: bool = False) -> None:
        self._go, self._there = threading.Event(), threading.Event()
        self._write, self._undo = write, undo
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        assert self._there.wait(30)

    def _work(self) -> None:
        try:
            with transaction.atomic():
                self._write()
                self._there.set()
                self._go.wait(60)
                transaction.set_rollback(self._undo)
        finally:
            self._there.set()
            connection.close()

    def commits(self) -> None:
        self._go.set()
        self._thread.join(30)
        assert not self._thread.is_alive()


def _meanwhile(write: Callable[[], object]) -> None:
    """Another writes while a transaction is open; SQLite lets nobody."""
    if connection.vendor == "postgresql":
        write()


@pytest.mark.parametrize("known", [True, False])
def test_an_entry_that_commits_after_a_later_one_was_seen_is_not_missed(
    site: Path, small: None, known: bool
) -> None:
    first = project()
    receipt(first, 500)
    if known:
        agrees()
    late = Late(lambda: receipt(first, 70))
    agrees()
    _meanwhile(lambda: receipt(first, 8))
    agrees()
    _meanwhile(lambda: receipt(first, 9))
    before = Decimal(agrees()[FUNDS, TOWN] or 0)
    late.commits()
    assert Decimal(agrees()[FUNDS, TOWN] or 0) == before + 70
    receipt(first, 1)
    assert Decimal(agrees()[FUNDS, TOWN] or 0) == before + 71


def test_what_is_remembered_of_a_site_with_packages_is_named_anew_by_an_entry_that_commits_late(
    site: Path,
) -> None:
    first = project()
    late = Late(lambda: receipt(first, 70))
    _meanwhile(lambda: receipt(first, 8))
    before = journal.state()
    assert journal.state() == before
    late.commits()
    assert journal.state() > before, "names are in order, for the older are thrown away"
    told = journal.state()
    personal.told([Sight(CHEN, "investment.project", first.ref.id)])
    assert journal.state() == told, "who reads changes nothing"


def test_numbers_that_were_taken_and_given_up_hold_nothing_up(site: Path, small: None) -> None:
    first = project()
    receipt(first, 500)
    agrees()
    for number in range(1, 4):
        undone = Late(lambda number=number: receipt(first, 1000 + number), undo=True)  # type: ignore[misc]
        _meanwhile(lambda number=number: receipt(first, number))  # type: ignore[misc]
        agrees()
        undone.commits()
        agrees()
    (month,) = live._kept.values()
    receipt(first, 20)
    agrees()
    assert not month._watch._told, "what everybody has committed need not be remembered one by one"


def test_several_write_and_several_look_at_once(site: Path, small: None) -> None:
    first, stop = project(), threading.Event()
    wrong: list[object] = []

    def again(act: Callable[[], object]) -> Callable[[], None]:
        def work() -> None:
            try:
                while not stop.is_set():
                    try:
                        act()
                    except OperationalError:  # the database was busy: the clerk tries again
                        continue
            except Exception as fault:
                wrong.append(fault)
            finally:
                connection.close()

        return work

    number = iter(range(1, 10_000))
    writes = [again(lambda: receipt(first, next(number))) for _ in range(2)]
    looks = [again(lambda: queries.figures(LIN, MARCH, indicator=FUNDS)) for _ in range(2)]
    people = [threading.Thread(target=one) for one in (*writes, *looks)]
    for one in people:
        one.start()
    stop.wait(4)
    stop.set()
    for one in people:
        one.join(60)
    assert wrong == []
    told = ledgers.page(SYSTEM, "investment.receipt", size=1).total
    assert told > 2
    assert agrees()[FUNDS, TOWN] not in ("0", None)


def test_one_change_costs_the_same_queries_however_many_records_there_are(site: Path, small: None) -> None:
    first = project()
    some = [receipt(first, number) for number in range(1, 9)]

    def asked(changed: Record) -> list[str]:
        agrees()
        record = ledgers.record(SYSTEM, changed.ref)
        actions.adjust(CHEN, changed.ref, {"amount": 77}, version=record.version, why="更正")
        with CaptureQueriesContext(connection) as found:
            queries.figures(LIN, MARCH)
        agrees()
        return [one["sql"] for one in found if '"ledger_' in one["sql"] or "journal" in one["sql"]]

    few = asked(some[3])
    more = [receipt(first, number) for number in range(100, 130)]
    many = asked(more[17])
    assert len(few) == len(many)
    about = [one for one in many if '"ledger_' in one]
    counted = [one for one in library.shipped()["investment"].indicators.values() if one.ledger == "receipt"]
    assert len(about) == len(counted)
    block = more[17].ref.id >> 1 << 1
    assert all(f"BETWEEN {block} AND {block + 1}" in one for one in about), "its block, and nothing else"


def test_each_reads_labels_in_their_language(site: Path) -> None:
    receipt(project(), 5)
    chinese = queries.figures(LIN, MARCH, unit=CITY, indicator=FUNDS)
    with speaking("en"):
        english = queries.figures(LIN, MARCH, unit=CITY, indicator=FUNDS)
    assert chinese[0]["label"] != english[0]["label"]
    assert queries.figures(LIN, MARCH, unit=CITY, indicator=FUNDS) == chinese


def test_months_that_nobody_asks_for_are_not_kept(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEPT", 2)
    receipt(project(), 5)
    for month in (1, 2, 1, 3):
        queries.figures(LIN, Period(2026, "month", month))
    assert [month.number for _name, month in live._kept] == [1, 3]


def test_a_person_s_excuse_changes_no_figure_and_counts_no_ledger(site: Path) -> None:
    receipt(project(), 5)
    agrees()
    periods.excuse(replace(CHEN), TOWN, MARCH, why="测试")
    with CaptureQueriesContext(connection) as found:
        queries.figures(LIN, MARCH)
    assert not [one for one in found if "ledger_" in one["sql"]]
    agrees()
