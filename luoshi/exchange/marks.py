"""What the reader of sheets does not tell of an .xlsx, read from the sheet's own XML in one pass: hidden
rows, formulas that are errors or were never calculated, numbers shown as percentages.

The XML is searched as bytes and in pieces, never built as a tree: a sheet of 100,000 rows is some 100 MB.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PIECE = 1 << 20
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_NUMBER = re.compile(rb'\br="(\d+)"')
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_AT = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)</")
_PERCENT_BUILT_IN = frozenset({"9", "10"})


@dataclass
class Marks:
    """Rows and columns counted from 0."""

    hidden: set[int] = field(default_factory=set)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    """A cell → #REF!, #N/A …, or empty for a formula that nobody has calculated."""
    percents: set[tuple[int, int]] = field(default_factory=set)


def exported_from(content: bytes) -> str:
    """The ledger that a workbook of this product names as its own; empty for every other file."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            root = etree.fromstring(archive.read("docProps/custom.xml"), _parser())
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError):
        return ""
    return next(("".join(one.itertext()) for one in root if one.get("name") == "luoshi"), "")


def marks(content: bytes, sheet: str) -> Marks:
    """The marks of a sheet; none for other kinds of files."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _of(archive, _part(archive, sheet))
    except (zipfile.BadZipFile, KeyError, StopIteration, etree.XMLSyntaxError, OSError):
        return Marks()


def _of(archive: zipfile.ZipFile, part: str) -> Marks:
    found, percents = Marks(), _percent_styles(archive)
    for piece in _pieces(archive, part):
        for row in _ROW.finditer(piece):
            if number := _NUMBER.search(row[0]):
                found.hidden.add(int(number[1]) - 1)
        if b't="e"' not in piece and b"<f" not in piece and not percents:
            continue
        for cell in _CELL.finditer(piece):
            _mark(found, cell[1], cell[2] or b"", percents)
    return found


def _mark(found: Marks, attributes: bytes, inside: bytes, percents: frozenset[bytes]) -> None:
    fault, formula = b't="e"' in attributes, b"<f" in inside
    style = _STYLE.search(attributes) if percents else None
    shown = style is not None and style[1] in percents
    at = _AT.search(attributes) if fault or formula or shown else None
    if at is None:
        return
    place, value = (int(at[2]) - 1, _column(at[1])), _VALUE.search(inside)
    if fault:
        found.faults[place] = value[1].decode() if value else "#ERROR"
    elif formula and value is None and b't="str"' not in attributes:
        found.faults[place] = ""
    if shown:
        found.percents.add(place)


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet's rows, cut between two rows so that none is torn."""
    rest = b""
    with archive.open(part) as stream:
        while read := stream.read(_PIECE):
            rest += read
            whole, cut, rest = rest.rpartition(b"</row>")
            if cut:
                yield whole + cut
    if rest:
        yield rest


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The numbers of the cell styles that show a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = etree.fromstring(archive.read("xl/styles.xml"), _parser())
    formats = {
        str(one.get("numFmtId")) for one in root.iter(f"{_MAIN}numFmt") if "%" in str(one.get("formatCode"))
    }
    shown = root.find(f"{_MAIN}cellXfs")
    kinds = [] if shown is None else [str(one.get("numFmtId")) for one in shown]
    wanted = formats | _PERCENT_BUILT_IN
    return frozenset(str(number).encode() for number, kind in enumerate(kinds) if kind in wanted)


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive's name of a sheet's own file."""
    book = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
    link = next(one.get(_LINK) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == sheet)
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _parser())
    target = next(str(one.get("Target")) for one in links if one.get("Id") == link)
    return normpath(join("xl", target)) if not target.startswith("/") else target[1:]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
