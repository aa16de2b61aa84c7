"""Word documents as text: paragraphs with the numbers that Word prints before them, tables row by row."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from luoshi.kernel.errors import InputError
from luoshi.reading.tables import TAB

_CONVERTED_WITHIN = 120
"""Seconds that LibreOffice may take for one document."""
_WRITTEN = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
"""How a .doc begins: as Word wrote it, or as RTF under that name."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>"""
_SET = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
)
"""LibreOffice fetches what a document links to, pictures for one, from wherever the document says. So whatever
it would call goes to a proxy that is none (port 9, where nothing listens)."""
_HINT = "在 Word 里打开后另存为 .docx"


def docx_text(name: str, content: bytes) -> str:
    """Paragraphs and tables in order; a row is a line, its cells parted by tabs."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise InputError(f"{name} 不是完好的 Word 文档", hint=_HINT) from error
    return "\n".join(_lines(document))


def doc_text(name: str, content: bytes) -> str:
    """The text of an old .doc, through LibreOffice where it is installed."""
    if not content.startswith(_WRITTEN):
        raise InputError(f"{name} 不是完好的 Word 文档", hint=_HINT)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise InputError(f"{name} 还读不了", hint=f"{_HINT}；或请管理员在服务器上安装 LibreOffice")
    with TemporaryDirectory(prefix="luoshi-doc-") as passing:
        folder = Path(passing)
        (folder / "in.doc").write_bytes(content)
        command = [
            office, "--headless", f"-env:UserInstallation={_profile(folder).as_uri()}", "--convert-to", "docx",
            "--outdir", passing, str(folder / "in.doc"),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=_CONVERTED_WITHIN, check=False)
        except subprocess.TimeoutExpired as error:
            raise InputError(f"{name} 转换超过 {_CONVERTED_WITHIN} 秒", hint=_HINT) from error
        made = folder / "in.docx"
        if not made.exists():
            raise InputError(f"{name} 不是完好的 Word 文档", hint=_HINT)
        return docx_text(name, made.read_bytes())


def _profile(folder: Path) -> Path:
    """A profile of LibreOffice's own for this one document, by which it calls nobody."""
    made = folder / "profile"
    (made / "user").mkdir(parents=True)
    said = "".join(_SET.format(*one) for one in _SETTINGS)
    (made / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(said), "utf-8")
    return made


def _lines(document: Any) -> Iterator[str]:
    from luoshi.reading.numbering import Numbering

    numbering = Numbering(document)
    for block in document.iter_inner_content():
        if not hasattr(block, "rows"):
            yield numbering.label(block) + _words(block._p)
            continue
        for row in block.rows:
            yield TAB.join(_cells(row))


def _cells(row: Any) -> Iterator[str]:
    """A cell that covers several columns stands in the first; one that covers several rows in each of them."""
    before = None
    for cell in row.cells:
        same, before = cell._tc is before, cell._tc
        yield "" if same else " ".join(_words(one._p).replace("\n", " ") for one in cell.paragraphs).strip()


def _words(paragraph: Any) -> str:
    """What is read in a paragraph: with what was inserted while changes were tracked, without what was
    deleted; the second spelling of a text box, for older programs, is left out."""
    said = []
    for node in paragraph.iter():
        kind = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if kind in ("t", "tab", "br", "cr") and not any(_unread(one) for one in node.iterancestors()):
            said.append(node.text or "" if kind == "t" else TAB if kind == "tab" else "\n")
    return "".join(said)


def _unread(node: Any) -> bool:
    return isinstance(node.tag, str) and node.tag.endswith(("}del", "}moveFrom", "}Fallback"))
