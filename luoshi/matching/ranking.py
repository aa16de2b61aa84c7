"""How well a document answers what is asked: BM25F over its fields, and which words were found where.

A number here orders a list and is shown to nobody; no figure comes of it, and so it may be a float.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from luoshi.matching.words import Concept, plain

WEIGHTS: Mapping[str, float] = {"title": 2.0, "keywords": 1.5, "summary": 1.0}
"""How much a word counts by the field in which it stands."""
USUAL: Mapping[str, int] = {"title": 16, "keywords": 14, "summary": 60}
"""Characters that such a field usually has: longer ones dilute."""
K, B = 1.2, 0.5
WHOLE = 0.6
"""How much it counts that everything asked was found, beside that something was (0–1)."""


@dataclass(frozen=True)
class Document:
    """The texts of what is searched, by field (`title`, `keywords`, `summary`), plain."""

    fields: Mapping[str, str]

    @classmethod
    def of(cls, **texts: str) -> Document:
        return cls({key: plain(text) for key, text in texts.items() if text})


@dataclass(frozen=True)
class Hit:
    """A word that was asked, as what it was found, and in which fields."""

    asked: str
    found: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Scored:
    score: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Known:
    """How many documents there are, and in how many each word stands."""

    total: int
    holding: Mapping[str, int]

    def rarity(self, word: str) -> float:
        """How telling a word is."""
        held = min(self.holding.get(word, 0), self.total)
        return log(1 + (self.total - held + 0.5) / (held + 0.5))


class Ranking:
    """Documents ordered by what is asked."""

    def __init__(self, concepts: Sequence[Concept], known: Known) -> None:
        self._asked = [(one, _telling(one, known)) for one in concepts]
        self._all = sum(max(told.values(), default=0) for _, told in self._asked)

    def score(self, document: Document) -> Scored:
        """How well the document answers; 0 when nothing that was asked stands in it."""
        total, covered, hits = 0.0, 0.0, []
        for concept, telling in self._asked:
            best, word = 0.0, ""
            for one, worth in telling.items():
                reached = worth * _often(document, one)
                if reached > best:
                    best, word = reached, one
            if not word:
                continue
            total += best
            covered += telling[word]
            hits.append(Hit(concept.word, word, _where(document, word)))
        share = covered / self._all if self._all else 0
        return Scored(total * (1 - WHOLE + WHOLE * min(share, 1)), tuple(hits))


def _telling(concept: Concept, known: Known) -> dict[str, float]:
    """Word in which the concept may be found → what finding it is worth. Words that mean the same are as
    telling as the commonest of them."""
    found = {word: weight for word, weight in concept.found_as.items() if known.holding.get(word)}
    return {word: concept.weight * weight * known.rarity(word) for word, weight in found.items()}


def _often(document: Document, word: str) -> float:
    """How often a word stands in the fields, by their weight and length, levelled off (0–1)."""
    said = 0.0
    for field, text in document.fields.items():
        count = text.count(word)
        if count:
            said += WEIGHTS[field] * count / (1 - B + B * len(text) / USUAL[field])
    return said * (K + 1) / (said + K) if said else 0.0


def _where(document: Document, word: str) -> tuple[str, ...]:
    return tuple(field for field, text in document.fields.items() if word in text)
