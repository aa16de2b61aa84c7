"""Is what people search found? Measured on the labelled set against what a database brings of itself."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.ledgers import actions
from luoshi.ledgers.drafts import NewRow
from luoshi.matching import finding
from luoshi.matching.policy import ADVICE
from tests.matching import judged
from tests.people import CITY, SYSTEM


@pytest.fixture
def filled(ledgers: None) -> judged.Search:
    """Every document as an answer of the library, and the search of it."""
    texts = judged.documents()
    rows = [
        NewRow(
            CITY,
            {
                "title": one.title, "text": one.summary, "advice": "略", "keywords": one.keywords,
                "subject": "other", "published_on": date(2026, 3, 2),
            },
        )
        for one in texts
    ]  # fmt: skip
    made = actions.create_many(SYSTEM, ADVICE, rows)
    keys = {one.ref.id: text.key for one, text in zip(made, texts, strict=True)}
    return lambda question: [keys[one.record.ref.id] for one in finding.library(question)]


def test_the_set_is_large_and_judged_with_care() -> None:
    known = {one.key for one in judged.documents()}
    every = judged.questions("tune") + judged.questions("held")
    assert len(known) >= 100
    assert sum(len(one.grades) for one in every) >= 300
    assert {key for one in every for key in one.grades} <= known
    assert all(max(one.grades.values()) == 3 and 0 in one.grades.values() for one in every)


@pytest.mark.parametrize("half", ["tune", "held"])
def test_ours_finds_more_than_like_and_full_text_search(filled: judged.Search, half: str) -> None:
    ours = judged.mean(filled, half)
    assert ours >= 0.84
    assert ours - judged.mean(judged.plain_like, half) >= 0.2
    assert ours - judged.mean(judged.Fts5("unicode61"), half) >= 0.4
    assert ours - judged.mean(judged.Fts5("trigram"), half) >= 0.6


def test_an_order_turned_round_is_worth_less() -> None:
    assert judged.ndcg(["a", "b"], {"a": 3, "b": 1}) == 1
    # 1/log2(2) + 7/log2(3) = 5.4165… of 7/log2(2) + 1/log2(3) = 7.6309…
    assert round(judged.ndcg(["b", "a"], {"a": 3, "b": 1}), 4) == 0.7098
    assert judged.ndcg([], {"a": 3}) == 0
