"""Names, firms and places made comparable: simplified, half-width, without the words that all have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from opencc import OpenCC

_FORMS = re.compile(
    r"股份有限公司|有限责任公司|有限合伙|集团有限公司|有限公司|集团|控股|公司|合作社|\w{2,3}分公司|分公司|分厂"
)
_EVERY = re.compile(
    r"关于|的|投资|建设|项目|工程|新建|改扩建|扩建|改建|改造|技改|续建|年产|一个|及配套设施|及配套"
)
_PART = re.compile(
    r"第?[一二三四五六七八九十\d]+(?:期|标段|号地块|号厂房|分项|批)|[ABCDabcd](?:区|标段|地块)|首期|扩建"
)
_WORKS = re.compile(
    r"精深加工|深加工|加工厂|加工|制造厂|制造|生产线|生产基地|生产|示范园|示范基地|产业园|产业基地|工业园|园区"
    r"|综合体|仓储中心|中心|基地|工厂|厂"
)
"""What is built, which is worded anew more often than what is made in it."""
_SIGNS = re.compile(r"[^0-9a-z㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Thing:
    """A record as it is compared: `code` its investor's, `amount` in 分, `day` of signing."""

    id: int
    name: str
    investor: str = ""
    code: str = ""
    place: str = ""
    amount: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A thing made comparable."""

    name: str
    made: str
    """The name without the works: what is made, where, by whom."""
    part: str
    firm: str
    place: str


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _plain(texts: Sequence[str]) -> list[str]:
    """Half-width, simplified, small letters; all at once, for the converter is quick with much."""
    lines = [unicodedata.normalize("NFKC", text).replace("\n", " ").casefold() for text in texts]
    return str(_converter().convert("\n".join(lines))).split("\n") if lines else []


def prepared(things: Sequence[Thing]) -> list[Plain]:
    names = _plain([one.name for one in things])
    firms = _plain([one.investor for one in things])
    places = _plain([one.place for one in things])
    return [
        Plain(
            core := _core(name), _WORKS.sub("", core), "".join(_PART.findall(name)), _firm(firm),
            _SIGNS.sub("", place),
        )
        for name, firm, place in zip(names, firms, places, strict=True)
    ]  # fmt: skip


def _core(name: str) -> str:
    """What tells a project's name from others; all of it when nothing else is left."""
    bare = _SIGNS.sub("", name)
    short = _EVERY.sub("", _PART.sub("", bare))
    return short if len(short) > 1 else bare


def _firm(name: str) -> str:
    bare = _SIGNS.sub("", name)
    return _FORMS.sub("", bare) or bare
