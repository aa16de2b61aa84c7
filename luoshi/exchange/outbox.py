"""The outbox: a message is written together with what caused it, and sent later by the worker.

    outbox.post(actor, to=person.id, kind="duty", key="duty:QH01:2026-03:on", subject="…", link="/…")

`to` is a person's number, an outside mail address, or a Channel. A person has it among their notices at once;
mail and robots wait for the worker and for the end of the quiet hours, unless it is urgent. The same key is
told the same recipient once, however often it is posted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from luoshi.exchange import outbox_queries as queries
from luoshi.exchange.models import Channel, Delivery, Message, Notice, Told
from luoshi.exchange.outbox_policy import KINDS, Quiet, again_after, masked
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing
from luoshi.packs.expressions import suggestion

To = int | str | Channel
"""A person's number, an outside mail address, a channel."""


def post(
    actor: Actor,
    *,
    to: To,
    kind: str,
    key: str,
    subject: str,
    text: str = "",
    link: str = "",
    not_before: datetime | None = None,
    urgent: bool = False,
    stands_for: Collection[str] = (),
) -> Message:
    """Write a message into the outbox, in the transaction of whoever calls; the one that is there already
    when its key was posted to this recipient before. `link` is an address of this site, from its `/` on.
    `stands_for` names reminders that it tells in one, none of which is told the recipient again."""
    named = recipient(to)
    known = Message.objects.filter(key=key, to=named).first()
    if known is not None:
        return known
    try:
        return _post(
            actor, named, kind, key, _line(subject, 200), text, link, not_before or actor.now(), urgent,
            tuple(stands_for),
        )  # fmt: skip
    except IntegrityError:
        known = Message.objects.filter(key=key, to=named).first()
        if known is None:
            raise
        return known


def recipient(to: To) -> str:
    """How a recipient is written: `person:12`, `channel:3`, `email:a@b.cn`."""
    if isinstance(to, Channel):
        return f"channel:{to.id}"
    if isinstance(to, int):
        return f"person:{to}"
    try:
        validate_email(to.strip())
    except ValidationError:
        raise InputError(f"“{to}”不是邮箱地址", hint="写作 name@example.cn") from None
    return f"email:{to.strip().lower()}"


@action
def _post(
    actor: Actor,
    to: str,
    kind: str,
    key: str,
    subject: str,
    text: str,
    link: str,
    not_before: datetime,
    urgent: bool,
    stands_for: Collection[str],
) -> Message:
    if kind not in KINDS:
        raise InputError(f"没有这类消息“{kind}”", hint=suggestion(kind, KINDS))
    if not link.startswith("/") and link:
        raise InputError("消息的链接要从本站的“/”写起", hint="如 /periods/2026-03/")
    made = Message.objects.create(
        key=key, to=to, kind=kind, subject=subject, text=text, link=link, urgent=urgent, made_at=actor.now()
    )
    Told.objects.bulk_create(Told(key=one, to=to, message=made) for one in {key, *stands_for})
    _address(actor, made, not_before)
    data = {"message": made.id, "to": masked(to), "kind": kind, "key": key, "subject": subject}
    append(actor, f"message:{made.id}", "post", data)
    return made


def _address(actor: Actor, message: Message, not_before: datetime) -> None:
    """Which ways a message goes, and from when on."""
    who, _, number = message.to.partition(":")
    rules = queries.rules()
    if who != "person":
        via = "email" if who == "email" else "robot"
        _way(message, via, not_before, rules.quiet)
        return
    if not_before > actor.now():
        _way(message, "inbox", not_before, None)
    else:
        notice(message, actor.now())
        _way(message, "inbox", not_before, None, sent_at=actor.now())
    said = queries.preference(int(number))
    if settings.MAIL and said.email and message.kind not in said.muted:
        daily = said.digest and not message.urgent
        at = rules.next_digest(not_before) if daily else not_before
        _way(message, "email", at, queries.quiet_of(said, rules), digest=daily)


def _way(
    message: Message,
    via: str,
    at: datetime,
    quiet: Quiet | None,
    *,
    digest: bool = False,
    sent_at: datetime | None = None,
) -> None:
    free = at if quiet is None or message.urgent else quiet.ends(at)
    Delivery.objects.create(
        message=message, via=via, next_at=free, digest=digest, sent_at=sent_at,
        state="sent" if sent_at else "waiting",
    )  # fmt: skip


def notice(message: Message, at: datetime) -> None:
    """Put a person's message among their notices."""
    Notice.objects.create(
        person=int(message.to.partition(":")[2]), kind=message.kind, text=message.subject, more=message.text,
        url=message.link, made_at=at,
    )  # fmt: skip


def claim(number: int, now: datetime) -> Delivery | None:
    """Take a waiting delivery, so that nobody else sends it; None when somebody else has."""
    waiting = Delivery.objects.filter(id=number, state="waiting")
    if not waiting.update(state="sending", claimed_at=now):
        return None
    return Delivery.objects.select_related("message").get(id=number)


def put_off(number: int, until: datetime) -> None:
    """Let a waiting delivery wait for longer: it has become quiet."""
    Delivery.objects.filter(id=number, state="waiting").update(next_at=until)


@action
def sent(actor: Actor, delivery: Delivery) -> None:
    """Note that a delivery arrived."""
    if delivery.via == "inbox":
        notice(delivery.message, actor.now())
    _settle(actor, delivery, state="sent", sent_at=actor.now(), error="", tries=delivery.tries + 1)


@action
def failed(actor: Actor, delivery: Delivery, why: str, *, lasting: bool, most: int) -> None:
    """Note that a try failed: it is tried again later, or given up when that is in vain or was often."""
    tries = delivery.tries + 1
    if lasting or tries >= most:
        _settle(actor, delivery, state="failed", error=why[:300], tries=tries)
        return
    at = actor.now() + again_after(tries)
    _settle(actor, delivery, state="waiting", error=why[:300], tries=tries, next_at=at)


@action
def drop(actor: Actor, delivery: Delivery, why: str) -> None:
    """Let a delivery that was taken go nowhere: what it says no longer holds."""
    _settle(actor, delivery, state="dropped", error=why)


@action
def resend(actor: Actor, number: int) -> Delivery:
    """Try a delivery that was given up once more, now."""
    found = queries.outside(actor).select_related("message").filter(id=number).first()
    if found is None or found.state != "failed":
        raise Missing("没有这条没送到的消息", hint="它可能已经重发")
    _settle(actor, found, state="waiting", tries=0, next_at=actor.now(), digest=False)
    return found


def _settle(actor: Actor, delivery: Delivery, **changes: object) -> None:
    for key, value in changes.items():
        setattr(delivery, key, value)
    delivery.save(update_fields=list(changes))
    said = {"via": delivery.via, "state": delivery.state, "tries": delivery.tries, "error": delivery.error}
    append(actor, f"message:{delivery.message_id}", "deliver", said)


@action
def forget(actor: Actor, addresses: Collection[str]) -> int:
    """Take outside addresses off the messages that went there, and send what still waits to nobody; how many.
    That something was told, and when, stays."""
    gone = Message.objects.filter(to__in=[recipient(one) for one in addresses])
    numbers = [one.id for one in gone]
    Delivery.objects.filter(message__in=numbers, state__in=("waiting", "failed")).update(state="dropped")
    for one in gone:
        one.to = f"email:#{one.id}"  # nobody's any more, and no two are alike
        one.stands_for.update(to=one.to)
        one.save(update_fields=["to"])
    append(actor, "messages", "forget", {"messages": numbers})
    return len(numbers)


def _line(text: str, longest: int) -> str:
    """A text as one line that is not too long."""
    line = " ".join(text.split())
    if not line:
        raise InputError("消息没有标题", hint="写一句话说明是什么事")
    return line if len(line) <= longest else line[: longest - 1] + "…"
