"""Bars, checks that hold a stage back, parts of totals, from when a record is seen: what a pack may say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from luoshi.packs.compile import load

PACK = "pack: p\nversion: 1\nlabel: 包\nroles: {office: {label: 科室}}\n"
PROJECT = """ledger: project
label: 项目
fields:
  host: {type: organization, label: 单位}
  approved_on: {type: date, label: 批复}
  name: {type: text, label: 名}
stages: [{open: {label: 开}}, {closed: {label: 完}}]
"""
LINE = """ledger: line
label: 明细
parent: ask
total: amount
total_by: kind
fields:
  ask: {type: record, label: 申请, ledger: ask}
  kind: {type: choice, label: 种类, choices: {a: 甲, b: 乙}}
  amount: {type: money, label: 金额, unit: 万元}
  firm: {type: organization, label: 单位}
"""
ASK = """ledger: ask
label: 申请
fields: {host: {type: organization, label: 单位}, asked: {type: money, label: 金额, unit: 万元}}
stages: [{draft: {label: 草稿}}, {sent: {label: 提交}}]
roles: {office: [read]}
"""
BAR = (
    "bars:\n  - {key: recent, say: 三年内, ledger: project, match: {host: host}, at: sent, decided_by: office"
)


def issues(folder: Path, ask: str, line: str = LINE) -> Mapping[int, str]:
    """Line → what is wrong."""
    (folder / "ledgers").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK)
    for name, text in (("project", PROJECT), ("ask", ask), ("line", line)):
        (folder / "ledgers" / f"{name}.yaml").write_text(text)
    return {one.line: f"{one.what} {one.right}" for one in load(folder).issues if one.level == "error"}


def test_a_bar_by_code_with_a_window_and_today_is_understood(tmp_path: Path) -> None:
    said = (
        f"{ASK}{BAR}, where: \"stage = 'open' and approved_on < today\", "
        "within: {months: 36, of: approved_on}}\n"
    )
    assert issues(tmp_path / "p", said) == {}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (", where: \"approved < today\"}", "没有名为“approved”的字段 您是不是要写 approved_on？"),
        (", within: {months: 36, of: name}}", "“name”不是日期字段"),
        (", unknown_at: gone}", "“gone”不是阶段"),
        (", through: lines}", "“lines”不是它的下级台账 您是不是要写 line？"),
        (", through: line}", "“host”不是“line”的字段"),
    ],
)  # fmt: skip
def test_what_a_bar_names_has_to_be_there(tmp_path: Path, more: str, wrong: str) -> None:
    (said,) = issues(tmp_path / "p", f"{ASK}{BAR}{more}\n").values()
    assert said.startswith(wrong)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("ledger: project", "ledger: projects", "没有台账“projects” 您是不是要写 project？"),
        ("match: {host: host}", "match: {name: host}", "“name”与“host”类型不同"),
        ("match: {host: host}", "match: {}", "没有写按什么比对"),
        ("at: sent", "at: send", "“send”不是阶段 您是不是要写 sent？"),
        ("decided_by: office", "decided_by: offices", "“offices”不是角色 您是不是要写 office？"),
    ],
)  # fmt: skip
def test_both_sides_of_a_bar_are_of_one_kind(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    (said,) = issues(tmp_path / "p", f"{ASK}{BAR}}}\n".replace(old, new)).values()
    assert said.startswith(wrong)


def test_a_check_may_hold_back_a_stage_and_name_parts_of_a_total(tmp_path: Path) -> None:
    said = f'{ASK}checks: [{{say: 不等, when: "line_total_a <> asked", level: error, at: sent}}]\n'
    assert issues(tmp_path / "p", said) == {}
    said = f'{ASK}checks: [{{say: 不等, when: "line_total_c <> asked", level: error, at: sent}}]\n'
    (wrong,) = issues(tmp_path / "q", said).values()
    assert "line_total_c" in wrong


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        ("level: error, at: gone", "“gone”不是阶段"), ("at: sent", "提醒不挡阶段"),
    ],
)  # fmt: skip
def test_only_an_error_holds_a_stage_back(tmp_path: Path, check: str, wrong: str) -> None:
    said = f'{ASK}checks: [{{say: 不等, when: "asked > 1", {check}}}]\n'
    (found,) = issues(tmp_path / "p", said).values()
    assert found.startswith(wrong)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("public_from: open", "“open”不是阶段"), ("seen_from: {office: open}", "“open”不是阶段"),
        ("seen_from: {leader: sent}", "“leader”不是能查看它的角色"),
    ],
)  # fmt: skip
def test_from_when_a_record_is_seen_names_a_stage_and_a_reader(tmp_path: Path, said: str, wrong: str) -> None:
    (found,) = issues(tmp_path / "p", f"{ASK}{said}\n").values()
    assert found.startswith(wrong)


def test_the_parts_of_a_total_are_the_choices_of_a_field(tmp_path: Path) -> None:
    (found,) = issues(tmp_path / "p", ASK, LINE.replace("total_by: kind", "total_by: amount")).values()
    assert found.startswith("total_by 不能用“amount”")
