"""Names left in a text that is to be read blind: of firms, people, codes, telephones, however written.

A find is certain or likely. Certain ones keep a file from reviewers; likely ones (a brand of two characters,
a name that is also a word, pinyin) are shown to whoever decides. Pure; what is inside pictures it cannot see.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pypinyin import lazy_pinyin
from stdnum.cn import uscc

Sure = Literal["certain", "likely"]
MASK = "〔略〕"
_KIND = re.compile(r"(有限责任公司|股份有限公司|有限公司|集团公司|集团|合作社|公司|研究院|研究所|厂)$")
_TRADE = re.compile(
    r"(新材料|农业科技|生物科技|农业开发|农民专业|食品|农业|农机|科技|技术|实业|药业|医药|生物|纺织|机械|电子|信息|能源|材料"
    r"|建材|化工|环保|装备|制造|工程|种业|畜牧|果业|乳业|酒业|商贸|电气|软件|网络|文化|旅游|物流|农牧|茶业|饮料|园艺|专业)$"
)
"""Words of a trade at the end of a firm's name, which many firms share."""
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,6}?(?:省|市|县|区)")
_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Find:
    """A name found: what it is, as which name of which, where in the text, and how sure."""

    kind: Literal["organization", "person", "code", "phone", "mail"]
    said: str
    start: int
    end: int
    sure: Sure


@dataclass(frozen=True)
class Names:
    """Whose names are looked for: organizations, their codes and short names, people, telephones."""

    organizations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @cached_property
    def needles(self) -> tuple[tuple[str, str, Sure], ...]:
        """(as it is compared, kind, how sure), longest first."""
        found: dict[str, tuple[str, Sure]] = {}
        for one in self.organizations:
            for said, sure in _called(one):
                _put(found, said, "organization", sure)
        for one in self.people:
            plain = folded(one)[0]
            if len(plain) >= 2:
                _put(found, plain, "person", "certain" if len(plain) > 2 else "likely")
        for one in self.codes:
            _put(found, folded(one)[0], "code", "certain")
        for one in self.phones:
            digits = re.sub(r"\D", "", one)
            if len(digits) >= 7:
                _put(found, digits, "phone", "certain")
        return tuple(
            (said, kind, sure) for said, (kind, sure) in sorted(found.items(), key=lambda one: -len(one[0]))
        )

    @cached_property
    def spelled(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Pinyin of brands and people, as whole words of Latin letters, with spaces or without."""
        made = []
        for kind, several in (("organization", map(brand, self.organizations)), ("person", self.people)):
            for one in several:
                parts = [re.escape(part) for part in lazy_pinyin(one)] if len(one) >= 2 else []
                if parts and sum(map(len, parts)) >= 5:
                    joined = r"[\s_-]?".join(parts)
                    turned = r"[\s_-]?".join([*parts[1:], parts[0]])
                    spelled = rf"(?<![a-z])(?:{joined}|{turned})(?![a-z])"
                    made.append((re.compile(spelled, re.IGNORECASE), kind))
        return tuple(made)


def _put(found: dict[str, tuple[str, Sure]], said: str, kind: str, sure: Sure) -> None:
    if said and (said not in found or sure == "certain"):
        found[said] = (kind, sure)


def _called(organization: str) -> Iterator[tuple[str, Sure]]:
    """What an organization is called: in full, without its legal form, without its place, by its brand."""
    whole = folded(organization)[0]
    yield whole, "certain"
    bare = _KIND.sub("", whole)
    local = _PLACE.sub("", bare)
    for one in {bare, local}:
        if len(one) >= 3:
            yield one, "certain" if len(one) >= 4 else "likely"
    short = brand(organization)
    if len(short) >= 2:
        yield short, "certain" if len(short) >= 4 else "likely"


def brand(organization: str) -> str:
    """What tells a firm from all others: 丰禾 of 临溪市丰禾食品有限公司."""
    name = _PLACE.sub("", _KIND.sub("", folded(organization)[0]))
    while True:
        cut = _TRADE.sub("", name)
        if cut == name or len(cut) < 2:
            return name
        name = cut


def folded(text: str) -> tuple[str, list[int]]:
    """A text as it is searched (one width, small letters, no spaces or dots between), and for each character
    of it its place in the text as it was."""
    kept: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        for one in unicodedata.normalize("NFKC", sign).casefold():
            if not (one.isspace() or one in "·•・\u200b\u00ad_-—－"):
                kept.append(one)
                places.append(at)
    return "".join(kept), places


def find(text: str, names: Names) -> list[Find]:
    """Every name left in a text, in order; where one stands inside a longer one, the longer."""
    plain, places = folded(text)
    found = [*_needles(plain, places, names), *_patterns(text, names)]
    return _apart(found)


def _needles(plain: str, places: Sequence[int], names: Names) -> Iterator[Find]:
    for said, kind, sure in names.needles:
        at = plain.find(said)
        while at >= 0:
            end = places[at + len(said) - 1] + 1
            yield Find(kind, said, places[at], end, sure)  # type: ignore[arg-type]  # one of its kinds
            at = plain.find(said, at + len(said))


def _patterns(text: str, names: Names) -> Iterator[Find]:
    for pattern, kind in names.spelled:
        for match in pattern.finditer(text):
            yield Find(kind, match[0], *match.span(), "likely")  # type: ignore[arg-type]  # one of its kinds
    for kind, pattern in (("code", _CODE), ("phone", _PHONE), ("mail", _MAIL)):
        for match in pattern.finditer(text):
            if kind != "code" or uscc.is_valid(match[0]):
                yield Find(kind, match[0], *match.span(), "likely")  # type: ignore[arg-type]  # one of its kinds


def _apart(found: Iterable[Find]) -> list[Find]:
    """In order, without those that lie in others; certain before likely."""
    kept: list[Find] = []
    for one in sorted(found, key=lambda one: (one.sure != "certain", one.start - one.end, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def masked(text: str, names: Names) -> str:
    """A text with every find blotted out, likely ones too: what is read blind is better poor than telling."""
    made, done = [], 0
    for one in find(text, names):
        made += [text[done : one.start], MASK]
        done = one.end
    return "".join([*made, text[done:]])


def certain(found: Iterable[Find]) -> bool:
    return any(one.sure == "certain" for one in found)
