"""What a ledger refuses, beyond what the kernel's errors say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from luoshi.kernel.errors import InputError


@dataclass(frozen=True)
class Block:
    """One thing that keeps a record from a stage, and what would be right."""

    kind: Literal[
        "field", "evidence", "gate", "verification", "check", "bar", "child", "early", "wait", "order"
    ]
    key: str
    what: str
    right: str = ""
    wanted: str = ""
    """What a child is to say, and below what those are called that do not say it yet."""
    left: tuple[str, ...] = ()


class Blocked(InputError):
    """A stage move that something still blocks; `blocks` lists everything at once."""

    def __init__(self, stage: str, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        super().__init__(f"还不能进入“{stage}”：" + "；".join(block.what for block in blocks))
