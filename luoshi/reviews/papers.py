"""Files read blind: every text that a file carries, seen or not, and a copy without what tells whose it is.

Word, Excel and PowerPoint are zips of XML: all of it is read, authors of comments and changes included. Of a
PDF pages, notes and properties; of a picture its EXIF. What cannot be read or cleaned is not shown.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from lxml import etree
from PIL import Image

from luoshi.kernel import apart, contents
from luoshi.kernel.errors import InputError
from luoshi.reading import pdf
from luoshi.reviews.names import Find, Names, find

LARGEST = 60 * 1024 * 1024
"""Bytes that one part of a zip may unpack to: more is no office's file."""
MOST_PAGES = 200
"""Pages of a PDF that are made pictures: so many take half a minute."""
_PICTURES = ("JPEG", "PNG")
"""What is read as a picture, whatever a name says: Pillow would run Ghostscript for an EPS."""
_BROKEN = (*contents.UNREADABLE, etree.XMLSyntaxError, apart.NotDone, Image.DecompressionBombError)
_WHO = {"author", "initials", "lastModifiedBy", "userId", "providerId", "displayName", "name"}
"""Attributes that name people in comments and changes."""
_TELLING = {
    "creator", "lastModifiedBy", "Company", "Manager", "title", "subject", "keywords", "description",
    "category", "HyperlinkBase", "contentStatus",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A text that a file carries, and where."""

    where: str
    said: str


@dataclass(frozen=True)
class Left:
    """A name left in a file."""

    where: str
    find: Find


class CannotRead(InputError):
    """A file of a kind that cannot be looked through, or a broken one."""


def left(name: str, content: bytes, names: Names) -> list[Left]:
    """The names left in a file and in its own name."""
    found = [Left("文件名", one) for one in find(PurePath(name).stem, names)]
    for text in texts(name, content):
        found += [Left(text.where, one) for one in find(text.said, names)]
    return found


def texts(name: str, content: bytes) -> Iterator[Text]:
    """Everything that can be read in a file. Raises CannotRead."""
    kind = PurePath(name).suffix.lower()
    reader = _READERS.get(kind)
    if reader is None:
        raise CannotRead(
            f"“{kind or name}”不能检查", hint="匿名评审的附件用 docx、xlsx、pptx、pdf、jpg、png、txt"
        )
    try:
        yield from reader(content)
    except _BROKEN as bad:
        raise CannotRead(f"“{name}”打不开", hint="重新保存后再上传") from bad


def cleaned(name: str, content: bytes) -> bytes:
    """A copy without properties, authors and EXIF. A PDF's pages become pictures, so that nothing hidden is
    left in it. Raises CannotRead."""
    kind = PurePath(name).suffix.lower()
    cleaner = _CLEANERS.get(kind)
    if cleaner is None:
        raise CannotRead(
            f"“{kind or name}”不能匿名", hint="匿名评审的附件用 docx、xlsx、pptx、pdf、jpg、png、txt"
        )
    try:
        return cleaner(content)
    except _BROKEN as bad:
        raise CannotRead(f"“{name}”打不开", hint="重新保存后再上传") from bad


# Office


def _parts(content: bytes) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    contents.refuse_bombs("附件", content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for info in archive.infolist():
            if info.file_size > LARGEST:
                raise CannotRead(f"“{info.filename}”太大", hint="拆成几个文件")
            yield info, archive.read(info)


def _xml(content: bytes) -> etree._Element:
    return etree.fromstring(
        content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    )


def _office(content: bytes) -> Iterator[Text]:
    for info, part in _parts(content):
        suffix = PurePath(info.filename).suffix.lower()
        if suffix in (".xml", ".rels"):
            root = _xml(part)
            for said in _paragraphs(root):
                yield Text(info.filename, said)
            for node in root.iter(etree.Element):
                for key, value in node.attrib.items():
                    if etree.QName(key).localname in _WHO | {"Target", "descr", "title"}:
                        yield Text(f"{info.filename} @{etree.QName(key).localname}", str(value))
        elif suffix in (".jpg", ".jpeg", ".png"):
            yield from (Text(f"{info.filename} {one.where}", one.said) for one in _picture(part))


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Texts by paragraph, so that a name cut into runs is whole; what is in none, each for itself."""
    inside = set()
    for node in root.iter("{*}p", "{*}si", "{*}is"):
        texts = [one for one in node.iter(etree.Element) if one.text and not len(one)]
        inside |= set(texts)
        if said := "".join(str(one.text) for one in texts):
            yield said
    for node in root.iter(etree.Element):
        if node not in inside and node.text and node.text.strip():
            yield str(node.text)


def _clean_office(content: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, part in _parts(content):
            new = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            new.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(new, _clean_part(info.filename, part))
    return made.getvalue()


def _clean_part(name: str, part: bytes) -> bytes:
    suffix = PurePath(name).suffix.lower()
    if suffix in (".jpg", ".jpeg", ".png"):
        return _clean_picture(part)
    if suffix != ".xml":
        return part
    root = _xml(part)
    if name.startswith("docProps/"):
        for node in root.iter(etree.Element):
            if etree.QName(node).localname in _TELLING or name.endswith("custom.xml"):
                node.text = None
    for node in root.iter(etree.Element):
        for key in [key for key in node.attrib if etree.QName(key).localname in _WHO - {"name"}]:
            node.attrib[key] = "匿名"
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


# PDF


def _pdf(content: bytes) -> Iterator[Text]:
    for key, value in pdf.properties(content).items():
        yield Text(f"属性 {key}", value)
    for number, sheet in enumerate(pdf.sheets(content), 1):
        yield Text(f"第 {number} 页", sheet.words)
    for packet in _packets(content):
        yield Text("XMP", re.sub(r"<[^>]+>", " ", packet.decode("utf-8", "replace")))
    for raw in re.findall(rb"/(?:T|Contents)\s*\(((?:[^()\\]|\\.)*)\)", content):
        said = (
            raw[2:].decode("utf-16-be", "replace")
            if raw[:2] == b"\xfe\xff"
            else raw.decode("utf-8", "replace")
        )
        yield Text("批注", said)


def _packets(content: bytes) -> Iterator[bytes]:
    """What of a PDF is XMP, looked for once from the beginning to the end."""
    at = content.find(b"<?xpacket begin")
    while at >= 0 and (end := content.find(b"<?xpacket end", at)) >= 0:
        yield content[at:end]
        at = content.find(b"<?xpacket begin", end)


def _clean_pdf(content: bytes) -> bytes:
    count = pdf.pages(content)
    if count > MOST_PAGES:
        raise CannotRead(f"PDF 超过 {MOST_PAGES} 页", hint="分成几个文件")
    if not count:
        raise CannotRead("PDF 没有页", hint="重新导出后再上传")
    return pdf.pictures(content)


# Pictures and text


def _picture(content: bytes) -> Iterator[Text]:
    with Image.open(BytesIO(content), formats=_PICTURES) as image:
        for key, value in image.getexif().items():
            yield Text(f"EXIF {key}", str(value))
        for name, value in image.info.items():
            if isinstance(value, str | bytes):
                said = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                yield Text(f"图像属性 {name}", said[:10_000])


def _clean_picture(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=_PICTURES) as image:
        kind = image.format or "PNG"
        bare_image = Image.new(image.mode, image.size)
        bare_image.paste(image)
        if image.mode == "P" and image.getpalette():
            bare_image.putpalette(image.getpalette() or [])
    made = BytesIO()
    bare_image.save(made, kind)
    return made.getvalue()


def _plain(content: bytes) -> Iterator[Text]:
    yield Text("正文", content.decode("utf-8", "replace"))


_READERS: Mapping[str, Callable[[bytes], Iterator[Text]]] = {
    **dict.fromkeys((".docx", ".xlsx", ".pptx"), _office), ".pdf": _pdf,
    **dict.fromkeys((".jpg", ".jpeg", ".png"), _picture), ".txt": _plain,
}  # fmt: skip
_CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys((".docx", ".xlsx", ".pptx"), _clean_office), ".pdf": _clean_pdf,
    **dict.fromkeys((".jpg", ".jpeg", ".png"), _clean_picture), ".txt": bytes,
}  # fmt: skip
