"""What the compiler says of a pack, like any compiler: where, what is wrong, what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "future", "warning"]

LABELS: Mapping[Level, str] = {"error": "错误", "future": "将成为错误", "warning": "提醒"}


@dataclass(frozen=True, order=True)
class Issue:
    """One finding. `file` is relative to the pack's folder; line 0 when the whole file is meant."""

    file: str
    line: int
    level: Level
    what: str
    right: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} {LABELS[self.level]}：{self.what}" + (f"（{self.right}）" if self.right else "")
