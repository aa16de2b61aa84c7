"""`luoshi read FILE`: what a speech commits to."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from luoshi.cli import setup
from luoshi.kernel.errors import InputError, UsageError
from luoshi.reading import Proposal, documents, measure
from luoshi.reading import read as find
from luoshi.reading import second as reader
from luoshi.reading.verdict import Checked

As = Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")]
_STATES = {
    "right": "一致", "wrong": "不一致", "rounded": "尾数不符", "unit_slip": "单位弄错", "unknown": "未核对",
    "adds_up": "算得对", "does_not_add_up": "算不对",
}  # fmt: skip
_KINDS = {"figure": "数据", "target": "目标", "task": "任务", "cadence": "节奏", "all": "合计"}


def read(
    file: Annotated[Path, typer.Argument(help="讲话文件（txt、docx、doc、pdf、html），或任务分解表（xlsx）")],
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    second: Annotated[
        bool, typer.Option("--second", help="再请第二识别（LUOSHI_READER_URL 所设的模型服务）补充")
    ] = False,
    text: Annotated[Path | None, typer.Option("--text", help="把读到的文字写到这个文件")] = None,
) -> None:
    """读讲话，列出其中的数据、目标、任务和节奏。"""
    content = documents.extract(file).text
    if text is not None:
        text.write_text(content, "utf-8", newline="")
    found = find(content)
    if second:
        found = sorted([*found, *_second(content, found)], key=lambda one: (one.start, -one.end))
    for proposal in found:
        said = proposal.to_json()
        print(json.dumps(said, ensure_ascii=False) if as_json else f"{said['kind']:<8}{said['text']}")


def _second(content: str, first: list[Proposal]) -> list[Proposal]:
    """What the second reader finds beside the first; what did not hold or gave no answer is told aside."""
    endpoint = reader.Endpoint.configured(os.environ)
    if endpoint is None:
        raise UsageError("没有设置第二识别", hint="设置 LUOSHI_READER_URL 和 LUOSHI_READER_MODEL")
    made = reader.read(content, endpoint)
    for said in (*made.failed, *made.dropped):
        print(said, file=sys.stderr)
    return reader.beside(first, made.kept)


def check_figures(
    file: Annotated[Path, typer.Argument(help="稿件（txt、docx、doc、pdf、html、xlsx）")],
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    login: As = "",
) -> None:
    """核对稿件：每个数与公布的数据对照，文中的合计、占比、增幅重新计算；有错时退出状态为 1。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods.books import book
    from luoshi.reading.checked import check_draft
    from luoshi.reading.grids import opened

    draft = opened(file.name, file.read_bytes())
    found = check_draft(draft, book(operator(login)))
    for one in found:
        said = f"{_place(one, draft.text)}  {_STATES[one.state]}  {one.text}  {one.words}"
        print(json.dumps(one.to_json(), ensure_ascii=False) if as_json else said)
    if any(one.amiss for one in found):
        raise typer.Exit(1)


def _place(one: Checked, text: str) -> str:
    """Where a number stands: its cell, or the line of the text and the sign in it."""
    if one.cell is not None:
        return f"表{one.cell.sheet} 第{one.cell.row}行第{one.cell.column}列"
    line = text.count("\n", 0, one.start) + 1
    return f"第{line}行第{one.start - text.rfind(chr(10), 0, one.start)}字"


def corrections(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹")],
    number: Annotated[int, typer.Option("--document", help="只要这一份文件；默认全部处理完的")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="成绩为一个 JSON 对象")] = False,
    login: As = "",
) -> None:
    """人工核对的结果：每份文件的正文、标准答案和识别结果，并算出识别的准确率。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.commitments import corrections as corrected
    from luoshi.commitments import queries

    actor = operator(login)
    folder.mkdir(parents=True, exist_ok=True)
    total: dict[str, measure.Score] = {}
    for one in [number] if number else [one.id for one in queries.documents(actor)]:
        made = corrected.corrected(actor, one)
        if made.open:
            if number:
                raise InputError(f"这份文件还有 {made.open} 条没有处理", hint="先在页面上逐条确认或不采纳")
            continue
        found = [proposal.to_json() for proposal in find(made.document.text)]
        _write(folder / str(one), made.document.text, {"gold": made.gold, "found": found})
        scores = measure.score(made.gold, found)
        total = {kind: total.get(kind, measure.Score(0, 0, 0)) + score for kind, score in scores.items()}
    _tell(total, as_json=as_json)


def _write(stem: Path, text: str, objects: Mapping[str, list[dict[str, Any]]]) -> None:
    """`<number>.txt` and what it holds, one JSON object a line: `.gold.jsonl`, `.found.jsonl`."""
    stem.with_suffix(".txt").write_text(text, "utf-8", newline="")
    for name, several in objects.items():
        lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in several)
        stem.with_suffix(f".{name}.jsonl").write_text(lines, "utf-8", newline="")


def _tell(total: Mapping[str, measure.Score], *, as_json: bool) -> None:
    rates = {
        kind: {
            "gold": one.gold, "found": one.found, "precision": round(one.precision, 3),
            "recall": round(one.recall, 3), "f1": round(one.f1, 3),
        }
        for kind, one in total.items()
    }  # fmt: skip
    if as_json:
        print(json.dumps(rates, ensure_ascii=False))
        return
    if not total:
        print("还没有处理完的文件：在“文件”里逐条确认或不采纳之后再来")
        return
    table = Table("类别", "应有", "识别出", "准确率", "召回率", "F1")
    for kind, one in total.items():
        shares = (f"{rate:.1%}" for rate in (one.precision, one.recall, one.f1))
        table.add_row(_KINDS[kind], str(one.gold), str(one.found), *shares)
    Console().print(table)
