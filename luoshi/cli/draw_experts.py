"""`luoshi draw-experts`: a panel of experts, drawn again by anybody who has the pool and the root."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

Json = Annotated[bool, typer.Option("--json", help="一个 JSON 对象")]


def draw_experts(
    pool: Annotated[Path, typer.Argument(help="专家库文件，评审页面上可以下载")],
    root: Annotated[str, typer.Argument(help="抽取时已公布的结账包摘要（64 位十六进制）")],
    gone: Annotated[list[int] | None, typer.Option(help="退出的专家编号，按退出的先后，可重复")] = None,
    as_json: Json = False,
) -> None:
    """重抽评审专家，不需要数据库：同一个专家库、同一个摘要，谁抽都一样。"""
    from luoshi.kernel.errors import InputError
    from luoshi.reviews import sampling

    if len(root) != 64 or set(root.lower()) - set("0123456789abcdef"):
        raise InputError(f"“{root}”不是结账包摘要", hint="64 位十六进制，印在通报上，也在评审页面上")
    drawn = sampling.draw(sampling.parse(pool.read_text("utf-8")), root.lower(), gone or [])
    if as_json:
        print(json.dumps(drawn.to_json(), ensure_ascii=False))
        return
    print(f"结账包 {drawn.root}\n专家库 {drawn.digest}\n种子　 {drawn.seed}")
    table = Table()
    for heading in ("次序", "领域", "专家", "抽签值", ""):
        table.add_column(heading)
    for said, seats in (("抽中", drawn.seats), ("备选", drawn.substitutes)):
        for number, one in enumerate(seats, start=1):
            table.add_row(str(number), one.domain or "不限", str(one.expert), one.key[:16], said)
    Console().print(table)
