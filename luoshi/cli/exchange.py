"""`luoshi import` and `luoshi export`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from luoshi.cli import setup
from luoshi.cli.progress import progress

LedgerName = Annotated[str, typer.Argument(help="台账，如 investment.receipt")]
As = Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")]


def import_file(
    ledger: LedgerName,
    file: Annotated[Path, typer.Argument(help="表格文件（.xlsx）")],
    unit: Annotated[str, typer.Option(help="责任单位代码；表里有“责任单位”列的以表为准")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="结果为一个 JSON 对象")] = False,
    sheet: Annotated[list[str] | None, typer.Option(help="只导入这些工作表；默认全部认得出的")] = None,
    reason: Annotated[str, typer.Option(help="改动已结账月份的更正原因")] = "",
    login: As = "",
) -> None:
    """导入：全部成功或全部不导入；错误按行、列列出。与台账相同的行不变，改了的行改原记录。"""
    content = file.read_bytes()
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.exchange import actions
    from luoshi.exchange.sheets import Choice

    choice = Choice(sheets=tuple(sheet or ()), why=reason)
    with progress() as tell:
        done = actions.import_rows(
            operator(login), ledger, unit, content, file.name, dry_run=dry_run, choice=choice, tell=tell
        )
    if as_json:
        said = {
            "rows": len(done.records), "made": done.made, "amended": done.amended, "same": done.same,
            "dry_run": dry_run, "problems": [asdict(one) for one in done.problems],
            "warnings": [asdict(one) for one in done.warnings],
        }  # fmt: skip
        print(json.dumps(said, ensure_ascii=False))
    else:
        console = Console(stderr=bool(done.problems), soft_wrap=True)
        for one in (*done.problems, *done.warnings):
            console.print(str(one), markup=False, highlight=False)
        if not done.problems:
            counts = f"新增 {done.made} 条，修改 {done.amended} 条，相同 {done.same} 行"
            print(f"{'可以导入' if dry_run else '已导入'} {len(done.records)} 行：{counts}")
    if done.problems:
        raise typer.Exit(1)


def export_file(
    ledger: LedgerName,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件")],
    template: Annotated[bool, typer.Option("--template", help="只要空表")] = False,
    login: As = "",
) -> None:
    """导出：台账里看得到的全部记录。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.exchange import writing

    with output.open("wb") as target:
        if template:
            writing.form(ledger, target)
            print(f"空表 → {output}")
        else:
            with progress() as tell:
                rows = writing.export(operator(login), ledger, target, tell=tell)
            print(f"{rows} 行 → {output}")
