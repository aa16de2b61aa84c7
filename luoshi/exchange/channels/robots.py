"""Robots of WeCom and DingTalk groups, and other systems: the bodies that they document."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from luoshi.exchange.channels.calling import Address, Answer, post
from luoshi.exchange.channels.letter import Letter, NotSent
from luoshi.packs.spec import Label

Robot = Callable[[str, str, Letter, datetime, Collection[str]], None]
"""Send to an address with a secret (empty: none) at a moment, where hosts are trusted."""
KINDS: Mapping[str, Label] = {
    "wecom": Label(zh="企业微信机器人", en="WeCom robot"),
    "dingtalk": Label(zh="钉钉机器人", en="DingTalk robot"),
    "webhook": Label(zh="其他系统（Webhook）", en="another system (webhook)"),
}
WECOM_LONGEST, DINGTALK_LONGEST = 4096, 18_000
"""Bytes of markdown that a robot takes; DingTalk counts the whole request, 20,000."""
_WECOM_SLOW, _DINGTALK_SLOW = {45009}, {130101, 410100, -1}
"""Their codes for too many messages a minute, and for a moment's trouble: it is tried again."""


def wecom(url: str, secret: str, letter: Letter, at: datetime, trusted: Collection[str]) -> None:
    """A WeCom group robot: markdown of at most 4096 bytes; its key is in the address."""
    del secret, at
    content = _fitting(letter, WECOM_LONGEST)
    body = {"msgtype": "markdown", "markdown": {"content": content}}
    _robot(Address.parse(url, trusted), body, _WECOM_SLOW)


def dingtalk(url: str, secret: str, letter: Letter, at: datetime, trusted: Collection[str]) -> None:
    """A DingTalk group robot: markdown; with a secret the address is signed for the moment."""
    if secret:
        moment, sign = signed(secret, at)
        url += f"{'&' if '?' in url else '?'}timestamp={moment}&sign={quote_plus(sign)}"
    text = _fitting(letter, DINGTALK_LONGEST)
    body = {"msgtype": "markdown", "markdown": {"title": letter.subject, "text": text}}
    _robot(Address.parse(url, trusted), body, _DINGTALK_SLOW)


def webhook(url: str, secret: str, letter: Letter, at: datetime, trusted: Collection[str]) -> None:
    """Another system: the letter as JSON. `X-Luoshi-Delivery` stays the same when it is tried again;
    `X-Luoshi-Signature` is the HMAC-SHA256 of `timestamp.body` in hex."""
    said = {
        "key": letter.key, "kind": letter.kind, "subject": letter.subject, "text": letter.text,
        "link": letter.link, "sent_at": at.isoformat(timespec="seconds"),
    }  # fmt: skip
    body, moment = _json(said), str(int(at.timestamp()))
    headers = {**_JSON, "X-Luoshi-Delivery": delivery_id(letter.key), "X-Luoshi-Timestamp": moment}
    if secret:
        mac = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256)
        headers["X-Luoshi-Signature"] = f"sha256={mac.hexdigest()}"
    _check(post(Address.parse(url, trusted), body, headers))


ROBOTS: Mapping[str, Robot] = {"wecom": wecom, "dingtalk": dingtalk, "webhook": webhook}
TOLD_APART = frozenset({"webhook"})
"""Channels whose receiver can tell that something comes a second time."""


def signed(secret: str, at: datetime) -> tuple[int, str]:
    """DingTalk's timestamp in milliseconds, and its signature: HMAC-SHA256 of both lines, in base64."""
    moment = int(at.timestamp() * 1000)
    mac = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256)
    return moment, base64.b64encode(mac.digest()).decode("ascii")


def delivery_id(key: str) -> str:
    """A name for a letter that tells nothing of it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


_JSON = {"Content-Type": "application/json; charset=utf-8"}


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def _fitting(letter: Letter, longest: int) -> str:
    """The letter as markdown, its text cut at a line where it would be too long."""
    head, link = f"**{letter.subject}**\n", f"\n\n[打开查看]({letter.link})" if letter.link else ""
    room, kept = longest - len((head + link).encode()) - 10, ""
    for line in letter.text.splitlines():
        if len(kept.encode()) + len(line.encode()) + 3 > room:
            return f"{head}{kept}\n…{link}"
        kept += f"\n> {line}"
    return head + kept + link


def _robot(address: Address, body: Mapping[str, Any], slow: Collection[int]) -> None:
    """Send, and believe the answer only when it says that it was taken."""
    answer = post(address, _json(body), _JSON)
    _check(answer)
    try:
        said = json.loads(answer.body)
        code, message = int(said["errcode"]), str(said.get("errmsg", ""))
    except (ValueError, KeyError, TypeError):
        raise NotSent("对方的答复读不懂，请检查地址") from None
    if code:
        raise NotSent(f"机器人拒收：{code} {message[:120]}", lasting=code not in slow)


def _check(answer: Answer) -> None:
    """2xx was taken; a redirect and a refusal last, overload and a broken server do not."""
    if 200 <= answer.status < 300:
        return
    if 300 <= answer.status < 400:
        raise NotSent(f"对方要求转到别处（{answer.status}），没有跟去", lasting=True)
    passing = answer.status in (408, 425, 429) or answer.status >= 500
    raise NotSent(f"对方答复 {answer.status}", lasting=not passing)
