"""The packs that ship: without a flaw, and meaning what their labels say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from luoshi.figures import compute
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.engines import Duck
from luoshi.kernel.periods import Period, PlanYear
from luoshi.packs import library
from luoshi.packs.compile import load

MARCH = Period.parse("2026-03")


@pytest.mark.parametrize("key", library.SHIPPED)
def test_a_shipped_pack_compiles_without_a_word(key: str) -> None:
    assert load(library.folder(key), library.shipped()).issues == ()


def test_every_label_of_a_shipped_pack_is_chinese_and_english() -> None:
    for pack in library.shipped().values():
        for ledger in pack.ledgers.values():
            labels = [
                ledger.label,
                *(one.label for one in ledger.fields.values()),
                *(s.label for s in ledger.stages),
            ]
            assert all(label.zh and label.en for label in labels), ledger.name
        assert all(one.label.en for one in pack.indicators.values())


def test_the_five_stages_and_four_gates_of_a_project_stand() -> None:
    project = library.shipped()["investment"].ledgers["project"]
    assert [str(stage.label) for stage in project.stages] == ["在谈", "签约", "开工", "投产", "见效"]
    assert [str(gate.label) for gate in project.gates.values()] == ["审批关", "用地关", "环保关", "落地关"]


@pytest.fixture
def receipts(tmp_path: Path) -> Duck:
    """One project shared 60 : 40 by 青石镇 and 招商局; 500万元 verified in March, 80 not verified."""
    closure = [("C", "T"), ("C", "B"), ("C", "C"), ("T", "T"), ("B", "B")]
    tables: dict[str, dict[str, list[object]]] = {
        "ledger_investment_receipt": {
            "id": [1, 2],
            "unit": ["T", "T"],
            "withdrawn": [False, False],
            "verification": ["verified", "pending"],
            "project": [7, 7],
            "received_on": [date(2026, 3, 9)] * 2,
            "amount": [500 * 10**6, 80 * 10**6],
        },
        "share": {
            "ledger": ["investment.project"] * 2,
            "record": [7, 7],
            "unit": ["T", "B"],
            "bp": [6_000, 4_000],
            "from_day": [date(2026, 1, 1)] * 2,
            "to_day": pa.array([None, None], pa.date32()),  # type: ignore[dict-item]
        },
        "unit_closure": {"ancestor": [a for a, _ in closure], "descendant": [d for _, d in closure]},
    }
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return Duck(tmp_path)


def test_funds_in_place_count_verified_receipts_by_the_projects_shares(receipts: Duck) -> None:
    catalogue = Catalogue.of(library.shipped())
    name = "investment.funds_in_place"
    values = compute.values(catalogue, receipts, MARCH, PlanYear(), names=[name])
    found = {unit: Decimal(str(value)) for (_, unit), value in values.items() if value}
    assert found == {"C": Decimal(500), "T": Decimal(300), "B": Decimal(200)}
