"""Evidence files: kept once each under the SHA-256 of their content, never changed."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from django.conf import settings

from luoshi.kernel import contents, disk
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import InputError, SiteError

LARGEST = 50 * 1024 * 1024


def keep(content: bytes) -> str:
    """Write a file if it is not there yet, all or nothing; return its SHA-256 (hex). Others will open it: an
    office file with macros and a picture that no machine bears are refused."""
    if not content:
        raise InputError("文件是空的", hint="请选择有内容的文件")
    if len(content) > LARGEST:
        raise InputError(f"文件有 {len(content) // 1024 // 1024} MB", hint="每个文件不超过 50 MB")
    contents.refuse_programs("文件", content)
    contents.refuse_huge_picture("图片", content)
    digest = sha256(content)
    target = path(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        disk.put(target, content)
    return digest


def named(name: str) -> str:
    """What a file is called, without folders and without signs that nobody sees: they could turn a name about
    or end a line of what is sent with it."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(one for one in last if one.isprintable()).strip()[-200:] or "文件"


def path(digest: str) -> Path:
    """Where a file of this digest is kept."""
    return Path(settings.EVIDENCE) / digest[:2] / digest[2:]


def content(digest: str) -> bytes:
    """The file, checked against its digest."""
    try:
        found = path(digest).read_bytes()
    except FileNotFoundError as fault:
        raise SiteError(f"佐证文件 {digest[:12]} 不在站点里", hint="请从备份恢复 evidence 文件夹") from fault
    if sha256(found) != digest:
        raise SiteError(f"佐证文件 {digest[:12]} 与登记时不一致", hint="请从备份恢复，并查明原因")
    return found
