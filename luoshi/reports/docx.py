"""A bulletin as Word, set by GB/T 9704-2012: A4, 版心 156 × 225 mm, 3号仿宋, 28.95 磅 a line."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from luoshi.reports.drawing import png

SONG, FANG, HEI = "方正小标宋简体", "仿宋", "黑体"
THREE = Pt(16)
"""3号."""
LINE = Pt(28.95)
"""22 lines in 225 mm: 3号 and seven eighths of its height between lines."""
SMALL = Pt(10.5)
"""五号, in tables and the colophon."""
WIDE, HALF, PADDING = 442.0, 6.0, 13.0
"""Points: the 156 mm between the margins, half a character of a table, what a cell keeps free."""


def render(content: dict[str, Any]) -> bytes:
    """The document as bytes."""
    document = Document()
    _page(document.sections[0])
    for name in ("Normal", "Header", "Footer"):
        _style(document.styles[name], FANG)
    _line(document, content["title"], font=SONG, size=Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "")
    _line(document, f"{content['to']}：")
    _line(document, content["basis"], indent=True)
    for section in content["sections"]:
        _line(document, section["title"], font=HEI, indent=True).paragraph_format.keep_with_next = True
        _body(document, section)
    _annex_list(document, content.get("annexes", []))
    _signature(document, content)
    for number, annex in enumerate(content.get("annexes", []), start=1):
        _annex(document, number, annex, last=len(content["annexes"]))
    _foot(document, content)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _body(document: Any, section: dict[str, Any]) -> None:
    for paragraph in section["paragraphs"]:
        _line(document, paragraph, indent=True)
    if section["table"]:
        _table(document, section["table"])
    picture = png(section["chart"]) if section["chart"] else None
    if picture:
        document.add_picture(BytesIO(picture), width=Mm(156))


def _annex_list(document: Any, annexes: list[dict[str, Any]]) -> None:
    """附件, a line below the text; several are numbered and stand below one another."""
    if annexes:
        _line(document, "")
    for number, annex in enumerate(annexes, start=1):
        mark = f"{number}．" if len(annexes) > 1 else ""
        paragraph = _line(
            document, f"{'附件：' if number == 1 else '　　　'}{mark}{annex['title']}", indent=True
        )
        paragraph.paragraph_format.keep_with_next = True


def _annex(document: Any, number: int, annex: dict[str, Any], *, last: int) -> None:
    """On a page of its own: 附件1 in 黑体 at the upper left, its title below in the middle."""
    head = _line(document, f"附件{number if last > 1 else ''}", font=HEI)
    head.paragraph_format.page_break_before = True
    _line(document, annex["title"], font=SONG, size=Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "")
    _body(document, annex)


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("text", "— "), ("field", "PAGE"), ("text", " —")):
        run = paragraph.add_run(text if kind == "text" else "")
        _font(run, "宋体", Pt(14))
        if kind == "field":
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), text)
            paragraph._p.append(field)


def _style(style: Any, font: str) -> None:
    style.font.name, style.font.size = "Times New Roman", THREE
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _font(run: Any, font: str, size: Any) -> None:
    run.font.name, run.font.size = "Times New Roman", size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _line(
    document: Any, text: str, *, font: str = FANG, size: Any = THREE, indent: bool = False, align: Any = None
) -> Any:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, max(LINE, Pt(size.pt * 1.5))
    layout.space_before = layout.space_after = Pt(0)
    if indent:
        layout.first_line_indent = Pt(size.pt * 2)
    paragraph.alignment = align
    _font(paragraph.add_run(text), font, size)
    return paragraph


def _table(document: Any, table: dict[str, Any]) -> None:
    """Columns as wide as what stands in them, the head repeated on every page."""
    made = document.add_table(rows=1, cols=len(table["heads"]))
    made.style, made.autofit = "Table Grid", False
    widths = [Pt(one) for one in _widths(table)]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width  # some programs go by the grid, others by the cells
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for number, row in enumerate([table["heads"], *table["rows"]]):
        line = made.add_row() if number else made.rows[0]
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = line.cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width = width
            _cell(cell, text, FANG if number else HEI)


def _widths(table: dict[str, Any]) -> list[float]:
    """Points for each column: short ones have what keeps each cell on a line, long ones share what is left.

    A head may stand on two lines.
    """
    columns = list(zip(*table["rows"], strict=True)) or [("",) for _head in table["heads"]]
    wanted = [
        max(max(map(_width, column)), (_width(head) + 1) // 2) * HALF + PADDING
        for head, column in zip(table["heads"], columns, strict=True)
    ]
    spare = WIDE - sum(wanted)
    if spare >= 0:
        return [one + spare / len(wanted) for one in wanted]
    left, long = WIDE, sorted(wanted)
    for done, one in enumerate(long):  # the widest give way first, all of them to the same width
        if one * (len(long) - done) >= left:
            return [min(this, left / (len(long) - done)) for this in wanted]
        left -= one
    return wanted


def _width(text: str) -> int:
    """Half-widths that a text takes: a Chinese character is two, and so is a percent sign."""
    return sum(1 if character.isascii() and character != "%" else 2 for character in text)


def _cell(cell: Any, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    layout = paragraph.paragraph_format
    layout.line_spacing, layout.space_before, layout.space_after = 1.0, Pt(2), Pt(2)
    _font(paragraph.add_run(text), font, SMALL)


def _signature(document: Any, content: dict[str, Any]) -> None:
    _line(document, "")
    for text in (content["issuer"], content["date"]):
        paragraph = _line(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(THREE.pt * 4)


def _foot(document: Any, content: dict[str, Any]) -> None:
    """The colophon: how much is derived, and what it is checked by, beside its QR code."""
    picture = BytesIO()
    segno.make(content["digest"], error="m").save(picture, kind="png", scale=3)
    picture.seek(0)
    _line(document, "", size=SMALL)
    made = document.add_table(rows=1, cols=2)
    made.autofit = False
    left, right = made.rows[0].cells
    for column, cell, width in zip(made.columns, (left, right), (Mm(26), Mm(130)), strict=True):
        column.width = cell.width = width
    left.paragraphs[0].add_run().add_picture(picture, width=Mm(22))
    right.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    said = [content.get("colophon", ""), f"结账包清单摘要 {content['short']}，可用 luoshi verify 校验。"]
    for number, text in enumerate(filter(None, said)):
        paragraph = right.add_paragraph() if number else right.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        _font(paragraph.add_run(text), FANG, SMALL)
