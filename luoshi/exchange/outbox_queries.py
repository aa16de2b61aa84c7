"""Everything that reads the outbox: rules, preferences, channels, what waits and what failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from luoshi.exchange.models import Channel, Delivery, Message, Notice, Preference, Reminding, Told
from luoshi.exchange.outbox_policy import Quiet, Rules, masked
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.units import queries as units
from luoshi.units.administering import looks_after
from luoshi.units.policy import may_administer

SHOWN = 100
"""Deliveries that a list shows."""


def rules() -> Rules:
    """What the site set of reminders."""
    kept = Reminding.objects.order_by("id").first()
    return Rules.from_json(kept.rules) if kept else Rules()


def preference(person: int) -> Preference:
    """How a person wants to be told; as everybody is, when they never said."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def reached_by(addresses: Collection[str]) -> dict[int, str]:
    """The people who have themselves reminded at one of the addresses: number → address. Whoever calls has
    authorised."""
    found = Preference.objects.filter(email__in=list(addresses)).exclude(email="")
    return dict(found.values_list("person", "email"))


def quiet_of(said: Preference, rules: Rules) -> Quiet:
    """A person's quiet hours, the site's where they set none."""
    return Quiet.from_json(said.quiet) if said.quiet else rules.quiet


def own(actor: Actor) -> Preference:
    """The actor's own preference."""
    return preference(actor.person or 0)


def channels(actor: Actor) -> list[Channel]:
    """The channels of the units that the actor administers."""
    may_administer(actor)
    return list(Channel.objects.filter(unit__in=units.reach(actor, "admin")))


def channel(actor: Actor, number: int) -> Channel:
    """One channel of a unit that the actor administers, or `Missing`."""
    found = next((one for one in channels(actor) if one.id == number), None)
    if found is None:
        raise Missing("没有这个渠道", hint="它可能已经删除")
    return found


def channel_of(to: str) -> Channel | None:
    """The channel that a recipient names, if it is there."""
    return Channel.objects.filter(id=int(to.partition(":")[2])).first()


def listening(kind: str, unit: str) -> list[Channel]:
    """The channels that are told of a kind where it concerns a unit."""
    over = Channel.objects.filter(active=True, unit__in=units.above(unit))
    return [one for one in over if kind in one.kinds]


def told(keys: Iterable[str]) -> set[tuple[str, str]]:
    """Which of the reminders were told, and to whom: (key, recipient)."""
    wanted, found = list(keys), set()
    for start in range(0, len(wanted), 500):
        rows = Told.objects.filter(key__in=wanted[start : start + 500])
        found |= set(rows.values_list("key", "to"))
    return found


def due(now: datetime, limit: int) -> list[Delivery]:
    """Deliveries whose time has come, the oldest first."""
    found = Delivery.objects.filter(state="waiting", next_at__lte=now).select_related("message")
    return list(found.order_by("next_at", "id")[:limit])


def waiting_for(prefix: str) -> dict[int, set[str]]:
    """What waits of messages that stand for reminders so named, those into the site's own notices aside:
    delivery → keys."""
    rows = Told.objects.filter(key__startswith=prefix, message__deliveries__state="waiting")
    found: dict[int, set[str]] = {}
    ways = rows.exclude(message__deliveries__via="inbox")
    for number, key in ways.values_list("message__deliveries", "key"):
        found.setdefault(number, set()).add(key)
    return found


def stuck(since: datetime) -> list[Delivery]:
    """Deliveries that somebody took long ago and never settled: their worker was stopped."""
    return list(Delivery.objects.filter(state="sending", claimed_at__lt=since).select_related("message"))


@dataclass(frozen=True)
class Line:
    """A delivery as an administrator sees it: to whom in words, never an outside address in full."""

    delivery: Delivery
    message: Message
    to: str


def outside(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries but those into the site's own notices: all for whoever administers the topmost unit, for
    others those to the channels and the people of theirs."""
    may_administer(actor)
    found = Delivery.objects.exclude(via="inbox")
    if looks_after(actor, None):
        return found
    people = units.only_in(units.reach(actor, "admin"), actor.today())
    theirs = [f"person:{one}" for one in people] + [f"channel:{one.id}" for one in channels(actor)]
    return found.filter(message__to__in=theirs)


def deliveries(actor: Actor, *, state: str = "", channel: int = 0) -> list[Line]:
    """The newest deliveries but those into the site's own notices; of a state or a channel where asked."""
    found = outside(actor).select_related("message").order_by("-id")
    if state:
        found = found.filter(state=state)
    if channel:
        found = found.filter(message__to=f"channel:{channel}")
    people, robots = units.person_names(), dict(Channel.objects.values_list("id", "name"))
    return [Line(one, one.message, _named(one.message.to, people, robots)) for one in found[:SHOWN]]


def _named(to: str, people: dict[int, str], robots: dict[int, str]) -> str:
    kind, _, number = to.partition(":")
    if kind == "email":
        return masked(to).partition(":")[2]
    return (people if kind == "person" else robots).get(int(number), number)


def counts(actor: Actor) -> dict[str, int]:
    """How many deliveries wait, went out and failed, those into the site's own notices aside."""
    found = outside(actor).values_list("state").annotate(n=Count("id"))
    return dict(found.order_by())


def last_of(channels: Collection[int]) -> dict[int, Delivery]:
    """Each channel's newest delivery that was tried."""
    names = {f"channel:{one}": one for one in channels}
    tried = Delivery.objects.filter(Q(tries__gt=0), message__to__in=list(names)).select_related("message")
    return {names[one.message.to]: one for one in tried.order_by("id")}


def notices(
    actor: Actor, *, kind: str = "", unread: bool = False, start: int = 0, limit: int = 50
) -> tuple[list[Notice], int]:
    """A stretch of the person's notices, the newest first, and how many there are in all."""
    found = Notice.objects.filter(person=actor.person or 0)
    if kind:
        found = found.filter(kind=kind)
    if unread:
        found = found.filter(seen_at=None)
    return list(found.order_by("-id")[start : start + limit]), found.count()


def behind(before: datetime) -> tuple[int, int]:
    """(deliveries that should have gone out before a moment and wait, deliveries given up)."""
    late = Delivery.objects.filter(state__in=("waiting", "sending"), next_at__lt=before).count()
    return late, Delivery.objects.filter(state="failed").count()
