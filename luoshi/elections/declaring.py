"""Paper counted by tellers, and the result signed by scrutineers."""

from __future__ import annotations

from typing import Any

from luoshi.elections import box, counting, queries, record
from luoshi.elections.models import Count, Election, Signature
from luoshi.elections.policy import SIGNATURES
from luoshi.elections.polling import sealing
from luoshi.elections.record import Counted
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem, Refused


@action
def hand_in_count(actor: Actor, number: int, table: str, sheet: counting.Sheet) -> Count:
    """A teller's count of a box of paper ballots. It counts once another teller came to the same; while they
    differ the box is counted again, and every count is kept."""
    found = queries.served(actor, number, "teller", "closed")
    name = table.strip()
    problems = counting.check_sheet(queries.rules(found), queries.candidates(found), sheet)
    if not name:
        problems.insert(0, Problem("没有写票箱", "如：1号票箱", field="票箱"))
    if problems:
        raise InputError(problems=problems)
    known = {one.name: one for one in queries.tables(found)}
    if name in known and known[name].agreed:
        raise InputError(f"{name}已经由两人计票一致", hint="不用再计")
    if name in known and known[name].counts[-1].person == actor.person:
        raise InputError(f"{name}上一次是您计的", hint="由另一位计票人再计")
    stated = sheet.model_dump(mode="json")
    made = Count.objects.create(
        election=found, table=name, person=actor.person, name=actor.name, sheet=stated, at=actor.now()
    )
    append(actor, queries.subject_of(found), "count", {"table": name, "sheet": stated})
    return made


@action
def sign(actor: Actor, number: int, digest: str) -> Election:
    """A scrutineer's word for the sum of all boxes (`queries.summed`, known by its digest). With the second
    the result is declared and published."""
    found = queries.served(actor, number, "scrutineer", "closed")
    if actor.person == found.made_by or "organizer" in queries.offices(actor, found):
        raise Refused("选举组织员不能自己确认结果", hint="由两位监票人签字")
    made = queries.summed(found)
    if made.digest != digest:
        raise InputError("票数已经变化", hint="刷新页面，核对后再签字")
    if found.signatures.filter(person=actor.person, digest=digest).exists():
        raise InputError("您已经签过字", hint="等另一位监票人签字")
    Signature.objects.create(
        election=found, person=actor.person, name=actor.name, digest=digest, at=actor.now()
    )
    append(actor, queries.subject_of(found), "sign", {"digest": digest})
    signers = queries.signed(found, digest)
    return _declare(actor, found, made, signers) if len(signers) >= SIGNATURES else found


def _declare(actor: Actor, found: Election, made: queries.Summed, signers: list[str]) -> Election:
    said = record.declare(made.turnout, made.sheet, made.result, signers)
    sheets = [
        Counted(table=one.name, tellers=one.tellers, sheet=one.agreed)
        for one in queries.tables(found)
        if one.agreed and one.tellers
    ]
    boxed = record.loads(box.published(queries.boxes(), str(found.id)))
    content = record.dumps(record.declared_part(boxed, sheets, said, sealing))
    found.phase, found.head = "declared", queries.sealed_head(content)
    found.result = {**said.model_dump(mode="json"), "next": _next(made.result)}
    found.save()
    stated = {"state": said.state, "elected": list(said.elected), "head": found.head}
    append(actor, queries.subject_of(found), "declare", stated)
    box.add_result(queries.boxes(), str(found.id), content)
    return found


def _next(result: counting.Result) -> dict[str, Any] | None:
    again = result.next
    if again is None:
        return None
    return {"seats": again.seats, "names": [*again.names], "majority": again.majority, "why": again.why}
