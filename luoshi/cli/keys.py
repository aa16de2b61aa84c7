"""`luoshi keys`: the site's signing key, and its rotation."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from luoshi.cli import setup

app = typer.Typer(no_args_is_help=True, help="签名密钥")
Json = Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象")]
As = Annotated[str, typer.Option("--as", help="以谁的身份（登录名）；默认为系统")]


@app.command("show")
def show(as_json: Json = False) -> None:
    """列出换过的密钥，最后是现在的公钥；每一次更换都核对旧密钥的签名。"""
    setup.ready()
    from pathlib import Path

    from django.conf import settings

    from luoshi.periods import keys, rotating

    for one in rotating.certificates():
        print(json.dumps(one) if as_json else f"{one['at']}  {one['old']} → {one['new']}")
    current = keys.public_hex(keys.signing_key(Path(settings.KEYS)))
    print(json.dumps({"current": current}) if as_json else f"现在的公钥  {current}")


@app.command("rotate")
def rotate(login: As = "", as_json: Json = False) -> None:
    """更换签名密钥：旧密钥为新密钥签名作证，记入日志；以前的结账包照样能核对。"""
    setup.ready()
    from luoshi.cli.operator import operator
    from luoshi.periods import rotating

    made = rotating.rotate(operator(login))
    print(json.dumps(made) if as_json else f"已更换：{made['old']} → {made['new']}")
    if not as_json:
        print("把新公钥告诉收结账包的单位，再备份一次")
