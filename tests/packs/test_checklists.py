"""A checklist's mistakes are reported with file and line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from luoshi.packs import library
from luoshi.packs.compile import load
from tests.packs.test_compile import GOOD

LIST = """
checklist:
  - {key: seen, label: 见到合同}
  - {key: total, label: 合同金额, answer: number, compares: total}
"""


def written(folder: Path, more: str) -> list[str]:
    """The issues of the good pack whose project says more."""
    for name, text in GOOD.items():
        file = folder / "demo" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text) + (more if name == "ledgers/project.yaml" else ""), "utf-8")
    return [str(one) for one in load(folder / "demo").issues if one.level == "error"]


def test_a_checklist_is_asked_in_its_order(tmp_path: Path) -> None:
    assert written(tmp_path, LIST) == []
    pack = load(tmp_path / "demo").pack
    assert pack is not None
    asked = pack.ledgers["project"].checklist
    assert [(one.key, one.answer, one.compares) for one in asked] == [
        ("seen", "yes_no", None), ("total", "number", "total"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{key: seen, label: 又一次}", "写了两次"),
        ("{key: more, label: 多, compares: totl, answer: number}", "没有“totl”这个字段"),
        ("{key: more, label: 多, compares: total}", "不能与“total”（money）相比"),
        ("{key: more, label: 多, compares: name, answer: photo}", "照片不与字段相比"),
        ("{key: more, label: 多, answer: maybe}", "maybe"),
    ],
)
def test_a_wrong_question_is_named(tmp_path: Path, line: str, wrong: str) -> None:
    assert any(wrong in one for one in written(tmp_path, f"{LIST}  - {line}\n"))


def test_shipped_ledgers_with_money_ask_for_it() -> None:
    asked = {
        ledger.name: [one.compares for one in ledger.checklist]
        for pack in library.shipped().values()
        for ledger in pack.ledgers.values()
        if ledger.checklist
    }
    assert {"investment.project", "investment.receipt", "innovation.patent", "supervision.task"} <= set(asked)
    assert "amount" in asked["investment.receipt"]
    assert "total" in asked["investment.project"]
