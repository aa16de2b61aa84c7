"""An appeal goes to a unit: handed out, taken or sent back, replied to, the reply approved or returned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luoshi.appeals import queries
from luoshi.appeals.policy import ORDER, keeps_apart
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.masking import unsigned
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record
from luoshi.units import queries as units

OPEN = ("handed", "taken")


@dataclass(frozen=True)
class Handing:
    """To whom an appeal goes, what is asked, and whether they are told whom to ring up."""

    unit: str
    asked: str
    tell: bool = False


@action
def hand_out(actor: Actor, number: int, said: Handing) -> Record:
    """Hand an appeal to a unit: its order, due with the appeal. Several units may have it at once. Who is
    complained of never gets a report or what is shielded; who appeals is told to nobody without consent."""
    found = queries.at_desk(actor, number, "received", "routed")
    if said.unit not in units.names():
        raise InputError("没有选择承办单位", hint="从列表中选择")
    if not queries.may_handle(found, said.unit):
        raise Refused("不能交给被反映的单位或它的下级办理", hint="举报和保密的诉求由上级或无关的单位办理")
    if any(one.unit == said.unit and one.stage in OPEN for one in queries.orders_of(number)):
        raise InputError(f"已经交给{units.names()[said.unit]}办理", hint="等它反馈，或交给另一个单位")
    if not said.asked.strip():
        raise InputError("没有写办理要求", hint="写明要查清什么、怎样答复")
    lent = queries.lent(actor, found.unit, said.unit)
    values = {
        "appeal": number, "name": found.title, "asked": said.asked, "handed_on": actor.today(),
        "due_on": found.row["due_on"], **_told(actor, found, said),
    }  # fmt: skip
    made = ledgers.create(lent, ORDER, said.unit, values)
    if found.stage == "received":
        ledgers.move(lent, found.ref, "routed")
    return made


def _told(actor: Actor, found: Record, said: Handing) -> dict[str, str | None]:
    """Whom the unit may ring up; nobody where the person wished, or the rule says, that nobody knows."""
    if not said.tell:
        return {}
    person = queries.appellant(actor, found.ref.id)
    if keeps_apart(found.values) or person.values["wishes"] != "told":
        raise Refused("诉求人要求保密，不能告知承办单位", hint="需要向诉求人了解的，由受理员代问")
    return {"contact": person.values["name"], "phone": person.values["phone"]}


@action
def take(actor: Actor, number: int) -> Record:
    """Take an order (签收)."""
    found = queries.order(actor, number, "handed")
    return ledgers.move(queries.lent(actor, found.unit), found.ref, "taken")


@action
def send_back(actor: Actor, number: int, *, why: str) -> Record:
    """Send an order back that is none of the unit's business; the desk hands the appeal to another."""
    found = queries.order(actor, number, *OPEN)
    if not why.strip():
        raise InputError("没有写退回原因", hint="写明依据，应由谁办理")
    appeal = _above(actor, found)
    lent = queries.lent(actor, found.unit, appeal.unit)
    edited = ledgers.edit(lent, found.ref, {"sent_back_why": why}, version=found.version, why=why)
    made = ledgers.move(lent, edited.ref, "sent_back", why=why)
    if not _others_at_work(appeal, made):
        back = {"stage": "received", "stage_routed": None}
        change(actor, appeal, "sent_back", back, why=why)
    return made


@action
def reply(actor: Actor, number: int, text: str, files: Iterable[tuple[str, bytes]] = ()) -> Record:
    """Say what was done, with proof."""
    found = queries.order(actor, number, "taken")
    if not text.strip():
        raise InputError("没有写办理情况", hint="写明查到什么、怎样处理、什么时候办好")
    lent, today = queries.lent(actor, found.unit), actor.today()
    for name, content in files:
        ledgers.attach(lent, found.ref, "proof", name, content)
    kept = {"reply": text, "replied_on": today, "in_time": _in_time(found, today)}
    edited = ledgers.edit(lent, found.ref, kept, version=found.version)
    return ledgers.move(lent, edited.ref, "replied")


@action
def return_reply(actor: Actor, number: int, *, why: str) -> Record:
    """Return a reply that does not do; the day stays."""
    found = _of_desk(actor, number, "replied")
    if not why.strip():
        raise InputError("没有写退回原因", hint="写明哪里没办到、要怎样办")
    back = {"stage": "taken", "stage_replied": None, "replied_on": None, "in_time": None}
    return change(actor, found, "send_back", back, why=why, more={"unit": found.unit})


@action
def answer(actor: Actor, number: int, text: str) -> Record:
    """Give the person the answer, when every unit has replied: the replies are approved by it."""
    found = queries.at_desk(actor, number, "received", "routed")
    orders = queries.orders_of(number)
    names = units.names()
    waiting = [names[one.unit] for one in orders if one.stage in OPEN]
    if waiting:
        raise InputError(f"{'、'.join(waiting)}还没有反馈", hint="等全部反馈后再答复，或催办")
    if not text.strip():
        raise InputError("没有写答复", hint="写明查到什么、怎样处理、什么时候办好、不服怎么办")
    lent = queries.lent(actor, found.unit, *(one.unit for one in orders))
    for one in orders:
        if one.stage == "replied":
            ledgers.move(lent, one.ref, "approved")
    today, person = actor.today(), queries.appellant(lent, number)
    named = [str(person.values["name"])] if person.values["name"] else []
    kept = {"answer": unsigned(text, named), "answered_on": today, "in_time": _in_time(found, today)}
    edited = ledgers.edit(lent, found.ref, kept, version=found.version)
    return ledgers.move(lent, edited.ref, "answered")


def _in_time(record: Record, day: date) -> bool:
    due: date | None = record.row["due_on"]
    return due is None or day <= due


def _of_desk(actor: Actor, number: int, stage: str) -> Record:
    """An order at a stage, whose appeal the actor receives."""
    found = queries.any_order(actor, number)
    queries.at_desk(actor, int(found.row["appeal"]), "routed")
    if found.stage != stage:
        raise InputError(f"这张交办单{found.stage_label}，现在不能这样办", hint="刷新页面，看看办到了哪一步")
    return found


def _above(actor: Actor, order: Record) -> Record:
    return queries.appeal(actor, int(order.row["appeal"]))


def _others_at_work(appeal: Record, but: Record) -> bool:
    """Whether another unit has the appeal, or has replied to it."""
    others = [one for one in queries.orders_of(appeal.ref.id) if one.ref != but.ref]
    return any(one.stage in (*OPEN, "replied") for one in others)
