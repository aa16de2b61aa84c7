"""`luoshi bulletin 2026-03 --format docx -o FILE`."""

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
