"""A sample follows from the published root and the plan alone, and everybody draws the same."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.inspections import draw, plan
from luoshi.inspections.draw import Row
from luoshi.inspections.plan import Part
from luoshi.kernel.errors import InputError
from luoshi.kernel.lots import seed

ROOT = "ab" * 32
SEED = seed(ROOT, "cd" * 32)
LEDGER = "investment.receipt"

rows = st.lists(
    st.builds(
        Row, st.integers(1, 10**6), st.sampled_from(["C0101", "C0102", "C0103"]),
        st.none() | st.integers(0, 10**10),
    ),
    max_size=80, unique_by=lambda row: row.id,
)  # fmt: skip
parts = st.one_of(
    st.builds(lambda n: Part(ledger=LEDGER, each=n), st.integers(1, 5)),
    st.builds(
        lambda n: Part(ledger=LEDGER, amount="amount", bands=(1_000_000, 5_000_000), total=n),  # type: ignore[arg-type]
        st.integers(1, 60),
    ),
)


def said(**more: Any) -> dict[str, Any]:
    ledgers = [
        {"ledger": LEDGER, "dated": "received_on", "amount": "amount", "bands": ["1000000"], "each": 1}
    ]
    return {
        "period": "2026-06", "first": "2026-01-01", "last": "2026-06-30", "units": ["C0102", "C0101"],
        "ledgers": ledgers, **more,
    }  # fmt: skip


@given(rows, parts, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(found: list[Row], part: Part, shuffle: random.Random) -> None:
    once = draw.sample_of(part, found, SEED)
    shuffle.shuffle(found)
    assert draw.sample_of(part, found, SEED) == once


@given(rows, parts)
def test_a_stratum_gives_what_is_asked_or_all_it_has(found: list[Row], part: Part) -> None:
    told, drawn = draw.sample_of(part, found, SEED)
    sampled = Counter((one.unit, one.band) for one in drawn if not one.substitute)
    assert {(one.unit, one.band): one.taken for one in told if one.taken} == dict(sampled)
    assert all(one.taken <= one.size for one in told)
    if part.each:
        assert all(one.taken == min(part.each, one.size) for one in told)
    else:
        assert sum(sampled.values()) == min(part.total or 0, len(found))
    assert len({one.record for one in drawn}) == len(drawn)


@given(rows, st.integers(1, 60))
def test_a_total_is_shared_out_in_proportion_to_less_than_one(found: list[Row], total: int) -> None:
    part = Part(ledger=LEDGER, total=total)
    told, _ = draw.sample_of(part, found, SEED)
    for one in told:
        exact = min(total, len(found)) * one.size / len(found)
        assert abs(one.taken - exact) < 1


def test_equal_remainders_go_to_the_larger_stratum_then_by_name() -> None:
    sizes = {("B", 0): 5, ("A", 0): 5, ("C", 0): 5}
    assert draw.allotted(sizes, Part(ledger=LEDGER, total=4)) == {("B", 0): 1, ("A", 0): 2, ("C", 0): 1}


def test_every_record_is_as_likely_as_the_others() -> None:
    """2,000 roots, 3 of 12 each time: 500 times each, give or take four standard deviations (19.4)."""
    found, part = [Row(number, "C0101", None) for number in range(1, 13)], Part(ledger=LEDGER, each=3)
    counts: Counter[int] = Counter()
    for number in range(2_000):
        start = seed(f"{number:064x}", "cd" * 32)
        counts.update(one.record for one in draw.sample_of(part, found, start)[1] if not one.substitute)
    assert len(counts) == 12
    assert all(abs(count - 500) < 78 for count in counts.values())


def test_substitutes_come_next_in_the_same_order() -> None:
    found, part = [Row(number, "C0101", None) for number in range(1, 13)], Part(ledger=LEDGER, each=3)
    _, drawn = draw.sample_of(part, found, SEED)
    assert [one.place for one in drawn] == [1, 2, 3, 4, 5, 6]
    assert [one.key for one in drawn] == sorted(one.key for one in drawn)
    assert [one.substitute for one in drawn] == [False] * 3 + [True] * 3


def test_another_root_or_another_plan_is_another_sample() -> None:
    found, part = [Row(number, "C0101", None) for number in range(1, 100)], Part(ledger=LEDGER, each=5)

    def sample(root: str, digest: str) -> list[int]:
        return [one.record for one in draw.sample_of(part, found, seed(root, digest))[1]]

    first = sample(ROOT, "cd" * 32)
    assert sample("ac" * 32, "cd" * 32) != first != sample(ROOT, "ce" * 32)


def test_a_plan_means_the_same_however_it_is_typed() -> None:
    one, other = plan.made(said()), plan.made(said(units=["C0101", "C0102", "C0102"], format=1))
    assert one.digest == other.digest
    assert plan.parse(one.dumps()) == one
    assert plan.made(said(units=["C0101"])).digest != one.digest


def test_bands_are_named_as_people_say_them() -> None:
    part = Part(ledger=LEDGER, amount="amount", bands=("1000000", "5000000"), each=1)  # type: ignore[arg-type]
    assert [part.band_label(part.band(fen)) for fen in (None, 99_999_999, 100_000_000, 500_000_000)] == [
        "未填金额", "不足100万元", "100万元至500万元", "500万元以上",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"units": []}, "units.*至少"),
        ({"period": "2026-H1"}, "2026-06"),
        ({"seed": 1}, "seed.*不认识"),
        ({"first": "2026-07-01"}, "first 晚于 last"),
        ({"ledgers": [{"ledger": LEDGER}]}, "each.*total"),
        ({"ledgers": [{"ledger": LEDGER, "each": 1, "bands": ["100"]}]}, "不分金额档"),
    ],
)
def test_a_faulty_plan_says_where_and_why(more: dict[str, Any], wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        plan.made(said(**more))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six receipts of two townships; one withdrawn, one not verified, one of last year."""
    tables: dict[str, dict[str, list[Any]]] = {
        "ledger_investment_receipt": {
            "id": [1, 2, 3, 4, 5, 6], "unit": ["C0101", "C0101", "C0102", "C0102", "C0101", "C09"],
            "withdrawn": [False, False, False, True, False, False],
            "verification": ["verified", "pending", "verified", "verified", "verified", "verified"],
            "received_on": [date(2026, 3, 9)] * 4 + [date(2025, 12, 31), date(2026, 3, 9)],
            "amount": [500 * 10**6] * 6,
        },
        "unit_closure": {
            "ancestor": ["C0101", "C0102", "C01", "C01", "C01"],
            "descendant": ["C0101", "C0102", "C01", "C0101", "C0102"],
        },
    }  # fmt: skip
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return tmp_path


def test_the_frame_is_what_counted_in_the_period(folder: Path) -> None:
    sample = draw.draw(folder, ROOT, plan.made(said()))
    assert sorted(one.record for one in sample.drawn) == [1, 3]
    assert {(one.unit, one.size, one.taken) for one in sample.strata} == {("C0101", 1, 1), ("C0102", 1, 1)}


def test_what_was_not_verified_is_drawn_where_the_plan_asks_for_it(folder: Path) -> None:
    part = {"ledger": LEDGER, "dated": "received_on", "each": 9, "verified": False}
    sample = draw.draw(folder, ROOT, plan.made(said(ledgers=[part])))
    assert sorted(one.record for one in sample.drawn) == [1, 2, 3]


def test_a_record_belongs_to_the_nearest_unit_of_the_plan(folder: Path) -> None:
    sample = draw.draw(folder, ROOT, plan.made(said(units=["C01", "C0101"])))
    assert {one.record: one.unit for one in sample.drawn} == {1: "C0101", 3: "C01"}


def test_what_the_package_does_not_have_is_named(folder: Path) -> None:
    with pytest.raises(InputError, match="没有单位“C0199”"):
        draw.draw(folder, ROOT, plan.made(said(units=["C0199"])))
    with pytest.raises(InputError, match=r"没有台账“investment\.plot”"):
        draw.draw(folder, ROOT, plan.made(said(ledgers=[{"ledger": "investment.plot", "each": 1}])))
    wrong = [{"ledger": LEDGER, "amount": "sum", "each": 1}]
    with pytest.raises(InputError, match="没有“sum”"):
        draw.draw(folder, ROOT, plan.made(said(ledgers=wrong)))
