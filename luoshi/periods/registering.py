"""Senders and their keys: registered by an administrator who heard the fingerprint on the telephone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, want_reason
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as ledger_queries
from luoshi.periods import keys, levels, queries
from luoshi.periods.models import Sender, SenderKey
from luoshi.units import queries as units
from luoshi.units.administering import may_administer_site

FOR_EVER = date(9999, 12, 31)


@action
def register(
    actor: Actor,
    unit: str,
    public: str,
    *,
    since: Period | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> SenderKey:
    """Register a unit's public key (64 hex digits), good from a day to a day, both inclusive. With its first
    one the unit becomes a sender: from the month `since` it is counted from its packages alone, and its own
    data on this site is locked."""
    may_administer_site(actor)
    named, public = units.unit(unit), levels.public(public)
    if SenderKey.objects.filter(public=public).exists():
        raise InputError(
            "这把公钥已经登记过", hint="每个单位用自己的密钥；要改有效期的，用 luoshi senders change"
        )
    _days(valid_from, valid_to)
    if not Sender.objects.filter(unit=unit).exists():
        _begin(actor, unit, since)
    made = SenderKey.objects.create(
        unit=unit, public=public, valid_from=valid_from or actor.today(), valid_to=valid_to
    )
    said = {"key": public, "valid_from": made.valid_from.isoformat(), "valid_to": _day(valid_to)}
    append(actor, f"unit:{named.code}", "register_key", said, holds_from=made.valid_from)
    return made


def _begin(actor: Actor, unit: str, since: Period | None) -> None:
    """A unit begins to send; nobody above or below it does, so that nothing counts twice."""
    if since is None or since.kind != "month":
        raise InputError("没有写明从哪个月起报送", hint="如 2026-03")
    if unit == units.tree()[0].unit.code:
        raise InputError("最上级单位就是本站，不向自己报送", hint="登记下级单位")
    kin = {*units.above(unit), *units.subtree([unit])}
    other = Sender.objects.filter(unit__in=kin).first()
    if other is not None:
        raise InputError(
            f"{units.unit(other.unit).name}已登记为报送单位", hint="上下级不能同时报送，否则重复计数"
        )
    closed = queries.closings()
    if closed and since <= Period.parse(closed[-1].period):
        raise InputError(f"{since.label}已经结账，公布的数不再改变", hint="从还没有结账的月份起报送")
    Sender.objects.create(unit=unit, since=str(since))
    _lock(actor, unit, since.start, FOR_EVER, f"自{since.label}起自己结账，数据来自它报送的结账包")
    append(actor, f"unit:{unit}", "begin_sending", {"since": str(since)})


@action
def end(actor: Actor, unit: str, last: Period, *, why: str) -> Sender:
    """A unit sends its last package for a month, and works on this site from the next."""
    may_administer_site(actor)
    want_reason(why)
    found = levels.sender(unit)
    if last < Period.parse(found.since) or last.kind != "month":
        raise InputError(f"{last.label}不对", hint=f"写自 {found.since} 起的一个月份")
    closed = queries.closings()
    if closed and last < Period.parse(closed[-1].period):
        raise InputError(
            f"{Period.parse(closed[-1].period).label}已经结账", hint="从还没有结账的月份起停止报送"
        )
    found.until = str(last)
    found.save(update_fields=["until"])
    holding = actor.lent("supervisor", unit)
    for lock in ledger_queries.locks(unit, last.next().start, FOR_EVER):
        if lock.end == FOR_EVER:
            ledgers.lift(holding, lock.id, why=why)
    _lock(actor, unit, Period.parse(found.since).start, last.end, "自己结账，数据来自它报送的结账包")
    append(actor, f"unit:{unit}", "end_sending", {"until": str(last)}, why=why)
    return found


def _lock(actor: Actor, unit: str, start: date, last: date, why: str) -> None:
    ledgers.lock(
        actor.lent("supervisor", unit), unit, start, last, why=f"{units.unit(unit).name}{why}",
        lifts="系统管理员",
    )  # fmt: skip


@action
def change(actor: Actor, key: str, *, valid_from: date, valid_to: date | None, why: str) -> SenderKey:
    """Change the days of a key, named by itself or by its fingerprint."""
    may_administer_site(actor)
    want_reason(why)
    _days(valid_from, valid_to)
    found = levels.key(key)
    found.valid_from, found.valid_to = valid_from, valid_to
    found.save(update_fields=["valid_from", "valid_to"])
    said = {"key": found.public, "valid_from": valid_from.isoformat(), "valid_to": _day(valid_to)}
    append(actor, f"unit:{found.unit}", "change_key", said, why=why)
    return found


@action
def withdraw(actor: Actor, key: str, *, why: str) -> SenderKey:
    """Take a key back, for good: nothing it signed is received any more, whatever day it states. What came
    before stays."""
    may_administer_site(actor)
    want_reason(why)
    found = levels.key(key)
    if found.withdrawn:
        raise InputError("这把密钥已经作废", hint="请该单位换新密钥后登记")
    found.withdrawn, found.why = True, why
    found.save(update_fields=["withdrawn", "why"])
    append(actor, f"unit:{found.unit}", "withdraw_key", {"key": found.public}, why=why)
    return found


@action
def rotate(actor: Actor, *, why: str) -> levels.Own:
    """Let this site sign by a new key from now on. The old one signs for it, so that whoever knows the old
    one knows the new one by the next package."""
    may_administer_site(actor)
    want_reason(why)
    old = levels.own()
    append(actor, f"unit:{old.unit}", "rotate_key", {"old": old.public}, why=why)
    keys.rotate(Path(settings.KEYS))
    return levels.own()


def _days(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise InputError("有效期的止日早于起日", hint="止日不早于起日")


def _day(said: date | None) -> str | None:
    return said.isoformat() if said else None
