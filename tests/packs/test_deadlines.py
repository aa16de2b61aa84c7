"""A ledger's deadline, lights, ladder and due day are checked like the rest of a pack: with file and line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from luoshi.packs.compile import load

PACK = "pack: demo\nversion: 1\nlabel: 示例\n"
TASK = """
ledger: task
label: 任务
fields:
  content: {type: text, label: 内容}
  urgency: {type: choice, label: 缓急, choices: {urgent: 急件, ordinary: 非急件}}
  due_on: {type: date, label: 时限}
stages:
  - assigned: {label: 交办}
  - doing: {label: 办理, rework: true}
  - reported: {label: 反馈}
deadline: {field: due_on, after: assigned, until: reported, by: urgency, days: {urgent: 5}, nodes: node}
lights:
  - {key: red, label: 逾期, colour: red, states: [late]}
  - {key: green, label: 正常, colour: green, states: [running]}
ladder:
  - {key: letter, label: 发函, lights: [red], times: 2}
seen_through: [helper]
due: {workday: 3, hour: 12}
"""
NODE = """
ledger: node
label: 节点
parent: task
fields:
  task: {type: record, label: 任务, ledger: task}
  due_on: {type: date, label: 时限}
stages:
  - planned: {label: 未到}
  - reached: {label: 完成}
deadline: {field: due_on, after: planned, until: reached}
"""
HELPER = """
ledger: helper
label: 配合
parent: task
fields:
  task: {type: record, label: 任务, ledger: task}
"""


def issues(folder: Path, task: str = TASK, node: str = NODE) -> list[str]:
    """What the compiler says, as `file:line: what（what would be right）`."""
    (folder / "ledgers").mkdir(exist_ok=True)
    files = {"pack": PACK, "ledgers/task": task, "ledgers/node": node, "ledgers/helper": HELPER}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(dedent(text).lstrip(), "utf-8")
    return [f"{one.file}:{one.line} {one.what} {one.right}" for one in load(folder).issues]


def test_a_good_ledger_has_none(tmp_path: Path) -> None:
    assert issues(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("field: due_on, after: assigned", "field: due, after: assigned", 11, "“due”不是日期字段"),
        ("after: assigned, until", "after: asigned, until", 11, "“asigned”不是阶段"),
        ("until: reported", "until: assigned", 11, "不在“assigned”之后"),
        ("by: urgency", "by: urgent", 11, "“urgent”不是选择字段"),
        ("days: {urgent: 5}", "days: {urgnt: 5}", 11, "“urgency”没有“urgnt”这个选项"),
        ("nodes: node", "nodes: nodes", 11, "“nodes”不是它的下级台账"),
        ("lights: [red]", "lights: [rad]", 16, "没有灯“rad”"),
        ("{key: green", "{key: red", 14, "灯“red”写了两次"),
        ("states: [late]", "states: [overdue]", 13, "“overdue”不可用"),
        ("seen_through: [helper]", "seen_through: [helpr]", 17, "“helpr”不是它的下级台账"),
        ("due: {workday: 3, hour: 12}", "due: {workday: 3, day: 28}", 18, "workday 或 day 之一"),
        ("reported: {label: 反馈}", "reported: {label: 反馈, rework: true}", 10, "只能退回到一个阶段"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line_and_what_would_be_right(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert TASK.count(old) == 1
    found = issues(tmp_path, TASK.replace(old, new).lstrip("\n"))
    assert any(said in one and f"task.yaml:{line} " in one for one in found), found


def test_lights_need_a_deadline_and_nodes_one_of_their_own(tmp_path: Path) -> None:
    without = "\n".join(one for one in TASK.splitlines() if not one.startswith("deadline"))
    assert any("没有 deadline" in one for one in issues(tmp_path, without))
    plain = "\n".join(one for one in NODE.splitlines() if not one.startswith("deadline"))
    assert any("“node”没有 deadline" in one for one in issues(tmp_path, TASK, plain))


def test_a_number_is_a_working_day(tmp_path: Path) -> None:
    assert issues(tmp_path, TASK.replace("due: {workday: 3, hour: 12}", "due: 5")) == []
    made = load(tmp_path).pack
    assert made is not None
    due = made.ledgers["task"].due
    assert due is not None
    assert (due.workday, due.hour) == (5, None)
