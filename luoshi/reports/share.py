"""How much of a bulletin is derived: its cells and numbers counted by where they come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.kernel.numbers import percent

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
EMPTY = ("", "—")
ORIGINS = ("figures", "records", "typed")
"""Published figures; ledgers' records, the units' own words among them; typed for this bulletin."""


def cells(sections: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts by origin, `total`, and `share`: what was derived of all, in percent to one place.

    A table's cell with something in it counts one, a sentence as many as it has numbers. Paragraphs from
    `fixed` on, of a section that people word, are typed. A bulletin without any number is derived by none:
    its share is None.
    """
    counted: Counter[str] = Counter()
    for section in sections:
        counted += _section(section)
    total = sum(counted.values())
    share = percent(total - counted["typed"], total, 1)
    made: dict[str, Any] = {origin: counted[origin] for origin in ORIGINS}
    return made | {"total": total, "share": None if share is None else str(share)}


def words(counted: Mapping[str, Any]) -> str:
    """The colophon's sentence."""
    if counted["share"] is None:
        return "本通报没有数据项。"
    return (
        f"本通报共有数据项{counted['total']}个：取自公布数据{counted['figures']}个，"
        f"取自台账记录{counted['records']}个，人工填写{counted['typed']}个；"
        f"系统生成的占{counted['share']}%。"
    )


def _section(section: Mapping[str, Any]) -> Counter[str]:
    counted: Counter[str] = Counter()
    origin = section.get("origin", "figures")
    fixed = section.get("fixed", 0) if section.get("worded") else len(section["paragraphs"])
    for place, paragraph in enumerate(section["paragraphs"]):
        counted[origin if place < fixed else "typed"] += len(NUMBER.findall(paragraph))
    table = section["table"]
    if table:
        origins = table.get("origins") or [origin] * len(table["heads"])
        for row in table["rows"]:
            for where, cell in zip(origins, row, strict=True):
                counted[where] += cell not in EMPTY
    return counted
