"""Gold from a marked text: ⟦G value=5;unit=家;comparator=eq⟧…⟦/⟧ becomes a text and objects with offsets.

F figure, G target (goal), T task, C cadence; lists are parted by |, a change is «kind value unit».
"""

from __future__ import annotations

import re
from typing import Any

_TAG = re.compile(r"⟦(/|[FGTC][^⟧]*)⟧")
_KINDS = {"F": "figure", "G": "target", "T": "task", "C": "cadence"}
_EMPTY: dict[str, dict[str, Any]] = {
    "figure": {"metric": "", "value": "", "unit": None, "period": None, "scope": None, "change": None},
    "target": {
        "metric": "", "comparator": "eq", "value": "", "value_max": None, "unit": None, "owner": [],
        "deadline": None, "scope": None,
    },
    "task": {"owner": [], "support": [], "deadline": None},
    "cadence": {"every": "", "activity": ""},
}  # fmt: skip


def gold(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its gold objects in text order."""
    text, found, open_tags, at = "", [], [], 0
    for tag in _TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if tag[1] != "/":
            open_tags.append(_object(tag[1], len(text)))
            continue
        one = open_tags.pop()
        found.append(one | {"end": len(text), "text": text[one["start"] :]})
    return text + marked[at:], sorted(found, key=lambda one: (one["start"], -one["end"]))


def _object(tag: str, start: int) -> dict[str, Any]:
    kind = _KINDS[tag[0]]
    made = {"kind": kind, "start": start, **_EMPTY[kind]}
    for said in filter(None, tag[1:].strip().split(";")):
        key, _, value = said.partition("=")
        made[key] = _value(key, value)
    return made


def _value(key: str, value: str) -> Any:
    if key in ("owner", "support"):
        return [one for one in value.split("|") if one]
    if key == "change" and value != "null":
        return dict(zip(("kind", "value", "unit"), value.split(" "), strict=True))
    return None if value in ("", "null") else value
