"""`luoshi tally`: a published election checked and counted again, with no site and no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

Json = Annotated[bool, typer.Option("--json", help="一个 JSON 对象")]


def tally(
    file: Annotated[Path, typer.Argument(help="选举记录，公布页面上可以下载")],
    key: Annotated[str, typer.Option(help="应当由哪个公钥签名（十六进制）；不写则只说是哪个")] = "",
    as_json: Json = False,
) -> None:
    """核对选举记录并重新计票，不需要站点和数据库；改动一个字节就指出是哪一行。"""
    from luoshi.elections import tallying

    made = tallying.tally(file.read_bytes(), key=key.strip())
    if as_json:
        print(json.dumps(made.to_json(), ensure_ascii=False))
        return
    print(f"{made.election.unit} {made.election.title}（第{made.election.round}轮）")
    print(f"名册　 {made.election.roll.size} 人，{made.election.roll.digest}")
    print(f"链　　 {made.head}\n公钥　 {made.key}")
    table = Table()
    for heading in ("候选人", "赞成", "反对", "弃权", ""):
        table.add_column(heading)
    states = {"elected": "当选", "tied": "票数相等", "below": "票数较少", "short": ""}
    for one in made.result.standings:
        votes = (str(one.votes.yes), str(one.votes.no), str(one.votes.abstain))
        table.add_row(one.name, *(votes if one.number else (votes[0], "", "")), states[one.state])
    Console().print(table)
    print("\n".join(made.result.steps))
    if made.final:
        print(f"监票人：{'、'.join(made.scrutineers)}；公布的结果和重新计票相同")
    else:
        print("只有电子票：纸质票和结果还没有公布")
