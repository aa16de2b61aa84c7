"""`luoshi close`, `correct`, `verify`, `figures`, `trace`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from luoshi.cli import setup
from luoshi.kernel.numbers import spelled
from luoshi.kernel.periods import Period

if TYPE_CHECKING:
    from luoshi.periods.lake import Source

As = Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")]
On = Literal["duckdb", "spark"]
Json = Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")]
When = Annotated[str, typer.Argument(help="期间，如 2026-03")]

COLUMNS = {
    "label": "指标",
    "unit_name": "单位",
    "value": "本期",
    "ytd": "本年累计",
    "target": "目标",
    "completion": "完成率%",
    "ahead": "超欠进度",
    "light": "灯",
    "yoy": "同比%",
    "rank": "位次",
    "state": "状态",
}


def close(period: When, login: As = "") -> None:
    """结账：生成并签名结账包，公布数据，锁定当月。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import actions

    made = actions.close(operator(login), Period.parse(period))
    print(f"{made.period} 已结账，清单摘要 {made.digest[:12]}，日志根 {made.root[:12]}")


def correct(period: When, why: Annotated[str, typer.Option(help="原因")], login: As = "") -> None:
    """更正：为已结账的月份出一个更正包，写明更正的是哪一个包；已公布的数据不变。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import correcting

    made = correcting.correct(operator(login), Period.parse(period), why=why)
    print(f"{made.period} 更正包 {made.period}-c{made.number}，清单摘要 {made.digest[:12]}")


def verify(package: Annotated[Path, typer.Argument(help="结账包文件夹或 zip")]) -> None:
    """校验结账包，不需要数据库。"""
    from luoshi.periods.package import verify as check

    report = check(package)
    print(f"完好：{report.manifest['site']} {report.manifest['period']}，清单摘要 {report.short}")


def figures(
    period: When,
    unit: Annotated[str, typer.Option(help="单位代码")] = "",
    indicator: Annotated[str, typer.Option(help="指标")] = "",
    engine: Annotated[On | None, typer.Option(help="用这个引擎现算；已结账的按结账包重算")] = None,
    as_json: Json = False,
    login: As = "",
) -> None:
    """数据：已结账的为公布数，未结账的为实时数。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import queries

    who, when = operator(login), Period.parse(period)
    found = queries.figures(who, when, unit=unit, indicator=indicator, on=engine or "")
    if as_json:
        for one in found:
            print(json.dumps(one, ensure_ascii=False))
        return
    table = Table(title=Period.parse(period).label)
    for heading in COLUMNS.values():
        table.add_column(heading)
    for one in found:
        table.add_row(*("—" if one[key] is None else str(one[key]) for key in COLUMNS))
    Console().print(table)


def trace(
    key: Annotated[str, typer.Argument(help="指标")],
    unit: Annotated[str, typer.Argument(help="单位代码")],
    period: When,
    as_json: Json = False,
    login: As = "",
) -> None:
    """追溯：一个数据由哪些记录得出。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import lake, origins, queries

    who, when = operator(login), Period.parse(period)
    stated = origins.sources(when)
    for one in queries.trace(who, key, unit, when):
        said = {
            "ledger": one.ledger, "record": one.record, "unit": one.unit, "share_bp": one.bp,
            "amount": spelled(one.amount),
        }  # fmt: skip
        if source := lake.source(stated, one.record):
            evidence = origins.summary(who, when, one.ledger, one.record).evidence
            said |= {
                "site": source.unit, "number": source.number, "manifest": source.manifest,
                "evidence": [proof.sha256 for proof in evidence],
            }  # fmt: skip
        print(
            json.dumps(said, ensure_ascii=False)
            if as_json
            else f"{one.ledger}/{one.record}  {said['amount']}{_from(source)}"
        )


def _from(source: Source | None) -> str:
    return f"  来自 {source.unit} 第{source.number}号，清单 {source.manifest[:12]}" if source else ""
