"""What is not quite true in every real year, and how the checks find it: 疑点核查 has something to show.

A project signed again by another township under a new name, an amount in the wrong unit; one of them is
answered by its unit, another is settled by the county.
"""

from __future__ import annotations

from datetime import date

from luoshi.honesty import actions as honesty
from luoshi.honesty import queries
from luoshi.honesty.queries import Opened
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import code
from luoshi.ops.demo.investment import PROJECT, Project, claim
from luoshi.ops.demo.places import COUNTY


def plan(calendar: Calendar, mine: Project, other: Project) -> None:
    """The doubts of July, and the county's check after them."""
    calendar.add(date(2026, 7, 8), "问题", lambda: _signed_again(mine, other.unit, date(2026, 7, 8)))
    calendar.add(date(2026, 7, 9), "问题", lambda: _wrong_unit(other, date(2026, 7, 9)))
    calendar.add(date(2026, 7, 15), "问题", lambda: _checked(date(2026, 7, 15)))


def _signed_again(one: Project, unit: str, day: date) -> None:
    """Another township files the same contract under a new name and another legal form."""
    values = {
        "name": f"新建{one.name}二期", "investor": one.investor.replace("有限公司", "有限责任公司"),
        "investor_code": code(one.number % 97), "industry": "agri", "channel": "referral", "kind": "new",
        "total": one.total, "signed_on": day, "site": "县工业集中区", "origin": "city_outside",
    }  # fmt: skip
    contract = NewFile("contract", "投资合同.txt", f"{one.investor}与本县再签的{one.name}合同".encode())
    made = ledgers.create(cast.reporter(unit, day), PROJECT, unit, values, files=[contract], since=day)
    ledgers.move(cast.reporter(unit, day), made.ref, "signed", on=day)


def _wrong_unit(one: Project, day: date) -> None:
    """180 万元 typed in 元 into a field of 万元; nobody has verified it yet."""
    claim(one, day, 1_800_000, f"JZ{day:%Y%m%d}-{one.known.id:04}-1")


def _checked(day: date) -> None:
    """The county runs every rule; a unit answers, and one answer is accepted."""
    honesty.check(cast.who("supervisor", day, 9), [COUNTY], day)
    voucher = _of("investment.receipt.voucher", day)
    for one, said in (
        (voucher, "两单位同日收到投资方同一批款项，经核对，进账单由青石镇先行登记，我乡误报，正在更正。"),
        (_of("investment.project.not_started", day), "用地指标已列入三季度调剂方案，预计九月底前开工。"),
    ):
        if one is not None:
            honesty.answer(cast.reporter(one.record.unit, day, 14), one.record.ref.id, said)
    started = _of("investment.project.not_started", day, stage="answered")
    if started is not None:
        opinion = "已核对用地预审意见，说明属实，列入三季度调度。"
        honesty.settle(cast.reviewer(COUNTY, day), started.record.ref.id, "explained", opinion)


def _of(rule: str, day: date, stage: str = "opened") -> Opened | None:
    """The first suspicion of a rule in the county's townships."""
    found = queries.opened(cast.who("supervisor", day), rule=rule, stage=stage)
    below = (one for one in found[::-1] if one.record.unit.startswith(COUNTY) and one.record.unit != COUNTY)
    return next(below, None)
