"""Evidence in bulk: a zip of files, each attached to the record whose number stands in its name."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from luoshi.journal.actions import action, append
from luoshi.kernel import contents
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import actions, queries
from luoshi.ledgers.files import LARGEST
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Ledger

MOST = 2_000
"""Files in a zip."""
ALTOGETHER = 500 * 1024 * 1024
"""Bytes of all files of a zip, unpacked."""
_PASSED_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_UTF_8 = 0x800
"""The flag of a name that is UTF-8; without it Chinese systems wrote GBK."""


@dataclass(frozen=True)
class Pairing:
    """A file and the record that it goes to; `why` says why to none."""

    name: str
    size: int
    record: Record | None
    why: str = ""


def number_fields(spec: Ledger) -> list[str]:
    """The fields by which a file may name its record: texts, those of the identity first."""
    texts = [key for key, field in spec.fields.items() if field.type == "text"]
    first = [key for key in spec.identity if key in texts]
    return [*first, *(key for key in texts if key not in first)]


def pairings(actor: Actor, ledger: str, field: str, content: bytes) -> list[Pairing]:
    """Which file goes to which record: the one whose number is the file's name, or a part of it between
    marks (`JZ-0309 进账单.pdf`, `JZ-0309_2.jpg`); of two numbers the longer."""
    spec = queries.ledger(ledger)
    if field not in number_fields(spec):
        raise InputError(f"不能按“{field}”匹配", hint=suggestion(field, number_fields(spec)))
    infos = _infos(content)
    records = _numbers(actor, spec, field, infos)
    return [_pairing(name, info.file_size, records) for name, info in infos]


@action
def attach_all(actor: Actor, ledger: str, field: str, purpose: str, content: bytes) -> list[Evidence]:
    """Attach every file of a zip to its record; a file that goes to none makes the whole be refused."""
    found = pairings(actor, ledger, field, content)
    lost = [one for one in found if one.record is None]
    if lost:
        names = "、".join(f"{one.name}（{one.why}）" for one in lost[:5])
        raise InputError(f"{len(lost)} 个文件没有找到记录：{names}", hint="改好文件名，或从压缩包里去掉")
    made = [
        actions.attach(actor, one.record.ref, purpose, _leaf(one.name), body)
        for one, body in zip(found, _bodies(content), strict=True)
        if one.record is not None
    ]
    append(actor, f"ledger:{ledger}", "attach_all", {"purpose": purpose, "files": len(made)})
    return made


def _infos(content: bytes) -> list[tuple[str, zipfile.ZipInfo]]:
    """The zip's files with their names; refused when there are too many or they are too large."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = [(_name(one), one) for one in archive.infolist() if not one.is_dir()]
    except contents.UNREADABLE as fault:
        raise InputError("打不开：不是 .zip 压缩包，或已损坏", hint="把佐证文件压缩为 .zip") from fault
    infos = [(name, one) for name, one in infos if not any(part in name for part in _PASSED_OVER)]
    if not infos:
        raise InputError("压缩包里没有文件", hint="把佐证文件压缩为 .zip")
    if len(infos) > MOST or sum(one.file_size for _name, one in infos) > ALTOGETHER:
        raise InputError(
            "压缩包太大", hint=f"不超过 {MOST} 个文件、解压后 {ALTOGETHER // 1024 // 1024} MB，请分开上传"
        )
    large = next((name for name, one in infos if one.file_size > LARGEST), None)
    if large or any(one.flag_bits & 1 for _name, one in infos):
        raise InputError(f"{large} 太大" if large else "压缩包有密码", hint="每个文件不超过 50 MB，不设密码")
    return infos


def _bodies(content: bytes) -> Iterator[bytes]:
    """The files' contents in order, no more of each than it said."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for _named, info in _infos(content):
            with archive.open(info) as stream:
                yield stream.read(info.file_size)


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _leaf(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _plain(said: object) -> str:
    return unicodedata.normalize("NFKC", str(said)).strip().casefold()


def _candidates(name: str) -> set[str]:
    """What in a file's name may be a number: the whole stem, and each run of its parts."""
    stem = _plain(PurePosixPath(_leaf(name)).stem)
    parts = re.split(r"([\s_,，、()（）\[\]【】\-+.]+)", stem)
    runs = {
        "".join(parts[start:end]).strip()
        for start in range(0, len(parts), 2)
        for end in range(start + 1, len(parts) + 1, 2)
    }
    chinese = set(re.findall(r"[0-9a-z][0-9a-z\-_/.]*", stem))
    return {one for one in runs | chinese if one}


def _numbers(
    actor: Actor, spec: Ledger, field: str, infos: Sequence[tuple[str, zipfile.ZipInfo]]
) -> dict[str, list[Record]]:
    """Number → the records that bear it, of those for which the person reports."""
    wanted = {one for name, _info in infos for one in _candidates(name)}
    mine = queries.reach(actor, "report", spec)
    found: dict[str, list[Record]] = {}
    for record in queries.rows(actor, spec.name):
        said = _plain(record.values.get(field) or "")
        if said in wanted and record.unit in mine:
            found.setdefault(said, []).append(record)
    return found


def _pairing(name: str, size: int, records: dict[str, list[Record]]) -> Pairing:
    numbers = sorted((one for one in _candidates(name) if one in records), key=len, reverse=True)
    if not numbers:
        return Pairing(name, size, None, "文件名里没有台账里的编号")
    longest = [one for one in numbers if len(one) == len(numbers[0])]
    found = [record for one in longest for record in records[one]]
    if len(found) > 1:
        which = "、".join(str(one.ref.id) for one in found[:5])
        return Pairing(name, size, None, f"有几条记录都是这个编号：{which}")
    return Pairing(name, size, found[0])
