"""A record: reading it with all that hangs on it, and everything that may be done to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import FileResponse
from ninja import File, Form, Path, Router, Schema, Status, UploadedFile
from pydantic import Field

from luoshi.api import record_shapes as shapes
from luoshi.api import values
from luoshi.api.record_shapes import EntryOut, EvidenceOut, Record, WholeRecord
from luoshi.api.schemas import Body, Number, Request, Text, answers
from luoshi.ledgers import actions, files, queries
from luoshi.ledgers.records import Ref
from luoshi.reviews import showing
from luoshi.units import queries as units

router = Router(tags=["记录"])

Value = Text | bool | int | Decimal | None
Values = Annotated[
    dict[str, Value],
    Field(description="字段 → 值；金额以元写（字符串），日期写 2026-03-05，选项写键"),
]


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


class Upload(Schema):
    purpose: Text = Field(description="佐证类别")


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
        **shapes.plainly(queries.record(actor, where.ref), names, people),
        evidence=[shapes.evidence(one, people) for one in queries.evidence(actor, where.ref)],
        shares=[shapes.share(one) for one in queries.shares(actor, where.ref)],
        gates=[shapes.gate(one) for one in queries.gates(actor, where.ref).values()],
    )


@router.get(
    f"{RECORD}/history",
    response=answers(list[EntryOut]),
    summary="记录的历史",
    description="从填报起的每一步：谁、何时、改前改后、原因；最早的在前。",
)
def history(request: Request, where: At) -> list[EntryOut]:
    ledger = queries.ledger(where.ledger)
    return shapes.entries(ledger, queries.history(request.auth, where.ref))


@router.patch(
    RECORD,
    response=answers(Record),
    summary="修改记录",
    description="只写要改的字段。已核实的记录修改后需重新审核；已结账月份的数据请用“更正”。",
)
def edit(request: Request, where: At, body: Edit) -> Record:
    sent = values.read(queries.ledger(where.ledger), body.values)
    return shapes.record(actions.edit(request.auth, where.ref, sent, version=body.version, why=body.why))


@router.post(
    f"{RECORD}/adjust",
    response=answers(Record),
    summary="更正已结账的数据",
    description="须写原因；差额计入当期，已公布的数不变。",
)
def adjust(request: Request, where: At, body: Adjust) -> Record:
    sent = values.read(queries.ledger(where.ledger), body.values)
    return shapes.record(actions.adjust(request.auth, where.ref, sent, version=body.version, why=body.why))


@router.post(
    f"{RECORD}/move",
    response=answers(Record),
    summary="推进阶段",
    description="还不能进入时答 400，`problems` 一次列全所缺的字段、佐证和关口。",
)
def move(request: Request, where: At, body: Move) -> Record:
    return shapes.record(
        actions.move(request.auth, where.ref, body.stage, on=body.on, version=body.version, why=body.why)
    )


@router.post(
    f"{RECORD}/verify",
    response=answers(Record),
    summary="审核通过",
    description="连同其佐证；不能审核自己填报的。",
)
def verify(request: Request, where: At, body: Verify) -> Record:
    return shapes.record(actions.verify(request.auth, where.ref, note=body.note))


@router.post(f"{RECORD}/reject", response=answers(Record), summary="退回", description="须写原因。")
def reject(request: Request, where: At, body: Reject) -> Record:
    return shapes.record(actions.reject(request.auth, where.ref, why=body.why))


@router.post(
    f"{RECORD}/evidence",
    response=answers(EvidenceOut, 201),
    summary="上传佐证",
    description="multipart 表单；文件不超过 50 MB。",
)
def attach(
    request: Request,
    where: At,
    form: Form[Upload],
    file: File[Annotated[UploadedFile, Field(description="文件")]],
) -> Status[EvidenceOut]:
    made = actions.attach(request.auth, where.ref, form.purpose, file.name or "", file.read())
    return Status(201, shapes.evidence(made, units.person_names()))


@router.get(
    f"{RECORD}/evidence/{{evidence}}/content",
    response=answers(None),
    summary="佐证文件",
    description="原样下载；内容与登记的 SHA-256 核对过。",
)
def content(request: Request, where: At, evidence: Path[Number]) -> FileResponse:
    one = showing.original(request.auth, where.ref, evidence)
    return FileResponse(
        files.path(one.sha256).open("rb"),
        as_attachment=True,
        filename=one.name,
        content_type="application/octet-stream",
    )
