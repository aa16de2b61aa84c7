"""`luoshi assess SHEET YEAR`: scores with their working."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from luoshi.cli import setup
from luoshi.kernel.numbers import show
from luoshi.kernel.periods import Period


def assess(
    sheet: Annotated[str, typer.Argument(help="考核细则，如 investment.township")],
    year: Annotated[int, typer.Argument(help="计划年度")],
    through: Annotated[str, typer.Option(help="算到哪个已结账的月份；默认最后一个")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")] = False,
    login: Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")] = "",
) -> None:
    """考核：按细则计算得分，列出每一分的算法。"""
    setup.ready()
    from luoshi.assessment import actions
    from luoshi.cli.operator import operator

    made = actions.assess(operator(login), sheet, year, through=Period.parse(through) if through else None)
    if as_json:
        for one in made.body:
            print(json.dumps(one, ensure_ascii=False))
        return
    console = Console()
    said = f"{made.sheet} {year}年度，截至{Period.parse(made.through).label}，摘要 {made.digest[:12]}"
    console.print(said, soft_wrap=True, markup=False, highlight=False)
    console.print(_table(made.body))
    for one in made.body:
        console.print(
            f"{one['unit_name']}：{one['arithmetic']}", soft_wrap=True, markup=False, highlight=False
        )
        for item in one["items"]:
            console.print(
                f"  {item['label']}：{item['arithmetic']}", soft_wrap=True, markup=False, highlight=False
            )


def _table(body: list[dict[str, Any]]) -> Table:
    table = Table("类别", "单位")
    for heading in ("位次", "总分"):
        table.add_column(heading, justify="right")
    for one in body:
        table.add_row(one["class"], one["unit_name"], str(one["rank"]), show(Decimal(one["total"]), 2))
    return table
