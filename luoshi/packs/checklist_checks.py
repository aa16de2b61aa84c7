"""What a ledger's checklist says of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.source import Source
from luoshi.packs.spec import Ledger

COMPARED: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("boolean",),
    "number": ("money", "integer", "decimal", "percent"),
    "text": ("text", "long_text", "date", "month", "organization", "region"),
    "photo": (),
}
"""With which types of fields each kind of answer can be compared."""


def run(ledger: Ledger, source: Source) -> Iterator[Issue]:
    """Questions have keys of their own and compare with a field of their kind."""
    keys = [one.key for one in ledger.checklist]
    for index, one in enumerate(ledger.checklist):
        way = ("checklist", index)
        if one.key in keys[:index]:
            yield source.error(way, f"问题“{one.key}”写了两次", "改名")
        if one.compares is None:
            continue
        if one.compares not in ledger.fields:
            right = suggestion(one.compares, ledger.fields)
            yield source.error((*way, "compares"), f"没有“{one.compares}”这个字段", right)
        elif (found := ledger.fields[one.compares].type) not in COMPARED[one.answer]:
            kinds = "、".join(COMPARED[one.answer])
            right = f"应是 {kinds} 字段" if kinds else "照片不与字段相比，删去 compares"
            said = f"“{one.key}”（{one.answer}）不能与“{one.compares}”（{found}）相比"
            yield source.error((*way, "compares"), said, right)
