"""Records elsewhere that keep a record from a stage: found by the System over ledgers that whoever asks may
not read, in three values. Where a code or a date is missing nobody knows, and a named role decides.

A decision holds for the records it was taken on: one that turns up later is decided anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import queries
from luoshi.ledgers.bar_hits import Hit, hits
from luoshi.ledgers.errors import Block
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Bar, Ledger
from luoshi.units import queries as units

Verdict = Literal["clear", "barred", "unknown"]
Ruling = Literal["clear", "barred", "waived"]
"""What is decided: it does not bar (what was unknown), it bars, or it bars and is waived."""
DECIDE = "decide_bar"


@dataclass(frozen=True)
class Decided:
    """Who decided what about which records, when and why."""

    ruling: Ruling
    refs: frozenset[str]
    name: str
    on: date
    why: str


@dataclass(frozen=True)
class Standing:
    """How a record stands to one bar on a day."""

    bar: Bar
    hits: tuple[Hit, ...]
    decided: Decided | None = None

    @property
    def verdict(self) -> Verdict:
        """Barred, clear, or nobody knows; a decision that covers what was found counts."""
        if not self.hits:
            return "clear"
        if self.decided and all(self._covered(self.decided, one) for one in self.hits):
            return "barred" if self.decided.ruling == "barred" else "clear"
        return "barred" if any(one.sure for one in self.hits) else "unknown"

    def _covered(self, decided: Decided, hit: Hit) -> bool:
        """Whether a decision was taken on a hit; what was unclear then and is sure now was not."""
        same = str(hit.ref or "") in decided.refs
        return same and (decided.ruling != "clear" or not hit.sure)


def standings(record: Record, day: date) -> list[Standing]:
    """How a record stands to each of its ledger's bars. One query for each, and one for the decisions.
    Whoever asks holds the record; what bars is shown by `shown`."""
    if not record.spec.bars:
        return []
    decided = _decisions(record.ref)
    return [Standing(one, hits(record, one, day), decided.get(one.key)) for one in record.spec.bars]


def blocks(record: Record, stage: str, day: date) -> list[Block]:
    """The bars that keep a record from a stage: known ones, and from their own stage unknown ones."""
    return blocks_of(standings(record, day), record.spec, stage)


def blocks_of(found: Iterable[Standing], spec: Ledger, stage: str) -> list[Block]:
    """As `blocks`, for whoever already knows how the record stands."""
    reached = {one.key for one in spec.before(stage)}
    return [block for one in found if one.bar.level == "block" for block in _block(one, reached)]


def _block(one: Standing, reached: set[str]) -> Iterator[Block]:
    who = queries.role_label(one.bar.decided_by)
    if one.verdict == "barred" and one.bar.at in reached:
        yield Block("bar", one.bar.key, str(one.bar.say), f"确有特殊情况的，由{who}说明理由后免除")
    if one.verdict == "unknown" and (one.bar.unknown_at or one.bar.at) in reached:
        yield Block("bar", one.bar.key, f"{one.bar.say}：信息不全，尚待核定", f"由{who}核定，写明理由")


def shown(actor: Actor, one: Standing) -> tuple[list[Record], int]:
    """The records that bar which the actor may see, and how many others there are."""
    refs = [hit.ref for hit in one.hits if hit.ref]
    seen = []
    for name in {ref.ledger for ref in refs}:
        spec, numbers = queries.ledger(name), [ref.id for ref in refs if ref.ledger == name]
        rows = queries.visible(actor, name).filter(id__in=numbers).order_by("id").values()
        seen += [of_row(spec, row) for row in rows]
    return seen, len(refs) - len(seen)


def kept(found: Iterable[Standing]) -> dict[str, Any]:
    """What was found on a day, as the journal keeps it."""
    return {
        one.bar.key: {"verdict": one.verdict, "hits": [str(hit.ref or "") for hit in one.hits]}
        for one in found
    }


@action
def decide(actor: Actor, ref: Ref, key: str, ruling: Ruling, *, why: str) -> Standing:
    """Decide what nobody knows, or waive what bars, with a reason; only the role that the pack names may, and
    nobody for what they reported themselves."""
    record = queries.record(actor, ref)
    known = {one.key: one for one in record.spec.bars}
    if key not in known:
        raise InputError(f"没有限制条件“{key}”", hint=suggestion(key, known))
    if not actor.is_system and record.unit not in units.reach(actor, known[key].decided_by):
        raise Refused(f"“{known[key].say}”由{queries.role_label(known[key].decided_by)}核定")
    if not actor.is_system and actor.person == record.reported_by:
        raise Refused("自己填报的不能自己核定", hint="请由其他人核定")
    if not why.strip():
        raise InputError("没有写原因", hint="写明查到了什么、依据什么")
    now = next(one for one in standings(record, actor.today()) if one.bar.key == key)
    _refuse_ruling(now, ruling)
    refs = sorted({str(one.ref or "") for one in now.hits})
    append(
        actor, ref.subject, DECIDE,
        {"bar": key, "ruling": ruling, "found": now.verdict, "refs": refs}, holds_from=actor.today(), why=why,
    )  # fmt: skip
    return next(one for one in standings(record, actor.today()) if one.bar.key == key)


def _refuse_ruling(now: Standing, ruling: Ruling) -> None:
    allowed = {"unknown": ("clear", "barred"), "barred": ("waived",), "clear": ("barred",)}
    if not now.hits:
        raise InputError(f"“{now.bar.say}”没有查到，不用核定")
    if ruling not in allowed[now.verdict]:
        right = {"unknown": "核定为“不属于”或“属于”", "barred": "查明属实的，只能说明理由免除"}
        raise InputError(f"“{now.bar.say}”不能这样核定", hint=right.get(now.verdict, "已经核定"))


def _decisions(ref: Ref) -> dict[str, Decided]:
    found = {}
    for entry in journal.of_subjects([ref.subject], [DECIDE]):
        found[entry.data["bar"]] = _decided(entry)
    return found


def _decided(entry: EntryView) -> Decided:
    on = entry.holds_from or entry.at.date()
    return Decided(entry.data["ruling"], frozenset(entry.data["refs"]), entry.name, on, entry.why)
