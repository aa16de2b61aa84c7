"""The text of a file as it will be read: txt, docx, doc, xlsx, pdf with a text layer, html.

Offsets of proposals are into `Document.text`. Plain text is taken as stored, line ends included, without its
byte order mark; UTF-8, GBK, GB18030 and UTF-16 are told apart. Libraries are loaded when a file needs them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luoshi.kernel import contents
from luoshi.kernel.errors import InputError

_PLAIN_HINT = "给出讲话的纯文本（.txt）、Word、带文字的 PDF 或网页（.html），或 Excel 的任务分解表"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_ENCODINGS = ["gb18030", "utf_16_le", "utf_16_be"]
_BROKEN = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd-\uffff]")
_SAMPLE = 65536
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset(
    ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "blockquote",
     "dd", "dt", "pre", "ul", "ol", "table", "br", "title")
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "noscript", "template"))


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text and what kind of file it was: txt, docx, doc, xlsx, pdf or html."""

    text: str
    form: str


def extract(path: Path) -> Document:
    """The document in a file; InputError says what to do where there is no text to read."""
    return of_content(path.name, path.read_bytes())


def of_content(name: str, content: bytes) -> Document:
    """As `extract`, for a file that came over the network."""
    form = _form(Path(name), content)
    contents.refuse_programs(name, content)
    if form in ("docx", "xlsx"):
        contents.refuse_bombs(name, content, contents.LARGEST_DOCUMENT)
    return Document(_READERS[form](name, content), form)


def _form(path: Path, content: bytes) -> str:
    """The form that the content shows, whatever the name says; else what the name says."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "xlsx" if path.suffix.lower() in (".xlsx", ".xlsm") else "docx"
    if content[:200].lstrip().lower().startswith((b"<html", b"<!doctype html")):
        return "html"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls" if path.suffix.lower() == ".xls" else "doc"
    suffix = path.suffix.lower().lstrip(".")
    return {"htm": "html", "xhtml": "html"}.get(suffix, suffix if suffix in _READERS else "txt")


def decoded(name: str, content: bytes) -> str:
    """Bytes as text, by byte order mark, as UTF-8 where they are, else by what reads as Chinese.

    A few broken bytes (a cut file) are replaced; bytes that are no text are an InputError.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if b"\x00" not in content[:_SAMPLE]:
        for encoding in ("utf-8", "gb18030"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if encoding == "utf-8" or _reads(text):
                return text
    return _guessed(name, content)


def _reads(text: str) -> bool:
    """Whether most signs are ones that Chinese offices write; UTF-16 taken for GB18030 gives rare ones."""
    sample = re.sub(r"\s", "", text[:4000])
    return len(sample.encode("gb2312", "ignore").decode("gb2312")) >= 0.9 * len(sample)


def _guessed(name: str, content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content, cp_isolation=_ENCODINGS).best()
    texts = [str(best)] if best is not None else []
    texts += [content.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
    for text in texts:
        if len(_BROKEN.findall(text, 0, _SAMPLE)) <= len(text[:_SAMPLE]) * 0.02:
            return text
    raise InputError(f"{name} 不是文本文件", hint=_PLAIN_HINT)


def _docx(name: str, content: bytes) -> str:
    from luoshi.reading.word import docx_text

    return docx_text(name, content)


def _doc(name: str, content: bytes) -> str:
    from luoshi.reading.word import doc_text

    return doc_text(name, content)


def _sheet(name: str, content: bytes) -> str:
    from luoshi.reading.sheets import sheet_text

    return sheet_text(name, content)


def _html(name: str, content: bytes) -> str:
    """What a page shows, a line for each block."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(_DECLARED.sub("", decoded(name, content)) or " ")
    except etree.ParserError as error:
        raise InputError(f"{name} 里没有文字", hint=_PLAIN_HINT) from error
    pieces: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        _show(event, node, pieces)
    lines = (
        re.sub(r"[ \r\f\v]*(\t)[ \r\f\v]*|[ \r\f\v]+", _space, line) for line in "".join(pieces).split("\n")
    )
    return "\n".join(line.strip(" ").removeprefix("\t") for line in lines if line.strip())


def _space(found: re.Match[str]) -> str:
    return found[1] or " "


def _show(event: str, node: Any, pieces: list[str]) -> None:
    """Add a node's words where it opens, and those behind it where it closes."""
    hidden = not isinstance(node.tag, str) or node.tag in _UNSEEN
    if event == "start" or hidden:
        pieces.append("\n" if node.tag in _BLOCKS else "\t" if node.tag in ("td", "th") else "")
        pieces.append("" if hidden else (node.text or "").replace("\n", " "))
    if event != "start" or not isinstance(node.tag, str):
        pieces.append("\n" if node.tag in _BLOCKS else "")
        pieces.append((node.tail or "").replace("\n", " "))


def _pdf(name: str, content: bytes) -> str:
    from luoshi.reading.pages import pdf_text

    text = pdf_text(name, content)
    if not re.search(r"\S", text):
        raise InputError(f"{name} 是扫描件，里面没有文字", hint="先做文字识别（OCR），或给出 Word 文档")
    return text


_READERS: dict[str, Callable[[str, bytes], str]] = {
    "txt": decoded,
    "md": decoded,
    "docx": _docx,
    "doc": _doc,
    "xlsx": _sheet,
    "xls": _sheet,
    "html": _html,
    "pdf": _pdf,
}
