"""`luoshi doctor`: what is wrong with the site, and what to do about it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from luoshi.cli import setup
from luoshi.config import site as sites

_SIGNS = {"good": ("好", "green"), "warning": ("注意", "yellow"), "wrong": ("有问题", "red")}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="按日志改回台账、删去遗留的临时文件；别的不动")] = False,
) -> None:
    """检查站点：日志链、数据表、佐证、结账包、密钥、磁盘、任务、消息；有问题的退出码为 3。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.ops.doctor import rounds

    console, found = Console(soft_wrap=True), []
    for one in rounds.look(sites.folder()):
        found.append(one)
        if as_json:
            print(json.dumps(asdict(one), ensure_ascii=False))
            continue
        sign, colour = _SIGNS[one.level]
        console.print(f"[{colour}]{sign}[/] ", end="")
        console.print(one.what + (f"；{one.do}" if one.do else ""), markup=False, highlight=False)
    mended = rounds.mend(operator(), sites.folder(), found) if fix else []
    for done in mended:
        print(json.dumps({"fixed": done}, ensure_ascii=False) if as_json else f"已处理：{done}")
    if any(one.level == "wrong" and not set(one.fixes) & set(mended) for one in found):
        raise typer.Exit(3)
