"""What a bulletin says wrongly is told with its line and what would be right."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from luoshi.packs.compile import Compiled, load
from tests.packs.test_compile import GOOD

HEAD = """
    bulletin: monthly
    label: 月通报
    """


def compiled(folder: Path, sections: str, head: str = "") -> Compiled:
    for name, text in GOOD.items():
        where = folder / name
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text(dedent(text), "utf-8")
    (folder / "bulletins").mkdir(exist_ok=True)
    lines = [*dedent(HEAD).strip().splitlines(), *dedent(head).strip().splitlines(), "sections:"]
    lines += [f"  {one}" for one in dedent(sections).strip().splitlines()]
    (folder / "bulletins" / "monthly.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return load(folder)


def mine(found: Compiled) -> list[str]:
    return [str(one) for one in found.issues if one.file == "bulletins/monthly.yaml"]


def test_a_bulletin_of_every_kind_compiles(tmp_path: Path) -> None:
    found = compiled(
        tmp_path,
        """
        - {kind: progress, title: 进展, indicators: [funds]}
        - {kind: by_unit, title: 分单位, indicators: [funds], unit_kind: township, classes: [A, B]}
        - {kind: by_field, title: 分类, indicators: [funds], by: kind}
        - {kind: ranking, title: 排名, indicators: [funds], unit_kind: township}
        - kind: lists
          title: 红黑榜
          indicators: [funds]
          unit_kind: township
          lists: [{label: 红榜, colour: red, take: best, lights: [green]}]
        - {kind: changes, title: 与上月比, indicators: [funds], unit_kind: township}
        - {kind: projects, title: 重点项目, ledger: project, where: "total > 1", columns: [name, unit, stage]}
        - {kind: stuck, title: 超时限}
        - {kind: lagging, title: 滞后, indicators: [funds], lights: [red]}
        - {kind: problems, title: 问题}
        - {kind: corrections, title: 更正}
        - {kind: next_steps, title: 下一步}
        - {kind: text, title: 附言, text: 无}
        - {kind: annex, title: 附表, indicators: [funds], unit_kind: township}
        """,
        "public: true\nsigns:\n  - {key: review, label: 审核, role: land_office}",
    )
    assert mine(found) == []
    assert found.pack is not None
    assert len(found.pack.bulletins["monthly"].sections) == 14


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("{kind: rankng, title: 排名}", "ranking"),
        ("{kind: ranking, title: 排名, indicators: [fund], unit_kind: township}", "funds"),
        ("{kind: ranking, title: 排名, indicators: [funds]}", "要写“unit_kind”"),
        ("{kind: stuck, title: 超时限, indicators: [funds]}", "stuck 部分不用“indicators”"),
        ("{kind: by_field, title: 分类, indicators: [funds], by: kindd}", "kind"),
        ("{kind: lagging, title: 滞后, indicators: [funds], lights: [redd]}", "red"),
        ("{kind: projects, title: 项目, ledger: projct, columns: [name]}", "project"),
        ("{kind: projects, title: 项目, ledger: project, columns: [nam]}", "name"),
        ("{kind: projects, title: 项目, ledger: project, where: 'totl > 1', columns: [name]}", "total"),
        ("{kind: annex, title: 附表}", "二者取一"),
        (
            "{kind: lists, title: 榜, indicators: [funds], unit_kind: t, lists: [{label: 红, take: b}]}",
            "best",
        ),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line_and_what_was_meant(tmp_path: Path, section: str, said: str) -> None:
    found = mine(compiled(tmp_path, f"- {section}"))
    assert found, section
    assert said in found[0]
    assert found[0].startswith("bulletins/monthly.yaml:4 ")


def test_an_unknown_role_in_the_chain_is_told(tmp_path: Path) -> None:
    head = "signs:\n  - {key: a, label: 审核, role: reviewr}\n  - {key: a, label: 签发, role: leader}"
    found = mine(compiled(tmp_path, "- {kind: stuck, title: 超时限}", head))
    assert "reviewer" in found[0]
    assert "写了两次" in found[1]


def test_a_public_bulletin_lists_nothing_personal(tmp_path: Path) -> None:
    ledger = GOOD["ledgers/project.yaml"].replace(
        "name: {type: text", "boss: {type: phone, label: 电话}\n          name: {type: text"
    )
    section = "- {kind: projects, title: 项目, ledger: project, columns: [name, boss]}"
    compiled(tmp_path, section)
    (tmp_path / "ledgers" / "project.yaml").write_text(dedent(ledger), "utf-8")
    assert mine(load(tmp_path)) == []
    file = tmp_path / "bulletins" / "monthly.yaml"
    file.write_text(file.read_text("utf-8").replace("sections:", "public: true\nsections:"), "utf-8")
    assert "个人信息“boss”" in mine(load(tmp_path))[0]
