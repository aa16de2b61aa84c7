"""Files that offices send: numbered Word documents, old ones, task tables, pages, scans."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

from luoshi.kernel.errors import InputError
from luoshi.reading import documents, read
from luoshi.reading.numbering import numeral

TABLE = [
    ["2026年重点工作任务分解表", None, None, None, None],
    ["序号", "任务内容", "牵头单位", "配合单位", "完成时限"],
    ["一、产业发展", None, None, None, None],
    [1, "新建农村公路120公里", "市交通运输局", "各县区政府、市财政局", "11月底前"],
    [2, "制定消费促进方案", "市商务局", None, "6月底"],
    [3, "建成检测中心", None, None, "年内"],
]


def kept(book: Any) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in TABLE:
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("C5:C6")
    hidden = book.create_sheet("底稿")
    hidden.append(["序号", "任务内容", "责任单位"])
    hidden.append([9, "不要的任务", "某局"])
    hidden.sheet_state = "hidden"
    return kept(book)


def tasks(text: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str | None]]:
    found = [one.to_json() for one in read(text)]
    return [
        (one["text"], one["owner"], one["support"], one["deadline"]) for one in found if one["kind"] == "task"
    ]


EXPECTED = [
    ("新建农村公路120公里", ("市交通运输局",), ("各县区政府", "市财政局"), "11月底前"),
    ("制定消费促进方案", ("市商务局",), (), "6月底"),
    ("建成检测中心", ("市商务局",), (), "年内"),
]


def test_rows_of_a_task_table_become_tasks_by_their_headings() -> None:
    document = documents.of_content("任务分解表.xlsx", workbook())
    assert document.form == "xlsx"
    assert tasks(document.text) == EXPECTED
    (target,) = [one.to_json() for one in read(document.text) if one.to_json()["kind"] == "target"]
    assert (target["value"], target["unit"], target["owner"]) == ("120", "公里", ("市交通运输局",))
    assert target["deadline"] == "11月底前"


def test_every_span_of_a_table_is_what_it_says() -> None:
    text = documents.of_content("任务分解表.xlsx", workbook()).text
    for one in (found.to_json() for found in read(text)):
        assert one["text"] == text[one["start"] : one["end"]]


def test_a_task_table_in_a_word_document_is_read_as_the_workbook_is() -> None:
    word = docx.Document()
    word.add_paragraph("现将任务分解如下，请抓好落实。")
    table = word.add_table(rows=0, cols=5)
    for row in TABLE[1:]:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = "" if said is None else str(said)
    table.cell(3, 2).merge(table.cell(4, 2))
    assert tasks(documents.of_content("通知.docx", kept(word)).text) == EXPECTED


def test_a_task_table_on_a_page_is_read_as_the_workbook_is() -> None:
    rows = [row if row[0] != 3 else [3, "建成检测中心", "市商务局", None, "年内"] for row in TABLE[1:]]
    cells = ("".join(f"<td>{cell or ''}</td>" for cell in row) for row in rows)
    page = f"<html><body><table>{''.join(f'<tr>{one}</tr>' for one in cells)}</table></body></html>"
    assert tasks(documents.of_content("a.html", page.encode()).text) == EXPECTED


def test_a_table_without_the_headings_of_tasks_is_text_like_any_other() -> None:
    assert tasks("姓名\t职务\n王丽\t科员\n") == []


def list_document(levels: list[tuple[str, str]], paragraphs: list[tuple[int, str]]) -> bytes:
    """A document whose list has levels (numerals, text) and these paragraphs (level, words)."""
    word = docx.Document()
    root = word.part.numbering_part.element
    kind = OxmlElement("w:abstractNum")
    kind.set(qn("w:abstractNumId"), "77")
    for place, (numerals, said) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(place))
        for name, value in (("w:start", "1"), ("w:numFmt", numerals), ("w:lvlText", said)):
            node = OxmlElement(name)
            node.set(qn("w:val"), value)
            level.append(node)
        kind.append(level)
    root.insert(0, kind)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    of = OxmlElement("w:abstractNumId")
    of.set(qn("w:val"), "77")
    number.append(of)
    root.append(number)
    for place, words in paragraphs:
        properties = word.add_paragraph(words)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = place
        properties.get_or_add_numId().val = 77
    return kept(word)


def test_the_numbers_of_a_list_are_read_as_word_prints_them() -> None:
    levels = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    content = list_document(
        levels, [(0, "回顾"), (1, "成绩"), (2, "甲"), (2, "乙"), (1, "问题"), (2, "丙"), (0, "任务")]
    )
    assert documents.of_content("a.docx", content).text.splitlines() == [
        "一、回顾", "（一）成绩", "1.甲", "2.乙", "（二）问题", "1.丙", "二、任务",
    ]  # fmt: skip


def test_headings_that_word_numbers_tell_past_and_to_come_apart() -> None:
    content = list_document([("chineseCounting", "%1、")], [(0, "去年工作回顾"), (0, "今年目标任务")])
    word = docx.Document(BytesIO(content))
    word.paragraphs[0].insert_paragraph_before("讲话")
    word.paragraphs[2].insert_paragraph_before("完成投资12亿元。")
    word.add_paragraph("完成投资15亿元。")
    text = documents.of_content("a.docx", kept(word)).text
    assert [(one.kind, one.to_json()["value"]) for one in read(text)] == [("figure", "12"), ("target", "15")]


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [(10, "chineseCounting", "十"), (11, "chineseCountingThousand", "十一"),
     (3, "decimalEnclosedCircle", "③"),
     (2, "upperLetter", "B"), (21, "decimalEnclosedCircle", "21"), (4, "decimal", "4")],
)  # fmt: skip
def test_numerals_are_words_own(number: int, kind: str, said: str) -> None:
    assert numeral(number, kind) == said


def test_what_was_inserted_is_read_and_what_was_deleted_is_not() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("今年要完成投资")
    for tag, inner, words in (("w:ins", "w:t", "12亿元"), ("w:del", "w:delText", "10亿元")):
        tracked, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        text.text = words
        run.append(text)
        tracked.append(run)
        paragraph._p.append(tracked)
    assert documents.of_content("a.docx", kept(word)).text == "今年要完成投资12亿元"


def test_an_old_word_document_is_read_through_libreoffice(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("今年全县粮食总产量要达到12.5万吨。")
    word.save(str(tmp_path / "讲话.docx"))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "doc",
         "--outdir", str(tmp_path), str(tmp_path / "讲话.docx")],
        check=True, capture_output=True,
    )  # fmt: skip
    document = documents.extract(tmp_path / "讲话.doc")
    assert (document.form, document.text.strip()) == ("doc", "今年全县粮食总产量要达到12.5万吨。")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("讲话.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600, "另存为 .docx"),
        ("讲话.docx", b"PK\x03\x04broken", "另存为 .docx"),
        ("任务.xlsx", b"PK\x03\x04broken", "另存为 .xlsx"),
        ("任务.xls", b"\xd0\xcf\x11\xe0broken", "另存为 .xlsx"),
        ("讲话.pdf", b"%PDF-broken", "另存为不加密"),
        ("声音.mp3", bytes(range(256)) * 40, "讲话"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(name: str, content: bytes, says: str) -> None:
    with pytest.raises(InputError) as refusal:
        documents.of_content(name, content)
    assert says in f"{refusal.value.message}{refusal.value.hint}"


def test_a_scanned_pdf_is_told_from_one_with_text(tmp_path: Path) -> None:
    from weasyprint import HTML

    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    HTML(string=f"<img src='{pixel}' width=300 height=400>").write_pdf(tmp_path / "扫描.pdf")
    with pytest.raises(InputError, match="扫描件"):
        documents.extract(tmp_path / "扫描.pdf")


SAID = "今年全县粮食总产量要达到12.5万吨，各乡镇要在6月底前制定方案。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_is_read_in_whatever_encoding_it_came(encoding: str) -> None:
    document = documents.of_content("讲话.txt", (SAID * 3).encode(encoding))
    assert document.text == SAID * 3
