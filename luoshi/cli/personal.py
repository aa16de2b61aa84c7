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
    from luoshi.ops import persons

    found = (persons.copied if as_json else persons.about)(operator(login), words)
    for one in found.records:
        if as_json:
            said = {"record": str(one.record.ref), "unit": one.record.unit}
            print(json.dumps({**said, "values": one.values, "before": one.before}, ensure_ascii=False))
        else:
            where = "、".join(one.hits) or "（记在上面的记录之下，可能是同一人的）"
            print(f"{one.record.ref}　{one.record.spec.label}　{where}")
    for other in found.beside:
        if as_json:
            told = {"record": other.ref, "unit": other.unit, "values": other.values}
            print(json.dumps(told, ensure_ascii=False))
        else:
            print(f"{other.ref}　{persons.KINDS[other.kind]}　{'、'.join(other.values)}")


@personal.command("erase")
def erase(
    record: Annotated[str, typer.Argument(help="记录，如 appeals.appellant/12；或 registration/3")],
    why: Annotated[str, typer.Option(help="依据，如本人申请")],
    login: As = "",
) -> None:
    """删除一条记录、一份注册申请或一个订阅里的个人信息；办理经过保留，日志仍可核验。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.ops import persons

    persons.erase(operator(login), record, why=why)
    print(f"已删除 {record} 的个人信息")
