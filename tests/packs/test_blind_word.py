"""What a ledger shows in a blind review is checked: no field that says whose a record is."""

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
  host: {type: organization, label: 单位}
  leader: {type: text, label: 负责人, personal: true}
evidence:
  plan: {label: 方案}
blind: {fields: [name], evidence: [plan]}
"""


def issues(folder: Path, grant: str) -> list[str]:
    (folder / "ledgers").mkdir()
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "ledgers" / "grant.yaml").write_text(dedent(grant).lstrip(), "utf-8")
    return [f"{one.file}: {one.what}" for one in load(folder).issues if one.level == "error"]


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("fields: [name]", None),
        ("fields: [host]", "“host”会说出是谁"),
        ("fields: [leader]", "“leader”会说出是谁"),
        ("fields: [nam]", "没有字段“nam”"),
        ("fields: [name], evidence: [plans]", "没有佐证“plans”"),
    ],
)
def test_what_tells_whose_it_is_cannot_be_shown(tmp_path: Path, new: str, said: str | None) -> None:
    found = issues(tmp_path, GRANT.replace("fields: [name], evidence: [plan]", new))
    assert found == ([] if said is None else [one for one in found if said in one])
    assert bool(found) == (said is not None)
