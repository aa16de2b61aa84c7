"""Cells of an .xlsx whose formula came out as an error: the reader of sheets leaves them empty, and an
import must not take an error for nothing."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from posixpath import join, normpath

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"^([A-Z]{1,3})(\d+)$")


def faults(content: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """(row, column), both counted from 0, → #REF!, #N/A …; empty for other kinds of files."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            xml = archive.read(_part(archive, sheet))
    except (zipfile.BadZipFile, KeyError, StopIteration, etree.XMLSyntaxError):
        return {}
    if b't="e"' not in xml:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found: dict[tuple[int, int], str] = {}
    for cell in etree.fromstring(xml, parser).iter(f"{_MAIN}c"):
        at = _CELL.match(cell.get("r", ""))
        if cell.get("t") == "e" and at:
            found[int(at[2]) - 1, _column(at[1])] = cell.findtext(f"{_MAIN}v") or "#ERROR"
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive's name of a sheet's own file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    link = next(one.get(_LINK) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == sheet)
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    target = next(str(one.get("Target")) for one in links if one.get("Id") == link)
    return normpath(join("xl", target)) if not target.startswith("/") else target[1:]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
