"""What a file that somebody sends may not be: far larger inside than outside, or a carrier of programs.

Zips (and so .xlsx, .docx, .pptx, .ods) are counted by unpacking them piece by piece, since what they say of
their size need not be true; workbooks are opened by a child first that may use so much memory, since a few
bytes can name a cell a million rows down. All of it refuses fast and in little memory.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from luoshi.kernel import apart
from luoshi.kernel.errors import InputError

MOST_PARTS = 10_000
LARGEST_INSIDE = 250 * 1024 * 1024
"""Bytes that an office file may unpack to: a sheet of 100,000 rows is some 100 MB."""
LARGEST_DOCUMENT = 100 * 1024 * 1024
"""As above for Word, which is read as a tree and takes ten times that."""
LARGEST_PICTURE = 120_000_000
"""Pixels; a telephone's are fifty million at most as it sends them."""
_PIECE = 1 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PROGRAMS = re.compile(r"vbaProject\.bin$|/macrosheets/|(^|/)Basic/.*\.xml$|(^|/)Scripts/", re.IGNORECASE)
"""Parts of office files that hold programs: Visual Basic, old Excel macros, LibreOffice Basic and scripts."""
_OLD_PROGRAMS, _OLD_BOOK = (one.encode("utf-16-le") for one in ("_VBA_PROJECT", "Workbook"))
_TEXT_OF_OFFICE = re.compile(rb"\W{0,20}(?:xml|MIME-Version)", re.IGNORECASE)
_TEXT_PROGRAMS = re.compile(
    rb'macrosPresent="yes"|vbaProject\.bin|editdata\.mso|QWN0aXZlTWltZQ', re.IGNORECASE
)
"""Word also opens documents written as one XML file or one letter (MHTML), and runs the macros in them."""
_FETCHED = re.compile(
    r"""^Relationship(?=[^>]*/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk)["'])"""
    r"""(?=[^>]*Target\s*=\s*["']\s*(?:https?:|ftp:|file:/{0,3}\\\\|file:////|\\\\))""",
    re.IGNORECASE,
)
"""What Word and Excel fetch when they open a file: a template with its macros, a linked object. A template on
the writer's own disk, which most files name, is fetched from nowhere else."""
_HEAD = struct.Struct("<4s22xHH")
UNREADABLE = (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error, struct.error)
"""What Python says of a zip that is broken, locked, or packed in a way it does not know."""


def refuse_programs(name: str, content: bytes) -> None:
    """Refuse an office file that holds macros, or fetches from elsewhere what may hold them: whoever opens it
    next would run them."""
    fetches = False
    if zipfile.is_zipfile(BytesIO(content)):
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                found = any(_PROGRAMS.search(one) for one in archive.namelist())
                fetches = any(map(_FETCHED.search, _links(archive)))
        except UNREADABLE:
            return  # nothing opens it; whoever reads it says so
    elif content.startswith(_OLE):
        found = _OLD_PROGRAMS in content or (_OLD_BOOK in content and _holds_macro_sheet(content))
    else:
        said = content.replace(b"\0", b"")  # in whatever encoding: the signs are ASCII
        found = bool(_TEXT_OF_OFFICE.match(said) and _TEXT_PROGRAMS.search(said))
    if found:
        raise InputError(f"{name} 里有宏", hint="另存为不含宏的文件（.xlsx、.docx），再上传")
    if fetches:
        raise InputError(f"{name} 一打开就从网上取内容", hint="去掉外部模板和链接的对象，另存后再上传")


def _links(archive: zipfile.ZipFile) -> Iterator[str]:
    """What the parts of an office file say of what they belong to, each on one line."""
    for info in archive.infolist():
        if info.filename.endswith(".rels"):
            with archive.open(info) as part:
                yield from part.read(_PIECE).replace(b"\0", b"").decode("utf-8", "replace").split("<")


def _holds_macro_sheet(content: bytes) -> bool:
    """Whether an old workbook has a sheet of macros, as they were before Visual Basic."""
    try:
        return apart.done(_kinds_of_sheets, content) != b""
    except apart.NotDone:
        return False  # nothing opens it; whoever reads it says so


def _kinds_of_sheets(content: bytes) -> bytes:
    """The names of sheets of macros; what a child does."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    kinds = (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba)
    return "\n".join(one.name or "?" for one in book.sheets_metadata if one.typ in kinds).encode()


def refuse_bombs(name: str, content: bytes, most: int = LARGEST_INSIDE) -> None:
    """Refuse a zip that unpacks to more than `most` bytes or has too many parts, that says untrue things of
    its sizes, or whose XML declares entities; what is no zip at all is left to whoever reads it."""
    if not content.startswith(_ZIP) or not zipfile.is_zipfile(BytesIO(content)):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            left = most
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > left:
                raise _too_large(name, most)
            for info in infos:
                said = _counted(name, content, info, left)
                if said > left:
                    raise _too_large(name, most)
                left -= said
    except UNREADABLE:
        raise InputError(f"{name} 打不开：文件已损坏", hint="重新保存后再上传") from None


def refuse_unbearable(name: str, content: bytes) -> None:
    """Refuse a workbook that a child does not open in a gigabyte and a minute."""
    try:
        apart.done(_workbook, content)
    except apart.NotDone as fault:
        raise InputError(
            f"{name} 打不开：不是表格文件，已损坏，或者大得读不了",
            hint="另存为 .xlsx 或 .csv；有密码的先去掉密码，表格外远处的内容先删除",
        ) from fault


def _workbook(content: bytes) -> bytes:
    """Opens every sheet; what a child does."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for one in book.sheet_names:
        book.get_sheet_by_name(one)
    return b""


def refuse_huge_picture(name: str, content: bytes) -> None:
    """Refuse a picture of more than LARGEST_PICTURE pixels, by its head alone."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
    except Image.DecompressionBombError:
        width, height = LARGEST_PICTURE, 2
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return  # no picture
    if width * height > LARGEST_PICTURE:
        raise InputError(f"{name} 的像素太多", hint=f"缩小到 {LARGEST_PICTURE // 1_000_000} 百万像素以内")


def _counted(name: str, content: bytes, info: zipfile.ZipInfo, left: int) -> int:
    """The bytes that a part unpacks to; it stops beyond `left`."""
    said, is_xml = 0, info.filename.lower().endswith((".xml", ".rels"))
    for piece in _pieces(content, info):
        if is_xml and said == 0 and _declares(piece):
            raise InputError(f"{name} 里有不该有的声明", hint="用办公软件重新保存后再上传")
        said += len(piece)
        if said > left:
            return said
    if said != info.file_size:
        raise zipfile.BadZipFile("a part is not of the size it says")
    return said


def _declares(piece: bytes) -> bool:
    """Whether XML begins with a document type, by which entities are declared; no office program writes one.
    In whatever encoding: the signs are ASCII, with or without zeros between them."""
    begins = piece[:65_536].replace(b"\x00", b"").upper()
    return b"<!DOCTYPE" in begins or b"<!ENTITY" in begins


def _pieces(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part holds, unpacked bit by bit to its true end."""
    mark, name, extra = _HEAD.unpack_from(content, info.header_offset)
    if mark != _ZIP:
        raise zipfile.BadZipFile("no part begins there")
    start = info.header_offset + _HEAD.size + name + extra
    packed = content[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("an unusual way of packing")
    unpacking = zlib.decompressobj(-15)
    for at in range(0, len(packed), _PIECE >> 4):
        waiting = packed[at : at + (_PIECE >> 4)]
        while waiting and not unpacking.eof:
            yield unpacking.decompress(waiting, _PIECE)
            waiting = unpacking.unconsumed_tail
    while not unpacking.eof and (piece := unpacking.decompress(b"", _PIECE)):
        yield piece


def _too_large(name: str, most: int) -> InputError:
    inside = f"解开后不超过 {most // 1024 // 1024} MB、{MOST_PARTS} 个部分"
    return InputError(f"{name} 解开后太大", hint=f"{inside}，请分开上传")
