"""A 责任书 as a Word file: title, parties, table of targets, obligations, places for seals and names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from luoshi.commitments.letters import HEAD, Text, signers
from luoshi.reports import official

_WIDTHS = (12, 42, 16, 24, 24, 38)
"""Widths of the table's columns in mm: 156 in all, the width of the text."""


def render(text: Text, signatures: Iterable[dict[str, Any]] = ()) -> bytes:
    """The letter as docx; who has signed stands at the places for names, and the digest below."""
    document = official.new(text.title)
    official.body(document, f"甲方：{text.from_name}", indent=False)
    official.body(document, f"乙方：{text.to_name}", indent=False)
    official.body(document, text.opening)
    official.heading(document, "一、目标任务")
    official.table(document, HEAD, text.rows(), _WIDTHS, middle=True)
    official.heading(document, "二、双方责任")
    for number, one in enumerate(text.obligations, start=1):
        official.body(document, f"{number}．{one}")
    _places(document, text, list(signatures))
    official.body(document, f"第{text.version}版　内容摘要（SHA-256）：{text.digest}", indent=False, size=9)
    return official.saved(document)


def _places(document: Any, text: Text, signatures: list[dict[str, Any]]) -> None:
    """甲方 on the left, 乙方 on the right: where the seal goes, who signed, and the day."""
    table = document.add_table(rows=1, cols=2)
    sides = (("甲方", text.from_name, "from"), ("乙方", text.to_name, "to"))
    for cell, (party, name, side) in zip(table.rows[0].cells, sides, strict=True):
        signed = "、".join(signers(signatures, side))
        cell.paragraphs[0].add_run(f"{party}（盖章）：{name}")
        cell.add_paragraph(f"签字：{signed}")
        cell.add_paragraph("" if signed else "　　　年　　月　　日")
