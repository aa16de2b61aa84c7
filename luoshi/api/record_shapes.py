"""A record and what hangs on it, as JSON.

What the interface makes itself is a plain model, and so are the lists around it: a `ninja.Schema` would look
at every value twice, once as it is made and once as it is answered, which was half of a long answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from luoshi.api import values
from luoshi.api.schemas import Moment
from luoshi.journal.queries import EntryView
from luoshi.kernel.numbers import plain
from luoshi.ledgers import columns, models, records
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units

Names = Mapping[str, str]
People = Mapping[int, str]


class Record(BaseModel):
    ledger: str = Field(description="台账")
    id: int = Field(description="记录编号")
    title: str = Field(description="名称")
    unit: str = Field(description="责任单位代码")
    unit_name: str = Field(description="责任单位")
    stage: str | None = Field(description="所处阶段")
    stage_days: dict[str, date] = Field(description="各阶段 → 进入日期")
    verification: str = Field(description="审核：pending、verified、rejected")
    withdrawn: bool = Field(description="是否已撤回")
    version: int = Field(description="版本，修改时带上")
    reported_by: str | None = Field(description="填报人")
    reported_at: Moment = Field(description="填报时间")
    values: dict[str, Any] = Field(description="字段 → 值；金额为元（字符串），小数为字符串")


class EvidenceOut(BaseModel):
    id: int = Field(description="佐证编号")
    purpose: str = Field(description="佐证类别")
    name: str = Field(description="文件名")
    size: int = Field(description="字节数")
    sha256: str = Field(description="内容的 SHA-256")
    state: str = Field(description="审核：pending、verified、rejected")
    why: str = Field(description="退回的原因")
    added_by: str | None = Field(description="上传人")
    added_at: Moment = Field(description="上传时间")


class ShareOut(BaseModel):
    unit: str = Field(description="单位代码")
    percent: str = Field(description="份额，百分数")
    from_day: date = Field(description="自哪天起")
    to_day: date | None = Field(description="到哪天止（不含）")


class GateOut(BaseModel):
    gate: str = Field(description="关口")
    passed: bool = Field(description="是否通过")
    on: date = Field(description="决定日期")
    name: str = Field(description="决定人")
    why: str = Field(description="理由")
    document_no: str = Field(description="文号")


class WholeRecord(Record):
    evidence: list[EvidenceOut] = Field(description="佐证，先上传的在前")
    shares: list[ShareOut] = Field(description="份额，含已结束的")
    gates: list[GateOut] = Field(description="已决定的关口")


class ChangeOut(BaseModel):
    column: str = Field(description="字段或系统列")
    before: Any = Field(description="改前")
    after: Any = Field(description="改后")


class EntryOut(BaseModel):
    id: int = Field(description="日志编号")
    at: Moment = Field(description="时间")
    name: str = Field(description="谁")
    verb: str = Field(description="做了什么")
    holds_from: date | None = Field(description="自哪天起有效")
    why: str = Field(description="原因")
    changes: list[ChangeOut] = Field(description="改了什么")
    details: dict[str, Any] = Field(description="不是列的内容，如佐证、关口、份额")


def record(found: records.Record) -> Record:
    """One record after something was done to it."""
    return Record(**plainly(found, units.names(), units.person_names()))


def plainly(found: records.Record, names: Names, people: People) -> dict[str, Any]:
    """A record as it stands, by the keys of `Record`."""
    return {
        "ledger": found.ref.ledger, "id": found.ref.id, "title": found.title, "unit": found.unit,
        "unit_name": names.get(found.unit, found.unit), "stage": found.stage,
        "stage_days": found.stage_days, "verification": found.verification,
        "withdrawn": found.withdrawn, "version": found.version,
        "reported_by": people.get(found.reported_by or 0), "reported_at": found.reported_at,
        "values": values.written(found.spec, found.values),
    }  # fmt: skip


def evidence(one: models.Evidence, people: People) -> EvidenceOut:
    return EvidenceOut(
        id=one.id, purpose=one.purpose, name=one.name, size=one.size, sha256=one.sha256, state=one.state,
        why=one.why, added_by=people.get(one.added_by or 0), added_at=one.added_at,
    )  # fmt: skip


def share(one: models.Share) -> ShareOut:
    percent = plain(Decimal(one.bp) / 100)
    return ShareOut(unit=one.unit, percent=percent, from_day=one.from_day, to_day=one.to_day)


def gate(one: models.GateDecision) -> GateOut:
    return GateOut(
        gate=one.gate, passed=one.passed, on=one.on, name=one.name, why=one.why, document_no=one.document_no
    )


def entries(ledger: Ledger, found: Iterable[EntryView]) -> list[EntryOut]:
    """Entries of the journal: columns before and after in the interface's spelling, the rest as it is."""
    known = {column.name for column in columns.of_ledger(ledger)}
    return [_entry(ledger, known, one) for one in found]


def _entry(ledger: Ledger, known: Collection[str], one: EntryView) -> EntryOut:
    changed = [key for key, value in one.data.items() if key in known and isinstance(value, list)]
    changes = []
    for key in changed:
        before, after = (values.stored(ledger, key, value) for value in one.data[key])
        changes.append(ChangeOut(column=key, before=before, after=after))
    return EntryOut(
        id=one.id, at=one.at, name=one.name, verb=one.verb, holds_from=one.holds_from, why=one.why,
        changes=changes, details={key: value for key, value in one.data.items() if key not in changed},
    )  # fmt: skip
