"""What of a file read blind no program has looked through: words in pictures and on scanned pages.

A stamp, a letterhead or a photographed licence names its firm as surely as a sentence does. Such a file waits
until somebody has looked at it (`showing.let_through`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import PurePath

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from luoshi.reviews.papers import CannotRead

_INSIDE = ("/media/", "/embeddings/")
"""Where Office files keep pictures, and other files inside them."""


def refuse_pictures(name: str, content: bytes) -> None:
    """Raise CannotRead where a file, which can be read otherwise, shows pictures: where they are."""
    look = _PICTURES.get(PurePath(name).suffix.lower())
    if look is not None and (where := look(content)):
        raise CannotRead(f"{'、'.join(where[:5])}是图片，里面的字查不出来", hint="看过确实不暴露身份的再放行")


def _office(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [one for one in archive.namelist() if any(part in f"/{one}" for part in _INSIDE)]
    return [PurePath(one).name for one in names]


def _pdf(content: bytes) -> list[str]:
    """Pages with a picture on them, or without a text: scanned, or letters drawn as lines."""
    document, found = pypdfium2.PdfDocument(content), list[str]()
    try:
        for number in range(len(document)):
            page = document[number]
            drawn = next(iter(page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=15)), None)
            if drawn is not None or not page.get_textpage().get_text_bounded().strip():
                found.append(f"第 {number + 1} 页")
    finally:
        document.close()
    return found


def _picture(content: bytes) -> list[str]:
    return ["文件"] if content else []


_PICTURES: Mapping[str, Callable[[bytes], list[str]]] = {
    **dict.fromkeys((".docx", ".xlsx", ".pptx"), _office), ".pdf": _pdf,
    **dict.fromkeys((".jpg", ".jpeg", ".png"), _picture),
}  # fmt: skip
