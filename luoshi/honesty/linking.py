"""Which records are probably one project: re-signed, renamed, split, under another unit or in another year.

Pure. Pairs that share a code, a firm, a rare part of a name, or place and amount are looked at; each reason
for or against gives points, and a pair with enough points is linked (docs/decisions/0025-linking.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from luoshi.honesty.comparable import Plain, Thing, prepared
from luoshi.honesty.likeness import Reason, compared, reasons, score

__all__ = ["Pair", "Reason", "Thing", "link"]

LEAST = 0
"""So many points link a pair."""
_RARE = 3
"""So many of the rarest parts of a name bring it together with others …"""
_COMMON = 40
"""… unless more records than this have the part."""
_CROWD = 400
"""A firm with more records than this is looked at only where names or amounts bring them together."""


@dataclass(frozen=True)
class Pair:
    """Two records that are probably one. `why` says what speaks for it, the strongest first."""

    a: int
    b: int
    points: int
    why: tuple[Reason, ...]

    @property
    def same(self) -> frozenset[str]:
        """What is alike in both: name, investor, place, amount, date."""
        return frozenset(one.word for one in self.why)


def link(things: Iterable[Thing], *, focus: Collection[int] | None = None, least: int = LEAST) -> list[Pair]:
    """The pairs that are probably one, the surest first; with `focus` only those that have one of it."""
    known = tuple(things)
    plain, blocks = _index(known)
    wanted = None if focus is None else {place for place, one in enumerate(known) if one.id in focus}
    pairs = _candidates(blocks, wanted)
    if not pairs:
        return []
    levels = compared(known, plain, pairs)
    found = []
    for (a, b), level in zip(pairs, levels, strict=True):
        points = score(level)
        if points >= least:
            why = sorted(reasons(level), key=lambda one: -one.points)
            found.append(Pair(known[a].id, known[b].id, points, tuple(why)))
    return sorted(found, key=lambda one: (-one.points, one.a, one.b))


@lru_cache(maxsize=4)
def _index(things: tuple[Thing, ...]) -> tuple[Sequence[Plain], Sequence[Sequence[int]]]:
    """Things made comparable, and the places of those that share something telling. Kept while the things
    stay as they are: on the day months are handed in, one unit after the other asks about all of them."""
    plain = prepared(things)
    return plain, [block for block in _blocks(things, plain) if len(block) > 1]


def _candidates(blocks: Iterable[Sequence[int]], wanted: Collection[int] | None) -> list[tuple[int, int]]:
    """Pairs of places that share something telling, each once."""
    found: set[tuple[int, int]] = set()
    for block in blocks:
        if wanted is not None and not any(one in wanted for one in block):
            continue
        found.update(
            pair
            for pair in combinations(block, 2)
            if wanted is None or pair[0] in wanted or pair[1] in wanted
        )
    return sorted(found)


def _blocks(things: Sequence[Thing], plain: Sequence[Plain]) -> Iterator[list[int]]:
    by_code, by_firm, by_sum = defaultdict(list), defaultdict(list), defaultdict(list)
    for place, (thing, bare) in enumerate(zip(things, plain, strict=True)):
        if thing.code:
            by_code[thing.code].append(place)
        if bare.firm:
            by_firm[bare.firm].append(place)
        if thing.amount and bare.place:
            by_sum[thing.amount, bare.place[:3]].append(place)
    for blocks, most in ((by_code, _CROWD), (by_firm, _CROWD), (by_sum, _COMMON)):
        yield from (block for block in blocks.values() if len(block) <= most)
    yield from _rare(plain)


def _rare(plain: Sequence[Plain]) -> Iterator[list[int]]:
    """Records whose names share one of their rarest parts: pairs and threes of characters."""
    parts = [_parts(one.name) for one in plain]
    often = Counter(part for one in parts for part in one)
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, mine in enumerate(parts):
        rare = sorted(
            (part for part in mine if 1 < often[part] <= _COMMON), key=lambda part: (often[part], part)
        )
        for part in rare[:_RARE]:
            blocks[part].append(place)
    yield from blocks.values()


def _parts(name: str) -> set[str]:
    return {name[at : at + size] for size in (2, 3) for at in range(len(name) - size + 1)}
