"""The language in which something is said: Chinese, unless a page is being shown to somebody in English.

Bulletins, exports, the command, the API and the journal are Chinese: what is kept or sent does not depend
on who happened to look. Only pages ask for English, and every action is done in Chinese again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Language = Literal["zh", "en"]

_spoken: ContextVar[Language] = ContextVar("language", default="zh")


def language() -> Language:
    """The language spoken here and now."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within it, labels are in this language. It also decorates a function."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(zh: str, en: str) -> str:
    """A sentence made below the pages, in the language spoken here and now."""
    return en if language() == "en" else zh
