"""Taking a file off a record again, as long as the record may be changed: it stays in the journal."""

from __future__ import annotations

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, want_reason
from luoshi.ledgers import queries
from luoshi.ledgers.handling import refuse_fixed
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Ref


@action
def detach(actor: Actor, ref: Ref, number: int, *, why: str) -> Evidence:
    """Take a file that nobody has verified off a record, with a reason; it no longer counts as evidence."""
    record = queries.record(actor, ref, "report")
    refuse_fixed(actor, record.spec, record.row)
    found = Evidence.objects.filter(id=number, ledger=ref.ledger, record=ref.id).first()
    if found is None:
        raise Missing("没有这个文件", hint="它可能属于另一条记录")
    if found.state != "pending":
        raise InputError("这个文件已经审核或撤下", hint="需要更换的，另传一份")
    want_reason(why)
    found.state, found.why = "rejected", why
    found.save(update_fields=["state", "why"])
    told = {"evidence": number, "purpose": found.purpose, "sha256": found.sha256}
    append(actor, ref.subject, "detach", told, why=why)
    return found
