"""What a pack has drawn of a record from its children (`picture`), with the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luoshi.kernel.language import say
from luoshi.ledgers.records import Record
from luoshi.packs.spec import full_name
from luoshi.reports import fishbone
from luoshi.reports.fishbone import Branch, Cause


@dataclass(frozen=True)
class Drawn:
    """A picture: the child ledger that it is drawn from, the SVG, and its categories with their causes, those
    without any left out."""

    ledger: str
    title: str
    svg: str
    words: tuple[Branch, ...]


def drawn(record: Record, children: Mapping[str, Sequence[Record]]) -> Drawn | None:
    """The picture of a record with its children by ledger; None where the pack has none drawn, or nothing is
    there to draw yet. Every category has its bone, a cause without one stands nowhere."""
    said = record.spec.picture
    name = full_name(record.spec.pack, said.of) if said else ""
    held = children.get(name, ())
    if said is None or not held:
        return None
    choices = held[0].spec.fields[said.by].choices
    branches: list[Branch] = [
        (str(label), [
            Cause(str(one.values[said.text] or ""), bool(said.mark and one.values[said.mark]))
            for one in held if one.values[said.by] == key
        ])
        for key, label in choices.items()
    ]  # fmt: skip
    title = say(f"“{record.title}”的因果图", f"Causes of “{record.title}”")
    svg = fishbone.svg(record.title, branches, title)
    return Drawn(name, title, svg, tuple((label, causes) for label, causes in branches if causes))
