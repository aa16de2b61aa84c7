"""The words of a 责任书: a plain value that can be digested, signed and printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.kernel import canonical
from luoshi.kernel.numbers import NONE_SHOWN, plain

HEAD = ("序号", "考核指标", "单位", "确保目标", "争取目标", "完成时限")

OBLIGATIONS = (
    "乙方对所列目标负责，按月在台账中如实填报进展并上传佐证材料，不得虚报、瞒报。",
    "甲方按月通报进展，年终依据已审核的台账数据按考核细则评定。",
    "目标确需调整的，由甲方说明原因并签发新版责任书，双方重新签字后生效。",
)


@dataclass(frozen=True)
class Line:
    """One target of a letter, as it is printed. `commitment` is the target's number."""

    commitment: int
    label: str
    unit: str
    base: str
    stretch: str
    deadline: str


@dataclass(frozen=True)
class Text:
    """A letter's canonical text: from 甲方 to 乙方, with the targets in their order."""

    year: int
    version: int
    from_name: str
    to_name: str
    lines: tuple[Line, ...]
    obligations: tuple[str, ...] = OBLIGATIONS

    @property
    def title(self) -> str:
        return f"{self.year}年度目标责任书"

    @property
    def opening(self) -> str:
        return f"为落实{self.year}年度目标任务，{self.from_name}与{self.to_name}签订本责任书。"

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: what a signature signs."""
        return canonical.sha256(self.to_json())

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "title": self.title, "opening": self.opening, "head": list(HEAD)}

    def rows(self) -> list[Sequence[str]]:
        """The table's rows below its head."""
        return [
            (str(number), one.label, one.unit or NONE_SHOWN, one.base, one.stretch, one.deadline)
            for number, one in enumerate(self.lines, start=1)
        ]


def text_of(content: dict[str, Any]) -> Text:
    """The letter that was frozen as `content`."""
    return Text(
        content["year"], content["version"], content["from_name"], content["to_name"],
        tuple(Line(**one) for one in content["lines"]), tuple(content["obligations"]),
    )  # fmt: skip


def owed_words(base: Decimal | None, stretch: Decimal | None, place: int | None) -> tuple[str, str]:
    """(确保, 争取) as printed; a place is 前3位; nothing is “—”."""
    if place is not None:
        return f"前{place}位", NONE_SHOWN
    return _shown(base), _shown(stretch)


def day_words(day: date) -> str:
    """2026年12月31日"""
    return f"{day.year}年{day.month}月{day.day}日"


def signers(signatures: Iterable[dict[str, Any]], side: str) -> list[str]:
    """Names of those who signed for a side, with the day."""
    return [f"{one['name']}（{one['at'][:10]}）" for one in signatures if one["side"] == side]


def _shown(value: Decimal | None) -> str:
    return NONE_SHOWN if value is None else plain(value)
