"""The labelled set: 62 questions in the words of farmers and firms, 496 judged pairs; and how well an order
of documents answers them (nDCG@10). Invented by one hand: it tells searches apart, no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

import yaml

from luoshi.matching import words

FOLDER = Path(__file__).parent / "labelled"
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Text:
    key: str
    kind: str
    domain: str
    title: str
    summary: str
    keywords: str


@dataclass(frozen=True)
class Question:
    half: str
    asked: str
    grades: Mapping[str, int]


def documents() -> list[Text]:
    return [Text(*one) for one in yaml.safe_load((FOLDER / "documents.yaml").read_text(encoding="utf-8"))]


def questions(half: str) -> list[Question]:
    found = yaml.safe_load((FOLDER / "queries.yaml").read_text(encoding="utf-8"))
    return [one for one in (Question(*said) for said in found) if one.half == half]


def ndcg(order: Sequence[str], grades: Mapping[str, int], most: int = 10) -> float:
    """How near an order comes to the best one: 1 is the best, 0 finds nothing."""

    def gain(found: Sequence[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(found[:most]))

    return gain([grades.get(key, 0) for key in order]) / gain(sorted(grades.values(), reverse=True))


def mean(search: Search, half: str) -> float:
    """The mean over a half's questions."""
    asked = questions(half)
    return sum(ndcg(search(one.asked), one.grades) for one in asked) / len(asked)


def plain_like(question: str) -> list[str]:
    """LIKE as a person would write it: the words of the question, those texts first that hold most of them.
    The words are cut by our own segmenter, which is already more than LIKE brings."""
    asked = words.cut(question)
    held = {
        one.key: sum(word in f"{one.title} {one.summary} {one.keywords}" for word in asked)
        for one in documents()
    }
    return [key for key in sorted(held, key=lambda key: -held[key]) if held[key]]


class Fts5:
    """SQLite's full-text search with a tokenizer of its own, its BM25 with our weights."""

    def __init__(self, tokenizer: str) -> None:
        self._tokenizer = tokenizer
        self._texts = documents()
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            f"CREATE VIRTUAL TABLE found USING fts5(title, summary, keywords, tokenize='{tokenizer}')"
        )
        rows = [(number, one.title, one.summary, one.keywords) for number, one in enumerate(self._texts)]
        self._base.executemany("INSERT INTO found(rowid, title, summary, keywords) VALUES (?, ?, ?, ?)", rows)

    def __call__(self, question: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in self.asked(question))
        if not match:
            return []
        rows = self._base.execute(
            "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 2, 1, 1.5)", (match,)
        )
        return [self._texts[number].key for (number,) in rows]

    def asked(self, question: str) -> list[str]:
        if self._tokenizer == "trigram":
            run = words.plain(question).replace(" ", "")
            return [run[place : place + 3] for place in range(len(run) - 2)]
        return list(words.cut(question))
