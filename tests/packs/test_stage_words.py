"""Stages aside, and the roles that stages name: checked like the rest of a pack, compiled into figures."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from luoshi.packs.compile import load
from luoshi.packs.expressions import condition

PACK = """
pack: demo
version: 1
label: 示例
roles: {office: {label: 科技科}, firm: {label: 企业}}
"""
GRANT = """
ledger: grant
label: 项目
fields:
  name: {type: text, label: 名称, required: true}
  why: {type: text, label: 原因}
  opinion: {type: text, label: 意见}
roles: {office: [read, report], firm: [read, report]}
evidence:
  form: {label: 申请表}
  proof: {label: 凭证}
stages:
  - draft: {label: 草稿}
  - sent: {label: 提交, by: [firm], edited_by: [office], needs: {evidence: [form]}}
  - approved: {label: 批准, by: [office], edited_by: [], needs: {fields: [opinion]}}
  - accepted: {label: 验收, by: [office], needs: {evidence: [proof]}}
  - refused: {label: 不批准, by: [office], aside: true, needs: {fields: [why]}}
"""
PART = """
ledger: part
label: 明细
parent: grant
fields:
  grant: {type: record, label: 项目, ledger: grant, required: true}
  name: {type: text, label: 名称}
roles: {office: [read, report], firm: [read, report]}
"""


def write(folder: Path, grant: str = GRANT) -> Path:
    (folder / "ledgers").mkdir(parents=True, exist_ok=True)
    for name, text in {"pack": PACK, "ledgers/grant": grant, "ledgers/part": PART}.items():
        (folder / f"{name}.yaml").write_text(dedent(text).lstrip(), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{label: 提交, by: [firm]", "{label: 提交, aside: true, by: [firm]", "“sent”不在最后"),
        ("aside: true", "aside: true, until: aproved", "没有阶段“aproved”"),
        ("{label: 草稿}", "{label: 草稿, until: approved}", "“draft”不是 aside 的阶段"),
        ("by: [firm]", "by: [frm]", "没有角色“frm”"),
        ("edited_by: [office]", "edited_by: [ofice]", "没有角色“ofice”"),
    ],
)
def test_each_mistake_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert GRANT.count(old) == 1
    (found,) = load(write(tmp_path, GRANT.replace(old, new))).issues
    assert said in found.what
    assert found.file == "ledgers/grant.yaml"


def test_the_way_leaves_out_what_is_aside(tmp_path: Path) -> None:
    pack = load(write(tmp_path)).pack
    assert pack is not None
    ledger = pack.ledgers["grant"]
    assert [one.key for one in ledger.way] == ["draft", "sent", "approved", "accepted"]
    assert ledger.ends == ("accepted", "refused")
    assert ledger.reached("approved") == ("approved", "accepted")
    assert ledger.reached("refused") == ("refused",)
    assert [one.key for one in ledger.onward("approved")] == ["accepted", "refused"]
    assert ledger.onward("refused") == ()


def test_nothing_goes_aside_from_the_stage_at_which_that_ends(tmp_path: Path) -> None:
    pack = load(write(tmp_path, GRANT.replace("aside: true", "aside: true, until: approved"))).pack
    assert pack is not None
    ledger = pack.ledgers["grant"]
    assert [one.key for one in ledger.onward("sent")] == ["approved", "accepted", "refused"]
    assert [one.key for one in ledger.onward("approved")] == ["accepted"]
    assert ledger.onward("accepted") == ()


def test_at_least_a_stage_asks_of_one_aside_how_far_it_had_come(tmp_path: Path) -> None:
    pack = load(write(tmp_path)).pack
    assert pack is not None
    said = condition("stage_at_least('approved')", pack.ledgers["grant"]).ast.sql()
    assert said == (
        "(stage IN ('approved', 'accepted') OR (stage IN ('refused') AND "
        "(NOT stage_approved IS NULL OR NOT stage_accepted IS NULL)))"
    )
    assert condition("stage_at_least('refused')", pack.ledgers["grant"]).ast.sql() == "stage IN ('refused')"
