"""`luoshi check-figures`: a draft against the demonstration's published figures."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_commands import luoshi

pytestmark = pytest.mark.xdist_group("demo")

RIGHT = "截至2025年12月底，清河县招商到位资金5.3亿元。商户432家，比上年359家增长20.3%。"


def asked(city: Path, folder: Path, words: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "稿件.txt").write_text(words, "utf-8")
    return luoshi(city, "check-figures", str(folder / "稿件.txt"), *options)


def test_a_right_draft_is_status_nought_and_a_wrong_digit_status_one(city: Path, tmp_path: Path) -> None:
    right = asked(city, tmp_path, RIGHT)
    assert (right.returncode, right.stderr) == (0, "")
    assert "第1行第22字  一致  5.3亿元" in right.stdout
    wrong = asked(city, tmp_path, RIGHT.replace("5.3亿", "5.4亿"))
    assert wrong.returncode == 1
    assert "不一致  5.4亿元  公布的是清河县" in wrong.stdout


def test_each_number_is_one_object_a_line(city: Path, tmp_path: Path) -> None:
    told = asked(city, tmp_path, RIGHT.replace("20.3%", "20.2%"), "--json")
    found = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.returncode == 1
    assert {"start", "end", "text", "state", "rule", "words", "expected", "match", "others", "cell"} == set(
        found[0]
    )
    funds = found[0]
    assert (funds["text"], funds["state"], funds["match"]["indicator"], funds["match"]["period"]) == (
        "5.3亿元", "right", "investment.funds_in_place", "2025-12",
    )  # fmt: skip
    increase = next(one for one in found if one["rule"] == "increase")
    assert (increase["state"], increase["expected"]) == ("does_not_add_up", "20.3%")


def test_only_what_the_person_sees_is_compared(city: Path, tmp_path: Path) -> None:
    elsewhere = asked(city, tmp_path, RIGHT.replace("5.3亿", "5.4亿"), "--as", "clerk")
    assert elsewhere.returncode == 0
    assert "未核对  5.4亿元" in elsewhere.stdout


def test_a_file_that_is_none_is_told(city: Path, tmp_path: Path) -> None:
    gone = luoshi(city, "check-figures", str(tmp_path / "没有.txt"))
    assert gone.returncode == 1
    assert "没有.txt" in gone.stderr
    assert "Traceback" not in gone.stderr
