"""What reads senders and their packages: who sends, what has come for which month, what is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing
from luoshi.kernel.periods import Period
from luoshi.periods import keys, lake, queries
from luoshi.periods.models import HandIn, PackageRefused, Received, Sender, SenderKey
from luoshi.periods.policy import READS
from luoshi.units import queries as units


@dataclass(frozen=True)
class Own:
    """This site as it is registered one level up: its unit, and the public key it signs by."""

    unit: str
    name: str
    public: str
    fingerprint: str


def own() -> Own:
    """What this site gives out, so that its packages are received."""
    top, public = units.tree()[0].unit, keys.public_hex(keys.signing_key(Path(settings.KEYS)))
    return Own(top.code, top.name, public, keys.fingerprint(public))


@dataclass(frozen=True)
class Sending:
    """A sender with its keys, and the package that came last."""

    sender: Sender
    name: str
    keys: tuple[SenderKey, ...]
    last: Received | None


def senders(actor: Actor) -> list[Sending]:
    """The senders among the units the actor sees. Three queries."""
    seen, names = units.reach(actor, *READS, "admin"), units.names()
    held: dict[str, list[SenderKey]] = {}
    for one in SenderKey.objects.all():
        held.setdefault(one.unit, []).append(one)
    last = {one.unit: one for one in Received.objects.order_by("id")}
    return [
        Sending(one, names[one.unit], tuple(held.get(one.unit, ())), last.get(one.unit))
        for one in Sender.objects.order_by("unit")
        if one.unit in seen
    ]


def sender(unit: str) -> Sender:
    """A registered sender, or `Missing`."""
    found = Sender.objects.filter(unit=unit).first()
    if found is None:
        raise Missing(f"单位 {unit} 没有登记为报送单位", hint="先登记它的公钥：luoshi senders add")
    return found


def key(said: str) -> SenderKey:
    """A registered key by its public key (hex) or its fingerprint."""
    plain = said.replace(" ", "").lower()
    for one in SenderKey.objects.all():
        if plain in (one.public, keys.fingerprint(one.public).replace(" ", "")):
            return one
    raise Missing(f"没有登记公钥“{said}”", hint="用 luoshi senders 查看指纹")


def key_of(actor: Actor, number: int) -> str:
    """The public key of a number, of a sender the actor sees; else `Missing`."""
    found = SenderKey.objects.filter(id=number).first()
    if found is None or found.unit not in units.reach(actor, *READS, "admin"):
        raise Missing("没有登记这把公钥", hint="用 luoshi senders 查看指纹")
    return found.public


def public(said: str) -> str:
    """A public key as it was typed, checked; `InputError` where it is none."""
    plain = said.strip().lower()
    if len(plain) != 64 or any(one not in "0123456789abcdef" for one in plain):
        raise InputError("公钥应为 64 位十六进制", hint="请报送单位运行 luoshi key，抄下“公钥”一行")
    return plain


def good_on(one: SenderKey, day: date) -> bool:
    """Whether a key was good on a day. One that was withdrawn never was: whoever has it can write any day."""
    return not one.withdrawn and one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


@dataclass(frozen=True)
class Cell:
    """A sender's month: `state` is received, corrected, excused, missing (noted), refused, waiting, or empty
    where nothing is expected."""

    state: str
    at: datetime | None = None
    digest: str = ""
    why: str = ""


def newest(actor: Actor) -> Period:
    """The month to look at first: what is being reported here, or the newest that has come when nothing was
    closed here yet."""
    if queries.closings():
        return queries.current(actor.today())
    came = [Period.parse(one) for one in Received.objects.values_list("period", flat=True)]
    return max(came, default=Period.month_of(actor.today()))


def grid(actor: Actor, months: list[Period]) -> dict[str, dict[str, Cell]]:
    """Sender → month → what came. Four queries for all of it."""
    seen = units.reach(actor, *READS)
    asked = [str(one) for one in months]
    came: dict[tuple[str, str], list[Received]] = {}
    for one in Received.objects.filter(period__in=asked):
        came.setdefault((one.unit, one.period), []).append(one)
    refused = {(one.unit, one.period): one for one in PackageRefused.objects.order_by("id")}
    held = {(one.unit, one.period): one for one in HandIn.objects.filter(period__in=asked)}
    return {
        one.unit: {str(month): _cell(one, month, came, refused, held) for month in months}
        for one in Sender.objects.order_by("unit")
        if one.unit in seen
    }


def _cell(
    sender: Sender,
    month: Period,
    came: Mapping[tuple[str, str], list[Received]],
    refused: Mapping[tuple[str, str], PackageRefused],
    held: Mapping[tuple[str, str], HandIn],
) -> Cell:
    at = (sender.unit, str(month))
    no, row = refused.get(at), held.get(at)
    if found := came.get(at):
        last = found[-1]
        if no is None or no.at <= last.at:
            return Cell("corrected" if last.corrects else "received", last.at, last.digest)
    if no is not None:
        return Cell("refused", no.at, found[-1].digest if found else "", no.why)
    if row is not None and row.state in ("excused", "missing"):
        return Cell(row.state, row.at, why=row.why)
    return Cell("waiting" if lake.sends(sender, month) else "")


def refusals(actor: Actor) -> list[PackageRefused]:
    """The packages refused last, newest first, of the units the actor sees; those of nobody known to whoever
    sees every unit."""
    seen, top = units.reach(actor, *READS), units.top()
    found = PackageRefused.objects.all()[:50]
    return [one for one in found if one.unit in seen or (not one.unit and top in seen)]
