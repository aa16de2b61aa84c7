"""What is done with one record of a sample: typed on site, answered by its unit, settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.inspections import queries
from luoshi.inspections.models import Arrival
from luoshi.inspections.policy import ANSWERS, answered, found_values, overstatement, refuse_mismatch, words
from luoshi.inspections.settling import Settlement, carry_out
from luoshi.journal.actions import action, append
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused, Stale
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record, Ref
from luoshi.units import queries as units

desk = queries.desk


@dataclass(frozen=True)
class Photo:
    """A photograph from a phone: its time and place as the phone said, empty where it did not."""

    name: str
    content: bytes
    taken_at: str = ""
    place: str = ""


@dataclass(frozen=True)
class Seen:
    """What was typed on site about a record. `client` is the phone's own number for it; `version` is the
    version of the check that the inspector had before them."""

    client: str
    version: int
    verdict: str
    answers: Mapping[str, str]
    seen_at: str
    overstated_by: Decimal | None = None
    note: str = ""
    place: str = ""
    photos: tuple[Photo, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of everything it says; the version is not part of it, for that may be caught up."""
        shots = [[one.name, canonical.sha256(one.content), one.taken_at, one.place] for one in self.photos]
        said = [self.verdict, dict(self.answers), self.seen_at, self.overstated_by, self.note, self.place]
        return canonical.sha256([*said, shots])


@action
def receive(actor: Actor, number: int, seen: Seen) -> Record:
    """Take in what was typed on site. The same finding sent again is noted and changes nothing."""
    found = queries.mine(actor, number)
    if not seen.client.strip():
        raise InputError("没有客户端编号", hint="请用现场核查页面填写")
    before = Arrival.objects.filter(client=seen.client).first()
    if before is not None:
        if (before.check_record, before.digest) != (number, seen.digest):
            raise InputError("同一个编号送来了不同的内容", hint="刷新现场页面后重新填写")
        append(actor, f"check:{number}", "again", {"client": seen.client})
        return found
    if found.stage not in ("drawn", "seen"):
        raise InputError("结果已经告知单位，不能再改现场记录", hint="不同意见在办结时写明")
    if seen.version != found.version:
        raise Stale(
            f"{found.values['inspector'] or '别人'}已经先核查了这条记录", hint="打开核查页面对照后再送"
        )
    Arrival.objects.create(
        client=seen.client, check_record=number, digest=seen.digest, at=actor.now(), by=actor.person
    )
    return _kept(actor, found, seen)


def _kept(actor: Actor, found: Record, seen: Seen) -> Record:
    spec = records.ledger(str(found.values["of_ledger"]))
    above = queries.inspection_of(found)
    clerk = desk(actor, above.unit)
    old = [one for one in queries.evidence(actor, found.ref.id) if one.purpose == "photo"]
    answers = answered(spec, seen.answers, len(seen.photos) + len(old))
    values, amount = found_values(spec, answers), found.values["amount"]
    overstated = overstatement(seen.verdict, amount, seen.overstated_by)
    refuse_mismatch(spec, values, amount, overstated)
    said = {
        "answers": words(spec, answers), "found": canonical.dumps(values).decode(),
        "verdict": seen.verdict, "overstated_by": overstated, "note": seen.note, "inspector": actor.name,
        "seen_at": seen.seen_at, "place": seen.place,
    }  # fmt: skip
    kept = ledgers.edit(clerk, found.ref, said, version=found.version)
    photos = [_shot(clerk, found.ref, one) for one in seen.photos]
    data = {
        "client": seen.client, "answers": answers, "seen_at": seen.seen_at, "place": seen.place,
        "verdict": seen.verdict, "photos": photos,
    }  # fmt: skip
    append(actor, f"check:{found.ref.id}", "seen", data)
    if above.stage == "drawn":
        ledgers.move(clerk, above.ref, "on_site")
    return ledgers.move(clerk, kept.ref, "seen") if kept.stage == "drawn" else kept


def _shot(clerk: Actor, ref: Ref, one: Photo) -> dict[str, str]:
    made = ledgers.attach(clerk, ref, "photo", one.name, one.content)
    return {"sha256": made.sha256, "name": made.name, "taken_at": one.taken_at, "place": one.place}


@action
def answer(
    actor: Actor, number: int, *, agree: bool, reason: str = "", papers: Iterable[NewFile] = ()
) -> Record:
    """The unit's word on what was found at it; who disagrees says why. A late answer is taken while the
    check is not settled, and is marked as late by its day."""
    found = queries.check(actor, number)
    if not actor.is_system and found.unit not in units.reach(actor, *ANSWERS):
        raise Refused("您不能代该单位答复", hint="由被督查单位的填报员或领导答复")
    if found.stage != "told":
        raise InputError("这条核查记录现在不能答复", hint="告知以后、办结以前可以答复一次")
    if not agree and not reason.strip():
        raise InputError(problems=[Problem("没有写理由", "有异议的写明理由，附上佐证", field="答复说明")])
    clerk = desk(actor, found.unit)
    said = {
        "unit_answer": "agree" if agree else "disagree", "answer_reason": reason,
        "answered_on": actor.today(), "answered_by": actor.name,
    }  # fmt: skip
    kept = ledgers.edit(clerk, found.ref, said, version=found.version)
    for one in papers:
        ledgers.attach(clerk, found.ref, "answer", one.name, one.content)
    append(actor, f"check:{number}", "answer", {"agree": agree}, why=reason)
    return ledgers.move(clerk, kept.ref, "answered")


@action
def settle(actor: Actor, number: int, settlement: Settlement) -> Record:
    """Decide a check after the unit was heard: what is not true is corrected in the ledger by an adjusting
    entry of today, opened as a finding to be mended, and counted; a published number stays."""
    found = queries.mine(actor, number)
    due = found.values["answer_due"]
    if found.stage not in ("told", "answered"):
        raise InputError("还没有告知单位，或已经办结", hint="告知单位并听取答复以后办结")
    if found.stage == "told" and actor.today() <= due:
        raise InputError(f"单位还没有答复，答复期限是 {due}", hint="答复以后，或期限过了再办结")
    if not settlement.decision.strip():
        raise InputError(problems=[Problem("没有写决定", "写明认定和理由", field="处理决定")])
    above = queries.inspection_of(found)
    done = carry_out(actor, found, above, settlement)
    clerk = desk(actor, above.unit)
    said = {
        "verdict": settlement.verdict, "overstated_by": done.overstated, "settled_on": actor.today(),
        "decision": settlement.decision, "adjustment": done.adjustment, "finding": done.finding,
    }  # fmt: skip
    kept = ledgers.edit(clerk, found.ref, said, version=found.version)
    data: dict[str, Any] = {
        "verdict": settlement.verdict, "adjustment": done.adjustment, "finding": done.finding,
    }  # fmt: skip
    append(actor, f"check:{number}", "settle", data, why=settlement.decision)
    return ledgers.move(clerk, kept.ref, "settled")
