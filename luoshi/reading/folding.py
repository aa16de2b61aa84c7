"""The same text, one code point for one, in the forms the rules look for.

Full-width digits, letters and marks become half-width and every dash becomes `-`, so offsets into the folded
text are offsets into the text. The full-width comma stays: only a half-width one may part thousands.
"""

from __future__ import annotations

_KEPT = "，"
_DASHES = "—–−‐‑－─"
_SPACES = "　\u00a0\t"

_TABLE: dict[int, int | str] = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT
}
_TABLE |= {ord(dash): "-" for dash in _DASHES} | {ord(space): " " for space in _SPACES}
_TABLE |= {ord("〜"): "~", ord("﹪"): "%", ord("〇"): "零", ord("帐"): "账", ord("*"): "×", ord("＊"): "×"}


def fold(text: str) -> str:
    """`text` in folded form, of the same length."""
    return text.translate(_TABLE)


def without_end(words: str, endings: tuple[str, ...]) -> str:
    """`words` without any of `endings` at the end, however many stand there."""
    while words.endswith(endings):
        words = words[: -max(len(one) for one in endings if words.endswith(one))]
    return words
