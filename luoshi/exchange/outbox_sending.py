"""Sending what waits in the outbox: the worker's part."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings

from luoshi.exchange import outbox
from luoshi.exchange import outbox_queries as queries
from luoshi.exchange.channels import mail, secrets
from luoshi.exchange.channels.letter import Letter, NotSent
from luoshi.exchange.channels.robots import ROBOTS, TOLD_APART
from luoshi.exchange.models import Channel, Delivery
from luoshi.exchange.outbox_policy import TRIES, Rules
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.units import queries as units

log = logging.getLogger(__name__)
AT_ONCE = 200
"""Deliveries of one pass."""
A_MINUTE = 15
"""Messages that one robot is sent in a pass; WeCom and DingTalk take 20 a minute."""
LOST = timedelta(minutes=15)
"""A delivery taken so long ago has lost its worker."""


@dataclass(frozen=True)
class Passed:
    """What a pass came to: how many arrived, how many will be tried again, how many were given up."""

    sent: int = 0
    again: int = 0
    failed: int = 0


def send(actor: Actor) -> Passed:
    """Send what is due now. Whatever one delivery meets, the others go their way."""
    _take_up_lost(actor)
    rules, results, robots = queries.rules(), Counter[str](), Counter[str]()
    for several in _together(_not_quiet(actor, queries.due(actor.now(), AT_ONCE), rules)):
        to = several[0].message.to
        robots[to] += 1
        if to.startswith("channel:") and robots[to] > A_MINUTE:
            continue
        mine = [held for one in several if (held := outbox.claim(one.id, actor.now()))]
        if mine:
            results[_deliver(actor, mine)] += len(mine)
    return Passed(results["sent"], results["waiting"], results["failed"])


def _take_up_lost(actor: Actor) -> None:
    """What a stopped worker was sending: it is sent again where the receiver can tell that it comes twice;
    of others nobody knows whether it arrived, and an administrator decides."""
    for one in queries.stuck(actor.now() - LOST):
        again = one.via in ("inbox", "email") or _kind_of(one) in TOLD_APART
        why = "发送时中断，稍后重发" if again else "发送时中断，不知是否送到；核实后可以重发"
        outbox.failed(actor, one, why, lasting=not again, most=TRIES)


def _kind_of(delivery: Delivery) -> str:
    found = _channel(delivery)
    return found.kind if found else ""


def _not_quiet(actor: Actor, found: Iterable[Delivery], rules: Rules) -> Iterator[Delivery]:
    """Those that may go now; what has come due while it is quiet waits on."""
    for one in found:
        free = actor.now()
        if one.via != "inbox" and not one.message.urgent:
            free = _quiet(one, rules, free)
        if free <= actor.now():
            yield one
        else:
            outbox.put_off(one.id, free)


def _quiet(delivery: Delivery, rules: Rules, now: datetime) -> datetime:
    who, _, number = delivery.message.to.partition(":")
    if who != "person":
        return rules.quiet.ends(now)
    return queries.quiet_of(queries.preference(int(number)), rules).ends(now)


def _together(found: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """One mail for all that a person has in one a day; everything else by itself."""
    daily: list[Delivery] = []
    single: list[Delivery] = []
    for one in found:
        (daily if one.digest else single).append(one)
    for one in single:
        yield [one]
    daily.sort(key=lambda one: (one.message.to, one.id))
    for _to, several in groupby(daily, key=lambda one: one.message.to):
        yield list(several)


def _deliver(actor: Actor, several: Sequence[Delivery]) -> str:
    """Send one delivery, or several as one; how they stand then."""
    try:
        if several[0].via != "inbox":
            _send(actor, several)
    except NotSent as fault:
        return _failed(actor, several, fault.why, lasting=fault.lasting)
    except LuoshiError as fault:
        return _failed(actor, several, str(fault), lasting=True)
    except Exception:
        log.exception("delivery %s failed", several[0].id)
        return _failed(actor, several, "系统出错，没有送出", lasting=False)
    for one in several:
        outbox.sent(actor, one)
    return "sent"


def _failed(actor: Actor, several: Sequence[Delivery], why: str, *, lasting: bool) -> str:
    for one in several:
        outbox.failed(actor, one, why, lasting=lasting, most=TRIES)
    return several[0].state


def _send(actor: Actor, several: Sequence[Delivery]) -> None:
    letter, first = _letter(several), several[0]
    if first.via == "email":
        _mail(first, letter)
        return
    found = _channel(first)
    if found is None or not found.active:
        raise NotSent("渠道已经停用或删除", lasting=True)
    said = secrets.reveal(found.sealed)
    ROBOTS[found.kind](said["url"], said["secret"], letter, actor.now(), settings.WEBHOOK_HOSTS)


def _mail(delivery: Delivery, letter: Letter) -> None:
    who, _, address = delivery.message.to.partition(":")
    if settings.MAIL is None:
        raise NotSent("没有设置邮件服务器", lasting=True)
    if who == "email":
        mail.send(settings.MAIL, letter, address)
        return
    person, wanted = units.person_of(int(address)), queries.preference(int(address)).email
    if not wanted or not person.is_active:
        raise NotSent("收件人没有邮箱或已停用", lasting=True)
    mail.send(settings.MAIL, letter, wanted, person.name)


def _channel(delivery: Delivery) -> Channel | None:
    return queries.channel_of(delivery.message.to)


def _letter(several: Sequence[Delivery]) -> Letter:
    """A message as it is sent; of several, one that lists them."""
    first = several[0].message
    if len(several) == 1:
        return Letter(f"{first.key}>{first.to}", first.kind, first.subject, first.text, absolute(first.link))
    parts = []
    for one in several:
        said = one.message
        parts.append("\n".join(filter(None, (f"■ {said.subject}", said.text, absolute(said.link)))))
    keys = "+".join(str(one.id) for one in several)
    return Letter(
        f"digest:{keys}", first.kind, f"今日提醒 {len(several)} 项", "\n\n".join(parts), absolute("/inbox/")
    )


def absolute(link: str) -> str:
    """A page's whole address; empty where the site does not know its own."""
    return f"{settings.ADDRESS}{link}" if link and settings.ADDRESS else ""
