"""钱企 sends documents that run something on the machine of whoever opens them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from luoshi.exchange import books
from luoshi.kernel.errors import InputError
from luoshi.ledgers import files
from luoshi.reading import documents
from tests.attacks import old_books
from tests.attacks.test_files import document, with_part, workbook
from tests.people import QIAN


def _flat(encoding: str) -> bytes:
    """A document of Word as one file of XML, with its macros in it."""
    head = '<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?>'
    return (head + '<pkg:part pkg:name="/word/vbaProject.bin">AAAA</pkg:part>').encode(encoding)


MACROS = {
    "xlsm": lambda: with_part(workbook(), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open"),
    "docm": lambda: with_part(document(), "word/vbaProject.bin", b"\xd0\xcf\x11\xe0 AutoOpen"),
    "an old Excel macro": lambda: with_part(workbook(), "xl/macrosheets/sheet2.xml", b"<a/>"),
    "LibreOffice": lambda: with_part(workbook(), "Basic/Standard/Module1.xml", b"<a/>"),
    "a document behind a picture": lambda: b"GIF89a" + with_part(document(), "word/vbaProject.bin", b"A"),
    "a document as one XML file": lambda: _flat("utf-8"),
    "the same in other letters": lambda: _flat("utf-16"),
    "a document as a letter": lambda: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nContent-Location: file:///C:/editdata.mso"
    ),
    "an old Excel sheet of macros": lambda: old_books.book(old_books.MACROS),
    "xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "_VBA_PROJECT".encode("utf-16-le"),
}


@pytest.mark.parametrize("kind", MACROS)
@pytest.mark.parametrize("name", ["台账.xlsx", "台账.xlsm", "台账.xls", "方案.docx"])
def test_a_file_with_macros_is_refused_whatever_it_is_called(
    kind: str, name: str, settings: Any, tmp_path: Path
) -> None:
    settings.EVIDENCE = tmp_path
    content = MACROS[kind]()
    for read in (
        lambda: files.keep(content), lambda: books.read(content, name),
        lambda: documents.of_content(name, content),
    ):  # fmt: skip
        with pytest.raises(InputError, match="有宏") as refusal:
            read()
        assert "另存为" in refusal.value.hint
    assert not list(tmp_path.rglob("*"))


FETCHED = {
    "a template with macros": ("attachedTemplate", "https://qianqi.example/x.dotm"),
    "a template on a share": ("attachedTemplate", r"\\\\qianqi.example\\x.dotm"),
    "a template on a share by its address": ("attachedTemplate", "file:////qianqi.example/x.dotm"),
    "an object": ("oleObject", "http://qianqi.example/x.xlsm!A1"),
    "a frame": ("frame", "http://qianqi.example/x.html"),
    "a part of the document": ("subDocument", "http://qianqi.example/x.docm"),
}


def linking(kind: str, to: str) -> bytes:
    """A Word document that belongs together with something elsewhere, in whatever order that is said."""
    at = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    said = f'<Relationship TargetMode="External" Target="{to}" Id="r1" Type="{at}"/>'
    links = f"<Relationships>{said}</Relationships>".encode()
    return with_part(document(), "word/_rels/settings.xml.rels", links)


@pytest.mark.parametrize("how", FETCHED)
def test_a_document_that_fetches_what_runs_as_soon_as_it_is_opened_is_refused(
    how: str, settings: Any, tmp_path: Path
) -> None:
    settings.EVIDENCE = tmp_path
    content = linking(*FETCHED[how])
    for read in (lambda: files.keep(content), lambda: documents.of_content(f"{QIAN}.docx", content)):
        with pytest.raises(InputError, match="一打开就从网上取内容"):
            read()
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        ("attachedTemplate", r"file:///C:\\Users\\wangli\\Templates\\Normal.dotm"),
        ("hyperlink", "https://www.gov.cn/"), ("oleObject", "embeddings/oleObject1.bin"),
    ],
)  # fmt: skip
def test_what_every_other_document_of_an_office_says_is_kept(
    kind: str, to: str, settings: Any, tmp_path: Path
) -> None:
    """Word writes the writer's own template into most; a link waits until somebody clicks on it."""
    settings.EVIDENCE = tmp_path
    assert files.keep(linking(kind, to))
    assert files.keep(old_books.book(old_books.SHEET))
    assert files.keep(b'<?xml version="1.0"?><invoice>vba</invoice>')
