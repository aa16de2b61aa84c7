"""What a template of a work report may say: by examples, and by whatever hypothesis thinks of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from luoshi.kernel.errors import InputError
from luoshi.reports import template_grammar as grammar
from luoshi.reports.template_grammar import FIGURE, FILTERS, PLACE, Scope
from luoshi.reports.template_links import length

ROWS: Scope = {"行": nodes.Name("下级单位", "load")}
RANKED: Scope = {"行": grammar.loop("for 行 in 排名('到位资金')").iter}


def wrong(inner: str, scope: Scope = {}) -> list[str]:  # noqa: B006 - nobody writes into it
    try:
        return [str(one) for one in grammar.wrong_field(grammar.field(inner), scope)]
    except grammar.Wrong as fault:
        return [str(one) for one in fault.problems]


@pytest.mark.parametrize(
    "inner",
    [
        "指标('专利申请量').本年累计",
        "指标('专利申请量', '青石镇').同比",
        "指标('专利申请量', '青石镇', '2026-01').完成率",
        "指标('到位资金').本期 | 亿元",
        "指标（“到位资金”）．本年累计｜整数",
        "单位名称",
        "期间",
        "今天",
    ],
)
def test_these_may_be_said(inner: str) -> None:
    assert wrong(inner) == []


@pytest.mark.parametrize(
    ("inner", "scope"),
    [
        ("行.单位名称", ROWS),
        ("指标('到位资金', 行).本年累计", ROWS),
        ("行.位次", RANKED),
        ("行.本期|整数", RANKED),
    ],
)
def test_a_row_has_its_unit_and_a_ranked_one_its_figure(inner: str, scope: Scope) -> None:
    assert wrong(inner, scope) == []
    assert wrong(inner) != []


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("指标('专利').本年累积", "没有“本年累积”这一项；应为：您是不是要写 本年累计？"),
        ("指标('专利')", "没有写明取指标的哪一项；应为：{{ 指标('名称').本年累计 }}"),
        ("单位名", "没有“单位名”；应为：您是不是要写 单位名称？"),
        ("指标('专利').__class__", "没有“__class__”这一项"),
        ("''.__class__.__mro__", "不能从“.__class__”取“__mro__”"),
        ("range(10**9)", "模板里不能写“()”"),
        ("指标('a').本期 * 2", "模板里不能写“*”"),
        ("指标('a')['本期']", "模板里不能写“.本期”"),
        ("指标('a').本期|safe", "没有格式“safe”"),
        ("指标('a').灯|整数", "“整数”只用于数"),
        ("指标(*期间).本期", "“指标”的括号里只写名称"),
        ("指标(期间).本期", "“指标”的第 1 项不是加引号的名称"),
        ("指标('a', b='c').本期", "“指标”的括号里只写名称"),
        ("指标().本期", "“指标”的括号里写 1 到 3 项"),
        ("行.单位名称", "不能从“行”取“单位名称”"),
        ("loop.index", "不能从“loop”取“index”"),
        ("指标('a').本期 if 1 else 2", "模板里不能写“if”"),
        ("'甲'", "模板里不能写“常数”"),
        ("指标('a'.本期", "读不懂“指标('a'.本期”"),
        ("(" * 150, "读不懂"),
        ("指标('" + "长" * 300 + "').本期", "一处最多 200 个字"),
        ("", "读不懂"),
    ],
)  # fmt: skip
def test_these_may_not_and_why_is_said(inner: str, said: str) -> None:
    assert any(one.startswith(said) for one in wrong(inner)), wrong(inner)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("for 行 in 下级单位", ""),
        ("for 行 in 下级单位('乡镇')", ""),
        ("for 行 in 排名('到位资金', '乡镇')", ""),
        ("for 行 in range(10**9)", "不能用“range”"),
        ("for 行 in 下级单位 if 行", "循环里不能写条件"),
        ("for 行 in 下级单位 recursive", "循环里不能写条件"),
        ("for a, b in 下级单位", "循环的变量写得不对"),
        ("for 期间 in 下级单位", "循环的变量写得不对"),
        ("for 行 in ().__class__", "不能对“.__class__”循环"),
        ("for 行 in 下级", "不能对“下级”循环；应为：您是不是要写 下级单位？"),
        ("set a = 1", "模板里不能写“set”"),
        ("macro a()", "模板里不能写“macro”"),
        ("import 'os' as os", "模板里不能写“import”"),
        ("fro 行 in 下级单位", "模板里不能写“fro”；应为：您是不是要写 for？"),
    ],
)  # fmt: skip
def test_a_loop_goes_over_units_or_a_ranking_and_nothing_else(head: str, said: str) -> None:
    try:
        found = [str(one) for one in grammar.wrong_loop(grammar.loop(head), {})]
    except grammar.Wrong as fault:
        found = [str(one) for one in fault.problems]
    assert (found == []) if not said else found[0].startswith(said), found


names = st.text(st.characters(categories=["L", "Nd", "Pc"]), min_size=1, max_size=12)


@given(names)
def test_no_attribute_outside_the_set_passes(attribute: str) -> None:
    for of, scope, known in (
        ("指标('a')", {}, FIGURE),
        ("行", ROWS, PLACE),
        ("行", RANKED, FIGURE),
        ("期间", {}, {}),
        ("''", {}, {}),
    ):
        assert (wrong(f"{of}.{attribute}", scope) == []) == (attribute in known)


@given(names)
def test_no_filter_outside_the_list_passes(name: str) -> None:
    assert (wrong(f"指标('a').本期|{name}") == []) == (name in FILTERS)


@given(st.text(st.sampled_from("指标行('a',).本期|整数[]{}%*~ _range10for"), max_size=40))
def test_whatever_passes_is_written_so_that_it_is_read_again_as_the_same(inner: str) -> None:
    try:
        said = grammar.field(inner)
    except grammar.Wrong:
        return
    if not list(grammar.wrong_field(said, ROWS)):
        assert grammar.field(grammar.written(said)) == said


@given(st.text(max_size=40))
def test_a_name_is_written_with_no_sign_that_xml_or_a_template_would_read(name: str) -> None:
    said = nodes.Const(name)
    made = grammar.written(said)
    assert not set('<>&{}%#"') & set(made)
    assert grammar._READER.parse("{{" + made + "}}").body[0].nodes[0].as_const() == name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source", ["{{ ().__class__ }}", "{% set a = 1 %}", "{% import 'a' as b %}", "{{ x }}"]
)
def test_the_environment_compiles_nothing_that_has_not_passed(source: str) -> None:
    with pytest.raises(InputError):
        grammar.environment({}).from_string(source)


def test_a_loop_is_as_long_as_its_rows() -> None:
    tree = grammar._READER.parse("1234{% for 行 in 下级单位 %}12345{{ 行.单位名称 }}{% endfor %}")
    assert length(tree.body, 3) == 4 + 3 * (5 + 100)


def test_the_guide_tells_of_every_field_and_format() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs/how-to/work-report.md").read_text("utf-8")
    for one in (*FIGURE, *grammar.WORDS, *grammar.CALLS):
        assert (
            f"`{one}`" in guide
            or f"{{{{ {one} }}}}" in guide
            or f"`{one}(" in guide
            or f"{{{{ {one}(" in guide
        )
    for one in FILTERS:
        assert f"\\|{one} }}}}" in guide
