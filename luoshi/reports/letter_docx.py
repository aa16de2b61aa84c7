"""A 责任书 as a Word file: title, parties, table of targets, obligations, places for seals and names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from luoshi.commitments.letters import HEAD, Text, signers

BODY, HEADING, TITLE = "仿宋", "黑体", "方正小标宋简体"
"""Fonts of official documents (GB/T 9704-2012): the title in size 2 (22 pt), the body in size 3 (16 pt)."""

_WIDTHS = (12, 42, 16, 24, 24, 38)
"""Widths of the table's columns in mm: 156 in all, the width of the text."""


def render(text: Text, signatures: Iterable[dict[str, Any]] = ()) -> bytes:
    """The letter as docx; who has signed stands at the places for names, and the digest below."""
    document = Document()
    page(document)
    styles(document)
    document.add_paragraph(text.title, style="Title")
    body(document, f"甲方：{text.from_name}", indent=False)
    body(document, f"乙方：{text.to_name}", indent=False)
    body(document, text.opening)
    document.add_paragraph("一、目标任务", style="Heading 1")
    _table(document, text.rows())
    document.add_paragraph("二、双方责任", style="Heading 1")
    for number, one in enumerate(text.obligations, start=1):
        body(document, f"{number}．{one}")
    _places(document, text, list(signatures))
    body(document, f"第{text.version}版　内容摘要（SHA-256）：{text.digest}", indent=False, size=9)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def page(document: Any) -> None:
    """A4 with the margins of official documents."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def styles(document: Any) -> None:
    """Every style names a Chinese font, or Word would fall back to one of its own."""
    named = {"Title": (TITLE, 22), "Heading 1": (HEADING, 16), "Normal": (BODY, 16)}
    for style in document.styles:
        if not hasattr(style, "font"):
            continue
        font, size = named.get(style.name, (BODY, None))
        style.font.name = font
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[attribute]
        fonts.set(qn("w:eastAsia"), font)
        if size:
            style.font.size, style.font.bold = Pt(size), False
            style.font.color.rgb = None
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in title.element.xpath(".//w:pBdr"):
        line.getparent().remove(line)  # Word's own title is underlined; an official one is not


def body(document: Any, words: str, *, indent: bool = True, size: int = 16) -> None:
    """A paragraph of the text, its first line indented by two characters unless said."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    paragraph.paragraph_format.first_line_indent = Pt(2 * size) if indent else None


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(HEAD), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    for row in [HEAD, *rows]:
        cells = table.add_row().cells
        for cell, words, width in zip(cells, row, _WIDTHS, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].add_run(words).font.size = Pt(12)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _places(document: Any, text: Text, signatures: list[dict[str, Any]]) -> None:
    """甲方 on the left, 乙方 on the right: where the seal goes, who signed, and the day."""
    table = document.add_table(rows=1, cols=2)
    sides = (("甲方", text.from_name, "from"), ("乙方", text.to_name, "to"))
    for cell, (party, name, side) in zip(table.rows[0].cells, sides, strict=True):
        signed = "、".join(signers(signatures, side))
        cell.paragraphs[0].add_run(f"{party}（盖章）：{name}")
        cell.add_paragraph(f"签字：{signed}")
        cell.add_paragraph("" if signed else "　　　年　　月　　日")
