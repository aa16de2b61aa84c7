"""What is wrong with a ledger's honesty checks is said with file, line and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs.test_compile import GOOD, written

RULES = """
        honesty:
          - {key: same, rule: same_value, label: 名称相同, params: {fields: [name]}}
          - {key: near, rule: near_same, label: 同一, params: {name: name, amount: total, date: signed_on}}
          - {key: over, rule: over_total, label: 超过, level: error, params: {child: receipt, field: total}}
          - {key: file, rule: same_file, label: 同一文件, params: {purposes: [contract]}}
          - {key: bare, rule: stage_without_evidence, label: 缺佐证, params: {stages: [signed]}}
          - {key: s, rule: long_not_started, label: 晚, params: {date: signed_on, months: 6, stage: started}}
          - {key: slip, rule: unit_slip, label: 误填, blocks: true, params: {field: total, texts: [name]}}
"""


def compiled(folder: Path, old: str = "", new: str = "") -> list[str]:
    assert old in RULES
    text = (
        GOOD["ledgers/project.yaml"].rstrip() + RULES.replace(old, new)
        if old
        else GOOD["ledgers/project.yaml"] + RULES
    )
    return [str(one) for one in written(folder, {**GOOD, "ledgers/project.yaml": text}).issues]


def test_right_rules_compile_without_a_word(tmp_path: Path) -> None:
    assert compiled(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said", "right"),
    [
        ("rule: same_value", "rule: same_valeu", "没有核查规则“same_valeu”", "same_value"),
        ("fields: [name]", "feilds: [name]", "不认识的词“feilds”", "fields"),
        ("fields: [name]", "fields: [nmae]", "fields 里没有“nmae”这个字段", "name"),
        ("amount: total", "amount: name", "amount 不能用“name”（text）", "money"),
        ("date: signed_on}}\n", "date: total}}\n", "date 不能用“total”（money）", "date"),
        ("child: receipt", "child: reciept", "“reciept”不是下级台账", "receipt"),
        ("purposes: [contract]", "purposes: [contrct]", "没有佐证类别“contrct”", "contract"),
        ("stages: [signed]", "stages: [singed]", "没有阶段“singed”", "signed"),
        ("stage: started", "stage: startd", "没有阶段“startd”", "started"),
        ("months: 6", "months: 0", "“months”的值“0”不对", ""),
        ("field: total, texts: [name]", "field: total, history: false", "没有可比的数", "history: true"),
        ("field: total, texts: [name]", "field: total, parent: total", "这本台账没有上级", "parent"),
        ("key: near", "key: same", "“same”写了两次", "改名"),
        ("level: error", "level: eror", "“level”的值“eror”不可用", "error"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str, right: str) -> None:
    issue = next(one for one in compiled(tmp_path, old, new) if said in one)
    assert issue.startswith("ledgers/project.yaml:")
    line = int(issue.split(":")[1].split(" ")[0])
    text = (tmp_path / "ledgers/project.yaml").read_text("utf-8").splitlines()[line - 1]
    assert new.split("}")[0].strip() in text
    assert right in issue


def test_what_has_no_day_has_no_last_days(tmp_path: Path) -> None:
    rules = RULES + "          - {key: late, rule: last_days, label: 突击, params: {days: 5, percent: 50}}\n"
    text = GOOD["ledgers/project.yaml"] + rules
    (issue,) = [str(one) for one in written(tmp_path, {**GOOD, "ledgers/project.yaml": text}).issues]
    assert "没有日期可查" in issue


def test_sums_of_two_kinds_of_numbers_are_refused(tmp_path: Path) -> None:
    more = GOOD["ledgers/receipt.yaml"].rstrip() + (
        "\n          count: {type: integer, label: 件数}\n        honesty:\n"
        "          - {key: sum, rule: recompute, label: 合计, params: {sum: [count], total: amount}}\n"
        "          - {key: odd, rule: recompute, label: 合计, params: {sum: [amount]}}\n"
    )
    issues = [str(one) for one in written(tmp_path, {**GOOD, "ledgers/receipt.yaml": more}).issues]
    assert ["不是一种数" in issues[0], "不知道核算什么" in issues[1]] == [True, True]
