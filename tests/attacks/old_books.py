"""Workbooks as Excel wrote them before 2007, byte by byte: a compound file with one stream of records."""

from __future__ import annotations

import struct

SECTOR, NO_SECTOR, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SHEET, MACROS = 0, 1
"""Kinds of sheets."""


def _record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _begins(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _stream(kind: int) -> bytes:
    """A workbook of one empty sheet of a kind."""

    def head(place: int) -> bytes:
        named = struct.pack("<IBBBB", place, 0, kind, 1, 0) + b"A"
        return _begins(0x0005) + _record(0x0085, named) + _record(0x000A)

    sheet = _begins(0x0040 if kind == MACROS else 0x0010) + _record(0x000A)
    return (head(len(head(0))) + sheet).ljust(4096, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    said = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", NO_SECTOR, NO_SECTOR, child)
    head = said.ljust(64, b"\0") + struct.pack("<HBB", len(said), kind, 1) + links
    return (head + bytes(36) + struct.pack("<IQ", start, size)).ljust(128, b"\0")


def book(kind: int) -> bytes:
    """The file: a table of sectors, a directory, the stream."""
    stream = _stream(kind)
    count = len(stream) // SECTOR
    table = [FAT, END, *range(3, 2 + count), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", 0, *[NO_SECTOR] * 108)
    sectors = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    folder = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, NO_SECTOR, 2, len(stream))
    return head + sectors + folder.ljust(SECTOR, b"\0") + stream
