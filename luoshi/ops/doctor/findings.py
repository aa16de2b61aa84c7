"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["good", "warning", "wrong"]


@dataclass(frozen=True)
class Finding:
    """`what` is so, and `do` is what to do about it. `fixes` names what `--fix` may do about it:
    `rebuild <ledger>`, `remove <file>`."""

    check: str
    level: Level
    what: str
    do: str = ""
    fixes: tuple[str, ...] = ()


def good(check: str, what: str) -> Finding:
    return Finding(check, "good", what)


def warning(check: str, what: str, do: str, fixes: tuple[str, ...] = ()) -> Finding:
    return Finding(check, "warning", what, do, fixes)


def wrong(check: str, what: str, do: str, fixes: tuple[str, ...] = ()) -> Finding:
    return Finding(check, "wrong", what, do, fixes)
