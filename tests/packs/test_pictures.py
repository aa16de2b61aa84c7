"""A picture names a child ledger and fields of the right kind; what is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.packs.compile import load
from tests.packs.test_course_words import PACK

FAULT = """
ledger: fault
label: 不合格
title: name
fields:
  name: {type: text, label: 名称, required: true}
picture: {kind: fishbone, of: cause, by: category, text: what, mark: root}
"""
CAUSE = """
ledger: cause
label: 原因
parent: fault
fields:
  fault: {type: record, label: 不合格, ledger: fault, required: true}
  category: {type: choice, label: 类别, choices: {people: 人, machine: 机}}
  what: {type: text, label: 原因}
  root: {type: boolean, label: 主要原因}
"""


def issues(folder: Path, fault: str = FAULT) -> list[str]:
    (folder / "ledgers").mkdir(parents=True)
    for name, text in {"pack": PACK, "ledgers/fault": fault, "ledgers/cause": CAUSE}.items():
        (folder / f"{name}.yaml").write_text(text.lstrip(), "utf-8")
    return [f"{one.file}:{one.line} {one.what} {one.right}" for one in load(folder).issues]


def test_what_is_right_compiles(tmp_path: Path) -> None:
    assert issues(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: fishbone", "kind: fishbon", "您是不是要写 fishbone"),
        ("of: cause", "of: cuase", "“cuase”不是它的下级台账 您是不是要写 cause"),
        ("by: category", "by: categry", "“categry”不是“cause”的选择字段 您是不是要写 category"),
        ("text: what", "text: waht", "“waht”不是“cause”的文字字段 您是不是要写 what"),
        ("mark: root", "mark: rot", "“rot”不是“cause”的是否字段 您是不是要写 root"),
        ("mark: root", "mrak: root", "不认识的词“mrak” 您是不是要写 mark"),
    ],
)
def test_each_mistake_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert FAULT.count(old) == 1
    found = issues(tmp_path, FAULT.replace(old, new))
    assert any(one.startswith("ledgers/fault.yaml:6 ") and said in one for one in found), found
