"""A pack's mistakes are reported like a compiler's: all of them, each with file and line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import create_model

from luoshi.packs import freeze, library
from luoshi.packs.compile import Compiled, load
from luoshi.packs.schema import json_schema
from luoshi.packs.spec import Pack

GOOD = {
    "pack.yaml": """
        pack: demo
        version: 1
        label: 示例
        roles:
          land_office: {label: 国土审批人}
        lights:
          - {key: green, label: 正常, colour: green, ahead: 0}
          - {key: red, label: 滞后, colour: red}
        """,
    "ledgers/project.yaml": """
        ledger: project
        label: {zh: 项目, en: Project}
        identity: [name]
        shares: true
        fields:
          name: {type: text, label: 名称, required: true}
          total: {type: money, label: 总投资, unit: 万元, min: 0}
          kind: {type: choice, label: 类别, choices: {farm: 农业, plant: 工业}}
          signed_on: {type: date, label: 签约日期}
        stages:
          - talks: {label: 在谈}
          - signed: {label: 签约, needs: {fields: [signed_on], evidence: [contract]}}
          - started: {label: 开工, gates: [land], within: {months: 6, after: signed}}
        gates:
          land: {label: 用地关, decided_by: land_office}
        evidence:
          contract: {label: 合同}
        checks:
          - {say: 到位资金超过总投资, when: "receipt_total > total"}
        """,
    "ledgers/receipt.yaml": """
        ledger: receipt
        label: 到位资金
        parent: project
        dated: received_on
        total: amount
        fields:
          project: {type: record, label: 项目, ledger: project}
          amount: {type: money, label: 金额, unit: 万元}
          received_on: {type: date, label: 到账日期}
        """,
    "indicators.yaml": """
        funds:
          label: 到位资金
          ledger: receipt
          where: "verified"
          measure: "sum(amount)"
          unit: 万元
        share:
          label: 占全市比重
          kind: ratio
          unit: "%"
          ratio: {part: funds, of: funds, whole: true}
        """,
    "sheets/township.yaml": """
        sheet: township
        label: 乡镇考核
        kind: township
        items:
          - {key: funds, label: 到位资金, rule: proportional, indicator: funds, weight: 50}
          - {key: late, label: 迟报, rule: deduct, indicator: "@late_reports", params: {points: 0.5}}
        """,
}


def written(folder: Path, files: dict[str, str]) -> Compiled:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), "utf-8")
    return load(folder)


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in GOOD[name]
    return {**GOOD, name: GOOD[name].replace(old, new)}


def test_a_right_pack_compiles_without_a_word(tmp_path: Path) -> None:
    compiled = written(tmp_path, GOOD)
    assert compiled.issues == ()
    assert compiled.pack is not None
    project = compiled.pack.ledgers["project"]
    assert [stage.key for stage in project.stages] == ["talks", "signed", "started"]
    assert project.table == "ledger_demo_project"
    text = freeze.dumps(compiled.pack)
    assert freeze.dumps(freeze.loads(text)) == text


MISTAKES = [
    ("pack.yaml", "version: 1", "verison: 1", "pack.yaml:2", "version"),
    ("pack.yaml", "label: 示例", "label: 示例\n        year_starts: 02-30", "pack.yaml:4", "01-01"),
    ("ledgers/project.yaml", "type: text, label: 名称", "type: txt, label: 名称", "project.yaml:6", "text"),
    ("ledgers/project.yaml", "required: true", "requierd: true", "project.yaml:6", "required"),
    ("ledgers/project.yaml", "unit: 万元, min", "min", "project.yaml:7", "万元"),
    ("ledgers/project.yaml", ", choices: {farm: 农业, plant: 工业}", "", "project.yaml:8", "choices"),
    ("ledgers/project.yaml", "fields: [signed_on]", "fields: [singed_on]", "project.yaml:12", "signed_on"),
    ("ledgers/project.yaml", "evidence: [contract]", "evidence: [contrct]", "project.yaml:12", "contract"),
    ("ledgers/project.yaml", "gates: [land]", "gates: [lnad]", "project.yaml:13", "land"),
    ("ledgers/project.yaml", "after: signed", "after: started", "project.yaml:13", "更早"),
    ("ledgers/project.yaml", "months: 6, ", "", "project.yaml:13", "days"),
    (
        "ledgers/project.yaml",
        "decided_by: land_office",
        "decided_by: land_ofice",
        "project.yaml:15",
        "land_office",
    ),
    (
        "ledgers/project.yaml",
        "receipt_total > total",
        "receipts_total > total",
        "project.yaml:19",
        "receipt_total",
    ),
    ("ledgers/project.yaml", "identity: [name]", "identity: [nmae]", "project.yaml:3", "name"),
    ("ledgers/project.yaml", "signed_on: {type", "stage_signed: {type", "project.yaml:9", "换一个字段名"),
    ("ledgers/project.yaml", "total: {type", "name: {type", "project.yaml:7", "写了两次"),
    ("ledgers/receipt.yaml", "dated: received_on", "dated: amount", "receipt.yaml:4", "date"),
    ("ledgers/receipt.yaml", "ledger: project}", "ledger: projct}", "receipt.yaml:7", "project"),
    ("indicators.yaml", "ledger: receipt", "ledger: reciept", "indicators.yaml:3", "receipt"),
    ("indicators.yaml", '"sum(amount)"', '"sum(amuont)"', "indicators.yaml:5", "amount"),
    ("indicators.yaml", '"verified"', '"amount"', "indicators.yaml:4", "判断真假"),
    ("ledgers/receipt.yaml", "unit: 万元}", "unit: 万元, personal: true}", "indicators.yaml:5", "别的字段"),
    ("indicators.yaml", "unit: 万元", "unit: 个", "indicators.yaml:6", "万元"),
    ("indicators.yaml", "of: funds", "of: share", "indicators.yaml:11", "互相引用"),
    (
        "indicators.yaml",
        "unit: 万元",
        "unit: 万元\n          until: amount",
        "indicators.yaml:7",
        "received_on",
    ),
    (
        "indicators.yaml",
        '"sum(amount)"',
        '"max(amount)"\n          until: received_on',
        "indicators.yaml:6",
        "kind: stock",
    ),
    ("indicators.yaml", "part: funds", "part: fund", "indicators.yaml:11", "funds"),
    ("sheets/township.yaml", "rule: proportional", "rule: proportinal", "township.yaml:5", "proportional"),
    ("sheets/township.yaml", "points: 0.5", "point: 0.5", "township.yaml:6", "points"),
    ("sheets/township.yaml", "@late_reports", "@late", "township.yaml:6", "@late_reports"),
    ("sheets/township.yaml", "sheet: township", "sheet: town", "township.yaml:1", "town.yaml"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "right"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_what_would_be_right(
    tmp_path: Path, name: str, old: str, new: str, where: str, right: str
) -> None:
    compiled = written(tmp_path, changed(name, old, new))
    assert compiled.pack is None
    said = [str(issue) for issue in compiled.issues]
    assert any(where + " " in line and right in line for line in said), said


def test_ten_mistakes_in_one_pack_are_all_named_with_their_lines(tmp_path: Path) -> None:
    ledgers = GOOD["ledgers/project.yaml"]
    for old, new in (
        ("identity: [name]", "identity: [nmae]"),
        ("unit: 万元, min", "min"),
        (", choices: {farm: 农业, plant: 工业}", ""),
        ("fields: [signed_on]", "fields: [singed_on]"),
        ("gates: [land]", "gates: [lnad]"),
        ("decided_by: land_office", "decided_by: land_ofice"),
        ("receipt_total > total", "receipts_total > total"),
    ):
        ledgers = ledgers.replace(old, new)
    compiled = written(
        tmp_path,
        {
            **GOOD,
            "ledgers/project.yaml": ledgers,
            "indicators.yaml": GOOD["indicators.yaml"].replace("sum(amount)", "sum(amuont)"),
            "sheets/township.yaml": GOOD["sheets/township.yaml"]
            .replace("rule: proportional", "rule: proportinal")
            .replace("points: 0.5", "point: 0.5"),
        },
    )
    errors = [issue for issue in compiled.issues if issue.level == "error"]
    places = {(issue.file, issue.line) for issue in errors}
    assert places >= {
        ("ledgers/project.yaml", line) for line in (3, 7, 8, 12, 13, 15, 19)
    } | {("indicators.yaml", 5), ("sheets/township.yaml", 5), ("sheets/township.yaml", 6)}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"ledger: x\n\tlabel: y\n", "YAML"),
        (b"", "空"),
        ("ledger: 项目".encode("gbk"), "UTF-8"),
        (b"- a\n- b\n", "键: 值"),
        (b"\x00\x01\x02", "YAML"),
        (b"a: *missing\n", "YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "ledgers" / "project.yaml").write_bytes(content)
    compiled = load(tmp_path)
    assert compiled.pack is None
    assert any(issue.file == "ledgers/project.yaml" and said in issue.what for issue in compiled.issues)


def test_a_folder_without_a_pack_is_said(tmp_path: Path) -> None:
    assert "pack.yaml" in str(load(tmp_path).issues[0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_no_text_in_a_pack_does_more_than_be_reported(tmp_path: Path, text: str) -> None:
    written(tmp_path, GOOD)
    for name in GOOD:
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    load(tmp_path)


def test_the_digest_means_the_content_and_not_the_spelling(tmp_path: Path) -> None:
    first = written(tmp_path / "a", GOOD).pack
    spelled = written(
        tmp_path / "b", changed("indicators.yaml", 'where: "verified"\n', "where: verified # 已核实\n")
    ).pack
    other = written(tmp_path / "c", changed("indicators.yaml", "label: 占全市比重", "label: 占比")).pack
    assert first
    assert spelled
    assert other
    assert first.digest == spelled.digest == freeze.digest(first) != other.digest


def test_the_schema_knows_every_kind_of_file() -> None:
    schema = json_schema()
    assert {ref.rpartition("/")[2] for ref in schema["files"].values()} <= set(schema["$defs"])


@pytest.mark.parametrize(
    ("plan", "said"),
    [("total", ""), ("totl", "上级台账里没有“totl”"), ("name", "不是一种数"), ("signed_on", "不是一种数")],
)
def test_a_plan_is_a_field_of_the_parent_of_the_same_kind(tmp_path: Path, plan: str, said: str) -> None:
    issues = written(
        tmp_path, changed("ledgers/receipt.yaml", "total: amount", f"total: amount\n        plan: {plan}")
    ).issues
    assert [said in one.what for one in issues if one.level == "error"] == ([True] if said else [])


def test_a_word_that_a_pack_does_not_use_is_not_in_its_digest() -> None:
    """A product that learns new words adopts the packs of old sites without a new version of each."""
    pack = library.shipped()["supervision"]
    newer = create_model("Newer", __base__=Pack, a_new_word=(str, ""))
    assert freeze.digest(newer.model_validate(pack.model_dump())) == pack.digest
    assert freeze.digest(newer.model_validate({**pack.model_dump(), "a_new_word": "said"})) != pack.digest
