"""A question is worded once and asked of any days."""

from __future__ import annotations

from datetime import date

import pytest
from sqlglot import exp

from luoshi.figures import sql
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.engines import render, said
from luoshi.figures.questions import Question, Span, end, eve, start
from luoshi.packs import expressions
from luoshi.packs.expressions import ExpressionError
from luoshi.packs.spec import Pack
from tests.figures.world import CATALOGUE, PROJECT, RECEIPT

MARCH, APRIL = (Span(date(2026, 1, 1), date(2026, month, day)) for month, day in ((3, 31), (4, 30)))


def test_a_question_is_worded_once_in_a_dialect_whatever_days_it_is_asked_of() -> None:
    words: list[str] = []

    def word(ast: exp.Expr, dialect: str) -> str:
        words.append(dialect)
        return render(ast, dialect)

    question = Question(exp.select(start(), eve(), end()))
    texts = [
        said(question.over(span), dialect, word)
        for dialect in ("sqlite", "duckdb")
        for span in (MARCH, APRIL)
    ]
    assert words == ["sqlite", "duckdb"]
    assert (
        texts[2]
        == "SELECT CAST('2026-01-01' AS DATE), CAST('2025-12-31' AS DATE), CAST('2026-03-31' AS DATE)"
    )
    assert texts[3] == texts[2].replace("03-31", "04-30")


@pytest.mark.parametrize("open_day", [start(), eve(), end()])
def test_no_pack_can_say_a_day_that_stands_for_another(open_day: exp.Expr) -> None:
    mark = open_day.this.name
    assert len(mark) == len("2026-01-01")
    with pytest.raises(ExpressionError, match="不是日期"):
        expressions.condition(f"signed_on = '{mark}'", PROJECT)


def test_the_same_packs_have_one_catalogue_and_equal_ones_each_their_own() -> None:
    def pack() -> Pack:
        return Pack(key="test", version=1, label="试验", ledgers={"project": PROJECT, "receipt": RECEIPT})

    one, other = pack(), pack()
    assert Catalogue.of({"test": one}) is Catalogue.of({"test": one})
    assert Catalogue.of({"test": one}) is not Catalogue.of({"test": other})


def test_a_net_flow_speaks_of_all_three_days() -> None:
    texts = {
        one.name: render(sql.totals(one, CATALOGUE, sql.measured(one, CATALOGUE.ledger_of(one))), "duckdb")
        for one in CATALOGUE.indicators.values()
        if one.kind == "flow" and one.until
    }
    assert texts
    for text in texts.values():
        assert all(day.this.name in text for day in (start(), eve(), end()))
