"""The text layer of a pdf as paragraphs: page numbers and running heads dropped, printed lines joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from luoshi.kernel import apart
from luoshi.kernel.errors import InputError
from luoshi.reading import pdf

_PAGE_NUMBER = re.compile(
    r"^[-–—·\s]*(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?(?:\s*共\s*\d+\s*页)?[-–—·\s]*$"
)
_ENDS = "。！？：!?:"
_STARTS = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．]|第[一二三四五六七八九十]{1,3}[章条部])"
)
_REPEATED = 3


def pdf_text(name: str, content: bytes) -> str:
    """The text of a pdf, a line for each paragraph; empty where no page has a text layer."""
    try:
        said = pdf.printed(content)
    except apart.NotDone as fault:
        raise InputError(f"{name} 打不开", hint="文件可能损坏或有密码；另存为不加密的 PDF") from fault
    pages = [_page_lines(one) for one in said]
    return "\n".join(joined(list(_body(pages))))


def _page_lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\r\n\ufffe]+", text) if line.strip()]


def _body(pages: list[list[str]]) -> Iterator[str]:
    """The lines of all pages without page numbers and without what heads or foots several pages."""
    edges = Counter(line for lines in pages for line in {*lines[:1], *lines[-1:]})
    running = {line for line, times in edges.items() if times >= _REPEATED}
    for lines in pages:
        for n, line in enumerate(lines):
            edge = n in (0, len(lines) - 1)
            if not (_PAGE_NUMBER.match(line) and (edge or n == len(lines) - 2)) and not (
                edge and line in running
            ):
                yield line


def joined(lines: list[str]) -> list[str]:
    """Printed lines as paragraphs: a line that fills the width and does not end a sentence goes on in the next."""
    width = max(map(len, lines), default=0)
    paragraphs: list[list[str]] = []
    goes_on = False
    for line in lines:
        if goes_on and not _STARTS.match(line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        goes_on = len(line) >= width * 0.75 and line[-1] not in _ENDS
    return ["".join(parts) for parts in paragraphs]
