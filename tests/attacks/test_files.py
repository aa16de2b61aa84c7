"""钱企 sends files that are not what they seem: bombs, macros, pages that run, names that lead elsewhere."""

from __future__ import annotations

import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from openpyxl import Workbook
from PIL import EpsImagePlugin, Image

from luoshi.exchange import books, evidence
from luoshi.kernel import contents
from luoshi.kernel.errors import InputError
from luoshi.ledgers import actions, files
from luoshi.packs import source
from luoshi.reading import documents, pdf
from luoshi.reviews import papers
from luoshi.web.visitors import INERT
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import QIAN, TOWN, WANG, morning

PROJECT = "investment.project"
XLSX_NAME, DOCX_NAME = f"{QIAN}.xlsx", f"{QIAN}.docx"


def saved(book: Any) -> bytes:
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def workbook() -> bytes:
    book = Workbook()
    book.worksheets[0]["A1"] = "项目名称"
    return saved(book)


def document() -> bytes:
    return saved(Document())


def with_part(content: bytes, name: str, part: bytes, *, said: int | None = None) -> bytes:
    """An office file with a part more, or another in place of its own; `said`: the size it claims."""
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, part)
    if said is None:
        return made.getvalue()
    size, lie = struct.pack("<L", len(part)), struct.pack("<L", said)
    return made.getvalue().replace(size, lie)


def zeros(count: int) -> bytes:
    return b"<a>" + b" " * count + b"</a>"


READERS: dict[str, Callable[[bytes], object]] = {
    "a sheet to import": lambda content: books.read(content, XLSX_NAME),
    "a sheet to read": lambda content: documents.of_content(XLSX_NAME, content),
    "a text to read": lambda content: documents.of_content(DOCX_NAME, content),
    "a paper for experts": lambda content: list(papers.texts(DOCX_NAME, content)),
    "a paper to clean": lambda content: papers.cleaned(DOCX_NAME, content),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_a_zip_bomb_is_refused_quickly_and_in_little_memory(reader: Callable[[bytes], object]) -> None:
    bomb = _bomb()
    assert len(bomb) < 400_000
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError, match="解开后太大"):
        reader(bomb)
    assert time.monotonic() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def _bomb() -> bytes:
    """A file of 300 kB that unpacks to 270 MB, made without 270 MB."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(270):
                part.write(b" " * (1 << 20))
    return made.getvalue()


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_a_zip_that_lies_about_its_sizes_is_refused(reader: Callable[[bytes], object]) -> None:
    lying = with_part(workbook(), "xl/worksheets/sheet1.xml", zeros(3_000_000), said=60)
    with pytest.raises(InputError, match="损坏"):
        reader(lying)


def test_what_a_part_holds_is_counted_to_its_true_end() -> None:
    """The sizes that a zip states are what an attacker writes."""
    part = zeros(5_000_000)
    content = with_part(workbook(), "xl/a.xml", part)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        info = archive.getinfo("xl/a.xml")
    assert b"".join(contents._pieces(content, info)) == part
    assert zlib.crc32(part) == info.CRC


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(reader: Callable[[bytes], object], encoding: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    part = f'<?xml version="1.0"?><!DOCTYPE a [{laughs}]><a>&l9;</a>'.encode(encoding)
    for name in ("xl/sharedStrings.xml", "word/document.xml"):
        with pytest.raises(InputError, match="声明"):
            reader(with_part(workbook(), name, part))
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    with pytest.raises(InputError, match="声明"):
        reader(with_part(document(), "word/document.xml", outside))


def test_a_cell_a_million_rows_down_is_refused_and_the_server_lives() -> None:
    """Five kilobytes by which the reader of sheets would ask for 500 GB, and end the process."""
    book = Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["XFD1048576"] = "项目名称", 1
    for read in (READERS["a sheet to import"], READERS["a sheet to read"]):
        with pytest.raises(InputError, match="大得读不了"):
            read(saved(book))


def test_a_sheet_that_repeats_a_cell_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="打不开"):
        books.read(_repeating(1_048_576, 16_384), f"{QIAN}.ods")


def _repeating(rows: int, columns: int) -> bytes:
    names = "".join(
        f' xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"'
        for key in ("office", "table", "text")
    )
    cell = (
        f'<table:table-cell office:value-type="float" office:value="1"'
        f' table:number-columns-repeated="{columns}"><text:p>1</text:p></table:table-cell>'
    )
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<a/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet><table:table table:name='A'>"
            f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return made.getvalue()


def test_deep_xml_is_refused_and_not_followed() -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    with pytest.raises(InputError, match="不是完好的 Word 文档"):
        documents.of_content(DOCX_NAME, with_part(document(), "word/document.xml", deep))


def test_a_page_of_html_may_be_as_deep_as_it_likes() -> None:
    said = documents.of_content("讲话.html", b"<html>" + b"<div>" * 50_000 + "讲话".encode() * 20)
    assert said.form == "html"


def test_yaml_that_repeats_itself_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (tmp_path / "pack.yaml").write_text("\n".join(lines))
    found = source.read(tmp_path, tmp_path / "pack.yaml")
    assert "不超过" in str(found.issues[0])


def test_a_picture_of_a_milliard_pixels_is_refused_by_its_head(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    with pytest.raises(InputError, match="像素太多"):
        files.keep(b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + bytes(4))
    small = BytesIO()
    Image.new("RGB", (40, 30)).save(small, "PNG")
    assert files.keep(small.getvalue())


@pytest.mark.parametrize("name", ["照片.png", "照片.jpg"])
def test_a_drawing_in_a_language_of_its_own_is_run_by_nothing(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """PostScript under the name of a photograph: Pillow would have Ghostscript run it."""
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *_said, **_more: pytest.fail("it was run"))
    made = BytesIO()
    Image.new("RGB", (4, 3)).save(made, "EPS")
    for read in (
        lambda: papers.cleaned(name, made.getvalue()),
        lambda: list(papers.texts(name, made.getvalue())),
    ):
        with pytest.raises(papers.CannotRead):
            read()
    inside = with_part(document(), f"word/media/{name}", made.getvalue())
    with pytest.raises(papers.CannotRead):
        papers.cleaned(DOCX_NAME, inside)


def test_a_page_as_large_as_a_field_is_drawn_less_finely() -> None:
    page = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    with Image.open(BytesIO(pdf.picture(page, 0))) as drawn:
        assert drawn.width * drawn.height <= pdf.LARGEST_PAGE * 1.01


# What is kept is served inert


POLYGLOTS = {
    "page.html": b"<!doctype html><script>alert(document.cookie)</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>',
    "picture.gif": b"GIF89a/*<svg/onload=alert(1)>*/=1;alert(document.domain)",
    "paper.pdf": b"%PDF-1.4 <html><script>alert(1)</script>",
    "photo.jpg": b"\xff\xd8\xff<?php system($_GET[0]); ?><script>alert(1)</script>",
    "text.txt": b"<script>alert(1)</script>",
    "feed.xml": b'<?xml version="1.0"?><a xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></a>',
    "archive.jar": b"PK\x03\x04 not an archive",
    "run.exe": b"MZ\x90\x00",
    "shortcut.url": b"[InternetShortcut]\nURL=file://host/share",
}
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain; charset=utf-8"}


@pytest.fixture
def clerk(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path / "evidence", morning
    adopt("investment")
    return browser("wangli", ("reporter", TOWN), name="王丽")


@pytest.mark.django_db
@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_file_that_would_run_is_sent_so_that_no_browser_runs_it(clerk: Client, name: str) -> None:
    record = actions.create(WANG, PROJECT, TOWN, {"name": "果汁厂", "total": 500})
    file = SimpleUploadedFile(name, POLYGLOTS[name], content_type="text/html")
    clerk.post(f"/ledgers/{PROJECT}/{record.ref.id}/attach", {"purpose": "contract", "file": file})
    held = actions.attach(WANG, record.ref, "contract", name, POLYGLOTS[name])
    page = clerk.get(f"/ledgers/{PROJECT}/{record.ref.id}/").content.decode()
    assert name in page
    sent = clerk.get(f"/ledgers/{PROJECT}/{record.ref.id}/files/{held.id}")
    assert sent.status_code == 200, sent
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["Content-Type"] == "application/octet-stream"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"] == INERT
    looked = clerk.get(f"/ledgers/{PROJECT}/{record.ref.id}/files/{held.id}/look")
    if looked.status_code == 200:
        assert looked.headers["Content-Type"] in SHOWN
        assert looked.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in looked.headers["Content-Security-Policy"]
        assert "script-src" not in looked.headers["Content-Security-Policy"]
    else:
        assert looked.status_code == 404
        assert not name.endswith((".txt", ".gif", ".jpg", ".pdf"))


# Names that lead elsewhere


TRICKS = ["../../../etc/passwd", "..\\..\\site.json", "/etc/cron.d/x", "C:\\windows\\x", "a/../../b",
          "a\r\nX: y", "invoice\u202egpj.exe", "a\x00b", "", ".", "..", "\u2028"]  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_a_name_keeps_no_folder_and_no_sign_that_nobody_sees(name: str) -> None:
    kept = files.named(name)
    assert kept
    assert kept.isprintable()
    assert not {"/", "\\"} & set(kept)


@pytest.mark.django_db
def test_names_in_a_zip_lead_to_no_other_folder_and_end_no_line(clerk: Client, settings: Any) -> None:
    record = actions.create(WANG, PROJECT, TOWN, {"name": "果汁厂", "total": 500})
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../果汁厂 .txt", "一")
        archive.writestr("果汁厂_\r\nSet-Cookie: a=b.txt", "二")
    held = evidence.attach_all(WANG, PROJECT, "name", "contract", made.getvalue())
    root = Path(settings.EVIDENCE)
    assert all(one.is_relative_to(root) for one in root.parent.rglob("*") if one.is_file())
    for one in held:
        sent = clerk.get(f"/ledgers/{PROJECT}/{record.ref.id}/files/{one.id}")
        assert sent.status_code == 200
        assert "\n" not in sent.headers["Content-Disposition"]
        assert "a" not in sent.cookies
