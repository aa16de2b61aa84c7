"""Linking beside comparing all with all: `python -m bench.linking [--seed SEED] [--sizes 2500 5000 10000]`.

The same made-up projects (tests/honesty/made_up.py) are linked as the product does it, and by rapidfuzz's
`cdist` over every pair of names as they were typed, on the same processors. Printed: seconds, their ratio,
how many of the pairs that are one each finds, and how much of what it finds is right; the naive one at the
threshold that is best for it, which nobody knows beforehand. Only the comparing is timed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from luoshi.honesty.linking import Thing, link
from tests.honesty.made_up import world

THRESHOLDS = range(60, 101, 5)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=20260318)
    asked.add_argument("--sizes", type=int, nargs="+", default=[2_500, 5_000, 10_000])
    said = asked.parse_args()
    for size in said.sizes:
        made = world(said.seed, size)
        true = made.pairs()
        begun = time.perf_counter()
        found = {(one.a, one.b) for one in link(made.things)}
        ours = time.perf_counter() - begun
        theirs, naive = _naive(made.things, true)
        recall, precision = len(found & true) / len(true), len(found & true) / len(found)
        print(f"{size:,} projects, {len(true):,} pairs are one")
        print(f"  link:  {ours:6.1f} s  recall {recall:.3f}  precision {precision:.3f}")
        print(f"  cdist: {theirs:6.1f} s  {naive}")
        print(f"  {theirs / ours:.1f} × as long")


def _naive(things: Sequence[Thing], true: set[tuple[int, int]]) -> tuple[float, str]:
    """Every pair of “name investor place”, a thousand rows at a time so that memory holds."""
    texts = [f"{one.name} {one.investor} {one.place}" for one in things]
    counts = dict.fromkeys(THRESHOLDS, 0)
    right = dict.fromkeys(THRESHOLDS, 0)
    seconds = 0.0
    for start in range(0, len(texts), 1_000):
        begun = time.perf_counter()
        scores = cdist(
            texts[start : start + 1_000], texts, scorer=fuzz.ratio, dtype=np.uint8, score_cutoff=60
        )
        seconds += time.perf_counter() - begun
        for row, column in zip(*np.nonzero(scores), strict=True):
            if row + start < column:
                _count(things, true, (row + start, column), int(scores[row, column]), counts, right)
    best = max(THRESHOLDS, key=lambda one: 2 * right[one] / max(1, counts[one] + len(true)))
    recall, precision = right[best] / len(true), right[best] / max(1, counts[best])
    return seconds, f"recall {recall:.3f}  precision {precision:.3f} (at {best}, its best)"


def _count(
    things: Sequence[Thing],
    true: set[tuple[int, int]],
    pair: tuple[int, int],
    score: int,
    counts: dict[int, int],
    right: dict[int, int],
) -> None:
    a, b = things[pair[0]].id, things[pair[1]].id
    is_one = (min(a, b), max(a, b)) in true
    for least in THRESHOLDS:
        if score >= least:
            counts[least] += 1
            right[least] += is_one


if __name__ == "__main__":
    main()
