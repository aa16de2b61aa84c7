"""Numbers, four eyes, children demanded and reopening are checked with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.packs.compile import load
from luoshi.packs.numbers import PatternError, series, shaped, written

PACK = """
pack: demo
version: 1
label: 示例
year_starts: 12-01
roles: {quality: {label: 质量管理员}}
"""
FAULT = """
ledger: fault
label: 不合格
title: name
dated: found_on
fields:
  number: {type: text, label: 编号}
  name: {type: text, label: 名称, required: true}
  found_on: {type: date, label: 发现日期}
  due_on: {type: date, label: 时限}
  cause: {type: text, label: 原因}
  reopened: {type: integer, label: 重开次数}
numbered: {field: number, pattern: "NC-{year}-{n:03}"}
stages:
  - open: {label: 登记}
  - mended: {label: 整改, needs: {fields: [cause], evidence: [proof]}}
  - closed:
      label: 关闭
      by: [quality, supervisor]
      other_than: [mended]
      edited_by: [quality]
      needs: {children: {check: {when: "stage = 'done' and effective = 'yes'", say: 到期检查有效}}}
evidence:
  proof: {label: 整改佐证}
deadline: {field: due_on, after: open, until: closed, otherwise: 10}
followups:
  - {key: check, label: 效果检查, ledger: check, after: mended, months: [3], ahead: 1, alone: true}
reopens:
  - {key: failed, label: 效果检查不合格, by: check, when: "effective = 'no'", to: open, count: reopened}
  - {key: hand, label: 重新打开, by_roles: [quality], to: open, count: reopened}
roles:
  quality: [read, report, adjust, verify]
  reporter: [read, report]
  supervisor: [read, report, adjust]
"""
CHECK = """
ledger: check
label: 效果检查
parent: fault
fields:
  fault: {type: record, label: 不合格, ledger: fault, required: true}
  number: {type: integer, label: 第几次}
  due_on: {type: date, label: 检查日期}
  effective: {type: choice, label: 有效, choices: {"yes": 有效, "no": 无效}}
stages:
  - due: {label: 待检查}
  - done: {label: 已检查, other_than: [due, fault.mended], needs: {fields: [effective], not_before: due_on}}
deadline: {field: due_on, after: due, until: done}
roles:
  quality: [read, report, adjust, verify]
  reporter: [read, report]
  supervisor: [read, report, adjust]
"""


def write(folder: Path, fault: str = FAULT, check: str = CHECK) -> Path:
    (folder / "ledgers").mkdir(parents=True, exist_ok=True)
    for name, text in {"pack": PACK, "ledgers/fault": fault, "ledgers/check": check}.items():
        (folder / f"{name}.yaml").write_text(text.lstrip(), "utf-8")
    return folder


def issues(folder: Path, fault: str = FAULT, check: str = CHECK) -> list[str]:
    found = load(write(folder, fault, check)).issues
    return [f"{one.file}:{one.line} {one.what} {one.right}" for one in found]


def test_what_is_right_compiles(tmp_path: Path) -> None:
    assert issues(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{field: number, pattern", "{field: numbr, pattern", "您是不是要写 number"),
        ("text, label: 编号}", "text, label: 编号, required: true}", "删去 required"),
        ("NC-{year}-{n:03}", "NC-{yaer}-{n:03}", "可用 {n}、{n:03}（补足三位）和 {year}"),
        ("NC-{year}-{n:03}", "NC-{year}", "没有一个 {n}"),
        ("NC-{year}-{n:03}", "NC-{n}-{n}", "没有一个 {n}"),
        ('{n:03}"}', '{n:03}", at: mendd}', "您是不是要写 mended"),
        ("other_than: [mended]", "other_than: [mendd]", "“mendd”不是“fault”的阶段 您是不是要写 mended"),
        ("other_than: [mended]", "other_than: [chck.due]", "您是不是要写 check"),
        ("children: {check:", "children: {chek:", "“chek”不是它的下级台账 您是不是要写 check"),
        ("and effective = 'yes'\"", "and efective = 'yes'\"", "您是不是要写 effective"),
        ("by: check, when", "by: chek, when", "“chek”不是它的下级台账 您是不是要写 check"),
        ("when: \"effective = 'no'\"", "when: \"effective = 'nay'\"", "没有名为“nay”的选项"),
        ("to: open, count: reopened}\n  -", "to: opn, count: reopened}\n  -", "您是不是要写 open"),
        ("by_roles: [quality], to: open", "by_roles: [qualty], to: open", "您是不是要写 quality"),
        ("by_roles: [quality], to: open, count: reopened", "to: open", "by 和 by_roles 要写其中之一"),
        ("to: open, count: reopened}\nroles", "to: closed}\nroles", "“closed”不是可以退回的阶段"),
        ("to: open, count: reopened}\nroles", "to: open, count: reopend}\nroles", "您是不是要写 reopened"),
        ("key: hand", "key: failed", "写了两次"),
    ],
)  # fmt: skip
def test_each_mistake_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert FAULT.count(old) == 1
    found = issues(tmp_path, FAULT.replace(old, new))
    assert any(said in one for one in found), found
    assert all(one.startswith("ledgers/fault.yaml:") for one in found)


def test_the_day_before_which_nothing_is_done_is_a_date(tmp_path: Path) -> None:
    (found,) = issues(tmp_path, check=CHECK.replace("not_before: due_on", "not_before: due_no"))
    assert "“due_no”不是日期字段 您是不是要写 due_on" in found


def test_what_the_system_writes_later_cannot_all_be_there(tmp_path: Path) -> None:
    (found,) = issues(tmp_path, FAULT.replace("say: 到期检查有效", "every: true, say: 到期检查有效"))
    assert "“check”由系统到时立（followups），不能要求全部合条件 删去 every" in found


def test_numbers_are_written_as_their_pattern_says() -> None:
    assert written(series("NC-{year}-{n:03}", 2026), 7) == "NC-2026-007"
    assert written(series("NC-{year}-{n:03}", 2026), 1234) == "NC-2026-1234"
    assert written(series("文件{n}号", 2026), 12) == "文件12号"
    for wrong in ("{n:3}", "{n:03", "{year:02}{n}", "{m}{n}", ""):
        with pytest.raises(PatternError):
            shaped(wrong)


def test_a_wait_runs_from_an_earlier_stage_and_a_limit_of_times_has_its_number(tmp_path: Path) -> None:
    waits = "edited_by: [quality]\n      needs: {wait: {after: mendd, days: 5}, children"
    (found,) = issues(tmp_path, FAULT.replace("edited_by: [quality]\n      needs: {children", waits))
    assert "“mendd”不是“closed”前面的阶段 您是不是要写 mended" in found
    (found,) = issues(tmp_path, FAULT.replace("count: reopened}\n  - {key: hand", "most: 1}\n  - {key: hand"))
    assert "最多几次要有记次数的字段" in found


def test_what_hangs_on_nothing_is_not_apart(tmp_path: Path) -> None:
    (found,) = issues(tmp_path, FAULT.replace("\nfields:", "\napart: true\nfields:", 1))
    assert "没有 parent，无从与上级分开" in found
