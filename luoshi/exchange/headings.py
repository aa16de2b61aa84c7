"""A ledger's columns on a sheet: their headings as people write them, and which field one means. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process

from luoshi.kernel.money import PLACES
from luoshi.packs.spec import Ledger

NUMBER, UNIT, UNIT_CODE, STAGE, STATE = "编号", "责任单位", "单位代码", "阶段", "审核"
VERSION = "版本"
CODE = "统一社会信用代码"
UNIT_WORDS = frozenset({UNIT, "填报单位", "单位", "单位名称"})
PASSED_OVER = frozenset(
    {NUMBER, UNIT_CODE, "序号", STAGE, STATE, VERSION, "审核状态", "填报人", "填报时间", "问题"}
)
"""Columns that an export has, or people add, and an import does not read."""
IGNORED = "-"
"""What a person says of a column that is to be passed over."""
LINES = "/"
"""Between the lines of a heading of several."""
_NEAR = 60
"""How alike (0–100) a label must be to be what was probably meant."""
_OF_IT = re.compile(r"^(?:其中|其|#)")
_BRACKET = re.compile(r"^(.+?)[（(]\s*(?:单位)?([^（()）]+?)\s*[)）]$")


@dataclass(frozen=True)
class Heading:
    """A column that was recognized: the field it fills (`unit` for whose row it is), as it was written,
    and the money unit it states."""

    key: str
    written: str
    unit: str = ""


@dataclass(frozen=True)
class Unknown:
    """A heading that means no field, and what was probably meant."""

    written: str
    suggestion: str


def written(ledger: Ledger) -> list[tuple[str, str]]:
    """(field or code, heading) of every field, as an export writes them: 到位金额（万元）."""
    made = []
    for key, field in ledger.fields.items():
        unit = f"（{field.unit}）" if field.unit else "（%）" if field.type == "percent" else ""
        made.append((key, f"{field.label}{unit}"))
        if field.type == "organization":
            made.append((f"{key}_code", f"{field.label}{CODE}"))
    return made


def plain(text: object) -> str:
    """A heading without what does not matter: width, spaces, line breaks, colons, a star for what is
    required."""
    return re.sub(r"[\s*＊:：]", "", unicodedata.normalize("NFKC", str(text)))


class Vocabulary:
    """What headings mean in a ledger. `said` is what a person has said of headings, by their plain text:
    a field, `unit`, or that the column is ignored; it goes before everything else. In a workbook of the
    product's own (`own`) numbers and versions are those of records."""

    def __init__(self, ledger: Ledger, said: Mapping[str, str] | None = None, *, own: bool = False) -> None:
        self._said, self._known = said or {}, _names(ledger)
        self._labels = [name for field in ledger.fields.values() for name in (field.label.zh, *field.aliases)]
        if own:
            self._known = {**self._known, NUMBER: "id", VERSION: "version"}

    def meaning(self, text: object) -> Heading | Unknown | None:
        """None for an empty heading and for columns that are passed over.

        A heading of several lines is written `总投资 / 其中：固定资产（万元）`: the whole counts before
        what stands lowest.
        """
        whole, written = plain(text), str(text).strip()
        if not whole:
            return None
        if whole in self._said:
            chosen = self._said[whole]
            return None if chosen == IGNORED else Heading(chosen, written, _unit(whole))
        for name in _spellings(whole):
            if name in self._known:
                return Heading(self._known[name], written, _unit(whole))
            if name in UNIT_WORDS:
                return Heading("unit", written)
            if name in PASSED_OVER:
                return None
        near = process.extractOne(_bare(whole), self._labels, score_cutoff=_NEAR)
        return Unknown(written, f"您是不是要写 {near[0]}？" if near else "")


def _spellings(whole: str) -> Iterator[str]:
    """A heading as it may be named: in full, without its unit, its lines joined, its lowest line alone."""
    lines = whole.split(LINES)
    joined = whole.replace(LINES, ""), "".join(map(_bare, lines))
    for name in (whole, _bare(whole), *joined, lines[-1], _bare(lines[-1])):
        yield name
        yield _OF_IT.sub("", name)
        yield name.replace("时间", "日期")


def _bare(said: str) -> str:
    """Without the unit in brackets at its end."""
    bracket = _BRACKET.match(said)
    return bracket[1] if bracket else said


def _unit(whole: str) -> str:
    """The money unit that a heading states, the lowest of its lines first: （万元）, (单位：亿元)."""
    for line in reversed(whole.split(LINES)):
        bracket = _BRACKET.match(line)
        if bracket and bracket[2] in PLACES:
            return bracket[2]
    return ""


def _names(ledger: Ledger) -> Mapping[str, str]:
    """Every name of a field: label, aliases, key; and of the code beside an organization."""
    known: dict[str, str] = {}
    organizations = [key for key, field in ledger.fields.items() if field.type == "organization"]
    for key, field in ledger.fields.items():
        for name in (field.label.zh, field.label.en, *field.aliases, key):
            if name:
                known.setdefault(plain(name), key)
        if field.type == "organization":
            known[plain(f"{field.label.zh}{CODE}")] = f"{key}_code"
            known[f"{key}_code"] = f"{key}_code"
    if len(organizations) == 1:
        known.setdefault(CODE, f"{organizations[0]}_code")
    return known
