"""What of a page in English is Chinese, and what people and packs say in Chinese only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import html

from luoshi.packs.spec import Label, Spec

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
SPOKEN = ("alt", "aria-label", "placeholder", "title", "data-label")


def texts(said: object) -> Iterator[str]:
    """Every text in a value of a pack or in JSON, but for what a pack says in English too."""
    match said:
        case str():
            yield said
        case Label():
            yield from () if said.en else (said.zh,)
        case Spec():
            yield from texts([getattr(said, name) for name in type(said).model_fields])
        case Mapping():
            yield from texts(list(said.values()))
        case list() | tuple():
            for one in said:
                yield from texts(one)


def shown(page: str) -> Iterator[str]:
    """The words of a page: its text and what is read aloud or shown as a hint."""
    tree = html.fromstring(page)
    for one in tree.xpath("//script | //*[@lang='zh-hans']"):
        one.drop_tree()
    yield from (str(text).strip() for text in tree.xpath("//text()"))
    for name in SPOKEN:
        yield from map(str, tree.xpath(f"//@{name}"))
