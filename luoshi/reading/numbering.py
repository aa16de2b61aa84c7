"""The numbers of a Word document's lists, which stand in no text: 一、 (一) 1. ① before their paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting", "ideographDigital",
     "taiwaneseCounting", "taiwaneseCountingThousand", "ideographTraditional")
)  # fmt: skip
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
_PLACE = re.compile(r"%(\d)")
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered: from where, in which numerals, with which signs around."""

    start: int
    numerals: str
    text: str


class Numbering:
    """Counts a document's lists as Word does, paragraph by paragraph in order."""

    def __init__(self, document: Any) -> None:
        self._lists = _lists(document)
        self._counts: dict[str, list[int]] = {}

    def label(self, paragraph: Any) -> str:
        """What Word prints before the paragraph; empty where it stands in no list."""
        place = _place(paragraph)
        levels = self._lists.get(place[0]) if place else None
        if place is None or levels is None or place[1] not in levels:
            return ""
        number, level = place
        counts = self._counts.setdefault(number, [])
        while len(counts) <= level:
            counts.append(levels[len(counts)].start - 1 if len(counts) in levels else 0)
        counts[level] += 1
        del counts[level + 1 :]
        if levels[level].numerals == "bullet":
            return _BULLET
        return _PLACE.sub(lambda found: _said(int(found[1]) - 1, counts, levels), levels[level].text)


def _said(level: int, counts: list[int], levels: Mapping[int, _Level]) -> str:
    if level >= len(counts) or level not in levels:
        return ""
    return numeral(max(counts[level], levels[level].start), levels[level].numerals)


def numeral(number: int, kind: str) -> str:
    """A number in one of Word's numerals; plain digits where they are none of ours."""
    if kind in _CHINESE:
        import cn2an

        said = str(cn2an.an2cn(number))
        return said[1:] if said.startswith("一十") else said
    if kind in _CIRCLED and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if kind in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr(ord("A" if kind == "upperLetter" else "a") + number - 1)
    return str(number)


def _place(paragraph: Any) -> tuple[str, int] | None:
    """(list, level) of a paragraph, its own or its style's."""
    style = paragraph.style
    holders = [paragraph._p]
    while style is not None:
        holders.append(style.element)
        style = getattr(style, "base_style", None)
    for holder in holders:
        found = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number = None if found is None else found.find(qn("w:numId"))
        if found is not None and number is not None:
            level = found.find(qn("w:ilvl"))
            return str(number.get(qn("w:val"))), int(level.get(qn("w:val"))) if level is not None else 0
    return None


def _lists(document: Any) -> dict[str, dict[int, _Level]]:
    """List → level → how it is numbered, as the document defines them; none where it defines no list."""
    related = (
        part.target_part for part in document.part.rels.values() if part.reltype.endswith("/numbering")
    )
    part = next(related, None)
    if part is None:
        return {}
    root = part.element
    kinds = {one.get(qn("w:abstractNumId")): _levels(one) for one in root.iter(qn("w:abstractNum"))}
    made = {}
    for one in root.iter(qn("w:num")):
        kind = one.find(qn("w:abstractNumId"))
        if kind is not None:
            made[str(one.get(qn("w:numId")))] = kinds.get(kind.get(qn("w:val")), {})
    return made


def _levels(kind: Any) -> dict[int, _Level]:
    return {
        int(one.get(qn("w:ilvl"))): _Level(
            int(_value(one, "w:start", "1")), _value(one, "w:numFmt", "decimal"), _value(one, "w:lvlText", "")
        )
        for one in kind.iter(qn("w:lvl"))
    }


def _value(node: Any, name: str, otherwise: str) -> str:
    found = node.find(qn(name))
    return otherwise if found is None else str(found.get(qn("w:val"), otherwise))
