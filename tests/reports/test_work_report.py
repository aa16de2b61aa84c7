"""A county's own template, filled from a closed month, opened again: words, links, and every mistake told."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.urls import resolve
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from luoshi.kernel.errors import InputError, Missing, Problem
from luoshi.kernel.periods import Period
from luoshi.reports.template_grammar import FIGURE, WORDS
from luoshi.reports.work_report import fill
from luoshi.reports.work_report_sample import sample
from tests.people import CHEN, COUNTY, HAN, OTHER_TOWN, SYSTEM, TOWN, WANG
from tests.reports.conftest import FEBRUARY

ADDRESS = "https://luoshi.qinghe.example"
FUNDS = "招商到位资金"
LOOP = "{%tr for 行 in 排名('investment.funds_in_place') %}"


def template(
    *paragraphs: str, table: list[list[str]] | None = None, change: Callable[[Any], None] | None = None
) -> bytes:
    document = Document()
    for one in paragraphs:
        document.add_paragraph(one)
    if table:
        made = document.add_table(rows=0, cols=max(map(len, table)))
        for row in table:
            for cell, words in zip(made.add_row().cells, row, strict=False):
                cell.text = words
    if change:
        change(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def filled(*paragraphs: str, who: Any = CHEN, unit: str = COUNTY, **more: Any) -> Any:
    return Document(BytesIO(fill(who, template(*paragraphs, **more), FEBRUARY, unit, address=ADDRESS)))


def wrong(*paragraphs: str, who: Any = CHEN, unit: str = COUNTY, **more: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as refusal:
        fill(who, template(*paragraphs, **more), FEBRUARY, unit)
    return refusal.value.problems


def told(*paragraphs: str, **more: Any) -> list[str]:
    return [str(one) for one in wrong(*paragraphs, **more)]


def links(document: Any) -> list[tuple[str, str]]:
    """(words, address) of every link of the text, in their order."""
    rels = document.part.rels
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [
        (link.text, rels[link._hyperlink.rId].target_ref)
        for holder in (document, *cells)
        for paragraph in holder.paragraphs
        for link in paragraph.hyperlinks
    ]


pytestmark = pytest.mark.usefixtures("two_months")


def test_a_field_says_what_was_published_and_leads_to_the_records_behind_it() -> None:
    said = (
        "{{ 单位名称 }}{{ 期间 }}{{ 指标('招商到位资金').名称 }}"
        "{{ 指标('招商到位资金').本期 }}{{ 指标('招商到位资金').单位 }}，"
        "累计{{ 指标('招商到位资金').本年累计|亿元 }}亿元，完成目标{{ 指标('招商到位资金').目标|整数 }}的"
        "{{ 指标('招商到位资金').完成率 }}，{{ 指标('招商到位资金').超欠进度 }}，"
        "同比{{ 指标('招商到位资金').同比 }}，{{ 指标('招商到位资金').灯 }}。"
    )
    document = filled(said)
    assert document.paragraphs[0].text == (
        "清河县2026年2月招商到位资金1,500.00万元，累计0.29亿元，完成目标12,000的24.17%，"
        "超序时进度7.50个百分点，同比—，正常。"
    )
    here = f"{ADDRESS}/figures/2026-02/investment.funds_in_place/{COUNTY}/"
    assert [one for one in links(document) if one[0] == "1,500.00"] == [("1,500.00", here)]
    assert {where for _words, where in links(document)} == {here}
    assert resolve(here.removeprefix(ADDRESS)).view_name == "figures:trace"


def test_another_unit_and_another_month_can_be_named() -> None:
    document = filled(
        "{{ 指标('招商到位资金', '青石镇').本年累计 }}，{{ 指标('招商到位资金', '青石镇', '上月').本年累计 }}"
    )
    assert document.paragraphs[0].text == "2,000.00，500.00"
    assert [where for _words, where in links(document)] == [
        f"{ADDRESS}/figures/2026-02/investment.funds_in_place/{TOWN}/",
        f"{ADDRESS}/figures/2026-01/investment.funds_in_place/{TOWN}/",
    ]


def test_a_row_of_a_table_is_repeated_for_each_unit_with_a_place() -> None:
    then = "指标('招商到位资金', 行, '上月').本期"
    document = filled(
        "排名",
        table=[
            ["位次", "单位", "累计"],
            [LOOP],
            ["{{ 行.位次 }}", "{{ 行.单位名称 }}", "{{ 行.本年累计 }}（{{ " + then + " }}）"],
            ["{%tr endfor %}"],
            ["", "全县", "{{ 指标('招商到位资金').本年累计 }}"],
        ],
    )  # fmt: skip
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [
        ["位次", "单位", "累计"],
        ["1", "青石镇", "2,000.00（500.00）"],
        ["2", "柳林乡", "900.00（900.00）"],
        ["", "全县", "2,900.00"],
    ]
    assert ("900.00", f"{ADDRESS}/figures/2026-02/investment.funds_in_place/{OTHER_TOWN}/") in links(document)


def test_paragraphs_are_repeated_for_units_below_of_a_kind() -> None:
    loop = "{%p for 行 in 下级单位('乡镇') %}"
    document = filled(loop, "{{ 行.单位名称 }}：{{ 指标('招商到位资金', 行).本期 }}", "{%p endfor %}")
    assert [one.text for one in document.paragraphs] == ["青石镇：1,500.00", "柳林乡：0.00"]
    everyone = filled("{%p for 行 in 下级单位 %}", "{{ 行.单位名称 }}", "{%p endfor %}")
    assert [one.text for one in everyone.paragraphs] == ["青石镇", "柳林乡", "招商引资服务局"]


def test_what_word_broke_into_runs_is_one_field_in_its_own_letters() -> None:
    def change(document: Any) -> None:
        paragraph = document.add_paragraph()
        for words in ("到位{", "{ 指标（“招商到位", "资金”）．本期", " }", "}万元"):
            paragraph.add_run(words).font.size = Pt(22)

    document = filled(change=change)
    assert document.paragraphs[0].text == "到位1,500.00万元"
    assert [run.font.size for run in document.paragraphs[0].hyperlinks[0].runs] == [Pt(22)]


def test_headers_are_filled_and_linked_too() -> None:
    def change(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ 期间 }} {{ 指标('招商到位资金').本期 }}"

    header = filled("甲", change=change).sections[0].header
    assert header.paragraphs[0].text == "2026年2月 1,500.00"
    kinds = [one.reltype for one in header.part.rels.values()]
    assert kinds == [RELATIONSHIP_TYPE.HYPERLINK]


def test_what_is_awaited_and_what_there_is_not_are_no_numbers() -> None:
    document = filled("{{ 指标('innovation.rd_share').本期 }}{{ 指标('innovation.rd_share').位次 }}")
    assert document.paragraphs[0].text == "待统计—"


def test_a_site_without_an_address_has_words_and_no_links() -> None:
    made = Document(BytesIO(fill(CHEN, template("{{ 指标('招商到位资金').本期 }}"), FEBRUARY, COUNTY)))
    assert made.paragraphs[0].text == "1,500.00"
    assert links(made) == []


def test_every_mistake_is_told_at_once_with_its_place_and_what_was_meant() -> None:
    found = wrong(
        "第一段没有错：{{ 期间 }}",
        "到位{{ 指标('招商到位资今').本期 }}万元",
        "累计{{ 指标('招商到位资金').本年累积 }}万元。其余各项另行通报",
        "{{ 指标('招商到位资金', '青石乡').本期 }}",
        "{{ 指标('招商到位资金', '', '2026-03').本期 }}",
        "{% if 1 %}",
        table=[["单位"], [LOOP, "还有别的"], ["{{ 行.本年累积 }}"]],
    )
    assert [(one.file, one.what, one.right) for one in found] == [
        (
            "正文第2段“到位{{ 指标('招商到位资今').本期 }}万元”",
            "没有指标“招商到位资今”",
            "您是不是要写 招商到位资金？",
        ),
        (
            "正文第3段“累计{{ 指标('招商到位资金').本年累积 }}万元。其余各项另”",
            "没有“本年累积”这一项",
            "您是不是要写 本年累计？",
        ),
        (
            "正文第4段“{{ 指标('招商到位资金', '青石乡').本期 }}”",
            "没有单位“青石乡”，或者您看不到它",
            "您是不是要写 青石镇？",
        ),
        (
            "正文第5段“{{ 指标('招商到位资金', '', '2026-03').本期 }}”",
            "2026年3月还没有结账，没有公布的数",
            "写已结账的月份，如 2026-02",
        ),
        (
            "正文第6段“{% if 1 %}”",
            "模板里不能写“if”",
            "表格整行：{%tr for 行 in 下级单位 %}；整段：{%p for 行 in 下级单位 %}",
        ),
        (f"第1张表第2行第1列“{LOOP}”", "循环的开头和结尾要单独占一行或一段", "其他文字移到别的行"),
        ("第1张表第3行第1列“{{ 行.本年累积 }}”", "没有“本年累积”这一项", "您是不是要写 本年累计？"),
        ("第1张表第2行第1列“{%tr for … %}”", "循环没有结束", "{%tr endfor %}"),
    ]


MISFITS: list[tuple[list[list[str]], str]] = [
    ([[LOOP], ["{{ 行.位次 }}"]], "循环没有结束"),
    ([["{%tr endfor %}"]], "前面没有循环"),
    ([[LOOP], [LOOP], ["{%tr endfor %}"]], "循环里不能再有循环"),
    ([["{%p for 行 in 下级单位 %}"], ["{%p endfor %}"]], "循环的开头和结尾不在一处"),
    ([["{% for 行 in 下级单位 %}"]], "整行还是整段"),
    ([["{{ 期间 }"]], "花括号不成对"),
    ([["{# 注 #}"]], "花括号不成对"),
    ([["{%tr for 行 in 排名('招商到位资金', '乡阵') %}"]], "没有“乡阵”这类单位"),
    ([["{{ 指标('引进招商项目').本期|亿元 }}"]], "不能折成亿元"),
]


def test_a_loop_or_a_field_that_does_not_fit_is_told() -> None:
    for rows, said in MISFITS:
        assert said in "\n".join(told(table=rows)), said


def test_a_loop_over_rows_stands_in_a_table() -> None:
    assert "这里不是表格" in told("{%tr for 行 in 下级单位 %}", "{%tr endfor %}")[0]


def test_nothing_is_filled_of_an_open_month() -> None:
    with pytest.raises(InputError, match="还没有结账"):
        fill(CHEN, template("甲"), Period.parse("2026-03"), COUNTY)


def test_nobody_gets_what_they_do_not_see() -> None:
    with pytest.raises(Missing):
        fill(HAN, template("{{ 指标('招商到位资金').本期 }}"), FEBRUARY, COUNTY)
    found = told("{{ 指标('招商到位资金', '柳林乡').本期 }}", who=WANG, unit=TOWN)
    assert (
        found[0].endswith("：没有单位“柳林乡”，或者您看不到它；应为：您是不是要写 青石镇？")
        or "可用" in found[0]
    )
    everything = filled(table=[[LOOP], ["{{ 行.单位名称 }}"], ["{%tr endfor %}"]], who=SYSTEM)
    assert [row.cells[0].text for row in everything.tables[0].rows] == ["青石镇", "柳林乡"]
    assert filled("{{ 指标('招商到位资金').本期 }}", who=WANG, unit=TOWN).paragraphs[0].text == "1,500.00"


def test_the_sample_shows_every_field_and_is_a_template_without_mistakes() -> None:
    content = sample(CHEN)
    shown = "\n".join(one.text or "" for one in Document(BytesIO(content)).element.iter(qn("w:t")))
    for one in (*FIGURE, *WORDS, "|整数", "|一位小数", "|亿元", "排名(", "下级单位("):
        assert one in shown, one
    made = Document(BytesIO(fill(CHEN, content, FEBRUARY, COUNTY, address=ADDRESS)))
    assert made.paragraphs[0].text == "清河县2026年2月工作报告"
    ranking, below, ways = made.tables
    assert [row.cells[1].text for row in ranking.rows] == ["单位", "青石镇", "柳林乡"]
    assert [row.cells[0].text for row in below.rows] == ["单位", "青石镇", "柳林乡"]
    assert {row.cells[0].text: row.cells[1].text for row in ways.rows}["本年累计|亿元"] == "0.29"
    assert len(links(made)) > 20
