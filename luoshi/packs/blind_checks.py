"""What a ledger shows in a blind review names nobody."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.source import Source
from luoshi.packs.spec import Ledger

TELLING = ("organization", "person", "unit", "record", "region", "phone")
"""Types of fields that say whose a record is."""


def run(ledger: Ledger, source: Source) -> Iterator[Issue]:
    """All issues of what is shown blind."""
    if ledger.blind is None:
        return
    for index, key in enumerate(ledger.blind.fields):
        way = ("blind", "fields", index)
        field = ledger.fields.get(key)
        if field is None:
            yield source.error(way, f"没有字段“{key}”", suggestion(key, ledger.fields))
        elif field.personal or field.type in TELLING:
            yield source.error(way, f"“{key}”会说出是谁，匿名评审不能显示", "删去")
    for index, key in enumerate(ledger.blind.evidence):
        if key not in ledger.evidence:
            way = ("blind", "evidence", index)
            yield source.error(way, f"没有佐证“{key}”", suggestion(key, ledger.evidence))
