"""What no program can look through, words in pictures, waits until somebody has looked."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from weasyprint import HTML

from luoshi.reviews.papers import CannotRead
from luoshi.reviews.unread import refuse_pictures


def png() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "PNG")
    return made.getvalue()


def docx(*, picture: bool) -> bytes:
    document, made = Document(), BytesIO()
    document.add_paragraph("苹果汁非浓缩还原关键技术")
    if picture:
        document.add_picture(BytesIO(png()))
    document.save(made)
    return made.getvalue()


def pdf(*bodies: str) -> bytes:
    pages = "".join(f'<div style="page-break-after: always">{one}</div>' for one in bodies)
    return bytes(HTML(string=f"<body>{pages}</body>").write_pdf() or b"")


def scanned() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PDF")
    return made.getvalue()


STAMP = f'<img src="data:image/png;base64,{b64encode(png()).decode()}">'


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("图.png", png(), "文件"), ("图.JPG", png(), "文件"),
        ("说明.docx", docx(picture=True), r"image1\.png"),
        ("扫描.pdf", scanned(), "第 1 页"), ("盖章.pdf", pdf("工艺", f"结论{STAMP}"), "第 2 页"),
    ],
)  # fmt: skip
def test_a_file_with_pictures_waits_and_it_is_said_where_they_are(
    name: str, content: bytes, where: str
) -> None:
    with pytest.raises(CannotRead, match=f"^{where}.*是图片，里面的字查不出来"):
        refuse_pictures(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [("说明.docx", docx(picture=False)), ("说明.pdf", pdf("工艺路线")), ("说明.txt", "工艺".encode())],
)
def test_a_file_of_words_alone_does_not_wait(name: str, content: bytes) -> None:
    refuse_pictures(name, content)
