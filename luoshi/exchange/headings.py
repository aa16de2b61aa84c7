"""A ledger's columns on a sheet: their headings as people write them, and which field one means. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luoshi.kernel.money import PLACES
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Ledger

NUMBER, UNIT, UNIT_CODE, STAGE, STATE = "编号", "责任单位", "单位代码", "阶段", "审核"
UNIT_WORDS = frozenset({UNIT, "填报单位", "单位", "单位名称"})
PASSED_OVER = frozenset({NUMBER, UNIT_CODE, "序号", STAGE, STATE, "审核状态", "填报人", "填报时间"})
"""Columns that an export has, or people add, and an import does not read."""
CODE = "统一社会信用代码"
_BRACKET = re.compile(r"^(.+?)[（(]\s*(?:单位[:：])?\s*([^（()）]+?)\s*[)）]$")


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
    """A heading without what does not matter: width, spaces, line breaks, a star for what is required."""
    return re.sub(r"[\s*＊]", "", unicodedata.normalize("NFKC", str(text)))


def meaning(text: object, ledger: Ledger) -> Heading | Unknown | None:
    """What a heading means; None for an empty one and for columns that are passed over."""
    said = plain(text)
    if not said or said in PASSED_OVER:
        return None
    known = _names(ledger)
    bracket = _BRACKET.match(said)
    bare, unit = (bracket[1], bracket[2]) if bracket else (said, "")
    for name in (said, bare):
        if name in known:
            return Heading(known[name], str(text).strip(), unit if unit in PLACES else "")
        if name in UNIT_WORDS:
            return Heading("unit", str(text).strip())
    return Unknown(str(text).strip(), suggestion(bare, known))


def row_of(rows: Sequence[Sequence[object]], ledger: Ledger, search: int = 10) -> int | None:
    """Which of the first rows is the heading: the one of which most is understood; titles come before."""
    best, most = None, 0
    for number, row in enumerate(rows[:search]):
        found = sum(isinstance(meaning(cell, ledger), Heading) for cell in row)
        if found > most:
            best, most = number, found
    return best


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
