"""Periods, indicators, figures, and the records behind a figure."""

from __future__ import annotations

from ninja import Query, Router
from pydantic import BaseModel, Field

from luoshi.api.schemas import Listed, Moment, Paging, Request, Text, answers
from luoshi.kernel.numbers import spelled
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import full_name
from luoshi.periods import queries

router = Router(tags=["数据"])


class PeriodOut(BaseModel):
    period: str = Field(description="期间，如 2026-03")
    label: str = Field(description="名称")
    state: str = Field(description="closed 已结账；open 正在填报")
    closed_at: Moment | None = Field(description="结账时间")
    digest: str | None = Field(description="结账包清单的 SHA-256")
    root: str | None = Field(description="结账时日志的默克尔根")


class IndicatorOut(BaseModel):
    indicator: str = Field(description="指标，如 investment.funds_in_place")
    label: str = Field(description="名称")
    kind: str = Field(description="flow 累计、stock 时点、ratio 比率、entered 录入")
    unit: str = Field(description="计量单位")
    places: int = Field(description="显示的小数位数")
    better: str = Field(description="higher 越高越好、lower 越低越好")
    ledger: str | None = Field(description="数据来自哪个台账")


class FigureOut(BaseModel):
    indicator: str = Field(description="指标")
    label: str = Field(description="指标名称")
    unit: str = Field(description="单位代码")
    unit_name: str = Field(description="单位名称")
    period: str = Field(description="期间")
    value: str | None = Field(description="本期，以指标的计量单位计")
    ytd: str | None = Field(description="本年累计")
    target: str | None = Field(description="目标（确保）")
    stretch: str | None = Field(description="目标（争取）")
    completion: str | None = Field(description="完成率 %")
    pace: str = Field(description="序时进度 %")
    ahead: str | None = Field(description="超欠序时，百分点")
    light: str | None = Field(description="灯")
    yoy: str | None = Field(description="同比 %")
    rank: int | None = Field(description="位次")
    state: str = Field(description="ok、no_target 没有目标、awaiting 待统计、few 件数太少，不排名不计分")


class FigurePage(Listed):
    rows: list[FigureOut] = Field(description="这一页的数据")


class TraceOut(BaseModel):
    ledger: str = Field(description="台账")
    record: int = Field(description="记录编号")
    unit: str = Field(description="记录的责任单位")
    share_bp: int = Field(description="计入的份额，万分之几")
    amount: str = Field(description="计入多少，以指标的计量单位计")


class TracePage(Listed):
    rows: list[TraceOut] = Field(description="这一页的记录")


class FigureQuery(Paging):
    unit: Text = Field(default="", description="单位代码")
    indicator: Text = Field(default="", description="指标")


@router.get(
    "/periods",
    response=answers(list[PeriodOut]),
    summary="期间",
    description="已结账的月份和正在填报的月份。",
)
def periods(request: Request) -> list[PeriodOut]:
    closed = [
        PeriodOut(
            period=one.period, label=Period.parse(one.period).label, state="closed",
            closed_at=one.closed_at, digest=one.digest, root=one.root,
        )
        for one in queries.closings()
    ]  # fmt: skip
    now = queries.current(request.auth.today())
    opened = PeriodOut(period=str(now), label=now.label, state="open", closed_at=None, digest=None, root=None)
    return [*closed, opened]


@router.get(
    "/indicators",
    response=answers(list[IndicatorOut]),
    summary="指标",
    description="每个指标的计量单位和来源台账。",
)
def indicators(request: Request) -> list[IndicatorOut]:
    del request
    return [
        IndicatorOut(
            indicator=one.name, label=str(one.label), kind=one.kind, unit=one.unit, places=one.places,
            better=one.better, ledger=full_name(one.pack, one.ledger) if one.ledger else None,
        )
        for pack in ledgers.packs().values()
        for one in pack.indicators.values()
    ]  # fmt: skip


@router.get(
    "/figures/{period}",
    response=answers(FigurePage),
    summary="数据",
    description="已结账的为公布数，未结账的为实时数；与 `luoshi figures --json` 相同。",
)
def figures(request: Request, period: str, asked: Query[FigureQuery]) -> FigurePage:
    found = queries.figures(request.auth, Period.parse(period), unit=asked.unit, indicator=asked.indicator)
    rows = [FigureOut(**one) for one in asked.cut(found)]
    return FigurePage(**asked.told(len(found)), rows=rows)


@router.get(
    "/trace/{period}/{indicator}/{unit}",
    response=answers(TracePage),
    summary="数据的来源",
    description="一个数据由哪些记录得出；各行 `amount` 合计正好是这个数据的本年累计。",
)
def trace(request: Request, period: str, indicator: str, unit: str, asked: Query[Paging]) -> TracePage:
    found = queries.trace(request.auth, indicator, unit, Period.parse(period))
    rows = [
        TraceOut(
            ledger=one.ledger, record=one.record, unit=one.unit, share_bp=one.bp, amount=spelled(one.amount)
        )
        for one in asked.cut(found)
    ]
    return TracePage(**asked.told(len(found)), rows=rows)
