"""What the site holds of a person: found, handed over, looked at with a trace, erased where the law asks.

Personal Information Protection Law, articles 44 to 47: to know, to have a copy, to have it deleted when what
it was kept for is done. Who answers for it (article 52) holds the role `privacy_officer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q

from luoshi.journal import actions as journalling
from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import queries
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units

OFFICER = "privacy_officer"
_TEXTS = ("text", "long_text", "phone", "organization", "region")


@dataclass(frozen=True)
class Held:
    """A record that holds somebody's personal data: which fields say what was asked for, and all that are
    personal in it with what they say."""

    record: Record
    hits: tuple[str, ...]

    @property
    def values(self) -> dict[str, str]:
        """Label of each personal field → what it says; empty ones left out."""
        said = {
            key: self.record.values[key]
            for key in self.record.spec.fields
            if key in self.record.spec.personal
        }
        return {str(self.record.spec.fields[key].label): str(value) for key, value in said.items() if value}


def may_answer(actor: Actor) -> frozenset[str]:
    """The units for whose personal data the actor answers; refused where there are none."""
    reached = units.reach(actor) if actor.is_system else units.reach(actor, OFFICER)
    if not reached:
        raise Refused("只有个人信息保护负责人可以查找和删除个人信息", hint="请联系本单位的个人信息保护负责人")
    return reached


def about(actor: Actor, words: str) -> list[Held]:
    """Every record in which a personal field is these words: a name, a telephone, an address. Withdrawn
    records are among them, for they too are kept. A query for each ledger that holds personal data."""
    reached, asked = may_answer(actor), words.strip()
    if len(asked) < 2:
        raise InputError("至少写两个字", hint="写完整的姓名、电话或地址")
    return [held for spec in queries.ledgers().values() for held in _of(spec, asked, reached)]


def _of(spec: Ledger, asked: str, reached: frozenset[str]) -> Iterator[Held]:
    keys = [key for key, field in spec.fields.items() if field.personal and field.type in _TEXTS]
    if not keys:
        return
    says = Q(*((key, asked) for key in keys), _connector=Q.OR)
    for row in queries.table(spec.name).objects.filter(says, unit__in=reached).order_by("id").values():
        yield Held(of_row(spec, row), tuple(str(spec.fields[key].label) for key in keys if row[key] == asked))


@action
def copied(actor: Actor, words: str) -> list[Held]:
    """As `about`, to hand a copy over; the journal is told that it was, not of whom."""
    found = about(actor, words)
    append(actor, "personal", "copy", {"records": [str(one.record.ref) for one in found]})
    return found


@action
def erase(actor: Actor, ref: Ref, *, why: str) -> Record:
    """Delete the personal values of a record, in its row and in everything that the journal says of it; what
    was done to the record, by whom and when, stays provable."""
    reached = may_answer(actor)
    if not why.strip():
        raise InputError("没有写删除的理由", hint="写明依据，如本人申请、保存期限已满")
    record = queries.record(Actor.system(actor.now), ref)
    if record.unit not in reached:
        raise Refused("这条记录不归您负责", hint="请联系该单位的个人信息保护负责人")
    held = sorted(key for key in record.spec.personal if record.row[key] is not None)
    if not held:
        raise InputError(f"“{record.title}”没有个人信息", hint="不必删除")
    made = change(actor, record, "erase", dict.fromkeys(held), why=why.strip())
    journalling.forget(ref.subject)
    return made


def look(actor: Actor, record: Record) -> Record:
    """The record, the journal told that somebody reads personal values as they are: once a day for each
    record, and not of what one reported oneself."""
    open_ = any(record.row[key] is not None for key in record.spec.personal - record.hidden)
    if open_ and not actor.is_system and actor.person != record.reported_by and not _looked(actor, record):
        _look(actor, record)
    return record


def _looked(actor: Actor, record: Record) -> bool:
    morning = datetime.combine(actor.today(), time(), SHANGHAI)
    return journal.happened(looks(record.ref), "read", actor.person, morning)


@action
def _look(actor: Actor, record: Record) -> None:
    append(actor, looks(record.ref), "read", {})


@action
def exported(actor: Actor, ledger: str, many: int) -> None:
    """Tell the journal that so many records went out with personal values as they are."""
    append(actor, f"looks:{ledger}", "read", {"records": many})


def looks(ref: Ref) -> str:
    """How the journal names the looks at a record's personal values, apart from what happens to it."""
    return f"looks:{ref}"
