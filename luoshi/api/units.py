"""Who one is, and the tree of units."""

from __future__ import annotations

from datetime import date

from ninja import Router, Schema
from pydantic import Field

from luoshi.api.schemas import Request, answers
from luoshi.ledgers import queries as ledgers
from luoshi.units import queries

router = Router(tags=["单位"])


class RoleOut(Schema):
    role: str = Field(description="角色")
    label: str = Field(description="名称")
    unit: str = Field(description="在哪个单位（含其下级）")


class Me(Schema):
    name: str = Field(description="令牌所属的人")
    today: date = Field(description="系统的今天")
    roles: list[RoleOut] = Field(description="今天担任的角色")


class UnitOut(Schema):
    code: str = Field(description="代码")
    name: str = Field(description="名称")
    short: str = Field(description="简称")
    kind: str = Field(description="类别")
    rank_class: str = Field(description="排名分类")
    parent: str | None = Field(description="上级单位代码")
    gb_code: str = Field(description="GB/T 2260 代码")
    valid_from: date | None = Field(description="自哪天起")
    valid_to: date | None = Field(description="到哪天止（不含）")


@router.get("/me", response=answers(Me), summary="我是谁", description="令牌所属的人和角色。")
def me(request: Request) -> Me:
    actor = request.auth
    roles = [
        RoleOut(role=one.role, label=ledgers.role_label(one.role), unit=one.unit) for one in actor.holdings
    ]
    return Me(name=actor.name, today=actor.today(), roles=roles)


@router.get(
    "/units",
    response=answers(list[UnitOut]),
    summary="单位",
    description="单位，上级在前，按层级顺序；企业只列能查看的。",
)
def units(request: Request) -> list[UnitOut]:
    hidden = queries.firms() - queries.reach(request.auth)
    return [
        UnitOut(
            code=one.code, name=one.name, short=one.short, kind=one.kind, rank_class=one.rank_class,
            parent=one.parent_id, gb_code=one.gb_code, valid_from=one.valid_from, valid_to=one.valid_to,
        )
        for one in (node.unit for node in queries.tree())
        if one.code not in hidden
    ]  # fmt: skip
