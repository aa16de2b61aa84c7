"""Tokens: keys to the API. Whoever holds the secret acts as its person, with the roles of that day."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.canonical import sha256
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.units import queries
from luoshi.units.errors import BadToken
from luoshi.units.models import Person, Token

PREFIX = "luoshi_"
LONGEST = timedelta(days=366)
"""How far ahead a token may expire."""


@action
def issue_token(actor: Actor, name: str, expires_on: date) -> tuple[Token, str]:
    """A new token for oneself, with its secret: the only time that anybody sees it."""
    person = Person.objects.filter(id=actor.person or 0).first()
    if person is None:
        raise Refused("只有登录的人员可以签发自己的令牌")
    _check(actor.today(), name.strip(), expires_on)
    secret = PREFIX + secrets.token_urlsafe(32)
    made = Token.objects.create(
        person=person, name=name.strip(), sha256=_digest(secret), created_at=actor.now(),
        expires_on=expires_on,
    )  # fmt: skip
    data = {"token": made.id, "name": made.name, "expires_on": expires_on.isoformat()}
    append(actor, f"person:{person.id}", "issue_token", data)
    return made, secret


@action
def revoke_token(actor: Actor, number: int) -> Token:
    """End a token at once: one's own, or anybody's for an administrator."""
    found = Token.objects.filter(id=number).first()
    if found is None or not (found.person_id == actor.person or actor.is_system or actor.has("admin")):
        raise Missing("没有这个令牌", hint="它可能属于其他人")
    if found.revoked:
        raise InputError("这个令牌已经撤销")
    found.revoked = True
    found.save(update_fields=["revoked"])
    append(actor, f"person:{found.person_id}", "revoke_token", {"token": found.id, "name": found.name})
    return found


def tokens(actor: Actor) -> list[Token]:
    """The actor's own tokens that are not revoked, the newest first."""
    return list(Token.objects.filter(person=actor.person, revoked=False))


def actor_of_token(secret: str, clock: Callable[[], datetime]) -> Actor:
    """On whose behalf a secret speaks; `BadToken` without telling a wrong secret from an ended one."""
    found = Token.objects.select_related("person").filter(sha256=_digest(secret), revoked=False).first()
    today = clock().astimezone(SHANGHAI).date()
    if found is None or found.expires_on < today or not found.person.is_active:
        raise BadToken("令牌无效、已过期或已撤销", hint="在“我的账号”页签发新的令牌")
    return queries.actor_for(found.person, clock)


def _check(today: date, name: str, expires_on: date) -> None:
    if not 0 < len(name) <= 80:
        raise InputError("没有写令牌的用途，或写得太长", hint="写明给哪个系统用，不超过80字")
    if not today <= expires_on <= today + LONGEST:
        raise InputError(f"{expires_on} 不能作为到期日", hint=f"今天至 {today + LONGEST} 之间，最长一年")


def _digest(secret: str) -> str:
    """The secret is 256 random bits, so that a plain digest of it cannot be guessed back."""
    return sha256(secret.encode("utf-8", "replace"))
