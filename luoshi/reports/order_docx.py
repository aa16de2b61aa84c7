"""What offices send about a task: 督查通知单, one sheet per matter, and the letter of a consequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.language import speaking
from luoshi.kernel.numbers import show_count
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record, Ref
from luoshi.reports import official
from luoshi.units import queries as units

TASK, SUPPORT, NODE = "supervision.task", "supervision.support", "supervision.node"
CONSEQUENCE = "supervision.consequence"
_LABELS, _WIDTH = 32, 156
"""Widths in mm: of the labels, of the table."""


@speaking("zh")
def render(actor: Actor, ref: Ref) -> bytes:
    """The sheet of a task that the actor sees, as docx."""
    if ref.ledger != TASK:
        raise InputError("只有督办任务有督查通知单")
    task = queries.record(actor, ref)
    children = queries.children(actor, ref)
    document = official.new("督查通知单")
    number = task.values.get("number") or f"第{task.ref.id}号"
    official.body(document, f"编号：{number}", size=14, right=True)
    _table(document, _rows(task, children))
    _foot(document, actor)
    return official.saved(document)


@speaking("zh")
def letter(actor: Actor, ref: Ref) -> bytes:
    """督办函 or 约谈通知书: what follows from warnings, told to the unit, as docx."""
    if ref.ledger != CONSEQUENCE:
        raise InputError("只有督办措施有督办函")
    record = queries.record(actor, ref)
    task = queries.record(actor, Ref(TASK, int(record.row["task"])))
    said, name = record.values, units.unit(record.unit).name
    talk = "谈" in record.title
    document = official.new("约谈通知书" if talk else "督办函")
    official.body(document, f"编号：{said.get('number') or ''}", size=14, right=True)
    official.body(document, f"{name}：", indent=False)
    official.body(
        document, f"{said['reason']}，任务时限为{official.day(task.values.get('due_on'))}，至今没有办结。"
    )
    points = show_count(said["points"], 2)
    official.body(document, f"按照督查督办有关规定，决定采取以下措施：{record.title}，年终考核扣{points}分。")
    if talk:
        official.body(document, "请主要负责人按通知的时间、地点参加约谈，书面说明原因和整改措施。")
    else:
        official.body(document, "请于收到本函之日起三个工作日内书面说明原因、整改措施和完成时间。")
    _foot(document, actor)
    return official.saved(document)


def _rows(task: Record, children: dict[str, list[Record]]) -> list[tuple[str, str, int]]:
    """Label, words, and the least height in mm."""
    names, said = units.names(), task.values
    nodes = [
        f"{official.day(one.values['due_on'])}前：{one.title}"
        for one in children.get(NODE, [])
        if not one.withdrawn
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
        ("完成时限", f"{official.day(said.get('due_on'))}{f'（{urgency.zh}）' if urgency else ''}", 10),
        ("办理要求", _demand(task), 24),
        (
            "签　　收",
            f"签收人：{official.BLANK * 5}　{official.day(None)}",
            14,
        ),
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
    official.body(document, "", indent=False, size=10)
    official.body(document, f"联系人：{actor.name}{official.BLANK * 2}电话：", indent=False, size=14)
    names = units.names()
    office = next(
        (names[one] for one in sorted(actor.units("supervisor")) if one in names), units.site_name()
    )
    for line in (f"{office}（盖章）", official.day(actor.today())):
        official.body(document, line, size=14, right=True)
