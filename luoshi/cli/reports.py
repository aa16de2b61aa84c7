"""`luoshi bulletin 2026-03 --format docx -o FILE`, `luoshi report TEMPLATE 2026-03 -o FILE`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli import setup
from luoshi.kernel.periods import Period


class Format(StrEnum):
    docx = "docx"
    pdf = "pdf"
    xlsx = "xlsx"
    html = "html"


def bulletin(
    period: Annotated[str, typer.Argument(help="期间，如 2026-03")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件")],
    kind: Annotated[Format, typer.Option("--format", help="格式")] = Format.docx,
    name: Annotated[str, typer.Option(help="哪种通报")] = "investment.monthly",
    unit: Annotated[str, typer.Option(help="哪个单位的通报；默认最高单位")] = "",
    login: Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")] = "",
) -> None:
    """写月通报。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.reports import queries
    from luoshi.reports.formats import FORMATS

    content = queries.content(operator(login), Period.parse(period), name, unit)
    render, _kind = FORMATS[kind]
    output.write_bytes(render(content))
    print(f"{content['title']} → {output}")


def report(
    template: Annotated[Path, typer.Argument(help="Word 模板（.docx）", exists=True, dir_okay=False)],
    period: Annotated[str, typer.Argument(help="已结账的月份，如 2026-03")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个 .docx 文件")],
    unit: Annotated[str, typer.Option(help="哪个单位的报告；默认最高单位")] = "",
    login: Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")] = "",
) -> None:
    """工作报告：用公布的数据填 Word 模板，每个数链接到它的来源；模板里写错的地方逐处列出。"""
    setup.ready()
    from django.conf import settings

    from luoshi.cli.operator import operator
    from luoshi.reports import queries
    from luoshi.reports.work_report import fill

    actor = operator(login)
    made = fill(actor, template.read_bytes(), Period.parse(period), unit or queries.top(actor))
    output.write_bytes(made)
    without = "" if settings.ADDRESS else "（没有设置站点地址 LUOSHI_ORIGINS，数据没有链接）"
    print(f"{template} → {output}{without}")


def audit_file(
    pack: Annotated[str, typer.Argument(help="台账包，如 quality")],
    year: Annotated[int, typer.Argument(help="计划年度，如 2026")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个 zip 文件")],
    login: Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")] = "",
) -> None:
    """审核资料：一年的记录按条款列成目录，连同经过、指标和佐证文件，装进一个 zip。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.exchange import dossier

    with output.open("wb") as target:
        made = dossier.write(operator(login), pack, year, target)
    print(f"{made.records} 条记录，{made.files} 个佐证文件 → {output}")
