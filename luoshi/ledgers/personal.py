"""What the site holds of a person: found, handed over, looked at with a trace, erased where the law asks.

Personal Information Protection Law, articles 44 to 47: to know, to have a copy, to have it deleted when what
it was kept for is done. Who answers for it (article 52) holds the role `privacy_officer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from luoshi.ledgers.seeing import Sight
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
    return [held for spec in queries.ledgers().values() for held in _of(actor, spec, asked, reached)]


def _of(actor: Actor, spec: Ledger, asked: str, reached: frozenset[str]) -> Iterator[Held]:
    keys = [key for key, field in spec.fields.items() if field.personal and field.type in _TEXTS]
    if not keys:
        return
    says = Q(*((key, asked) for key in keys), _connector=Q.OR)
    for row in queries.table(spec.name).objects.filter(says, unit__in=reached).order_by("id").values():
        found = of_row(spec, row, sight=Sight(actor, spec.name, row["id"]))
        yield Held(found, tuple(str(spec.fields[key].label) for key in keys if row[key] == asked))


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


def told(seen: Iterable[Sight]) -> None:
    """Tell the journal who read personal values as they are: of each record once a day. Several records of a
    ledger are one entry."""
    read: dict[tuple[Actor, str], set[int]] = {}
    for actor, ledger, record in seen:
        read.setdefault((actor, ledger), set()).add(record)
    for (actor, ledger), records in read.items():
        fresh = sorted(records - _read_today(actor, ledger))
        if fresh:
            _tell(actor, ledger, fresh)


def _read_today(actor: Actor, ledger: str) -> set[int]:
    morning = datetime.combine(actor.today(), time(), SHANGHAI)
    entries = journal.since(looks(ledger), "read", actor.person, morning)
    return {record for one in entries for record in one.data.get("records", ())}


@action
def _tell(actor: Actor, ledger: str, records: list[int]) -> None:
    append(actor, looks(ledger), "read", {"records": records})


def looks(ledger: str) -> str:
    """How the journal names looks at a ledger's personal values, apart from what happens to its records."""
    return f"looks:{ledger}"
