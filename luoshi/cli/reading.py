"""`luoshi read FILE`: what a speech commits to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from luoshi.reading import documents
from luoshi.reading import read as find


def read(
    file: Annotated[Path, typer.Argument(help="讲话文件（txt、docx、doc、pdf、html），或任务分解表（xlsx）")],
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    text: Annotated[Path | None, typer.Option("--text", help="把读到的文字写到这个文件")] = None,
) -> None:
    """读讲话，列出其中的数据、目标、任务和节奏。"""
    content = documents.extract(file).text
    if text is not None:
        text.write_text(content, "utf-8", newline="")
    for proposal in find(content):
        said = proposal.to_json()
        print(json.dumps(said, ensure_ascii=False) if as_json else f"{said['kind']:<8}{said['text']}")
