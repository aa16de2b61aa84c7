"""`luoshi key`, `senders`, `receive`: what passes between a site and the one above it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli import setup
from luoshi.kernel.periods import Period

Json = Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")]
As = Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")]
Code = Annotated[str, typer.Argument(help="单位代码")]
Key = Annotated[str, typer.Argument(help="公钥，或指纹（加引号）")]
Why = Annotated[str, typer.Option(help="原因")]
Start = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="自哪天起有效，默认今天")
]
End = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="至哪天有效（含）")]

key = typer.Typer(invoke_without_command=True, help="本站签名的公钥和指纹；更换密钥")
senders = typer.Typer(invoke_without_command=True, help="报送单位及其公钥；登记、修改、作废、停止报送")


@key.callback()
def show_key(context: typer.Context, as_json: Json = False) -> None:
    """本站的公钥和指纹，交给上级登记。"""
    if context.invoked_subcommand:
        return
    setup.ready()
    from luoshi.periods import levels

    own = levels.own()
    if as_json:
        print(json.dumps(asdict(own), ensure_ascii=False))
    else:
        print(f"单位　{own.unit} {own.name}\n公钥　{own.public}\n指纹　{own.fingerprint}")


@key.command("rotate")
def rotate(why: Why, login: As = "") -> None:
    """更换密钥：新密钥由原密钥签名，上级收到下一个包时即知。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import registering

    own = registering.rotate(operator(login), why=why)
    print(f"新公钥　{own.public}\n指纹　{own.fingerprint}")


@senders.callback()
def list_senders(context: typer.Context, as_json: Json = False, login: As = "") -> None:
    """报送单位及其公钥。"""
    if context.invoked_subcommand:
        return
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import levels
    from luoshi.periods.keys import fingerprint

    for one in levels.senders(operator(login)):
        said = {
            "unit": one.sender.unit, "name": one.name, "since": one.sender.since,
            "until": one.sender.until or None, "last": one.last.period if one.last else None,
            "keys": [
                {
                    "public": held.public, "fingerprint": fingerprint(held.public),
                    "from": held.valid_from.isoformat(), "withdrawn": held.withdrawn,
                    "to": held.valid_to.isoformat() if held.valid_to else None,
                }
                for held in one.keys
            ],
        }  # fmt: skip
        if as_json:
            print(json.dumps(said, ensure_ascii=False))
            continue
        print(f"{one.sender.unit:<12}{one.name}  自 {one.sender.since} 起，最近 {said['last'] or '—'}")
        for held in one.keys:
            days = f"{held.valid_from} — {held.valid_to or ''}"
            print(f"    {fingerprint(held.public)}  {'已作废' if held.withdrawn else days}")


@senders.command("add")
def add(
    unit: Code,
    public: Annotated[str, typer.Argument(help="公钥，64 位十六进制")],
    since: Annotated[str, typer.Option(help="自哪个月起报送，如 2026-03；首次登记必写")] = "",
    start: Start = None,
    end: End = None,
    login: As = "",
) -> None:
    """登记报送单位的公钥；先电话核对指纹。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import registering
    from luoshi.periods.keys import fingerprint

    made = registering.register(
        operator(login), unit, public, since=Period.parse(since) if since else None, valid_from=_day(start),
        valid_to=_day(end),
    )  # fmt: skip
    print(f"已登记 {made.unit} 的公钥，指纹 {fingerprint(made.public)}")


@senders.command("change")
def change(
    public: Key,
    why: Why,
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="自哪天起有效")],
    end: End = None,
    login: As = "",
) -> None:
    """修改一把公钥的有效期。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import registering

    made = registering.change(operator(login), public, valid_from=start.date(), valid_to=_day(end), why=why)
    print(f"已修改 {made.unit} 的公钥有效期")


@senders.command("withdraw")
def withdraw(public: Key, why: Why, login: As = "") -> None:
    """作废一把公钥：它签的包不再接收，已接收的保留。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import registering

    made = registering.withdraw(operator(login), public, why=why)
    print(f"已作废 {made.unit} 的公钥")


@senders.command("end")
def end_sending(
    unit: Code, last: Annotated[str, typer.Argument(help="最后报送的月份")], why: Why, login: As = ""
) -> None:
    """停止报送：此后的月份该单位在本站填报。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import registering

    made = registering.end(operator(login), unit, Period.parse(last), why=why)
    print(f"{made.unit} 报送至 {made.until}")


def receive(
    package: Annotated[Path, typer.Argument(help="结账包文件夹或 zip")], as_json: Json = False, login: As = ""
) -> None:
    """接收下级单位的结账包：核对签名、先后、台账和单位，全部通过才接收，否则什么也不改。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import receiving

    made = receiving.receive(operator(login), package)
    if as_json:
        print(json.dumps(asdict(made), ensure_ascii=False))
        return
    what = f"（更正 {made.corrects[:12]}）" if made.corrects else ""
    print(f"已接收 {made.name} {made.period}{what}，清单摘要 {made.digest[:12]}，{made.rows} 行")
    if made.learned:
        print(f"该单位已换用新密钥，指纹 {made.fingerprint}")
    if made.without:
        print(f"该单位没有台账包 {'、'.join(made.without)}，其指标没有数据")


def _day(said: datetime | None) -> date | None:
    return said.date() if said else None
