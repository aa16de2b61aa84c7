"""What of a file read blind no program has looked through: words in pictures and on scanned pages.

A stamp, a letterhead or a photographed licence names its firm as surely as a sentence does. Such a file waits
until somebody has looked at it (`showing.let_through`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import PurePath

from luoshi.reading import pdf
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
    return [
        f"第 {number} 页"
        for number, sheet in enumerate(pdf.sheets(content), 1)
        if sheet.pictured or not sheet.words.strip()
    ]


def _picture(content: bytes) -> list[str]:
    return ["文件"] if content else []


_PICTURES: Mapping[str, Callable[[bytes], list[str]]] = {
    **dict.fromkeys((".docx", ".xlsx", ".pptx"), _office), ".pdf": _pdf,
    **dict.fromkeys((".jpg", ".jpeg", ".png"), _picture),
}  # fmt: skip
