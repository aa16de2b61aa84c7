"""Telling of bulletins: whoever subscribed, robots that listen, and the address that asks to."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from luoshi.exchange import outbox, outbox_queries
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.reports import actions as reports
from luoshi.reports import queries, subscribers
from luoshi.reports.models import Bulletin, Correction, Subscriber
from luoshi.units import queries as units

KIND = "bulletin"
ASKED = (
    "有人用这个邮箱订阅我们公开的通报。是您本人的，请在三天内打开链接确认；不是的，不用理会，不会再收到邮件。"
)


@action
def sign_off(actor: Actor, number: int) -> Bulletin:
    """Sign a bulletin's next step; with the last, whoever wants to know is told."""
    found = reports.sign_off(actor, number)
    if found.state == "issued":
        announce(actor, found)
    return found


@action
def open_to_all(actor: Actor, number: int) -> Bulletin:
    """Let everybody read a bulletin; outside addresses are told now."""
    found = reports.open_to_all(actor, number)
    announce(actor, found)
    return found


@action
def issue_correction(actor: Actor, number: int, correction: int) -> Correction:
    """Issue a correction; whoever is told of the bulletin is told of what corrects it."""
    made = reports.issue_correction(actor, number, correction)
    found = queries.bulletin(actor, number)
    subject = f"更正（第{made.number}号）：{found.title}"
    _post(actor, found, key=f"correction:{made.id}", subject=subject, text=made.text)
    return made


@action
def announce(actor: Actor, found: Bulletin) -> int:
    """Tell of an issued bulletin; how many were told. Who was told before is not told again."""
    _forget(actor, subscribers.forget_unconfirmed(actor))
    first = found.content["sections"][0]["paragraphs"][:1] if found.content["sections"] else []
    subject = f"{found.title}已签发"
    count = _post(actor, found, key=f"bulletin:{found.id}", subject=subject, text="".join(first))
    append(actor, f"bulletin:{found.id}", "announce", {"told": count})
    return count


@action
def ask(actor: Actor, email: str, pack: str = "") -> None:
    """An outside address asks to be told of bulletins: it is sent a link by which it confirms."""
    _forget(actor, subscribers.forget_unconfirmed(actor))
    made, send = subscribers.ask(actor, email, pack)
    if send:
        outbox.post(
            actor, to=str(made.email), kind=KIND, key=f"subscribe:{made.id}:{made.nonce}", urgent=True,
            subject="请确认订阅通报", text=ASKED, link=f"/public/confirm/{subscribers.confirm_link(made)}/",
        )  # fmt: skip


@action
def end(actor: Actor, token: str) -> None:
    """An outside address is told no longer; no message that it was sent says any more where it went."""
    _forget(actor, [subscribers.end(actor, token)])


@action
def erase(actor: Actor, number: int, *, why: str) -> None:
    """As `end`, where somebody asks the office for it."""
    _forget(actor, [subscribers.erase(actor, number, why=why)])


def _forget(actor: Actor, addresses: Sequence[str]) -> None:
    if addresses:
        outbox.forget(actor, addresses)


def _post(actor: Actor, found: Bulletin, *, key: str, subject: str, text: str) -> int:
    inside, outside = f"/bulletins/{found.id}/", f"/public/bulletins/{found.id}/"
    told = 0
    for one in subscribers.told_of(found):
        if one.person is not None:
            if not _reads(one.person, found):
                continue
            outbox.post(actor, to=one.person, kind=KIND, key=key, subject=subject, text=text, link=inside)
        else:
            outbox.post(
                actor, to=str(one.email), kind=KIND, key=key, subject=subject, text=f"{text}{_ending(one)}",
                link=outside,
            )  # fmt: skip
        told += 1
    for channel in outbox_queries.listening(KIND, found.unit):
        outbox.post(actor, to=channel, kind=KIND, key=key, subject=subject, text=text, link=inside)
        told += 1
    return told


def _ending(one: Subscriber) -> str:
    """By what the address is told no longer."""
    return f"\n\n不想再收到，请打开：{settings.ADDRESS}/public/end/{subscribers.end_link(one)}/"


def _reads(person: int, found: Bulletin) -> bool:
    """Whether a person still reads it: roles may have ended since they subscribed."""
    try:
        queries.bulletin(units.actor_for(units.person_of(person)), found.id)
    except Missing:
        return False
    return True
