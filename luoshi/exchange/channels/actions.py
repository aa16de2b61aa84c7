"""What an administrator sets of channels and reminders, and a person of how they want to be told."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from luoshi.exchange import outbox
from luoshi.exchange import outbox_queries as queries
from luoshi.exchange.channels import secrets
from luoshi.exchange.channels.calling import Address
from luoshi.exchange.channels.robots import KINDS as ROBOT_KINDS
from luoshi.exchange.models import Channel, Message, Preference, Reminding
from luoshi.exchange.outbox_policy import KINDS, Quiet, Rules
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.packs.expressions import suggestion
from luoshi.units import queries as units
from luoshi.units.administering import may_administer_site, may_change_unit
from luoshi.units.policy import may_administer


@action
def add(
    actor: Actor, kind: str, name: str, unit: str, url: str, *, secret: str = "", kinds: Collection[str]
) -> Channel:
    """Let a robot or another system be told what concerns a unit and all below it. Address and secret are
    kept enciphered and never shown again; the journal has the host alone."""
    may_change_unit(actor, unit)
    if kind not in ROBOT_KINDS:
        raise InputError(f"没有这种渠道“{kind}”", hint=suggestion(kind, ROBOT_KINDS))
    _check_kinds(kinds)
    where = Address.parse(url, settings.WEBHOOK_HOSTS)
    made = Channel.objects.create(
        kind=kind, name=_named(name), unit=units.unit(unit).code, kinds=sorted(kinds), host=where.host,
        sealed=secrets.hide({"url": url.strip(), "secret": secret.strip()}), made_at=actor.now(),
    )  # fmt: skip
    append(actor, f"channel:{made.id}", "add", _said(made))
    return made


@action
def change(
    actor: Actor,
    number: int,
    *,
    name: str,
    unit: str,
    kinds: Collection[str],
    url: str = "",
    secret: str = "",
) -> Channel:
    """Change a channel; an address or a secret that is left empty stays what it was."""
    may_change_unit(actor, unit)
    found = queries.channel(actor, number)
    _check_kinds(kinds)
    if url:
        found.host = Address.parse(url, settings.WEBHOOK_HOSTS).host
    if url or secret:
        kept = {"url": url.strip(), "secret": secret.strip()}
        before = {} if all(kept.values()) else secrets.reveal(found.sealed)
        found.sealed = secrets.hide({key: one or before[key] for key, one in kept.items()})
    found.name, found.unit, found.kinds = _named(name), units.unit(unit).code, sorted(kinds)
    found.save()
    new = [key for key, one in (("url", url), ("secret", secret)) if one]
    append(actor, f"channel:{number}", "change", {**_said(found), "new": new})
    return found


@action
def switch(actor: Actor, number: int, *, active: bool, why: str = "") -> Channel:
    """Stop telling a channel, or begin again."""
    found = queries.channel(actor, number)
    found.active = active
    found.save(update_fields=["active"])
    append(actor, f"channel:{number}", "switch", {"active": active}, why=why)
    return found


@action
def try_out(actor: Actor, number: int) -> Message:
    """Send a channel a message that says that it works, quiet hours or not."""
    found = queries.channel(actor, number)
    made = outbox.post(
        actor, to=found, kind="job", key=f"test:{number}:{actor.now().isoformat()}", urgent=True,
        subject=f"试发：{found.name}", text=f"{actor.name}试发了这条消息，收到即表示渠道可用。",
    )  # fmt: skip
    append(actor, f"channel:{number}", "try_out", {"message": made.id})
    return made


@action
def try_mail(actor: Actor) -> Message:
    """Mail oneself a message that says that mail works; to the address of one's own settings."""
    may_administer(actor)
    address = queries.own(actor).email
    if not address:
        raise InputError("没有填自己的邮箱", hint="先在“提醒设置”里填上，再试发")
    made = outbox.post(
        actor, to=address, kind="job", key=f"test:mail:{actor.now().isoformat()}", subject="试发邮件",
        text="收到这封邮件，说明本站的发件邮箱可用。", urgent=True,
    )  # fmt: skip
    append(actor, f"person:{actor.person}", "try_mail", {"message": made.id})
    return made


@action
def set_rules(actor: Actor, rules: Rules) -> Rules:
    """Set when the site reminds, and when nobody is disturbed."""
    may_administer_site(actor)
    before, after = queries.rules().to_json(), rules.to_json()
    kept = Reminding.objects.order_by("id").first() or Reminding()
    kept.rules = after
    kept.save()
    append(actor, "reminding", "set_rules", {"before": before, "after": after})
    return rules


@action
def prefer(
    actor: Actor, *, email: str, muted: Collection[str] = (), digest: bool = False, quiet: Quiet | None = None
) -> Preference:
    """Set how one wants to be told oneself; without quiet hours of one's own the site's hold. The journal
    has whether there is an address, not the address."""
    if actor.person is None:
        raise Refused("只有登录的人员可以设置自己的提醒")
    address = email.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise InputError(f"“{address}”不是邮箱地址", hint="写作 name@example.cn") from None
    _check_kinds(muted)
    kept = Preference.objects.filter(person=actor.person).first() or Preference(person=actor.person)
    kept.email, kept.muted, kept.digest = address, sorted(muted), digest
    kept.quiet = quiet.to_json() if quiet else None
    kept.save()
    said = {"email": bool(address), "muted": kept.muted, "digest": digest, "quiet": kept.quiet}
    append(actor, f"person:{actor.person}", "prefer", said)
    return kept


def _named(name: str) -> str:
    said = " ".join(name.split())
    if not 0 < len(said) <= 80:
        raise InputError("没有写渠道名称，或写得太长", hint="写群或系统的名称，不超过80字")
    return said


def _check_kinds(kinds: Collection[str]) -> None:
    for one in kinds:
        if one not in KINDS:
            raise InputError(f"没有这类消息“{one}”", hint=suggestion(one, KINDS))


def _said(made: Channel) -> dict[str, object]:
    return {
        "kind": made.kind, "name": made.name, "unit": made.unit, "kinds": made.kinds, "host": made.host,
    }  # fmt: skip
