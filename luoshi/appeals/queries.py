"""Everything that reads appeals. Who appeals is read by the desk alone, in a ledger of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing

from luoshi.appeals.policy import (
    APPEAL,
    APPELLANT,
    CHECK,
    COURSE,
    DESK,
    HANDLES,
    ORDER,
    PROPOSAL,
    SUBJECT,
    is_apart,
    keeps_apart,
)
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.units import queries as units

_SALT = "appeals"
ALIKE = 25
"""How alike (0–100) two appeals about one subject must be for the desk to be shown the other."""
LOOKED_BACK = 90
"""Days in which appeals that are alike are looked for."""
LISTED = 200


def kept() -> bool:
    """Whether the site works by the pack that appeals need."""
    return {SUBJECT, APPEAL, APPELLANT, ORDER, CHECK, PROPOSAL} <= ledgers.ledgers().keys()


def lent(actor: Actor, *codes: str) -> Actor:
    """The same person, writing in the ledgers of appeals: whoever calls has authorised."""
    return actor.lent(COURSE, *codes)


def refuse_other_than_desk(actor: Actor, unit: str) -> None:
    """Refuse who does not receive appeals for a unit."""
    if unit not in units.reach(actor, DESK):
        raise Refused("您不是这个单位的诉求受理员", hint="由诉求受理员办理")


def is_desk(actor: Actor, unit: str) -> bool:
    return unit in units.reach(actor, DESK)


def subject(number: int) -> Record:
    """A subject of the list, by its number."""
    rows = ledgers.table(SUBJECT).objects.filter(id=number, withdrawn=False).values()[:1]
    if not rows:
        raise InputError("没有选择事项", hint="从列表中选择")
    return of_row(ledgers.ledger(SUBJECT), rows[0])


def subjects(unit: str) -> list[Record]:
    """The subjects of a unit and those above it, by area."""
    rows = ledgers.table(SUBJECT).objects.filter(withdrawn=False, unit__in=units.above(unit))
    return _records(SUBJECT, rows.order_by("area", "id"))


def every_subject() -> list[Record]:
    """Every subject of the site."""
    return _records(SUBJECT, ledgers.table(SUBJECT).objects.filter(withdrawn=False).order_by("id"))


def receiving() -> list[tuple[str, str]]:
    """The units that receive appeals, by code and name: those that keep a list of subjects."""
    codes = ledgers.table(SUBJECT).objects.filter(withdrawn=False).values_list("unit", flat=True).distinct()
    names = units.names()
    return sorted((code, names[code]) for code in codes if code in names)


def appeal(actor: Actor, number: int) -> Record:
    """An appeal that the actor may read, without who made it."""
    return ledgers.record(actor, Ref(APPEAL, number))


def numbered(actor: Actor, number: str) -> int:
    """The record of an appeal that the actor may read, by its number (诉〔2026〕12号)."""
    rows = ledgers.visible(actor, APPEAL).filter(number=number.strip()).values_list("id", flat=True)[:1]
    if not rows:
        raise InputError(f"没有编号为“{number}”的诉求", hint="照列表里的编号写全，如 诉〔2026〕12号")
    return int(rows[0])


def at_desk(actor: Actor, number: int, *stages: str) -> Record:
    """An appeal that the actor receives, at one of the stages."""
    found = appeal(actor, number)
    if not actor.is_system:
        refuse_other_than_desk(actor, found.unit)
    if found.stage not in stages:
        raise InputError(f"这件诉求{found.stage_label}，现在不能这样办", hint="刷新页面，看看办到了哪一步")
    return found


def order(actor: Actor, number: int, *stages: str) -> Record:
    """An order that the actor's unit handles, at one of the stages."""
    found = any_order(actor, number)
    if found.unit not in units.reach(actor, HANDLES):
        raise Refused("这张交办单不由您的单位办理", hint="由承办单位的填报员办理")
    if found.stage not in stages:
        raise InputError(f"这张交办单{found.stage_label}，现在不能这样办", hint="刷新页面，看看办到了哪一步")
    return found


def any_order(actor: Actor, number: int) -> Record:
    """An order that the actor may read."""
    return ledgers.record(actor, Ref(ORDER, number))


@dataclass(frozen=True)
class Whole:
    """An appeal with its orders, checks and papers. `person` and `like` for the desk alone."""

    record: Record
    orders: tuple[Record, ...]
    checks: tuple[Record, ...]
    proofs: tuple[tuple[Record, tuple[Evidence, ...]], ...]
    """Each order with its proof."""
    person: Record | None
    letters: tuple[Evidence, ...]
    merged: tuple[Record, ...]
    like: tuple[Record, ...]
    desk: bool


def whole(actor: Actor, number: int) -> Whole:
    """An appeal as the actor may see it: an office its own orders, the desk everything."""
    found = appeal(actor, number)
    desk = is_desk(actor, found.unit)
    given = _under(ORDER, number)
    mine = [one for one in given if desk or one.unit in ledgers.reach(actor, "read", one.spec)]
    orders = ledgers.as_read(actor, mine)
    person = appellant(actor, number) if desk else None
    proofs = tuple((one, tuple(ledgers.evidence(actor, one.ref))) for one in orders)
    merged = ledgers.table(APPEAL).objects.filter(into=number, withdrawn=False).order_by("id")
    return Whole(
        found, tuple(orders), tuple(_under(CHECK, number)), proofs, person,
        tuple(ledgers.evidence(actor, person.ref)) if person else (),
        tuple(_records(APPEAL, merged)) if desk else (),
        tuple(like(found)) if desk and found.stage == "received" else (), desk,
    )  # fmt: skip


def appellant(actor: Actor, number: int) -> Record:
    """Who made an appeal; for the desk alone."""
    found = [one for one in _under(APPELLANT, number) if one.unit in ledgers.reach(actor, "read", one.spec)]
    if not found:
        raise Missing("没有这位诉求人", hint="只有诉求受理员看得到")
    return ledgers.as_read(actor, found[:1])[0]


def like(found: Record) -> list[Record]:
    """Appeals of the same subject in the last months whose place or text is alike, the likest first."""
    since = found.values["received_on"] - timedelta(days=LOOKED_BACK)
    rows = ledgers.table(APPEAL).objects.filter(
        withdrawn=False, unit=found.unit, subject=found.row["subject"], received_on__gte=since
    )
    near = [
        (likeness(found, one), one)
        for one in _records(APPEAL, rows.exclude(id=found.ref.id).exclude(stage__in=("merged", "refused")))
    ]
    return [
        one for points, one in sorted(near, key=lambda pair: (-pair[0], -pair[1].ref.id)) if points >= ALIKE
    ][:5]


def likeness(one: Record, other: Record) -> int:
    """How much of the shorter of two appeals stands in the other too, 0–100; for the eye, never for a
    figure."""
    mine, theirs = (_pairs(each) for each in (one, other))
    return 100 * len(mine & theirs) // (min(len(mine), len(theirs)) or 1)


def _pairs(appeal: Record) -> frozenset[str]:
    """Neighbouring characters of what it says: a language that writes no blanks has no other words."""
    said = "".join(str(appeal.values[key] or "") for key in ("title", "place", "text"))
    letters = "".join(each for each in said if each.isalnum())
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))


def desk_list(actor: Actor, *stages: str) -> list[Record]:
    """The appeals that the actor receives, by stage, the first due first."""
    rows = ledgers.table(APPEAL).objects.filter(withdrawn=False, unit__in=units.reach(actor, DESK))
    return _records(APPEAL, rows.filter(stage__in=stages).order_by("due_on", "id")[:LISTED])


def seen(actor: Actor) -> list[Record]:
    """The newest appeals that the actor may read, whoever receives them."""
    return _records(APPEAL, ledgers.visible(actor, APPEAL).order_by("-id")[:LISTED])


def orders(actor: Actor, *stages: str) -> list[Record]:
    """The orders of the actor's units, by stage, the first due first."""
    rows = ledgers.table(ORDER).objects.filter(withdrawn=False, unit__in=units.reach(actor, HANDLES))
    return _records(ORDER, rows.filter(stage__in=stages).order_by("due_on", "id")[:LISTED])


def orders_of(appeal: int) -> list[Record]:
    """The orders of an appeal, oldest first; whoever calls has fetched the appeal."""
    return _under(ORDER, appeal)


def checks_of(appeal: int) -> list[Record]:
    return _under(CHECK, appeal)


def proposals(actor: Actor, *stages: str) -> list[Record]:
    """The proposals from repeated appeals that the actor may read, the newest first."""
    rows = ledgers.visible(actor, PROPOSAL)
    return _records(PROPOSAL, (rows.filter(stage__in=stages) if stages else rows).order_by("-id")[:LISTED])


def proposal(actor: Actor, number: int) -> Record:
    return ledgers.record(actor, Ref(PROPOSAL, number))


def open_appeals(*stages: str) -> list[Record]:
    """Every appeal at a stage, for what the System does of itself."""
    rows = ledgers.table(APPEAL).objects.filter(withdrawn=False, stage__in=stages)
    return _records(APPEAL, rows.order_by("id"))


def received_since(day: date) -> list[Record]:
    """Every appeal received from a day on that counts by itself."""
    rows = ledgers.table(APPEAL).objects.filter(withdrawn=False, received_on__gte=day)
    return _records(APPEAL, rows.exclude(stage="refused").order_by("id"))


def link(number: int) -> str:
    """The words at the end of the address at which whoever made an appeal follows it."""
    return signing.dumps(number, salt=_SALT)


def followed(words: str) -> Record:
    """The appeal of such an address, for whoever has it; the one it was merged into, where it was."""
    try:
        number = signing.loads(words, salt=_SALT)
    except signing.BadSignature as fault:
        raise Missing("没有这件诉求", hint="请用提交后给您的完整地址") from fault
    rows = ledgers.table(APPEAL).objects.filter(id=number, withdrawn=False).values()[:1]
    if not rows:
        raise Missing("没有这件诉求", hint="请用提交后给您的完整地址")
    return of_row(ledgers.ledger(APPEAL), rows[0])


def main(found: Record) -> Record:
    """The appeal whose answer holds for one: itself, or the one it was merged into."""
    seen = {found.ref.id}
    while found.stage == "merged" and found.row["into"] not in seen:
        seen.add(found.row["into"])
        rows = ledgers.table(APPEAL).objects.filter(id=found.row["into"]).values()[:1]
        found = of_row(found.spec, rows[0])
    return found


def published(words: str = "") -> list[Record]:
    """Answers that anybody may read, the newest first."""
    rows = ledgers.table(APPEAL).objects.filter(withdrawn=False, published_on__isnull=False)
    found = _records(APPEAL, rows.order_by("-published_on", "-id")[:LISTED])
    told = ("public_title", "public_text", "public_answer")
    return [one for one in found if words in " ".join(str(one.values[key]) for key in told)]


def published_one(number: int) -> Record:
    rows = (
        ledgers.table(APPEAL).objects.filter(id=number, withdrawn=False, published_on__isnull=False).values()
    )
    if not rows:
        raise Missing("没有公开的这件诉求", hint="它可能已经撤下")
    return of_row(ledgers.ledger(APPEAL), rows[0])


def _under(name: str, number: int) -> list[Record]:
    return ledgers.beneath(name, number)


def _records(name: str, rows: Any) -> list[Record]:
    return [of_row(ledgers.ledger(name), row) for row in rows.values()]


def may_handle(appeal: Record, unit: str) -> bool:
    """Whether a unit may be given an appeal: never the one complained of, nor one under it, where the
    appeal is to be kept from it."""
    return not keeps_apart(appeal.values) or is_apart(appeal.values["about"], units.above(unit))
