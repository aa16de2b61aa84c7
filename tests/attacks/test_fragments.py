"""黑管 adopts a pack whose filters are more than filters: what of SQL gets in is what the list allows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from luoshi.packs import expressions
from luoshi.packs.expressions import ExpressionError
from luoshi.packs.spec import Field, Ledger
from tests.people import HEI

LEDGER = Ledger(
    pack="demo", key="project", label="项目",
    fields={
        "name": Field(type="text", label="名称"), "total": Field(type="money", unit="万元", label="总投资"),
        "jobs": Field(type="integer", label="就业"), "signed_on": Field(type="date", label="签约日期"),
        "listed": Field(type="boolean", label="入统"),
    },
)  # fmt: skip
COLUMNS = {"name", "total", "jobs", "signed_on", "listed"}
ALLOWED = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg, exp.Not, exp.And,
    exp.Or, exp.Add, exp.Sub, exp.Mul, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In,
    exp.Is, exp.Coalesce, exp.Case, exp.If, exp.Cast, exp.DataType, exp.Count, exp.Sum, exp.Min, exp.Max,
    exp.Star, exp.Distinct, exp.Filter, exp.Where,
)  # fmt: skip
"""All that may stand in what is run."""

NASTY = [
    '1; DROP TABLE person', 'total > 1 --', '/*', '*/', "'", '"', "''", "\\'", '$$x$$', "E'\\x27'",
    "x'00'", '(SELECT password FROM person)', 'EXISTS(SELECT 1)',
    'UNION SELECT sealed FROM second_factor', 'pg_sleep(9)', "read_csv('/etc/passwd')",
    "read_text('/etc/passwd')", "load_extension('x')", "getenv('HOME')", "ATTACH 'x'", "COPY x TO 'y'",
    'PRAGMA x', 'INSTALL httpfs', "current_setting('x')", 'randomblob(1e9)', 'person.password',
    'sqlite_master', '*', "COLUMNS('.*')", 'total::text', 'CAST(total AS BLOB)', '{x}', '?', '$1', ':x',
    '@x', '#x', "name LIKE '%'", 'name || name', 'total / 0', 'total ^ 2', '[1,2]', "{'a': 1}",
    'x -> x + 1', 'CASE total WHEN 1 THEN 2 END', 'total OVER ()', 'INTERVAL 1 DAY', 'now()', 'TRUE',
    'NULL', 'name', 'total', 'jobs', 'signed_on', 'listed', '1', '0.5', '1e999', "'a'",
    "DATE '2026-01-31'", '’', '\x00', '／', '；', 'ｓｅｌｅｃｔ',
]  # fmt: skip
JOINTS = ["=", "<>", ">", " and ", " or ", " not ", "+", "-", "*", "/", " in (", ")", "(", ",", " between ",
          " is ", " like ", " from ", " where ", " filter (where ", " ", "\n", ";"]  # fmt: skip
words = st.sampled_from(NASTY) | st.text(max_size=6)
texts = st.lists(st.tuples(words, st.sampled_from(JOINTS)), min_size=1, max_size=6).map(
    lambda pairs: "".join(word + joint for word, joint in pairs)
) | st.lists(words, min_size=1, max_size=3).map(" ".join)
whole = st.recursive(
    st.sampled_from(["total > 1", "name = 'x'", "listed", "jobs in (1, 2)", *NASTY]),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or", "=", "+", "||"]), inner)
        | st.builds("coalesce({}, {})".format, inner, inner)
        | st.builds("case when {} then {} else {} end".format, inner, inner, inner)
    ),
    max_leaves=5,
)


def harmless(ast: Any) -> None:
    """Every part of it is one of the list, every name a column of the ledger, every text a plain one."""
    for node in ast.walk():
        assert isinstance(node, ALLOWED), (HEI.name, type(node), ast.sql())
        if isinstance(node, exp.Column):
            assert node.name in COLUMNS or node.name.startswith(("stage", "verif", "unit")), ast.sql()
            assert len(node.parts) == 1
        if isinstance(node, exp.DataType):
            assert node.is_type("date")
        if isinstance(node, exp.Literal) and not node.is_string:
            assert node.name.lstrip("-").isdigit()


@settings(max_examples=400, deadline=None)
@given(texts | whole)
def test_whatever_is_said_is_refused_or_harmless(text: str) -> None:
    for read in (expressions.condition, expressions.measure):
        try:
            made = read(text, LEDGER).ast
        except ExpressionError:
            continue
        harmless(made)
        for engine in ("sqlite", "postgres", "duckdb"):
            sql = made.sql(dialect=engine)
            assert ";" not in _outside_texts(sql)
            assert "--" not in _outside_texts(sql)
            assert "/*" not in _outside_texts(sql)


def _outside_texts(sql: str) -> str:
    """What of it is not inside quotes."""
    return "".join(part for number, part in enumerate(sql.split("'")) if number % 2 == 0)


@pytest.mark.parametrize("text", NASTY[:44])
def test_none_of_these_is_a_condition(text: str) -> None:
    with pytest.raises(ExpressionError):
        expressions.condition(text, LEDGER)


@pytest.mark.parametrize(
    "text", ["'; drop table person; --", "' or 1=1", "\\' or 1=1 --", "a''b", "%_", "\u02bc"]
)
def test_a_text_in_a_condition_stays_a_text(text: str) -> None:
    import sqlite3

    quoted = text.replace("'", "''")
    if ";" in text or "--" in text:
        with pytest.raises(ExpressionError):
            expressions.condition(f"name = '{quoted}'; x", LEDGER)
    try:
        made = expressions.condition(f"name = '{quoted}'", LEDGER).ast.sql(dialect="sqlite")
    except ExpressionError:
        return
    base = sqlite3.connect(":memory:")
    base.execute("create table row (name text)")
    base.executemany("insert into row values (?)", [(text,), ("other",)])
    assert base.execute(f"select name from row where {made}").fetchall() == [(text,)]
