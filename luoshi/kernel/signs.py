"""Signs that no text of an office has, and that break what is made of it: Word's own XML cannot hold most of
them, others turn about how a name reads. They come with what is pasted, or are sent on purpose."""

from __future__ import annotations

_LINES = "\x0b\x0c\x85"
"""What ends a line in Word, Excel and elsewhere; Unicode's own (U+2028, U+2029) Word's XML holds."""
_NONE = (
    *range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0),
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF,
)  # fmt: skip
"""Control signs but for tabs and ends of lines; orders to read the other way; what is no sign at all."""
_PLAIN = {**dict.fromkeys(map(ord, _LINES), "\n"), **dict.fromkeys(_NONE)}


def plain(said: str) -> str:
    """A text without such signs: other ends of lines are made the usual one, the rest is left out."""
    return said.translate(_PLAIN)
