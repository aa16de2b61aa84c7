"""A record: reading it with all that hangs on it, and everything that may be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import FileResponse
from ninja import File, Form, Path, Router, Schema, Status, UploadedFile
from pydantic import Field

from luoshi.api import values
from luoshi.api.schemas import Body, Moment, Number, Request, Text, answers
from luoshi.journal.queries import EntryView
from luoshi.kernel.errors import Missing
from luoshi.kernel.numbers import plain
from luoshi.ledgers import actions, columns, files, models, queries
from luoshi.ledgers import records as held
from luoshi.ledgers.records import Ref
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units

router = Router(tags=["记录"])

Value = Text | bool | int | Decimal | None
Values = Annotated[
    dict[str, Value],
    Field(description="字段 → 值；金额以元写（字符串），日期写 2026-03-05，选项写键"),
]
Names = Mapping[str, str]
People = Mapping[int, str]


class Record(Schema):
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

    @classmethod
    def of(cls, found: held.Record, names: Names, people: People) -> Record:
        """A record as it stands."""
        return cls(**_plain(found, names, people))


class EvidenceOut(Schema):
    id: int = Field(description="佐证编号")
    purpose: str = Field(description="佐证类别")
    name: str = Field(description="文件名")
    size: int = Field(description="字节数")
    sha256: str = Field(description="内容的 SHA-256")
    state: str = Field(description="审核：pending、verified、rejected")
    why: str = Field(description="退回的原因")
    added_by: str | None = Field(description="上传人")
    added_at: Moment = Field(description="上传时间")

    @classmethod
    def of(cls, one: models.Evidence, people: People) -> EvidenceOut:
        """A piece of evidence."""
        return cls(
            id=one.id, purpose=one.purpose, name=one.name, size=one.size, sha256=one.sha256,
            state=one.state, why=one.why, added_by=people.get(one.added_by or 0), added_at=one.added_at,
        )  # fmt: skip


class ShareOut(Schema):
    unit: str = Field(description="单位代码")
    percent: str = Field(description="份额，百分数")
    from_day: date = Field(description="自哪天起")
    to_day: date | None = Field(description="到哪天止（不含）")


class GateOut(Schema):
    gate: str = Field(description="关口")
    passed: bool = Field(description="是否通过")
    on: date = Field(description="决定日期")
    name: str = Field(description="决定人")
    why: str = Field(description="理由")
    document_no: str = Field(description="文号")


class WholeRecord(Record):
    evidence: list[EvidenceOut]
    shares: list[ShareOut]
    gates: list[GateOut]


class ChangeOut(Schema):
    column: str = Field(description="字段或系统列")
    before: Any = Field(description="改前")
    after: Any = Field(description="改后")


class EntryOut(Schema):
    id: int = Field(description="日志编号")
    at: Moment = Field(description="时间")
    name: str = Field(description="谁")
    verb: str = Field(description="做了什么")
    holds_from: date | None = Field(description="自哪天起有效")
    why: str = Field(description="原因")
    changes: list[ChangeOut]
    details: dict[str, Any] = Field(description="不是列的内容，如佐证、关口、份额")


class Edit(Body):
    version: Number = Field(description="您看到的版本；别人先改了则答 409")
    values: Values
    why: Text = Field(default="", description="原因")


class Adjust(Edit):
    why: Text = Field(description="原因")


class Move(Body):
    stage: Text = Field(description="进入哪个阶段")
    on: date | None = Field(default=None, description="实际发生的日期，默认今天")
    version: Number | None = Field(default=None, description="您看到的版本")
    why: Text = Field(default="", description="说明")


class Verify(Body):
    note: Text = Field(default="", description="审核意见")


class Reject(Body):
    why: Text = Field(description="退回的原因")


class Where(Schema):
    """Which record the address means."""

    ledger: Text = Field(description="台账，如 investment.project")
    id: Number = Field(description="记录编号")

    @property
    def ref(self) -> Ref:
        return Ref(self.ledger, self.id)


At = Path[Where]
RECORD = "/records/{ledger}/{id}"


@router.get(RECORD, response=answers(WholeRecord), summary="一条记录", description="连同佐证、份额、关口。")
def record(request: Request, where: At) -> WholeRecord:
    actor, names, people = request.auth, units.names(), units.person_names()
    return WholeRecord(
        **_plain(queries.record(actor, where.ref), names, people),
        evidence=[EvidenceOut.of(one, people) for one in queries.evidence(actor, where.ref)],
        shares=[_share(one) for one in queries.shares(actor, where.ref)],
        gates=[_gate(one) for one in queries.gates(actor, where.ref).values()],
    )


@router.get(
    f"{RECORD}/history",
    response=answers(list[EntryOut]),
    summary="记录的历史",
    description="从填报起的每一步：谁、何时、改前改后、原因；最早的在前。",
)
def history(request: Request, where: At) -> list[EntryOut]:
    ledger = queries.ledger(where.ledger)
    return [_entry(ledger, one) for one in queries.history(request.auth, where.ref)]


@router.patch(
    RECORD,
    response=answers(Record),
    summary="修改记录",
    description="只写要改的字段。已核实的记录修改后需重新审核；已结账月份的数据请用“更正”。",
)
def edit(request: Request, where: At, body: Edit) -> Record:
    sent = values.read(queries.ledger(where.ledger), body.values)
    return answer(actions.edit(request.auth, where.ref, sent, version=body.version, why=body.why))


@router.post(
    f"{RECORD}/adjust",
    response=answers(Record),
    summary="更正已结账的数据",
    description="须写原因；差额计入当期，已公布的数不变。",
)
def adjust(request: Request, where: At, body: Adjust) -> Record:
    sent = values.read(queries.ledger(where.ledger), body.values)
    return answer(actions.adjust(request.auth, where.ref, sent, version=body.version, why=body.why))


@router.post(
    f"{RECORD}/move",
    response=answers(Record),
    summary="推进阶段",
    description="还不能进入时答 400，`problems` 一次列全所缺的字段、佐证和关口。",
)
def move(request: Request, where: At, body: Move) -> Record:
    return answer(
        actions.move(request.auth, where.ref, body.stage, on=body.on, version=body.version, why=body.why)
    )


@router.post(
    f"{RECORD}/verify",
    response=answers(Record),
    summary="审核通过",
    description="连同其佐证；不能审核自己填报的。",
)
def verify(request: Request, where: At, body: Verify) -> Record:
    return answer(actions.verify(request.auth, where.ref, note=body.note))


@router.post(f"{RECORD}/reject", response=answers(Record), summary="退回", description="须写原因。")
def reject(request: Request, where: At, body: Reject) -> Record:
    return answer(actions.reject(request.auth, where.ref, why=body.why))


@router.post(
    f"{RECORD}/evidence",
    response=answers(EvidenceOut, 201),
    summary="上传佐证",
    description="multipart 表单：`purpose` 为佐证类别，`file` 为文件，不超过 50 MB。",
)
def attach(request: Request, where: At, purpose: Form[Text], file: File[UploadedFile]) -> Status[EvidenceOut]:
    made = actions.attach(request.auth, where.ref, purpose, file.name or "", file.read())
    return Status(201, EvidenceOut.of(made, units.person_names()))


@router.get(
    f"{RECORD}/evidence/{{evidence}}/content",
    response=answers(None),
    summary="佐证文件",
    description="原样下载；内容与登记的 SHA-256 核对过。",
)
def content(request: Request, where: At, evidence: Path[Number]) -> FileResponse:
    one = next((one for one in queries.evidence(request.auth, where.ref) if one.id == evidence), None)
    if one is None:
        raise Missing("没有这个佐证文件")
    files.content(one.sha256)
    return FileResponse(
        files.path(one.sha256).open("rb"),
        as_attachment=True,
        filename=one.name,
        content_type="application/octet-stream",
    )


def answer(found: held.Record) -> Record:
    """A record after something was done to it."""
    return Record.of(found, units.names(), units.person_names())


def _plain(found: held.Record, names: Names, people: People) -> dict[str, Any]:
    return {
        "ledger": found.ref.ledger, "id": found.ref.id, "title": found.title, "unit": found.unit,
        "unit_name": names.get(found.unit, found.unit), "stage": found.stage,
        "stage_days": found.stage_days, "verification": found.verification,
        "withdrawn": found.withdrawn, "version": found.version,
        "reported_by": people.get(found.reported_by or 0), "reported_at": found.reported_at,
        "values": values.written(found.spec, found.values),
    }  # fmt: skip


def _share(one: models.Share) -> ShareOut:
    percent = plain(Decimal(one.bp) / 100)
    return ShareOut(unit=one.unit, percent=percent, from_day=one.from_day, to_day=one.to_day)


def _gate(one: models.GateDecision) -> GateOut:
    return GateOut(
        gate=one.gate, passed=one.passed, on=one.on, name=one.name, why=one.why, document_no=one.document_no
    )


def _entry(ledger: Ledger, one: EntryView) -> EntryOut:
    known = {column.name for column in columns.of_ledger(ledger)}
    changed = {key for key, value in one.data.items() if key in known and isinstance(value, list)}
    return EntryOut(
        id=one.id, at=one.at, name=one.name, verb=one.verb, holds_from=one.holds_from, why=one.why,
        changes=[
            ChangeOut(
                column=key, before=values.stored(ledger, key, one.data[key][0]),
                after=values.stored(ledger, key, one.data[key][1]),
            )
            for key in one.data
            if key in changed
        ],
        details={key: value for key, value in one.data.items() if key not in changed},
    )  # fmt: skip
