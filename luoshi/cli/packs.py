"""`luoshi pack check DIR` and `luoshi pack schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from luoshi.packs import library, schema
from luoshi.packs.compile import load

app = typer.Typer(no_args_is_help=True, help="台账包：检查、编辑器用的 JSON Schema")


@app.command()
def check(folder: Annotated[Path, typer.Argument(help="台账包文件夹")]) -> None:
    """检查一个台账包，逐条列出文件、行号、问题和改法。"""
    compiled = load(folder, library.shipped())
    for issue in compiled.issues:
        print(issue)
    if compiled.pack is None:
        raise typer.Exit(1)
    print(f"{compiled.pack.key} 第{compiled.pack.version}版，摘要 {compiled.pack.digest[:12]}")


@app.command("schema")
def show_schema() -> None:
    """输出 JSON Schema。"""
    print(json.dumps(schema.json_schema(), ensure_ascii=False, indent=1))
