"""What the site holds of a person: found, handed over, looked at with a trace, erased where the law asks.

Personal Information Protection Law, articles 44 to 47: to know, to have a copy, to have it deleted when what
it was kept for is done. Who answers for it (article 52) holds the role `privacy_officer`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from django.db.models import Q

from luoshi.journal import actions as journalling
from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.journal.private import ERASE
from luoshi.kernel import codes
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.seeing import Sight
from luoshi.ledgers import queries, search
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.ledgers.writing import plain
from luoshi.packs.spec import TEXTS, Ledger
from luoshi.units.administering import grounds, may_answer

_LISTED = re.compile(r"[\s、，,;；/（）()]+")
"""What stands between the names of a list."""


@dataclass(frozen=True)
class Held:
    """A record that holds somebody's personal data: which fields say what was asked for, or said it before;
    and all that are personal in it with what they say."""

    record: Record
    hits: tuple[str, ...]
    """Empty: it stands under a record that has some, and may be of the same person."""
    before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Label of each personal field → what it said earlier, as the journal keeps it; oldest first."""

    @property
    def called(self) -> str:
        """Its kind and its number: its title may be what is asked for."""
        return f"{self.record.spec.label} {self.record.ref.id}"

    @property
    def values(self) -> dict[str, str]:
        """Label of each personal field → what it says; empty ones left out."""
        said = {
            key: self.record.values[key]
            for key in self.record.spec.fields
            if key in self.record.spec.personal
        }
        return {str(self.record.spec.fields[key].label): str(value) for key, value in said.items() if value}


def about(actor: Actor, words: str) -> list[Held]:
    """Every record in which a personal field says these words, or once did: a name, also among others, a
    telephone, an address; a story that mentions them. Withdrawn records are among them, for they too are
    kept. After these, without hits, what stands under them and holds personal data."""
    reached, wanted = may_answer(actor), wordings(words)
    earlier, found = _earlier(wanted), list[Held]()
    for spec in queries.ledgers().values():
        if spec.personal:
            found += _of(actor, spec, wanted, earlier.get(spec.name, set()), reached)
    return [*found, *_under(actor, found, reached)]


def wordings(words: str) -> set[str]:
    """The words as somebody asks, and as a telephone is kept, if they are one."""
    asked = words.strip()
    if len(asked) < 2:
        raise InputError("至少写两个字", hint="写完整的姓名、电话或地址")
    try:
        return {asked, codes.check_phone(asked)}
    except InputError:
        return {asked}


def _earlier(wanted: Collection[str]) -> dict[str, set[int]]:
    """Ledger → the records of which the journal keeps a value with the words in it."""
    found: dict[str, set[int]] = {}
    for subject in journal.vouching(wanted):
        kind, _, ref = subject.partition(":")
        ledger, _, number = ref.rpartition("/")
        if kind == "record":
            found.setdefault(ledger, set()).add(int(number))
    return found


def _of(
    actor: Actor, spec: Ledger, wanted: Collection[str], earlier: set[int], reached: frozenset[str]
) -> Iterator[Held]:
    keys = [key for key in spec.personal if key not in spec.fields or spec.fields[key].type in TEXTS]
    holds = Q(*((f"{key}__contains", one) for key in keys for one in wanted), _connector=Q.OR)
    asked = (Q(id__in=earlier) | holds) if keys else Q(id__in=earlier)
    for row in queries.table(spec.name).objects.filter(asked, unit__in=reached).order_by("id").values():
        held = _held(actor, spec, row)
        said = {key: [row[key]] for key in keys}
        for key, value in _kept(spec, row["id"]):
            said.setdefault(key, []).append(value)
        hits = {_label(spec, key) for key, values in said.items() if _says(spec, key, values, wanted)}
        if hits:
            held.record.values.tell()
            yield replace(held, hits=tuple(sorted(hits)))


def _says(spec: Ledger, key: str, values: Iterable[Any], wanted: Collection[str]) -> bool:
    """Whether one of a field's values is some of the words, or one of several that are listed in it; of a
    story, whether it mentions them."""
    story = key in spec.fields and spec.fields[key].type == "long_text"
    texts = [str(value) for value in values if value]
    return any(
        one == text or one in _LISTED.split(text) or (story and one in text)
        for text in texts
        for one in wanted
    )


def _under(actor: Actor, found: Iterable[Held], reached: frozenset[str]) -> Iterator[Held]:
    """Records with personal data under those that were found, once each and none twice."""
    seen = {one.record.ref for one in found}
    for above in [one.record for one in found]:
        for spec in queries.child_ledgers(above.spec):
            rows = queries.table(spec.name).objects.filter(
                unit__in=reached, **{str(spec.parent): above.ref.id}
            )
            for row in rows.order_by("id").values() if spec.personal else ():
                held = _held(actor, spec, row)
                if held.record.ref not in seen and (held.values or held.before):
                    seen.add(held.record.ref)
                    yield held


def _held(actor: Actor, spec: Ledger, row: Mapping[str, Any]) -> Held:
    found = of_row(spec, row, sight=Sight(actor, spec.name, row["id"]))
    before: dict[str, dict[str, None]] = {}
    now = [plain(row[key]) for key in spec.personal]
    for key, value in _kept(spec, row["id"]):
        if value and value not in now:
            before.setdefault(_label(spec, key), {})[str(value)] = None
    return Held(found, (), {label: tuple(said) for label, said in before.items()})


def _kept(spec: Ledger, number: int) -> Iterator[tuple[str, Any]]:
    """Every personal value of a record that the journal keeps, by the key its field had then."""
    for entry in journal.history(Ref(spec.name, number).subject):
        for key in sorted(entry.private - entry.erased):
            yield from ((key, value) for value in entry.data[key])


def _label(spec: Ledger, key: str) -> str:
    """What a field is called; the key of one that is gone."""
    base = key.removesuffix("_code")
    return str(spec.fields[key if key in spec.fields else base].label) if base in spec.fields else key


@action
def erase(actor: Actor, ref: Ref, *, why: str) -> Record:
    """Delete the personal values of a record, in its row and in everything that the journal says of it, of
    now and of before; what was done to the record, by whom and when, stays provable."""
    reached, why = may_answer(actor), grounds(why)
    record = queries.record(Actor.system(actor.now), ref)
    if record.unit not in reached:
        raise Refused("这条记录不归您负责", hint="请联系该单位的个人信息保护负责人")
    held = sorted(key for key in record.spec.personal if record.row[key] is not None)
    if not held and not journal.keeps(ref.subject):
        raise InputError(f"“{record.title}”没有个人信息", hint="不必删除")
    made = change(actor, record, ERASE, dict.fromkeys(held), why=why)
    journalling.forget(ref.subject)
    search.purge(record.spec)
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
