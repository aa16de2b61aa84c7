"""The sites that benchmarks run on are true ones: their journal leads to their rows."""

from __future__ import annotations

from typing import Any

import pytest

from bench import sites
from luoshi.journal import queries as journal
from luoshi.ledgers import queries, rebuild
from luoshi.ledgers.records import Ref
from tests.people import SYSTEM


@pytest.fixture
def site(db: None, settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE = tmp_path
    sites.fill(900)


@pytest.mark.parametrize("ledger", ["investment.project", "investment.receipt"])
def test_a_generated_ledger_is_what_its_journal_says(site: None, ledger: str) -> None:
    assert rebuild.differences(ledger) == []


def test_a_generated_site_has_its_size_and_its_record_of_a_thousand_changes(site: None) -> None:
    counts = [queries.page(SYSTEM, name).total for name in ("investment.project", "investment.receipt")]
    assert counts == [180, 720]
    often = Ref("investment.project", 1)
    assert len(journal.history(often.subject)) > sites.CHANGES
    assert queries.record(SYSTEM, often).unit == next(sites.towns())
    assert queries.page(SYSTEM, "investment.project", search="号项目").total == 180
