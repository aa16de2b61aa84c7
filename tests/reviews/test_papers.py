"""Names hidden in files are found wherever a file keeps them; a cleaned copy has none in its properties."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin
from weasyprint import HTML

from luoshi.reading.pdf import pages, picture
from luoshi.reviews.names import Names
from luoshi.reviews.papers import CannotRead, cleaned, left, texts

NAMES = Names(("丰禾食品有限公司",), ("宋工业",))


def docx(change: Callable[[Any], object]) -> bytes:
    document = Document()
    document.core_properties.author = ""
    document.add_paragraph("苹果汁非浓缩还原关键技术")
    change(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def in_runs(document: Any) -> None:
    paragraph = document.add_paragraph()
    for part in ("由丰", "禾食", "品有限公司承担"):
        paragraph.add_run(part)


def in_properties(document: Any) -> None:
    document.core_properties.author = "宋工业"
    document.core_properties.comments = "丰禾食品有限公司"


def in_table(document: Any) -> None:
    document.add_table(1, 1).cell(0, 0).text = "丰禾食品有限公司"


def in_comment(document: Any) -> None:
    paragraph = document.add_paragraph("预算")
    document.add_comment(paragraph.runs, text="请核对", author="宋工业", initials="宋")


WORD = {
    "runs": in_runs,
    "header": lambda one: setattr(one.sections[0].header.paragraphs[0], "text", "丰禾食品有限公司"),
    "footer": lambda one: setattr(one.sections[0].footer.paragraphs[0], "text", "宋工业"),
    "properties": in_properties,
    "table": in_table,
    "comment": in_comment,
}  # fmt: skip


@pytest.mark.parametrize("place", WORD)
def test_a_name_in_a_word_file_is_found(place: str) -> None:
    assert left("申报书.docx", docx(WORD[place]), NAMES)


def test_a_word_file_without_names_has_none() -> None:
    assert left("申报书.docx", docx(lambda one: one), NAMES) == []


def test_a_files_own_name_counts() -> None:
    (one,) = left("丰禾食品-申报书.docx", docx(lambda one: one), NAMES)
    assert one.where == "文件名"


def test_a_cleaned_word_file_has_its_text_and_no_author() -> None:
    def both(document: Any) -> None:
        in_properties(document)
        in_comment(document)

    copy = cleaned("a.docx", docx(both))
    assert left("a.docx", copy, NAMES) == []
    assert "苹果汁非浓缩还原关键技术" in [one.text for one in Document(BytesIO(copy)).paragraphs]
    assert {info.date_time for info in zipfile.ZipFile(BytesIO(copy)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def book() -> bytes:
    made, out = Workbook(), BytesIO()
    assert made.active is not None
    made.active["A1"] = "经费"
    made.active["A1"].comment = Comment("核对", "宋工业")
    made.properties.creator = "丰禾食品有限公司"
    made.save(out)
    return out.getvalue()


def test_names_in_a_workbook_are_found_and_cleaned_away() -> None:
    found = {one.find.said for one in left("a.xlsx", book(), NAMES)}
    assert {"丰禾食品有限公司", "宋工业"} <= found
    copy = cleaned("a.xlsx", book())
    assert "丰禾食品有限公司" not in {one.find.said for one in left("a.xlsx", copy, NAMES)}


def pdf(body: str = "苹果汁", author: str = "宋工业") -> bytes:
    html = f'<html><head><meta name="author" content="{author}"></head><body><p>{body}</p></body></html>'
    return bytes(HTML(string=html).write_pdf() or b"")


def test_names_in_a_pdfs_text_and_properties_are_found() -> None:
    where = {one.where for one in left("a.pdf", pdf("丰禾食品有限公司"), NAMES)}
    assert {"第 1 页", "属性 Author"} <= where


def test_a_cleaned_pdf_is_pictures_without_properties() -> None:
    copy = cleaned("a.pdf", pdf())
    assert pages(copy) == 1
    assert left("a.pdf", copy, NAMES) == []
    assert not "".join(one.said for one in texts("a.pdf", copy) if one.where.startswith("第")).strip()
    assert picture(copy, 0)[:4] == b"\x89PNG"


def photograph() -> bytes:
    image, made = Image.new("RGB", (40, 30), "green"), BytesIO()
    exif = image.getexif()
    exif[0x013B] = "Song Gongye"
    exif[0x010E] = "FENGHE"
    image.save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_names_in_a_pictures_exif_are_found_and_cleaned_away() -> None:
    assert {one.find.said for one in left("a.jpg", photograph(), NAMES)} == {"Song Gongye", "FENGHE"}
    copy = cleaned("a.jpg", photograph())
    assert left("a.jpg", copy, NAMES) == []
    assert Image.open(BytesIO(copy)).size == (40, 30)


def test_a_pngs_text_is_read_too() -> None:
    info, made = PngImagePlugin.PngInfo(), BytesIO()
    info.add_text("Author", "宋工业".encode("latin-1", "ignore").decode() or "Song Gongye")
    Image.new("RGB", (4, 4)).save(made, "PNG", pnginfo=info)
    assert left("a.png", made.getvalue(), NAMES)
    assert left("a.png", cleaned("a.png", made.getvalue()), NAMES) == []


@pytest.mark.parametrize("name", ["a.doc", "a.exe", "a", "a.wps"])
def test_what_cannot_be_looked_through_is_not_let_through(name: str) -> None:
    for way in (lambda: list(texts(name, b"x")), lambda: cleaned(name, b"x")):
        with pytest.raises(CannotRead):
            way()


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.jpg", "a.png"])
@pytest.mark.parametrize("content", [b"", b"not what it says", b"PK\x03\x04broken", b"%PDF-1.7 broken"])
def test_a_broken_file_is_said_to_be_broken(name: str, content: bytes) -> None:
    for way in (lambda: list(texts(name, content)), lambda: cleaned(name, content)):
        with pytest.raises(CannotRead, match="打不开"):
            way()
