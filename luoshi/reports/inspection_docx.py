"""The report of an inspection, and the conclusion given to each unit, as Word files."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from luoshi.inspections.queries import plan_of
from luoshi.inspections.results import Feedback, Report, Result
from luoshi.kernel.numbers import NONE_SHOWN, show
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record

FONTS = {
    "Title": ("方正小标宋简体", 22),
    "Heading 1": ("黑体", 16),
    "Heading 2": ("楷体", 16),
    "Normal": ("仿宋", 16),
}
WIDTH = 156
"""Width of the text in mm (GB/T 9704-2012)."""
HEADS = ("单位", "核查", "属实", "虚高", "虚假", "属实率", "填报万元", "虚报万元", "虚报率")
FINDINGS = ("记录", "填报万元", "认定", "虚报万元", "单位答复", "处理决定")


def render(report: Report) -> bytes:
    """The whole report: basis, sample and how to repeat it, results per unit, every record not true."""
    value = report.inspection.values
    document = _document(f"{value['title']}情况的报告")
    _body(document, f"根据{value['basis']}，督查组（{value['team']}）于{_days(report.inspection)}开展督查。")
    document.add_paragraph("一、抽样", style="Heading 1")
    _sample(document, report)
    document.add_paragraph("二、核查结果", style="Heading 1")
    _body(document, _summary(report.all))
    _table(document, HEADS, [_row(one) for one in (*report.results, report.all)])
    document.add_paragraph("三、查出的问题", style="Heading 1")
    wrong = [(one, found) for one in report.results for found in _wrong(one)]
    if not wrong:
        _body(document, "没有认定虚高、虚假的记录。")
    for result in report.results:
        if _wrong(result):
            document.add_paragraph(result.name, style="Heading 2")
            _findings(document, _wrong(result))
    document.add_paragraph("四、结论", style="Heading 1")
    _body(document, str(value["conclusion"] or "督查尚未结束。"))
    return _saved(document)


def render_unit(feedback: Feedback) -> bytes:
    """What one unit is told: every record of it that was inspected, the decision on each, the conclusion."""
    value, result = feedback.inspection.values, feedback.result
    document = _document("督查结果反馈书")
    _body(document, f"{result.name}：", indent=False)
    _body(document, f"{value['title']}于{_days(feedback.inspection)}核查你单位填报的记录，结果反馈如下。")
    document.add_paragraph("一、核查结果", style="Heading 1")
    _body(document, _summary(result))
    _findings(document, result.checks)
    document.add_paragraph("二、整改", style="Heading 1")
    for number, one in enumerate(_wrong(result), start=1):
        adjusted = one.values["adjustment"] or "待办结"
        _body(document, f"{number}．{one.values['title']}：台账更正为 {adjusted}。")
    if not _wrong(result):
        _body(document, "没有需要整改的问题。")
    document.add_paragraph("三、结论", style="Heading 1")
    _body(document, str(value["conclusion"] or "督查尚未结束，结论另行反馈。"))
    open_until = [one.values["answer_due"] for one in result.checks if one.stage == "told"]
    if open_until:
        _body(document, f"对结果有异议的，请在{max(open_until)}前通过系统答复，写明理由并附佐证。")
    return _saved(document)


def _days(found: Record) -> str:
    first, last = found.values["starts_on"], found.values["ends_on"]
    return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"


def _wrong(result: Result) -> list[Record]:
    return [one for one in result.checks if one.values["verdict"] in ("overstated", "fabricated")]


def _summary(result: Result) -> str:
    counts, judged = result.counts(), len(result.judged)
    said = (
        f"共核查{judged}条，其中属实{counts['genuine']}条、虚高{counts['overstated']}条、"
        f"虚假{counts['fabricated']}条，属实率{_percent(result.rate('genuine'))}"
    )
    if not result.amount:
        return f"{said}。"
    much = f"填报金额{show(result.amount, 2)}万元，虚报{show(result.overstated, 2)}万元"
    return f"{said}；{much}，虚报率{_percent(result.overstated_rate)}。"


def _percent(value: Any) -> str:
    return NONE_SHOWN if value is None else f"{value:f}%"


def _row(one: Result) -> list[str]:
    counts = [str(one.count(verdict)) for verdict in ("genuine", "overstated", "fabricated")]
    return [
        one.name, str(len(one.judged)), *counts, _percent(one.rate("genuine")), show(one.amount, 2),
        show(one.overstated, 2), _percent(one.overstated_rate),
    ]  # fmt: skip


def _sample(document: Any, report: Report) -> None:
    plan, known = plan_of(report.inspection), ledgers.ledgers()
    month = Period.parse(plan.period).label
    _body(
        document,
        f"样本从{month}已公布的结账包中抽取，按单位和金额档分层，由下列摘要唯一决定，任何人可以重抽。",
    )
    _body(document, f"结账包清单摘要：{report.draw.get('root', '尚未抽样')}", size=10.5)
    _body(document, f"抽样方案摘要：{plan.digest}", size=10.5)
    _body(document, f"重抽命令：luoshi draw {plan.period}.zip plan.json", size=10.5)
    rows = [
        [
            str(known[one["ledger"]].label) if one["ledger"] in known else one["ledger"],
            next((result.name for result in report.results if result.unit == one["unit"]), one["unit"]),
            one["band"] or NONE_SHOWN, str(one["size"]), str(one["taken"]),
        ]
        for one in report.draw.get("strata", ())
    ]  # fmt: skip
    if rows:
        _table(document, ("台账", "单位", "金额档", "记录数", "抽中"), rows)


def _findings(document: Any, found: Sequence[Record]) -> None:
    _table(document, FINDINGS, [_finding(one) for one in found])


def _finding(one: Record) -> list[str]:
    value = one.values
    said = {key: one.spec.fields[key].choices for key in ("verdict", "unit_answer")}
    word = {key: said[key][value[key]].zh if value[key] else "" for key in said}
    answer = "：".join(filter(None, (word["unit_answer"] or "未答复", value["answer_reason"])))
    amount = NONE_SHOWN if value["amount"] is None else show(value["amount"], 2)
    much = NONE_SHOWN if value["overstated_by"] is None else show(value["overstated_by"], 2)
    verdict = word["verdict"] or "未核查"
    return [str(value["title"]), amount, verdict, much, answer, str(value["decision"] or "待办结")]


def _document(title: str) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for style in document.styles:
        if hasattr(style, "font"):
            _font(style, *FONTS.get(style.name, (FONTS["Normal"][0], None)))
    head = document.styles["Title"]
    head.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in head.element.xpath(".//w:pBdr"):
        line.getparent().remove(line)  # Word's own title is underlined; an official one is not
    document.add_paragraph(title, style="Title")
    return document


def _font(style: Any, font: str, size: float | None) -> None:
    """Every style names a Chinese font, or Word would fall back to one of its own."""
    style.font.name = font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), font)
    if size:
        style.font.size, style.font.bold = Pt(size), False
        style.font.color.rgb = None


def _body(document: Any, words: str, *, indent: bool = True, size: float = 16) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(words).font.size = Pt(size)
    paragraph.paragraph_format.first_line_indent = Pt(2 * size) if indent else None


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what stands in them."""
    table = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit = False
    weights = [min(max(_width(row[place]) for row in (heads, *rows)), 32) + 3 for place in range(len(heads))]
    widths = [Mm(WIDTH * weight / sum(weights)) for weight in weights]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # some programs go by the grid, others by the cells
    for row in (heads, *rows):
        for cell, words, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].add_run(words).font.size = Pt(10.5)
    document.add_paragraph()


def _width(text: str) -> int:
    """Half-widths that a text takes: a Chinese character is two."""
    return sum(1 if character.isascii() else 2 for character in text)


def _saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
