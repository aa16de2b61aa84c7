"""The machine's clock goes backwards between two actions: what was said keeps its order, and nothing is
refused wrongly or finds its way into a closed month."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from luoshi.journal import actions as journal_actions
from luoshi.journal import queries as journal
from luoshi.kernel.actor import SHANGHAI
from luoshi.kernel.errors import Locked
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers import rebuild
from luoshi.periods import actions, queries
from luoshi.periods.errors import NotReady
from luoshi.units import sessions
from tests.people import CHEN, TOWN, WANG, ZHOU
from tests.periods.test_close import FEBRUARY, JANUARY, LIN, close, figure, on, project


def reported(day: str, at: str) -> ledgers.Record:
    values = {"project": 1, "received_on": day, "amount": 10, "voucher_no": f"{day} {at}"}
    return ledgers.create(on(at, WANG), "investment.receipt", TOWN, values)


def test_entries_keep_the_order_in_which_they_were_written(site: Path) -> None:
    made = project(who=on("2026-02-03", WANG))
    ledgers.edit(on("2026-01-20", WANG), made.ref, {"total": 6_000}, version=1)
    ledgers.verify(on("2026-01-19", ZHOU), made.ref)
    told = ledger_queries.history(CHEN, made.ref)
    assert [one.verb for one in told] == ["create", "edit", "verify"]
    assert [one.at.day for one in told] == [3, 20, 19]
    journal_actions.seal()
    assert journal.check_chain() == journal.head()[0]
    assert rebuild.differences("investment.project") == []


def test_a_closed_month_stays_closed_and_an_open_one_goes_on(site: Path) -> None:
    project()
    first = reported("2026-01-15", "2026-01-16")
    ledgers.verify(ZHOU, first.ref)
    close(JANUARY, "2026-02-04")
    with pytest.raises(Locked, match="已结账"):
        ledgers.edit(on("2026-01-10", WANG), first.ref, {"amount": 9}, version=2)
    late = reported("2026-02-02", "2026-01-10")
    ledgers.verify(on("2026-01-09", ZHOU), late.ref)
    with pytest.raises(NotReady, match="还没有结束"):
        actions.close(on("2026-01-10", LIN), FEBRUARY)
    close(FEBRUARY, "2026-03-04")
    assert (figure(JANUARY, TOWN)["ytd"], figure(FEBRUARY, TOWN)["ytd"]) == ("10", "20")
    assert [one.period for one in queries.closings()] == ["2026-01", "2026-02"]


def test_who_is_logged_in_stays_so_and_not_for_longer(settings: object) -> None:
    noon = datetime(2026, 3, 18, 12, tzinfo=SHANGHAI)
    session: dict[str, object] = {}
    sessions.note(session, "Firefox", "10.0.0.1", noon)
    before = noon - timedelta(hours=3)
    assert not sessions.is_over(session, before)
    sessions.note(session, "Firefox", "10.0.0.1", before)
    assert not sessions.is_over(session, before)
    assert sessions.is_over(session, noon + timedelta(hours=13))
