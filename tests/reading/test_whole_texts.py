"""Whole texts: as many objects found as two careful people find, and never a wrong span."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.reading import read
from tests import shared

SPEECHES = ("investment-conference", "science-work-conference")


def test_the_two_annotated_speeches_are_read_nearly_as_people_read_them(tmp_path: Path) -> None:
    pairs = []
    for name in SPEECHES:
        text = shared.path("reading", f"{name}.txt").read_text("utf-8")
        found = tmp_path / f"{name}.jsonl"
        lines = [json.dumps(proposal.to_json(), ensure_ascii=False) for proposal in read(text)]
        found.write_text("\n".join(lines), "utf-8")
        pairs += [str(shared.path("reading", f"{name}.gold.jsonl")), str(found)]
    scorer = str(shared.path("reading", "score.py"))
    scored = subprocess.run([sys.executable, scorer, *pairs], capture_output=True, check=True)
    report = json.loads(scored.stdout)
    assert report["all"]["f1"] >= 0.94
    assert min(report["figure"]["f1"], report["target"]["f1"]) >= 0.95
    assert report["value_unit"] >= 0.97


SIGNS = "。，、；！？:：(（)）%％0123456789亿万十百两几一二三家个件户元年月日《》\n\u202e"
WORDS = ("今年", "力争", "达到", "同比增长", "各乡镇要", "×家", "20xx")
pieces = st.sampled_from([*SIGNS, *WORDS])


@settings(deadline=None)
@given(st.lists(pieces, max_size=80).map("".join) | st.text(max_size=200))
def test_any_text_is_read_and_every_span_is_what_it_says(text: str) -> None:
    for proposal in read(text):
        said = proposal.to_json()
        assert 0 <= said["start"] < said["end"] <= len(text)
        assert said["text"] == text[said["start"] : said["end"]]
