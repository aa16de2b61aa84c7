"""Whole texts: as many objects found as two careful people find, and never a wrong span."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from weasyprint import HTML

from luoshi.reading import documents, read
from tests import shared
from tests.reading.marked import gold

HERE = Path(__file__).parent
SPEECHES = ("investment-conference", "science-work-conference")


OWN = sorted(path.name.removesuffix(".gold.jsonl") for path in (HERE / "texts").glob("*.gold.jsonl"))


def scored(tmp_path: Path, folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """What the scorer says of the reader over some texts with gold."""
    pairs = []
    for name in names:
        text = (folder / f"{name}.txt").read_text("utf-8")
        found = tmp_path / f"{name}.jsonl"
        lines = [json.dumps(proposal.to_json(), ensure_ascii=False) for proposal in read(text)]
        found.write_text("\n".join(lines), "utf-8")
        pairs += [str(folder / f"{name}.gold.jsonl"), str(found)]
    scorer = str(shared.path("reading", "score.py"))
    said = subprocess.run([sys.executable, scorer, *pairs], capture_output=True, check=True)
    report: dict[str, Any] = json.loads(said.stdout)
    return report


def test_the_two_annotated_speeches_are_read_nearly_as_people_read_them(tmp_path: Path) -> None:
    report = scored(tmp_path, shared.path("reading"), SPEECHES)
    assert report["all"]["f1"] >= 0.96
    assert min(report["figure"]["f1"], report["target"]["f1"]) >= 0.95
    assert report["value_unit"] >= 0.97
    assert report["owner"] >= 0.95


def test_our_own_invented_texts_are_read_nearly_as_we_annotated_them(tmp_path: Path) -> None:
    assert len(OWN) == 5
    report = scored(tmp_path, HERE / "texts", OWN)
    assert report["all"]["f1"] >= 0.97
    assert report["value_unit"] >= 0.97


HELD = sorted(path.name.removesuffix(".gold.jsonl") for path in (HERE / "held").glob("*.gold.jsonl"))
"""Invented texts of ten kinds, annotated by two people who had not seen the reader (docs/benchmarks.md)."""


def test_texts_annotated_by_others_are_read_better_than_two_people_need_agree(tmp_path: Path) -> None:
    assert len(HELD) == 10
    report = scored(tmp_path, HERE / "held", HELD)
    assert report["all"]["f1"] >= 0.94
    assert min(report["figure"]["f1"], report["target"]["f1"]) >= 0.94
    assert min(report[kind]["f1"] for kind in ("task", "cadence")) >= 0.88
    assert report["value_unit"] >= 0.97
    assert report["owner"] >= 0.89


@pytest.mark.parametrize("name", HELD)
def test_the_annotations_of_others_quote_their_texts(name: str) -> None:
    text = (HERE / "held" / f"{name}.txt").read_text("utf-8")
    lines = (HERE / "held" / f"{name}.gold.jsonl").read_text("utf-8").splitlines()
    assert all(one["text"] == text[one["start"] : one["end"]] for one in map(json.loads, lines))


@pytest.mark.parametrize("name", OWN)
def test_the_gold_is_what_the_marked_text_says(name: str) -> None:
    text, objects = gold((HERE / "texts" / f"{name}.marked").read_text("utf-8"))
    assert text == (HERE / "texts" / f"{name}.txt").read_text("utf-8")
    kept = (HERE / "texts" / f"{name}.gold.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in kept] == objects


def test_a_word_file_a_page_and_a_pdf_give_the_same_sentence(tmp_path: Path) -> None:
    said = "今年全县粮食总产量要达到12.5万吨。"
    word = Document()
    word.add_paragraph(said)
    word.save(str(tmp_path / "speech.docx"))
    (tmp_path / "speech.html").write_text(
        f"<html><body><p>{said}</p><script>x</script></body></html>", "utf-8"
    )
    HTML(string=f"<p>{said}</p>").write_pdf(tmp_path / "speech.pdf")
    for name in ("speech.docx", "speech.html", "speech.pdf"):
        text = documents.extract(tmp_path / name).text
        (target,) = (one.to_json() for one in read(text) if one.to_json()["kind"] == "target")
        assert (target["value"], target["unit"]) == ("12.5", "万吨"), name


SIGNS = "。，、；！？:：(（)）%％0123456789亿万十百两几一二三家个件户元年月日《》\n\u202e"
WORDS = ("今年", "力争", "达到", "同比增长", "各乡镇要", "×家", "20xx")
pieces = st.sampled_from([*SIGNS, *WORDS])


@given(st.lists(pieces, max_size=80).map("".join) | st.text(max_size=200))
def test_any_text_is_read_and_every_span_is_what_it_says(text: str) -> None:
    for proposal in read(text):
        said = proposal.to_json()
        assert 0 <= said["start"] < said["end"] <= len(text)
        assert said["text"] == text[said["start"] : said["end"]]
