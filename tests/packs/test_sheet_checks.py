"""A sheet's mistakes are named with their line and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs.test_compile import GOOD, written

HEAD = """
        sheet: township
        label: 乡镇考核
        kind: township
        groups: {more: {label: 加分, cap: 5}}
        items:
          - {key: more, label: 超额, rule: earn, indicator: funds, params: {points: 1}, group: more}
"""
"""Seven lines; the item under test stands in the seventh."""
LINE = 7


@pytest.mark.parametrize(
    ("item", "right"),
    [
        ("rule: pipeline, weight: 10, params: {parts: [{indicator: fundz, share: 100}]}", "funds"),
        ("rule: pipeline, weight: 10, params: {parts: [{indicator: funds, share: 90}]}", "应为 100"),
        ("rule: pipeline, indicator: funds, weight: 10, params: {parts: [{indicator: funds, share: 100}]}",
         "parts 里"),
        ("rule: tally, params: {parts: [{indicator: '@lateness', points: 1}]}", "@late_reports"),
        ("rule: composed, weight: 10, params: {parts: [{sheet: towns, share: 100}]}", "没有考核细则“towns”"),
        ("rule: composed, weight: 10, params: {parts: [{sheet: township, share: 100}]}", "另一张细则"),
        ("rule: proportional, indicator: funds", "写 weight"),
        ("rule: deduct, indicator: funds, weight: 5, params: {points: 1}", "写在 params 里"),
        ("rule: minmax, indicator: funds, weight: 10, against: average", "proportional"),
        ("rule: rank, indicator: funds, full: 10, params: {points: [3]}", "quarterly 才用"),
        ("rule: steps, indicator: funds, weight: 9, params: {steps: [[100, 50], [80, 75]]}", "反而给得少"),
        ("rule: steps, indicator: funds, weight: 9, params: {steps: [[100, 100]]}, full: 3, against: average",
         "只写一个"),
        ("rule: earn, indicator: funds, params: {points: 1}, group: mor", "more"),
        ("rule: earn, indicator: funds, params: {points: 1}, when: {indicator: fund, at_least: 20}", "funds"),
        ("rule: proportional, indicator: funds, weight: -5", "weight"),
        ("rule: proportional, indicator: '@late_reports', weight: 5", "不可用"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_item_is_named_with_its_line(tmp_path: Path, item: str, right: str) -> None:
    sheet = HEAD.rstrip() + f"\n          - {{key: one, label: 一项, {item}}}\n"
    compiled = written(tmp_path, {**GOOD, "sheets/township.yaml": sheet})
    assert compiled.pack is None
    said = [str(issue) for issue in compiled.issues]
    assert any(f"township.yaml:{LINE} " in line and right in line for line in said), said


def test_a_group_that_no_item_is_in_is_probably_a_slip(tmp_path: Path) -> None:
    sheet = HEAD.replace("cap: 5}}", "cap: 5}, less: {label: 扣分, floor: -5}}")
    compiled = written(tmp_path, {**GOOD, "sheets/township.yaml": sheet})
    assert [(issue.level, issue.what) for issue in compiled.issues] == [("warning", "没有项目归入“less”")]
