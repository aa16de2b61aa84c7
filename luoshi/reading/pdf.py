"""A PDF looked at: its words, its properties, its pages drawn. A child process does it (kernel.apart): streams
packed in streams make of three kilobytes five gigabytes.

Every function raises NotDone for what is no PDF, is under a password, or is too much.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from luoshi.kernel import apart

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

LARGEST_PAGE = 25_000_000
"""Pixels of a page that is drawn; a larger page is drawn less finely."""
SCALE = 2.0
"""Pixels for a point of a page that is drawn: 144 dpi."""
_LONGEST = 50 * 1024 * 1024
"""Bytes that all words of a PDF may take."""


@dataclass(frozen=True)
class Sheet:
    """A page: its words in the order in which they are drawn, and whether a picture is on it."""

    words: str
    pictured: bool


def printed(content: bytes) -> list[str]:
    """The words of every page, line by line as they are printed."""
    said: list[str] = json.loads(apart.done(_printed, content))
    return said


def properties(content: bytes) -> Mapping[str, str]:
    """What the PDF says of itself: title, author, program."""
    said: dict[str, str] = json.loads(apart.done(_properties, content))
    return said


def sheets(content: bytes) -> list[Sheet]:
    """Every page."""
    return [Sheet(*one) for one in json.loads(apart.done(_sheets, content))]


def pages(content: bytes) -> int:
    """How many pages there are."""
    return int(apart.done(_pages, content))


def picture(content: bytes, number: int) -> bytes:
    """A page as a PNG, from 0."""
    return apart.done(_picture, content, str(number))


def pictures(content: bytes) -> bytes:
    """A PDF in which every page is a picture of what it was; nothing where there are no pages."""
    return apart.done(_pictures, content)


# What the child does


@contextmanager
def _opened(content: bytes) -> Iterator[PdfDocument]:
    from pypdfium2 import PdfDocument

    document = PdfDocument(content)
    try:
        yield document
    finally:
        document.close()


def _printed(content: bytes) -> bytes:
    with _opened(content) as document:
        return _json([page.get_textpage().get_text_range() for page in document])


def _properties(content: bytes) -> bytes:
    with _opened(content) as document:
        return _json({key: str(value) for key, value in document.get_metadata_dict().items()})


def _sheets(content: bytes) -> bytes:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    found = []
    with _opened(content) as document:
        for page in document:
            drawn = next(iter(page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=15)), None)
            found.append((page.get_textpage().get_text_bounded(), drawn is not None))
    return _json(found)


def _pages(content: bytes) -> bytes:
    with _opened(content) as document:
        return str(len(document)).encode()


def _picture(content: bytes, number: str) -> bytes:
    with _opened(content) as document:
        made = BytesIO()
        image = _drawn(document, int(number))
        image.save(made, "PNG")
        return made.getvalue()


def _pictures(content: bytes) -> bytes:
    made = BytesIO()
    with _opened(content) as document:
        for number in range(len(document)):
            made.seek(0)
            image = _drawn(document, number).convert("RGB")
            image.save(made, "PDF", append=number > 0, resolution=72 * SCALE)  # one in memory at a time
    return made.getvalue()


def _drawn(document: PdfDocument, number: int) -> Image:
    width, height = document[number].get_size()
    finest = math.sqrt(LARGEST_PAGE / max(width * height, 1))
    image: Image = document[number].render(scale=min(SCALE, finest)).to_pil()
    return image


def _json(said: object) -> bytes:
    made = json.dumps(said).encode()
    if len(made) > _LONGEST:
        raise ValueError("more words than anybody reads")
    return made
