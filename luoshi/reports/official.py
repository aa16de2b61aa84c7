"""What every Word paper of an office has in common: page, fonts and paragraphs of GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONTS = {
    "Title": ("方正小标宋简体", 22),
    "Heading 1": ("黑体", 16),
    "Heading 2": ("楷体", 16),
    "Normal": ("仿宋", 16),
}
"""Style → font and size in points: the title in size 2 (22 pt), the text in size 3 (16 pt)."""
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""What a Word file is called over HTTP."""
WIDTH = 156
"""Width of the text in mm."""


def new(title: str) -> Any:
    """An empty A4 paper with its title."""
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


def heading(document: Any, words: str, level: int = 1) -> None:
    """A heading that is never left alone at the foot of a page."""
    document.add_paragraph(words, style=f"Heading {level}").paragraph_format.keep_with_next = True


def body(document: Any, words: str, *, indent: bool = True, size: float = 16, right: bool = False) -> None:
    """A paragraph of the text, its first line indented by two characters unless said."""
    paragraph = document.add_paragraph()
    paragraph.add_run(words).font.size = Pt(size)
    paragraph.paragraph_format.first_line_indent = Pt(2 * size) if indent and not right else None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def table(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float] = (),
    *,
    size: float = 12,
    middle: bool = False,
) -> None:
    """A ruled table; columns as wide as what stands in them where no widths (mm) are given."""
    made = document.add_table(rows=0, cols=len(heads), style="Table Grid")
    made.autofit = False
    shares = widths or [
        min(max(width(row[place]) for row in (heads, *rows)), 32) + 3 for place in range(len(heads))
    ]
    wide = [Mm(WIDTH * share / sum(shares)) for share in shares]
    for column, its in zip(made.columns, wide, strict=True):
        column.width = its  # some programs go by the grid, others by the cells
    for place, row in enumerate((heads, *rows)):
        added = made.add_row()
        _whole(added, head=place == 0)
        for cell, words, its in zip(added.cells, row, wide, strict=True):
            cell.width, cell.vertical_alignment = its, WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.add_run(words).font.size = Pt(size)
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
            paragraph.paragraph_format.keep_with_next = place == 0
            if middle:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(6)


def _whole(row: Any, *, head: bool) -> None:
    """A row is not broken over two pages; the head is said again on each page."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        properties.append(properties.makeelement(qn(name), {}))


def width(text: str) -> int:
    """Half-widths that a text takes: a Chinese character is two."""
    return sum(1 if character.isascii() else 2 for character in text)


BLANK = "　　"
"""What is left free to be written in by hand."""


def day(said: Any) -> str:
    """A day as papers write it, or room for one."""
    return f"{said:%Y年%-m月%-d日}" if isinstance(said, date) else f"{BLANK}年{BLANK}月{BLANK}日"


def saved(document: Any) -> bytes:
    """The file."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
