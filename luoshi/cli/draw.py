"""`luoshi draw`: the sample of an inspection, drawn again by anybody who has the package and the plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from luoshi.kernel.errors import InputError
from luoshi.kernel.money import show_money

Json = Annotated[bool, typer.Option("--json", help="一个 JSON 对象")]


def draw(
    package: Annotated[Path, typer.Argument(help="结账包文件夹或 zip")],
    plan: Annotated[Path, typer.Argument(help="抽样方案，督查页面上可以下载")],
    as_json: Json = False,
) -> None:
    """重抽督查样本，不需要数据库：同一个结账包、同一个方案，谁抽都一样。"""
    from luoshi.inspections import draw as drawing
    from luoshi.inspections import plan as plans
    from luoshi.periods.package import opened

    said = plans.parse(plan.read_text("utf-8"))
    with opened(package) as (folder, report):
        if (period := str(report.manifest["period"])) != said.period:
            raise InputError(f"结账包是 {period} 的，方案写的是 {said.period}", hint="用方案所写月份的结账包")
        sample = drawing.draw(folder, report.digest, said)
        names = drawing.names(folder)
    if as_json:
        print(json.dumps(sample.to_json(), ensure_ascii=False))
        return
    print(f"结账包 {sample.root}\n方案　 {sample.digest}\n种子　 {sample.seed}")
    table = Table()
    for heading in ("台账", "单位", "金额档", "次序", "记录", "金额（万元）", ""):
        table.add_column(heading)
    for one in sample.drawn:
        amount = "—" if one.amount is None else show_money(one.amount, "万元")
        spare = "备选" if one.substitute else "抽中"
        table.add_row(
            one.ledger,
            names.get(one.unit, one.unit),
            one.band,
            str(one.place),
            str(one.record),
            amount,
            spare,
        )
    Console().print(table)
