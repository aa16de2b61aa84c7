"""The second thing by which somebody logs in, beside a password: codes of an app, and codes on paper.

Every try is told to the journal, a failed one too. A code is good once. Times are those of the clock on the
wall, by which phones go, not those of a demonstration's day.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.utils.crypto import salted_hmac

from luoshi.journal.actions import action, append
from luoshi.kernel import totp
from luoshi.kernel.actor import Actor, wall_clock
from luoshi.kernel.errors import InputError, Refused, SiteError
from luoshi.units import queries, sealing, sessions
from luoshi.units.administering import may_change_person
from luoshi.units.models import Person, SecondFactor

TRIES, WAIT = 5, timedelta(minutes=15)
"""Wrong codes one after the other, and for how long none is taken then."""
PAPER = 10
"""Codes on paper."""
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_PURPOSE = "second factor"
Outcome = Literal["passed", "wrong", "locked"]


@dataclass(frozen=True)
class SetUp:
    """What an app needs: the secret to type, and the address that a picture holds."""

    secret: str
    address: str


@dataclass(frozen=True)
class Kept:
    """Since when somebody has it, and how many codes on paper are left."""

    since: datetime
    left: int


def kept(person: int | None) -> Kept | None:
    """What somebody has; None without."""
    found = SecondFactor.objects.filter(person=person, since__isnull=False).first()
    return Kept(found.since, len(found.recovery)) if found and found.since else None


def demanded(actor: Actor) -> bool:
    """Whether one of the roles that the site names is held, by which nobody works without."""
    return actor.has(*settings.SECOND_FACTOR_ROLES)


@action
def begin(actor: Actor) -> SetUp:
    """A new secret for an app; it counts when a code of it has been said."""
    person = _own(actor)
    if kept(person.id):
        raise InputError("已经开启了两步验证", hint="换手机的，先关闭，再重新开启")
    secret = totp.new_secret()
    SecondFactor.objects.update_or_create(
        person=person, defaults={"sealed": sealing.hide({"secret": secret}, _PURPOSE), "since": None}
    )
    append(actor, f"person:{person.id}", "begin_second_factor", {})
    return _set_up(person, secret)


def begun(actor: Actor) -> SetUp | None:
    """The secret that waits for its first code."""
    found = SecondFactor.objects.filter(person=actor.person, since=None).select_related("person").first()
    return _set_up(found.person, _secret(found)) if found else None


@action
def confirm(actor: Actor, code: str, *, key: str = "", at: datetime | None = None) -> list[str]:
    """Ask for codes from now on: the first was right. Returns the codes on paper, the only time that anybody
    sees them. Sessions elsewhere, which have shown none, end; `key` is that of the browser that asks."""
    found = SecondFactor.objects.filter(person=actor.person, since=None).select_related("person").first()
    if found is None:
        raise InputError("没有等待确认的两步验证", hint="在“我的账号”页重新开启")
    now = at or wall_clock()
    step = totp.matched(_secret(found), _plain(code), now)
    if step is None:
        raise InputError("验证码不对", hint="输入应用里现在显示的6位数字；手机时间要准")
    written = _paper()
    found.since, found.last_step, found.recovery = now, step, [_digest(one) for one in written]
    found.failed, found.locked_until = 0, None
    found.save()
    ended = sessions.drop(found.person, key=key)
    append(actor, f"person:{found.person_id}", "confirm_second_factor", {"ended": ended})
    return written


@action
def try_code(actor: Actor, code: str, *, at: datetime | None = None) -> Outcome:
    """Whether a code of the app or one on paper is right; it is good this once. After TRIES wrong ones none
    is taken for a while: only who knows the password comes so far, so nobody else is locked out by it."""
    return _tried(actor, code, at, "second_factor")


@action
def renew_paper(actor: Actor, code: str, *, at: datetime | None = None) -> tuple[Outcome, list[str]]:
    """New codes on paper in place of the old, upon a code as `try_code` takes it."""
    outcome, written = _tried(actor, code, at, "renew_paper_codes"), _paper()
    if outcome != "passed":
        return outcome, []
    rows = SecondFactor.objects.filter(person=actor.person)
    rows.update(recovery=[_digest(one) for one in written])
    return outcome, written


@action
def give_up(actor: Actor, code: str, *, at: datetime | None = None) -> Outcome:
    """Ask for no codes any more, upon a code as `try_code` takes it; not where a role demands them."""
    if demanded(actor):
        raise Refused("您的角色必须开启两步验证", hint="换手机的，请系统管理员重设")
    outcome = _tried(actor, code, at, "give_up_second_factor")
    if outcome == "passed":
        SecondFactor.objects.filter(person=actor.person).delete()
    return outcome


@action
def reset(actor: Actor, login: str, *, why: str) -> None:
    """Take away the second factor of somebody who lost it; an administrator does, and says why. Where the
    person is logged in that ends."""
    person = queries.person(login)
    may_change_person(actor, person)
    if person.id == actor.person:
        raise InputError("不能重设自己的两步验证", hint="请另一位系统管理员重设")
    if not why.strip():
        raise InputError("没有写原因", hint="写明怎样核实了是本人，如“手机丢失，本人到场”")
    if not SecondFactor.objects.filter(person=person).delete()[0]:
        raise InputError(f"{person.name}没有开启两步验证")
    ended = sessions.drop(person)
    append(actor, f"person:{person.id}", "reset_second_factor", {"ended": ended}, why=why.strip())


def _tried(actor: Actor, code: str, at: datetime | None, verb: str) -> Outcome:
    """The outcome of a code, kept with the factor and told to the journal. The row is held meanwhile, so that
    of two requests at once one alone uses a code."""
    now = at or wall_clock()
    found = SecondFactor.objects.select_for_update().filter(person=actor.person).first()
    if found is None or found.since is None:
        raise Refused("没有开启两步验证")
    locked = found.locked_until is not None and now < found.locked_until
    by = "" if locked else _by(found, _plain(code), now)
    if by:
        found.failed, found.locked_until = 0, None
    elif not locked:
        found.failed += 1
        if found.failed >= TRIES:
            found.failed, found.locked_until, locked = 0, now + WAIT, True
    found.save()
    outcome: Outcome = "passed" if by else "locked" if locked else "wrong"
    append(actor, f"person:{found.person_id}", verb, {"outcome": outcome, "by": by})
    return outcome


def _by(found: SecondFactor, code: str, now: datetime) -> str:
    """What it is a code of, “app” or “paper”, marked as used; empty for a wrong one."""
    step = totp.matched(_secret(found), code, now)
    if step is not None and step > found.last_step:
        found.last_step = step
        return "app"
    digest = _digest(code)
    if digest in found.recovery:
        found.recovery = [one for one in found.recovery if one != digest]
        return "paper"
    return ""


def _own(actor: Actor) -> Person:
    found = Person.objects.filter(id=actor.person or 0).first()
    if found is None:
        raise Refused("只有登录的人员可以开启两步验证")
    return found


def _set_up(person: Person, secret: str) -> SetUp:
    return SetUp(secret, totp.address(secret, person.login, queries.site_name() or "落实"))


def _secret(found: SecondFactor) -> str:
    try:
        return sealing.reveal(found.sealed, _PURPOSE)["secret"]
    except sealing.WrongKey:
        raise SiteError(
            "两步验证的密钥读不出来", hint="site.json 里的 secret_key 变了；请系统管理员重设两步验证"
        ) from None


def _paper() -> list[str]:
    signs = ("".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(PAPER))
    return [f"{one[:5]}-{one[5:]}" for one in signs]


def _digest(code: str) -> str:
    """A digest keyed with the site's key: codes on paper are short enough to be guessed from a plain one."""
    return salted_hmac("luoshi.second_factor", _plain(code), algorithm="sha256").hexdigest()


def _plain(code: str) -> str:
    """What was typed without the gaps that apps and people put in."""
    return re.sub(r"[\s\-]", "", code).lower()
