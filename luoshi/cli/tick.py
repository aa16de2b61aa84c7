"""`luoshi tick`: remind whoever has to be reminded, once, and send what waits."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from luoshi.cli import setup
from luoshi.kernel.actor import SHANGHAI
from luoshi.kernel.errors import UsageError

At = Annotated[str, typer.Option(help="当作此刻是哪时，如 2026-04-03T09:00；默认现在")]
Json = Annotated[bool, typer.Option("--json", help="每行一个 JSON 对象：先是各条消息，最后是发送情况")]


def tick(at: At = "", as_json: Json = False) -> None:
    """提醒：看看什么到期了，告诉该知道的人，并发出待发的消息；可以反复运行，说过的不再说。"""
    moment = _moment(at)
    setup.ready()
    setup.migrate()
    from django.conf import settings

    from luoshi.kernel.actor import Actor
    from luoshi.ops import rhythm
    from luoshi.units import queries as units

    names = {f"person:{number}": name for number, name in units.person_names().items()}
    done = rhythm.tick(Actor.system((lambda: moment) if moment else settings.CLOCK))
    passed = done.passed
    if as_json:
        for one in done.told:
            said = {
                "to": one.to,
                "name": names.get(one.to),
                "kind": one.kind,
                "key": one.key,
                "subject": one.subject,
                "text": one.text,
            }
            print(json.dumps(said, ensure_ascii=False))
        counts = {"sent": passed.sent, "again": passed.again, "failed": passed.failed}
        last = {"at": done.at.isoformat(), **counts, "did": done.did, "problems": done.problems}
        print(json.dumps(last, ensure_ascii=False))
        return
    for did in done.did:
        print(did)
    for one in done.told:
        print(f"{names.get(one.to, one.to)}  {one.subject}")
    print(f"新提醒 {len(done.told)} 条；送出 {passed.sent}，稍后重试 {passed.again}，没送到 {passed.failed}")
    for problem in done.problems:
        print(problem)


def _moment(said: str) -> datetime | None:
    """A moment in the time zone of the product, unless it names its own."""
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise UsageError(f"“{said}”不是时刻", hint="写作 2026-04-03T09:00") from None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
