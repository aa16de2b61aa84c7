"""What may be said over a ledger, what it means exactly, and what is refused."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.packs import expressions
from luoshi.packs.expressions import ExpressionError
from luoshi.packs.spec import Field, Ledger, Stage
from luoshi.packs.symbols import of_child

RECEIPT = Ledger(
    pack="demo", key="receipt", label="到位资金", total="amount",
    fields={"amount": Field(type="money", unit="万元", label="金额")},
)  # fmt: skip
PROJECT = Ledger(
    pack="demo", key="project", label="项目",
    fields={
        "name": Field(type="text", label="名称"),
        "total": Field(type="money", unit="万元", label="总投资"),
        "deposit": Field(type="money", unit="元", label="保证金"),
        "area": Field(type="decimal", places=1, label="面积"),
        "share": Field(type="percent", label="占比"),
        "jobs": Field(type="integer", label="就业"),
        "signed_on": Field(type="date", label="签约日期"),
        "kind": Field(type="choice", label="类别", choices={"farm": "农业", "plant": "工业"}),
        "listed": Field(type="boolean", label="入统"),
        "investor": Field(type="organization", label="投资方"),
    },
    stages=tuple(Stage(key=key, label=key) for key in ("talks", "signed", "started")),
)  # fmt: skip

ROW = {
    "name": "果汁厂", "total": 5_000 * 10**6, "deposit": 30_000 * 100, "area": 125, "share": 140, "jobs": 80,
    "signed_on": "2026-03-05", "kind": "plant", "listed": True, "investor": "丰禾公司", "investor_code": "X",
    "stage": "signed", "verification": "verified", "unit": "C0101", "stage_signed": "2026-03-06",
    "receipt_total": 6_000 * 10**6, "receipt_count": 3,
}  # fmt: skip


def holds(text: str, engine: str = "sqlite") -> bool:
    ast = expressions.condition(text, PROJECT, of_child(RECEIPT)).ast
    sql = f"SELECT {ast.sql(dialect=engine)} FROM row"
    names, marks = ", ".join(ROW), ", ".join("?" for _ in ROW)
    if engine == "sqlite":
        connection = sqlite3.connect(":memory:")
        connection.execute(f"CREATE TABLE row ({names})")
        connection.execute(f"INSERT INTO row VALUES ({marks})", list(ROW.values()))
        return bool(connection.execute(sql).fetchone()[0])
    duck = duckdb.connect()
    kinds = {bool: "BOOLEAN", int: "BIGINT", str: "TEXT"}
    dates = {"signed_on", "stage_signed"}
    columns = ", ".join(f"{n} {'DATE' if n in dates else kinds[type(v)]}" for n, v in ROW.items())
    duck.execute(f"CREATE TABLE row ({columns})")
    duck.execute(f"INSERT INTO row VALUES ({marks})", list(ROW.values()))
    return bool(duck.execute(sql).fetchone()[0])


TRUE = [
    "total = 5000",
    "total >= 4999.999999",
    "total > 4999 and total < 5001",
    "total + 0.5 = 5000.5",
    "deposit = 30000",
    "deposit + total = 50030000",
    "total > deposit",
    "total * 1.2 = receipt_total",
    "receipt_total > total",
    "receipt_count = 3",
    "area = 12.5",
    "area * 2 = 25",
    "area between 12.4 and 12.6",
    "share >= 1.4",
    "jobs in (80, 90.5)",
    "signed_on >= '2026-03-05' and signed_on < '2026-04-01'",
    "stage_signed > signed_on",
    "stage_signed - signed_on = 1 and signed_on - stage_signed = -1",
    "signed_on - '2025-03-05' = 365 and date '2024-03-01' - '2024-02-28' = 2",
    "(stage_signed - signed_on) * 30 - jobs = -50",
    "kind = 'plant' and not kind in ('farm')",
    "verified and listed",
    "stage_at_least('signed') and not stage_at_least('started')",
    "name is not null and investor_code = 'X'",
    "coalesce(total, 0) > 0",
    "case when kind = 'plant' then total else 0 end = 5000",
    "-jobs < 0 and jobs - 80 = 0",
    "unit <> 'C0102' or false",
]


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
@pytest.mark.parametrize("text", TRUE)
def test_a_condition_means_what_a_clerk_reads(text: str, engine: str) -> None:
    assert holds(text, engine)


@pytest.mark.parametrize(
    "text",
    [
        "total > (select max(total) from x)",
        "total > 1 union select 1",
        "total > 1 -- and verified",
        "total > 1 /* x */",
        "total > 1; drop table x",
        "pragma table_info('x')",
        "attach 'x'",
        "read_csv('x') is null",
        "total / 2 > 1",
        "total % 2 = 0",
        "name like '%x%'",
        "name || 'x' = 'y'",
        "cast(name as integer) > 1",
        "other.total > 1",
        "exists (select 1)",
        "total > 1 limit 1",
        "total > 1 from x",
        "total > 1 where true",
        "total as x",
        "*",
        "sum(total) > 1",
        "row_number() over () > 1",
        "random() > 1",
        "total > ?",
        "total > $1",
        "distinct total > 1",
        "name in (name)",
        "jobs in (select 1)",
        "lambda x: x",
        "[1] = [1]",
        "{'a': 1} is null",
        "total > 1e99",
        "",
        " ",
        "((",
        "total > 1, true",
    ],
)
def test_nothing_else_of_sql_gets_in(text: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.condition(text, PROJECT)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("totl > 1", "您是不是要写 total"),
        ("kind = 'plnt'", "您是不是要写 plant"),
        ("stage_at_least('sigend')", "您是不是要写 signed"),
        ("stage = 'begun'", "talks、signed、started"),
    ],
)
def test_an_unknown_word_is_answered_with_what_was_meant(text: str, meant: str) -> None:
    with pytest.raises(ExpressionError, match=meant):
        expressions.condition(text, PROJECT)


@pytest.mark.parametrize(
    "text",
    [
        "total",
        "total + 1",
        "name > 1",
        "verified + 1 > 0",
        "signed_on > 'soon'",
        "total * deposit > 1",
        "signed_on - 1 > 0",
        "signed_on + stage_signed > 0",
        "signed_on - 'soon' > 0",
        "signed_on - name > 0",
        "-signed_on < 0",
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.condition(text, PROJECT)


@pytest.mark.parametrize(
    "text", ["total", "avg(total)", "sum(name)", "count(1)", "sum(total) + 1", "count(distinct a, b)"]
)
def test_a_measure_is_one_aggregate_that_is_known(text: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.measure(text, PROJECT)


def test_a_measure_may_carry_a_filter() -> None:
    typed = expressions.measure("sum(total) filter (where kind = 'plant')", PROJECT)
    assert (typed.type, typed.scale) == ("money", 6)
    assert typed.ast.sql("duckdb") == "SUM(total) FILTER(WHERE kind = 'plant')"


@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for read in (expressions.condition, expressions.measure):
        try:
            read(text, PROJECT)
        except ExpressionError:
            continue


figures = st.integers(0, 10**6).map(lambda number: Decimal(number).scaleb(-3))
terms = st.sampled_from(["area", "share", "jobs"]) | figures.map(str)
AS_READ = {"area": Decimal("12.5"), "share": Decimal("1.4"), "jobs": Decimal(80)}
OPERATIONS = {"+": Decimal.__add__, "-": Decimal.__sub__, "*": Decimal.__mul__}


@st.composite
def sums(draw: st.DrawFn) -> tuple[str, Decimal]:
    """A sum as text, and what it comes to by hand."""
    text, value = "0", Decimal(0)
    for _ in range(draw(st.integers(1, 4))):
        sign, term = draw(st.sampled_from("+-*")), draw(terms)
        text, value = f"({text} {sign} {term})", OPERATIONS[sign](value, AS_READ.get(term) or Decimal(term))
    return text, value


@given(sums(), sums())
def test_arithmetic_is_exact(left: tuple[str, Decimal], right: tuple[str, Decimal]) -> None:
    assert holds(f"{left[0]} > {right[0]}") == (left[1] > right[1])
    assert holds(f"{left[0]} = {right[0]}") == (left[1] == right[1])
