"""A site measures its reader as the scorer of the annotated speeches does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading import read
from luoshi.reading.measure import Score, overlap, pairs, score
from tests import shared

spans = st.lists(
    st.builds(
        lambda kind, start, length: {"kind": kind, "start": start, "end": start + length},
        st.sampled_from(["figure", "target", "task"]), st.integers(0, 60), st.integers(1, 20),
    ),
    max_size=12,
)  # fmt: skip


def scorer(tmp_path: Path, gold: str, found: str) -> dict[str, Any]:
    files = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    for file, lines in zip(files, (gold, found), strict=True):
        file.write_text(lines, "utf-8")
    command = [sys.executable, str(shared.path("reading", "score.py")), *map(str, files)]
    report: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return report


def test_the_rates_of_an_annotated_speech_are_those_of_the_scorer(tmp_path: Path) -> None:
    text = shared.path("reading", "science-work-conference.txt").read_text("utf-8")
    gold = shared.path("reading", "science-work-conference.gold.jsonl").read_text("utf-8")
    found = [one.to_json() for one in read(text)]
    ours = score([json.loads(line) for line in gold.splitlines() if line.strip()], found)
    theirs = scorer(tmp_path, gold, "\n".join(json.dumps(one, ensure_ascii=False) for one in found))
    for kind, mine in ours.items():
        said = theirs[kind]
        assert (mine.gold, mine.found, round(mine.f1, 3)) == (said["gold"], said["found"], said["f1"])


@given(spans, spans)
def test_no_object_matches_twice_and_only_one_that_overlaps_by_half(
    gold: list[Any], found: list[Any]
) -> None:
    for kind in ("figure", "target", "task"):
        mine, theirs = ([one for one in some if one["kind"] == kind] for some in (gold, found))
        matched = pairs(mine, theirs)
        assert len(matched) <= min(len(mine), len(theirs))
        assert all(overlap(one, other) >= 0.5 for one, other in matched)
        assert (
            len({id(one) for one, _ in matched}) == len({id(other) for _, other in matched}) == len(matched)
        )


def test_a_reader_that_finds_everything_and_nothing_else_scores_one() -> None:
    one = [{"kind": "task", "start": 3, "end": 9}]
    assert (score(one, one)["all"].f1, score(one, [])["all"].f1, score([], one)["all"].precision) == (1, 0, 0)
    assert Score(4, 2, 2).recall == 0.5
