"""What is kept or compared is said in Chinese, whatever language the page is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation

from luoshi.kernel.language import speaking


@contextmanager
def in_chinese() -> Iterator[None]:
    """Within it gettext and the labels of packs give Chinese, the language of the sources."""
    with translation.override("zh-hans"), speaking("zh"):
        yield
