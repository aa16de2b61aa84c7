"""Follow-ups are checked like the rest of a pack: with file and line, and what would be right."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from luoshi.packs.compile import load

PACK = "pack: demo\nversion: 1\nlabel: 示例\n"
GRANT = """
ledger: grant
label: 项目
fields:
  name: {type: text, label: 名称}
  paid_on: {type: date, label: 拨付日期}
stages:
  - running: {label: 实施}
  - accepted: {label: 验收}
followups:
  - {key: performance, label: 绩效, ledger: look, after: accepted, months: [12, 36]}
  - {key: yearly, label: 年度评估, ledger: look, after: paid_on, every: 12, until: accepted}
"""
LOOK = """
ledger: look
label: 回访
parent: grant
fields:
  grant: {type: record, label: 项目, ledger: grant, required: true}
  number: {type: integer, label: 第几次}
  due_on: {type: date, label: 时限}
  found: {type: text, label: 情况}
stages:
  - planned: {label: 待回访}
  - done: {label: 已回访, needs: {fields: [found]}}
deadline: {field: due_on, after: planned, until: done}
"""


def issues(folder: Path, grant: str = GRANT, look: str = LOOK) -> list[str]:
    (folder / "ledgers").mkdir(exist_ok=True)
    for name, text in {"pack": PACK, "ledgers/grant": grant, "ledgers/look": look}.items():
        (folder / f"{name}.yaml").write_text(dedent(text).lstrip(), "utf-8")
    return [f"{one.file}:{one.line} {one.what} {one.right}" for one in load(folder).issues]


def test_what_is_right_compiles(tmp_path: Path) -> None:
    assert issues(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("months: [12, 36]", "months: [36, 12]", "从小到大"),
        ("months: [12, 36]", "months: [12], every: 12", "写其中之一"),
        ("every: 12, until", "until", "写其中之一"),
        ("after: paid_on", "after: paid", "“paid”不是阶段，也不是日期字段"),
        ("until: accepted}", "until: acepted}", "“acepted”不是阶段"),
        ("key: yearly", "key: performance", "写了两次"),
        ("ledger: look, after: accepted", "ledger: lok, after: accepted", "“lok”不是它的下级台账"),
        ("every: 12, until", "every: 12, number: found, until", "没有整数字段“found”"),
    ],
)
def test_each_mistake_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert GRANT.count(old) == 1
    found = issues(tmp_path, GRANT.replace(old, new))
    assert any(said in one for one in found), found
    assert all(one.startswith("ledgers/grant.yaml:") for one in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("deadline: {field: due_on, after: planned, until: done}\n", "", "没有 deadline"),
        ("{type: text, label: 情况}", "{type: text, label: 情况, required: true}", "系统写不出来"),
        (
            "- planned: {label: 待回访}",
            "- made: {label: 新}\n  - planned: {label: 待回访}",
            "从第一个阶段起计",
        ),
    ],
)
def test_the_child_ledger_can_be_written_by_the_system(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert LOOK.count(old) == 1
    assert any(said in one for one in issues(tmp_path, look=LOOK.replace(old, new)))
