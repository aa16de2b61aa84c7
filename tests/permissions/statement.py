"""Who may do what, as a person reads it (statement.yaml), and what was answered, told in the same words.

`python -m tests.permissions.statement FILE…` writes the statement anew from the answers to a walk, to be read
line by line before it is kept.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("statement.yaml")
ANYBODY, SIGNED_IN, OFFICES = "anybody", "whoever is logged in", "people of offices"
NOBODY = "nobody"
APART = {
    "stranger": "also of other units", "under": "also of units beside",
    "outsider": "also others of no office", "themselves": "whose own it is",
}  # fmt: skip
OUTSIDE = frozenset({"firm_manager", "applicant", "expert", "farmer", "delegate", "member"})
Answers = Mapping[str, str]
Right = Sequence[Any]
"""View, method, phase, who was answered how."""


def who(answers: Answers) -> str:
    """Those who were allowed."""
    yes = {name for name, how in answers.items() if how == "yes"}
    if "anonymous" in yes:
        return ANYBODY
    if "nobody" in yes:
        return SIGNED_IN if "outsider" in yes else ", ".join([OFFICES, *sorted(yes & OUTSIDE)])
    roles = sorted(yes - APART.keys())
    return ", ".join([*roles, *(said for name, said in APART.items() if name in yes)]) or NOBODY


def told(rights: Iterable[Right]) -> dict[str, dict[str, str]]:
    """Screen → address → who may; methods and phases apart only where they differ."""
    views: dict[str, dict[str, dict[str, str]]] = {}
    for view, method, phase, answers in rights:
        views.setdefault(view, {}).setdefault(method, {})[phase] = who(answers)
    made: dict[str, dict[str, str]] = {}
    for view, methods in views.items():
        screen, _, name = view.rpartition(":")
        made.setdefault(screen or "site", {}).update(_apart(name, methods))
    return made


def _apart(name: str, methods: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    if len({said for phases in methods.values() for said in phases.values()}) == 1:
        yield name, next(iter(next(iter(methods.values())).values()))
        return
    for method, phases in methods.items():
        label = f"{method} {name}" if len(methods) > 1 else name
        if len(set(phases.values())) == 1:
            yield label, next(iter(phases.values()))
        else:
            yield from ((f"{label} @{phase}", said) for phase, said in phases.items())


def stated() -> dict[str, dict[str, str]]:
    """What the file says."""
    said = yaml.safe_load(FILE.read_text("utf-8"))
    return {
        screen: {address: str(block["may"]) for block in blocks for address in block["of"]}
        for screen, blocks in said["screens"].items()
    }


def written(rights: Iterable[Right]) -> str:
    """The file with the screens as they were answered; what stands before them is written by hand."""
    lines = [FILE.read_text("utf-8").partition("\nscreens:")[0], "screens:"]
    for screen, addresses in sorted(told(rights).items()):
        lines.append(f"  {screen}:")
        blocks: dict[str, list[str]] = {}
        for address, said in addresses.items():
            blocks.setdefault(said, []).append(address)
        for said, of in blocks.items():
            lines += textwrap.wrap(f"  - may: {said}", 110, subsequent_indent="      ")
            lines += textwrap.wrap(
                f"    of: [{', '.join(map(_quoted, of))}]", 110, subsequent_indent="      "
            )
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    return f'"{word}"' if "@" in word else word


if __name__ == "__main__":
    found = [right for file in sys.argv[1:] for right in json.loads(Path(file).read_text("utf-8"))["rights"]]
    FILE.write_text(written(found), "utf-8")
