"""What a question asks, as words: Chinese cut, each word with what means the same and what it is made of.

Pure: no database, no model. The site's records are the dictionary: a word that none of them holds is asked by
its pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

_RUN = re.compile(r"[0-9a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")
SAME, INNER, PIECE = 0.9, 0.75, 0.3
"""How much a word found counts that means the same; that stands inside the one asked; a pair of its
characters."""
ALONE = 0.5
"""… and a word of one character: 羊 or 梨 says something, others little."""
MOST = 24
"""Words of a question that are asked; of a long one, those that count most."""


@dataclass(frozen=True)
class Concept:
    """Something asked: the word, how much it counts, and in which words it may be found (each with how much
    finding it counts)."""

    word: str
    weight: float
    found_as: Mapping[str, float]


def plain(text: str) -> str:
    """A text as it is searched: plain small letters, its unbroken runs set apart by spaces."""
    return " ".join(_RUN.findall(unicodedata.normalize("NFKC", text).lower()))


@cache
def _said() -> Mapping[str, Any]:
    """What `words.yaml` says."""
    return dict(yaml.load(Path(__file__).with_name("words.yaml").read_bytes(), Loader=yaml.CSafeLoader))


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Word → the others of its group."""
    groups = _said()["same"]
    return {word: tuple(one for one in group if one != word) for group in groups for word in group}


@cache
def empty() -> frozenset[str]:
    """Words that tell nothing of what is asked."""
    return frozenset(word for line in _said()["empty"] for word in line.split())


@cache
def _cutter() -> object:
    """The segmenter, with the words of the groups."""
    from rjieba import Jieba  # its dictionary takes a moment

    made = Jieba()
    for word in synonyms():
        made.add_word(word, None, None)
    return made


@lru_cache(maxsize=20_000)
def cut(text: str) -> tuple[str, ...]:
    """The words of a text in order, those that tell nothing left out."""
    cutter = _cutter()
    found: list[str] = []
    for run in plain(text).split():
        words = cutter.cut(run)  # type: ignore[attr-defined]
        found += (one for one in (*words, *_overlooked(run, words)) if one not in empty())
    return tuple(found)


def _overlooked(run: str, words: Sequence[str]) -> Iterator[str]:
    """Words of the groups that the segmenter cut through: 秆子 where it says 玉米秆, 子."""
    for start in range(len(run) - 1):
        for end in (start + 4, start + 3, start + 2):
            if run[start:end] in synonyms() and not any(run[start:end] in word for word in words):
                yield run[start:end]
                break


@lru_cache(maxsize=20_000)
def inner(word: str) -> tuple[str, ...]:
    """The shorter words inside one: 苹果 in 苹果树."""
    if len(word) < 3 or word.isascii():
        return ()
    found = _cutter().cut_for_search(word)  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(one for one in found if 1 < len(one) < len(word) and one not in empty()))


def asked(parts: Iterable[tuple[str, float]]) -> list[Concept]:
    """What texts ask, each text with how much it counts; a word said twice counts by its best place."""
    weights: dict[str, float] = {}
    for text, weight in parts:
        for word in cut(text):
            mine = weight * (ALONE if len(word) == 1 else 1)
            weights[word] = max(weights.get(word, 0), mine)
    told = sorted(weights.items(), key=lambda one: -one[1])[:MOST]
    return [Concept(word, weight, _found_as(word)) for word, weight in told]


def _found_as(word: str) -> dict[str, float]:
    """The word, what means the same, and what stands inside it; a word of the groups inside it brings its
    group."""
    found = {word: 1.0}
    for other in synonyms().get(word, ()):
        found.setdefault(other, SAME)
    for part in inner(word):
        found.setdefault(part, INNER)
        for other in synonyms().get(part, ()):
            found.setdefault(other, INNER * SAME)
    return found


def backed_off(concept: Concept, known: Mapping[str, int]) -> Concept:
    """As it is asked of records of which none holds any of its words: by pairs of characters."""
    word = concept.word
    if len(word) < 2 or word.isascii() or any(known.get(one) for one in concept.found_as):
        return concept
    pieces = {word[place : place + 2]: PIECE for place in range(len(word) - 1)}
    pieces |= {one: PIECE / 2 for one in word if one not in empty()} if len(word) == 2 else {}
    return Concept(word, concept.weight, {**concept.found_as, **pieces})
