"""Whether it is mended is for the person to say: rung up, visited, or by a press of their own. What is not
mended goes back to work; what nobody says anything of closes itself."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.appeals import queries
from luoshi.appeals.policy import CHECK
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.masking import unsigned
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record


@dataclass(frozen=True)
class Heard:
    """What the person says: `mended` yes, partly, no or unreached; `rating` may be left open."""

    mended: str
    rating: str = ""
    said: str = ""


@action
def check(actor: Actor, number: int, how: str, heard: Heard) -> Record:
    """Write down what the person said when the desk asked (回访); the appeal closes or goes back to work.
    Nobody reached is written down, and asked again later."""
    found = queries.at_desk(actor, number, "answered")
    return _hear(actor, found, how, heard)


@action
def say(actor: Actor, number: int, heard: Heard) -> Record:
    """What the person says at the address that only they know; once for each answer."""
    if not actor.is_system:
        raise Refused("本人评价由系统记入", hint="用受理时给诉求人的地址评价")
    found = queries.appeal(actor, number)
    if found.stage != "answered":
        raise InputError("现在不能评价", hint="答复后评价一次；已评价的不能改")
    if heard.mended == "unreached":
        raise InputError("没有选择解决情况", hint="选择已解决、部分解决或未解决")
    return _hear(actor, found, "link", heard)


def _hear(actor: Actor, found: Record, how: str, heard: Heard) -> Record:
    if heard.mended != "unreached" and not heard.rating:
        raise InputError("没有选择满意度", hint="满意、基本满意或不满意")
    if heard.mended == "no" and not heard.said.strip():
        raise InputError("没有写哪里没解决", hint="写明现在还是什么样")
    lent, today = queries.lent(actor, found.unit), actor.today()
    person = queries.appellant(lent, found.ref.id)
    named = [str(person.values["name"])] if person.values["name"] else []
    ledgers.create(
        lent, CHECK, found.unit,
        {
            "appeal": found.ref.id, "name": found.title, "checked_on": today, "how": how,
            "mended": heard.mended, "rating": heard.rating or None,
            "said": unsigned(heard.said, named) or None,
        },
    )  # fmt: skip
    if heard.mended == "unreached":
        return found
    if heard.mended == "no":
        return _reopened(actor, found, why=unsigned(heard.said, named))
    kept = {"mended": heard.mended, "rating": heard.rating, "checked_on": today}
    edited = ledgers.edit(lent, found.ref, kept, version=found.version)
    return ledgers.move(lent, edited.ref, "closed")


@action
def reopen(actor: Actor, number: int, *, why: str) -> Record:
    """Take up again what was closed: it came back, or was never mended."""
    found = queries.at_desk(actor, number, "answered", "closed")
    if not why.strip():
        raise InputError("没有写重新办理的原因", hint="写明哪里没有解决")
    return _reopened(actor, found, why=why)


@action
def close(actor: Actor, number: int) -> Record:
    """Close an answered appeal of which nobody says anything. The System does this in time."""
    found = queries.at_desk(actor, number, "answered")
    return ledgers.move(queries.lent(actor, found.unit), found.ref, "closed")


def _reopened(actor: Actor, found: Record, *, why: str) -> Record:
    """An appeal that was not mended goes back to the desk with a new day and a count; the orders, answers
    and checks stay."""
    days = int(queries.subject(int(found.row["subject"])).values["days"])
    back = {
        "stage": "received", "stage_received": actor.today(), "stage_routed": None, "stage_answered": None,
        "stage_closed": None, "due_on": add_workdays(actor.today(), days), "in_time": None, "level": None,
        "mended": None, "rating": None, "checked_on": None, "answer": None, "answered_on": None,
        "reopened": int(found.row["reopened"] or 0) + 1,
    }  # fmt: skip
    return change(actor, found, "reopen", back, why=why, holds_from=actor.today())
