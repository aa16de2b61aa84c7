"""The text of a file, as it will be read. So far plain text in the encodings that offices use."""

from __future__ import annotations

from pathlib import Path

from charset_normalizer import from_bytes

from luoshi.kernel.errors import InputError

PLAIN = frozenset({".txt", ".md", ""})
ENCODINGS = ["utf_8", "gb18030", "utf_16"]


def text_of(path: Path) -> str:
    """The text of a plain file in UTF-8, GBK, GB18030 or UTF-16, without a byte order mark."""
    if path.suffix.lower() not in PLAIN:
        raise InputError(f"{path.name} 还读不了", hint="先另存为纯文本（.txt）")
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content, cp_isolation=ENCODINGS).best()
    if best is None:
        raise InputError(f"{path.name} 不是文本文件", hint="给出讲话的纯文本（.txt）")
    return str(best)
