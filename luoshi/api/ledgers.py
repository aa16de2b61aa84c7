"""Ledgers: which there are, what is in them, reporting a new record."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status
from pydantic import BaseModel, Field

from luoshi.api import record_shapes as shapes
from luoshi.api import values
from luoshi.api.record_shapes import Record
from luoshi.api.records import Values
from luoshi.api.schemas import Body, Listed, Paging, Request, Text, answers
from luoshi.kernel.errors import InputError
from luoshi.ledgers import actions, queries
from luoshi.packs import spec
from luoshi.units import queries as units

router = Router(tags=["台账"])
KNOWN = frozenset({"page", "size", "search", "sort", "sums"})
"""Words of a list's query that are not filters."""


class FieldOut(BaseModel):
    key: str = Field(description="字段")
    label: str = Field(description="名称")
    type: str = Field(description="类型")
    required: bool = Field(description="是否必填")
    unit: str | None = Field(description="接口里的单位；金额一律为元")
    shown_in: str | None = Field(description="页面上的单位，如万元")
    places: int | None = Field(description="小数位数")
    choices: dict[str, str] | None = Field(description="选项：键 → 名称")
    ledger: str | None = Field(description="指向哪个台账的记录")


class Purpose(BaseModel):
    key: str = Field(description="佐证类别")
    label: str = Field(description="名称")
    proves: str = Field(description="证明什么")


class StageOut(BaseModel):
    key: str = Field(description="阶段")
    label: str = Field(description="名称")


class LedgerOut(BaseModel):
    ledger: str = Field(description="台账，如 investment.project")
    label: str = Field(description="名称")
    parent: str | None = Field(description="指向上级记录的字段")
    dated: str | None = Field(description="决定记录属于哪个期间的日期字段")
    fields: list[FieldOut] = Field(description="字段")
    stages: list[StageOut] = Field(description="阶段，按先后")
    evidence: list[Purpose] = Field(description="佐证类别")


class RecordPage(Listed):
    sums: dict[str, Any] = Field(description="全部符合条件的记录的合计；金额为元")
    rows: list[Record] = Field(description="这一页的记录")


class ListQuery(Paging):
    search: Text = Field(default="", max_length=100, description="在文字字段中搜索，空格分隔多个词")
    sort: Text = Field(default="", max_length=200, description="排序的列，逗号分隔；前加 - 为降序")
    sums: bool = Field(default=True, description="是否合计；记录很多又用不着合计时写 false，更快")


class NewRecord(Body):
    unit: Text = Field(description="责任单位的代码")
    values: Values
    why: Text = Field(default="", description="说明")


@router.get(
    "/ledgers",
    response=answers(list[LedgerOut]),
    summary="有哪些台账",
    description="每个台账的字段、阶段、佐证类别。",
)
def ledgers(request: Request) -> list[LedgerOut]:
    del request
    return [_ledger(one) for one in queries.ledgers().values()]


@router.get(
    "/ledgers/{name}/records",
    response=answers(RecordPage),
    summary="台账的记录",
    description=(
        "分页列出您能查看的记录。除下列参数外，任何列都可作筛选条件：`列=值`、`列__min=值`、`列__max=值`、"
        "`列__in=值,值`，"
        "如 `received_on__min=2026-03-01`、`verification=verified`；`unit` 含其下级单位；金额以元写。"
    ),
)
def records(request: Request, name: str, asked: Query[ListQuery]) -> RecordPage:
    ledger = queries.ledger(name)
    filters = {key: str(value) for key, value in request.GET.items() if key not in KNOWN}
    if any("\x00" in value for value in filters.values()):
        raise InputError("筛选条件含有不能识别的字符")
    found = queries.page(
        request.auth,
        name,
        search=asked.search,
        filters=values.asked(ledger, filters),
        sort=[key for key in asked.sort.split(",") if key],
        page=asked.page,
        size=asked.size,
        sums=None if asked.sums else (),
    )
    names, people = units.names(), units.person_names()
    return RecordPage(
        **asked.told(found.total),
        sums=values.written(ledger, found.sums),
        rows=[Record(**shapes.plainly(one, names, people)) for one in found.rows],
    )


@router.post(
    "/ledgers/{name}/records",
    response=answers(Record, 201),
    summary="填报一条记录",
    description="金额以元写；填报后等待审核。",
)
def create(request: Request, name: str, body: NewRecord) -> Status[Record]:
    sent = values.read(queries.ledger(name), body.values)
    made = actions.create(request.auth, name, body.unit, sent, why=body.why)
    return Status(201, shapes.record(made))


def _ledger(one: spec.Ledger) -> LedgerOut:
    return LedgerOut(
        ledger=one.name,
        label=str(one.label),
        parent=one.parent,
        dated=one.dated,
        fields=[_field(key, field, one.pack) for key, field in one.fields.items()],
        stages=[StageOut(key=stage.key, label=str(stage.label)) for stage in one.stages],
        evidence=[
            Purpose(key=key, label=str(purpose.label), proves=purpose.meaning)
            for key, purpose in one.evidence.items()
        ],
    )


def _field(key: str, field: spec.Field, pack: str) -> FieldOut:
    money = field.type == "money"
    target = field.ledger
    return FieldOut(
        key=key,
        label=str(field.label),
        type=field.type,
        required=field.required,
        unit=values.YUAN if money else field.unit,
        shown_in=field.unit,
        places=2 if money else field.places if field.type in ("decimal", "percent") else None,
        choices={choice: str(label) for choice, label in field.choices.items()} or None,
        ledger=None if target is None else target if "." in target else f"{pack}.{target}",
    )
