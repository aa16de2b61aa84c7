"""An appeal comes in: from anybody by the portal, or written down by the desk; not taken, or merged with
another of the same matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.appeals import queries
from luoshi.appeals.policy import APPEAL, APPELLANT, keeps_apart
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.masking import unsigned
from luoshi.kernel.signed import of_phone
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.units import queries as units

SHORTEST = 10
_NO_PHONE = Problem("没有联系电话", "留能打通的电话，答复和回访用", field="联系电话")


@dataclass(frozen=True)
class Said:
    """What somebody asks for. `subject`: the number of a subject of the list; `about`: the unit complained
    of; no `name` and no `phone` is a nameless appeal; `shielded`: nobody but the desk is to know."""

    kind: str
    subject: int
    title: str
    text: str
    place: str = ""
    about: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    shielded: bool = False

    @property
    def nameless(self) -> bool:
        return not self.name.strip()


@action
def submit(actor: Actor, unit: str, said: Said, files: Iterable[tuple[str, bytes]] = ()) -> Record:
    """Take what came by the portal. The System does this for whoever asks: that nobody's account stands
    beside an appeal is part of its being shielded."""
    if not actor.is_system:
        raise Refused("网上的诉求由系统受理", hint="用公开页面提交")
    return _take(actor, unit, "portal", said, files)


@action
def take(
    actor: Actor, unit: str, channel: str, said: Said, files: Iterable[tuple[str, bytes]] = ()
) -> Record:
    """Write down what came by telephone, letter or visit."""
    queries.refuse_other_than_desk(actor, unit)
    return _take(actor, unit, channel, said, files)


def _take(actor: Actor, unit: str, channel: str, said: Said, files: Iterable[tuple[str, bytes]]) -> Record:
    subject = queries.subject(said.subject)
    _check(unit, said, subject)
    lent, today = queries.lent(actor, unit), actor.today()
    shielded = bool(said.shielded or said.nameless or subject.values["shielded"] or said.kind == "report")
    hidden = [said.name] if said.name.strip() else []
    values = {
        "title": unsigned(said.title, hidden), "kind": said.kind, "channel": channel, "subject": said.subject,
        "area": subject.values["area"], "text": unsigned(said.text, hidden),
        "place": unsigned(said.place, hidden), "about": said.about or None, "nameless": said.nameless,
        "shielded": shielded, "received_on": today,
        "due_on": add_workdays(today, int(subject.values["days"])),
    }  # fmt: skip
    made = ledgers.create(lent, APPEAL, unit, values)
    person = {
        "appeal": made.ref.id, "name": said.name.strip() or None, "phone": said.phone.strip() or None,
        "address": said.address.strip() or None, "wishes": "shielded" if shielded else "told",
        "words": f"{said.title}\n{said.text}\n{said.place}".strip(),
    }  # fmt: skip
    kept = [NewFile("letter", name, content) for name, content in files]
    ledgers.create(lent, APPELLANT, unit, person, files=kept)
    return made


def _check(unit: str, said: Said, subject: Record) -> None:
    """Everything wrong with an appeal at once."""
    problems = []
    if subject.unit not in units.above(unit):
        problems.append(Problem("目录里没有这个事项", "从列表中选择", field="事项"))
    if len(said.text.strip()) < SHORTEST:
        problems.append(
            Problem("内容太短", f"写明什么事、在哪里、想要怎样，不少于{SHORTEST}个字", field="诉求内容")
        )
    if said.nameless and not subject.values["nameless"]:
        problems.append(Problem(f"“{subject.title}”须实名", "留姓名和电话，可以要求保密", field="姓名"))
    if not said.nameless:
        problems += of_phone(said.phone, _NO_PHONE)
    if (
        said.about
        and said.about in units.above(unit)
        and keeps_apart({"kind": said.kind, "shielded": said.shielded})
    ):
        problems.append(
            Problem("被反映的是受理单位自己或它的上级", "请向上一级受理中心反映", field="被反映单位")
        )
    if problems:
        raise InputError(problems=problems)


@action
def refuse(actor: Actor, number: int, *, why: str) -> Record:
    """Do not take an appeal, and say why: the person reads it."""
    found = queries.at_desk(actor, number, "received")
    if not why.strip():
        raise InputError("没有写原因", hint="写明为什么不予受理、可以到哪里反映")
    lent = queries.lent(actor, found.unit)
    edited = ledgers.edit(lent, found.ref, {"refused_why": why}, version=found.version, why=why)
    return ledgers.move(lent, edited.ref, "refused", why=why)


def _refuse_shown(found: Record, other: Record) -> None:
    """Refuse to let what is kept from a unit go the way of an appeal that is not kept from it."""
    if found.values["about"] != other.values["about"]:
        raise InputError("被反映单位不同，不能并案", hint="举报和保密的诉求分开办理")
    if found.values["about"] and not keeps_apart(other.values):
        raise InputError("那一件可以由被反映的单位办理，不能并入", hint="举报和保密的诉求分开办理")


@action
def merge(actor: Actor, number: int, into: int, *, why: str) -> Record:
    """Let an appeal go the way of another about the same matter: whoever made it reads that one's answer."""
    found = queries.at_desk(actor, number, "received")
    other = queries.appeal(actor, into)
    if other.ref == found.ref:
        raise InputError("不能并入自己", hint="选择另一件诉求")
    if other.stage in ("refused", "merged"):
        raise InputError(f"“{other.title}”已{other.stage_label}", hint="并入正在办理的那一件")
    if keeps_apart(found.values):
        _refuse_shown(found, other)
    if not why.strip():
        raise InputError("没有写并案原因", hint="写明为什么是同一件事")
    lent = queries.lent(actor, found.unit)
    edited = ledgers.edit(lent, found.ref, {"into": into}, version=found.version, why=why)
    return ledgers.move(lent, edited.ref, "merged", why=why)
