"""`luoshi personal`: what the site holds of a person; a copy; its deletion."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from luoshi.cli import setup

Words = Annotated[str, typer.Argument(help="姓名、电话或地址，与登记的完全一致")]
Json = Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象；给出副本时用，记入日志")]
As = Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")]

personal = typer.Typer(help="个人信息：查找、给出副本、依法删除", no_args_is_help=True)


@personal.command("find")
def find(words: Words, as_json: Json = False, login: As = "") -> None:
    """哪些记录里有这个人的信息。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.ledgers import personal as held

    asked = held.copied if as_json else held.about
    for one in asked(operator(login), words):
        if as_json:
            said = {"record": str(one.record.ref), "unit": one.record.unit}
            print(json.dumps({**said, "values": one.values, "before": one.before}, ensure_ascii=False))
        else:
            where = "、".join(one.hits) or "（记在上面的记录之下，可能是同一人的）"
            print(f"{one.record.ref}　{one.record.spec.label}　{where}")


@personal.command("erase")
def erase(
    record: Annotated[str, typer.Argument(help="记录，如 appeals.appellant/12")],
    why: Annotated[str, typer.Option(help="依据，如本人申请")],
    login: As = "",
) -> None:
    """删除一条记录里的个人信息；办理经过保留，日志仍可核验。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.ledgers import personal as held
    from luoshi.ledgers.records import Ref

    made = held.erase(operator(login), Ref.parse(record), why=why)
    print(f"已删除 {made.ref} 的个人信息")
