"""What a pack says of asking whoever a record was done for is checked with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.packs.compile import load

LEDGER = """
ledger: work
label: 事项
title: name
fields:
  name: {type: text, label: 名称}
  who: {type: text, label: 申请人, personal: true}
  rating: {type: choice, label: 满意度, choices: {good: 满意, bad: 不满意}}
  line: {type: text, label: 企业的话}
stages:
  - open: {label: 登记}
  - done: {label: 办结, within: {days: 5, after: open}}
asks: {at: done, field: rating, remark: line, say: 办得怎么样？}
"""


def issues(folder: Path, ledger: str) -> list[str]:
    (folder / "ledgers").mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text("pack: demo\nversion: 1\nlabel: 示例\n", encoding="utf-8")
    (folder / "ledgers" / "work.yaml").write_text(ledger.lstrip(), encoding="utf-8")
    return [str(one) for one in load(folder).issues if one.level == "error"]


def test_a_question_that_fits_its_ledger_is_taken(tmp_path: Path) -> None:
    assert issues(tmp_path, LEDGER) == []


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("at: done", "at: dine", ["ledgers/work.yaml:12", "“dine”不是阶段", "done"]),
        ("field: rating", "field: ratting", ["“ratting”不是选择字段", "rating"]),
        ("remark: line", "remark: lime", ["“lime”不是文字字段", "line"]),
        ("label: 满意度,", "label: 满意度, required: true,", ["“rating”由服务对象评价，不能要人填"]),
        ("{label: 办结,", "{label: 办结, needs: {fields: [rating]},", ["不能要求先填"]),
        ("say: 办得怎么样？", "say: 怎么样？, by: [revewer]", ["没有角色“revewer”", "reviewer"]),
        ("asks:", "pauses: {x: {label: 等, by: [revewer]}}\nasks:", ["没有角色“revewer”", "reviewer"]),
        ("title: name", "title: who", ["评价页写明“申请人”，它是个人信息"]),
    ],
)
def test_a_slip_is_told_with_what_would_be_right(tmp_path: Path, was: str, now: str, told: list[str]) -> None:
    (said,) = issues(tmp_path, LEDGER.replace(was, now))
    for part in told:
        assert part in said
