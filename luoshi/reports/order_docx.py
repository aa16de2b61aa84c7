"""督查通知单: one sheet per matter, as offices print it for the unit that handles it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.language import speaking
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record, Ref
from luoshi.reports.letter_docx import body, page, styles
from luoshi.units import queries as units

TASK, SUPPORT, NODE = "supervision.task", "supervision.support", "supervision.node"
_LABELS, _WIDTH = 32, 156
"""Widths in mm: of the labels, of the table."""
_BLANK = "　　"


@speaking("zh")
def render(actor: Actor, ref: Ref) -> bytes:
    """The sheet of a task that the actor sees, as docx."""
    if ref.ledger != TASK:
        raise InputError("只有督办任务有督查通知单")
    task = queries.record(actor, ref)
    children = queries.children(actor, ref)
    document = Document()
    page(document)
    styles(document)
    document.add_paragraph("督查通知单", style="Title")
    number = task.values.get("number") or f"第{task.ref.id}号"
    body(document, f"编号：{number}", indent=False, size=14)
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _table(document, _rows(task, children))
    _foot(document, actor)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _rows(task: Record, children: dict[str, list[Record]]) -> list[tuple[str, str, int]]:
    """Label, words, and the least height in mm."""
    names, said = units.names(), task.values
    nodes = [
        f"{_day(one.values['due_on'])}前：{one.title}" for one in children.get(NODE, []) if not one.withdrawn
    ]
    helping = [f"{names.get(one.unit, one.unit)}：{one.title}" for one in children.get(SUPPORT, [])]
    urgency = task.spec.fields["urgency"].choices.get(said.get("urgency") or "")
    rows = [
        ("承办单位", names.get(str(said["lead"]), str(said["lead"])), 10),
        ("任务来源", str(said.get("source") or ""), 10),
        ("批示内容", str(said.get("instruction") or ""), 30),
        ("承办任务", task.title, 34),
        ("量化目标", str(said.get("quantity") or ""), 10),
        ("配合单位", "\n".join(helping) or str(said.get("support") or ""), 10),
        ("季度节点", "\n".join(nodes), 10),
        ("完成时限", f"{_day(said.get('due_on'))}{f'（{urgency.zh}）' if urgency else ''}", 10),
        ("办理要求", _demand(task), 24),
        ("签　　收", f"签收人：{_BLANK * 5}　{_BLANK}年{_BLANK}月{_BLANK}日", 14),
    ]
    return [row for row in rows if row[1] or row[0] in ("批示内容", "完成时限")]


def _demand(task: Record) -> str:
    """What the one who handles it must do."""
    lines = [
        "请在时限内办理，以单位名义书面反馈，一事一报，加盖公章；多个单位办理的由牵头单位汇总。",
        "不能按期办结的，请在时限之前申请延期，写明原因、进展和新的时限；没有申请的按原时限计。",
    ]
    return "\n".join(lines) if task.spec.deadline else lines[0]


def _table(document: Any, rows: Sequence[tuple[str, str, int]]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    widths = (_LABELS, _WIDTH - _LABELS)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for label, words, height in rows:
        row = table.add_row()
        row.height = Mm(height)
        for cell, text, width in zip(row.cells, (label, words), widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = 1
            for place, line in enumerate(text.split("\n")):
                paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.add_run(line).font.size = Pt(14)
        row.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _foot(document: Any, actor: Actor) -> None:
    body(document, "", indent=False, size=10)
    body(document, f"联系人：{actor.name}{_BLANK * 2}电话：", indent=False, size=14)
    for line in (f"{units.site_name()}（盖章）", _day(actor.today())):
        body(document, line, indent=False, size=14)
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _day(day: Any) -> str:
    return f"{day:%Y年%-m月%-d日}" if isinstance(day, date) else f"{_BLANK}年{_BLANK}月{_BLANK}日"
