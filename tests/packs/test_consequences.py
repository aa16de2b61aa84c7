"""What a sheet says of its notice and of what follows is checked like everything else in a pack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from luoshi.packs import library
from luoshi.packs.compile import load

WRONG = {
    "{key: x, label: 奖, kind: commend, rule: rnk}": "没有奖惩规则“rnk”",
    "{key: x, label: 奖, kind: commend, rule: rank}": "位次规则写 places 或 last 之一",
    "{key: x, label: 奖, kind: commend, rule: rank, params: {places: [1, 2], last: 1}}": "位次规则写",
    "{key: x, label: 谈, kind: talk, rule: lights, params: {light: rot, count: 3}}": "没有灯“rot”",
    "{key: x, label: 奖, kind: bonus, rule: rank, params: {last: 1}}": "奖金要写 amount",
    "{key: x, label: 谈, kind: talk, rule: veto, amount: 3}": "奖金要写 amount",
    "{key: talk, label: 谈, kind: talk, rule: veto}": "“talk”写了两次",
    "{key: x, label: 谈, kind: talk, rule: below}": "points",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_clause_is_told_with_its_file_and_line(line: str, tmp_path: Path) -> None:
    folder = tmp_path / "investment"
    shutil.copytree(library.folder("investment"), folder)
    file = folder / "sheets" / "township.yaml"
    text = file.read_text("utf-8").rstrip("\n")
    file.write_text(f"{text}\n  - {line}\n", "utf-8")
    issues = [one for one in load(folder, library.shipped()).issues if one.level == "error"]
    assert [one.file for one in issues] == ["sheets/township.yaml"]
    assert WRONG[line] in str(issues[0])
    assert issues[0].line == len(text.splitlines()) + 1
