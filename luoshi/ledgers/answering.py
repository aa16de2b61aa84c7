"""Whoever a record was done for is asked once how it was, at an address that needs no log-in (`asks`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.core import signing

from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries
from luoshi.ledgers.changes import change
from luoshi.ledgers.handling import holds
from luoshi.ledgers.records import Record, of_row
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Asking

_SIGNER = signing.Signer(salt="asks")
"""Without the time: a record has one address, which may be printed."""
LONGEST = 200
"""Characters of the line beside an answer."""


@dataclass(frozen=True)
class Asked:
    """A record whose question somebody opened: its title and unit may be told, nothing else of it."""

    record: Record
    asking: Asking

    @property
    def state(self) -> Literal["withdrawn", "said", "early", "open"]:
        """Whether it may be answered: `early` before the stage, `said` once it was."""
        if self.record.withdrawn:
            return "withdrawn"
        if self.record.row[self.asking.field] is not None:
            return "said"
        return "open" if self._come else "early"

    @property
    def _come(self) -> bool:
        """In the stage, or gone through it on the way to where the record is now."""
        at, spec = self.asking.at, self.record.spec
        return self.record.row[f"stage_{at}"] is not None or self.record.stage in spec.reached(at)

    @property
    def choices(self) -> dict[str, str]:
        """What may be answered, in words."""
        field = self.record.spec.fields[self.asking.field]
        return {key: str(label) for key, label in field.choices.items()}

    @property
    def said(self) -> str:
        """What was answered, in words."""
        return self.choices.get(str(self.record.row[self.asking.field]), "")

    @property
    def remark(self) -> str:
        """The line beside the answer."""
        key = self.asking.remark
        return str(self.record.row[key] or "") if key else ""


def link(record: Record) -> str:
    """The words at the end of the address at which a record's question is answered."""
    return _SIGNER.sign_object([record.ref.ledger, record.ref.id])


def asked(words: str) -> Asked:
    """The question of such an address, for whoever has it; of a record that was withdrawn too."""
    try:
        name, number = _SIGNER.unsign_object(words)
    except (signing.BadSignature, ValueError) as fault:
        raise Missing("没有这个评价", hint="请用办理单位给您的完整地址") from fault
    spec = queries.ledgers().get(name)
    rows = queries.table(name).objects.filter(id=number).values()[:1] if spec else ()
    if spec is None or spec.asks is None or not rows:
        raise Missing("没有这个评价", hint="请用办理单位给您的完整地址")
    return Asked(of_row(spec, rows[0]), spec.asks)


def to_pass_on(actor: Actor, record: Record) -> str:
    """The words of the address that the actor's office passes on to whom the record was done for; empty
    where nothing is asked now, or the actor's office does not keep the record."""
    found = _open(record)
    return link(record) if found and is_own(actor, found) else ""


def to_answer(record: Record) -> str:
    """The words of the address, for whoever it was done for; empty where nothing is asked now."""
    return link(record) if _open(record) else ""


def _open(record: Record) -> Asked | None:
    found = Asked(record, record.spec.asks) if record.spec.asks else None
    return found if found and found.state == "open" else None


def is_own(actor: Actor, found: Asked) -> bool:
    """Whether the actor handles such records of the unit, and so would judge their own work."""
    spec, unit = found.record.spec, found.record.unit
    return unit in queries.reach(actor, "report", spec) or holds(actor, found.asking.by, unit)


def refuse_own(actor: Actor, found: Asked) -> None:
    """Refuse whoever would answer for those for whom they work."""
    if is_own(actor, found):
        raise Refused("您是办理单位的人，不能自己评价", hint="把这个地址发给服务对象")


@action
def answer(actor: Actor, words: str, choice: str, remark: str = "") -> Record:
    """Answer, once; the System writes it, so that the answer has no account beside it."""
    if not actor.is_system:
        raise Refused("评价由系统记入", hint="请打开办理单位给您的地址")
    seen = asked(words)
    found = Asked(queries.held(seen.record.ref.ledger, seen.record.ref.id), seen.asking)
    if found.state == "withdrawn":
        raise InputError("这件事已经撤回，不用评价了")
    if found.state == "said":
        raise InputError(f"已经评价过：{found.said}", hint="每件事评价一次，谢谢")
    if found.state == "early":
        raise InputError("还没有办好，办好以后再请您评价")
    if choice not in found.choices:
        raise InputError("没有选择评价", hint=suggestion(choice, found.choices))
    said = {found.asking.field: choice}
    if found.asking.remark and remark.strip():
        said[found.asking.remark] = _kept(remark)
    return change(actor, found.record, "rate", said, holds_from=actor.today())


def _kept(remark: str) -> str:
    line = " ".join(remark.split())
    if len(line) > LONGEST:
        raise InputError(f"写的话有 {len(line)} 个字", hint=f"最多 {LONGEST} 个字")
    return line
