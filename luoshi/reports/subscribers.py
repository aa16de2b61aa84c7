"""Who wants to be told of bulletins: people of the house at a word, outside addresses once they confirmed.

An outside address asks, is sent a link, and is told of nothing before that was followed. Each mail holds a
link by which it ends. Addresses stand in their own table alone: the journal holds none of them, and whoever
ends it is deleted.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from luoshi.journal.actions import action, append
from luoshi.journal.private import ERASE
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries as ledgers
from luoshi.packs.expressions import suggestion
from luoshi.reports.models import Bulletin, Subscriber
from luoshi.units import queries as units
from luoshi.units.administering import grounds, may_answer

HOLDS = timedelta(days=3)
"""So long a link that confirms holds."""
AGAIN = timedelta(hours=1)
"""So long an address waits before it is sent another such link: nobody's mailbox is filled through us."""
MOST_WAITING = 200
"""Addresses that may wait to be confirmed within `AGAIN`, whoever asks."""
_CONFIRM, _END = "bulletins.confirm", "bulletins.end"


@action
def follow(actor: Actor, pack: str = "") -> Subscriber:
    """A person of the house is told from now on: of a pack's bulletins, or of all."""
    if actor.person is None:
        raise InputError("系统不能订阅", hint="以本人的身份登录后订阅")
    _known(pack)
    made, _new = Subscriber.objects.update_or_create(
        person=actor.person,
        defaults={"pack": pack, "confirmed_at": actor.now()},
        create_defaults={
            "pack": pack, "nonce": secrets.token_hex(16), "made_at": actor.now(), "asked_at": actor.now(),
            "confirmed_at": actor.now(),
        },
    )  # fmt: skip
    append(actor, f"subscriber:{made.id}", "follow", {"person": actor.person, "pack": pack})
    return made


@action
def unfollow(actor: Actor) -> None:
    """A person of the house is told no longer."""
    found = Subscriber.objects.filter(person=actor.person or 0).first()
    if found is None:
        raise Missing("您没有订阅通报")
    number = found.id
    found.delete()
    append(actor, f"subscriber:{number}", "unfollow", {"person": actor.person})


@action
def ask(actor: Actor, email: str, pack: str = "") -> tuple[Subscriber, bool]:
    """An outside address asks to be told; and whether it is to be sent a link now: not where it confirmed
    before, or was sent one a moment ago. Answer everybody alike: nobody is to learn from us who has
    subscribed."""
    _known(pack)
    address, now = _address(email), actor.now()
    made = Subscriber.objects.filter(email=address).first()
    send = made is None or (made.confirmed_at is None and now - made.asked_at >= AGAIN)
    if made is None and waiting(actor) >= MOST_WAITING:
        raise InputError("现在申请订阅的人太多", hint="请过几分钟再试")
    if made is None:
        made = Subscriber(email=address, made_at=now)
    if send:
        made.asked_at, made.pack, made.nonce = now, pack, secrets.token_hex(16)
        made.save()
    append(actor, f"subscriber:{made.id}", "ask", {"pack": pack, "sent": send})
    return made, send


@action
def confirm(actor: Actor, token: str) -> Subscriber:
    """The address is told from now on: whoever reads its mail wants it."""
    found = _of(token, _CONFIRM, HOLDS)
    found.confirmed_at = found.confirmed_at or actor.now()
    found.save(update_fields=["confirmed_at"])
    append(actor, f"subscriber:{found.id}", "confirm", {})
    return found


@action
def end(actor: Actor, token: str) -> str:
    """The address is told no longer, and forgotten; returns which it was."""
    return _forget(actor, _of(token, _END, None), "end")


@action
def erase(actor: Actor, number: int, *, why: str) -> str:
    """Forget an outside address where somebody asks for it; returns which it was."""
    if units.top() not in may_answer(actor):
        raise Refused("这个订阅不归您负责", hint="请联系最上级单位的个人信息保护负责人")
    found = Subscriber.objects.filter(id=number, person=None).first()
    if found is None:
        raise Missing("没有这个订阅", hint="它可能已经退订")
    return _forget(actor, found, ERASE, grounds(why))


def _forget(actor: Actor, found: Subscriber, verb: str, why: str = "") -> str:
    number, address = found.id, str(found.email)
    found.delete()
    append(actor, f"subscriber:{number}", verb, {}, why=why)
    return address


@action
def forget_unconfirmed(actor: Actor) -> list[str]:
    """Forget addresses whose link to confirm no longer holds; which they were."""
    old = Subscriber.objects.filter(confirmed_at=None, asked_at__lt=actor.now() - HOLDS)
    gone = [str(one.email) for one in old]
    old.delete()
    append(actor, "subscribers", "forget", {"count": len(gone)})
    return gone


def of_addresses(wanted: Collection[str]) -> list[Subscriber]:
    """The outside addresses among these that are told, or asked to be. Whoever calls has authorised."""
    return list(Subscriber.objects.filter(email__in=[one.strip().lower() for one in wanted], person=None))


def waiting(actor: Actor) -> int:
    """How many addresses have asked a moment ago and not confirmed."""
    return Subscriber.objects.filter(confirmed_at=None, asked_at__gt=actor.now() - AGAIN).count()


def mine(actor: Actor) -> Subscriber | None:
    """The person's own subscription."""
    return Subscriber.objects.filter(person=actor.person or 0).first()


def address_of(token: str) -> str:
    """Whom a link is about, masked: enough to know one's own by."""
    for salt, holds in ((_CONFIRM, HOLDS), (_END, None)):
        try:
            return masked(str(_of(token, salt, holds).email))
        except Missing:
            continue
    raise Missing("这个链接已经失效", hint="可能已经退订，或超过三天；请重新订阅")


def masked(email: str) -> str:
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"


def told_of(found: Bulletin) -> list[Subscriber]:
    """Who is told of an issued bulletin: people of the house; outside addresses where anybody may read it."""
    pack = found.kind.partition(".")[0]
    every = Subscriber.objects.exclude(confirmed_at=None).filter(Q(pack="") | Q(pack=pack))
    return list((every if found.public_at else every.filter(email=None)).order_by("id"))


def confirm_link(one: Subscriber) -> str:
    """What confirms it; holds for three days."""
    return signing.dumps([one.id, one.nonce], salt=_CONFIRM)


def end_link(one: Subscriber) -> str:
    """What ends it; holds as long as the subscription."""
    return signing.dumps([one.id, one.nonce], salt=_END)


def _of(token: str, salt: str, holds: timedelta | None) -> Subscriber:
    try:
        number, nonce = signing.loads(token, salt=salt, max_age=holds)
        return Subscriber.objects.get(id=number, nonce=nonce)
    except (signing.BadSignature, ValueError, TypeError, Subscriber.DoesNotExist):
        raise Missing("这个链接已经失效", hint="可能已经退订，或超过三天；请重新订阅") from None


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InputError(f"“{email.strip()[:80]}”不是邮箱地址", hint="写作 name@example.cn") from None
    if len(address) > 254:
        raise InputError("邮箱地址太长")
    return address


def _known(pack: str) -> None:
    if pack and pack not in ledgers.packs():
        raise InputError(f"没有台账包“{pack}”", hint=suggestion(pack, ledgers.packs()))
