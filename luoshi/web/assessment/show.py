"""考核 as pages show it: sheets, runs, scores, a unit's points and the months behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.assessment import queries
from luoshi.assessment.models import Assessment
from luoshi.kernel.periods import Period
from luoshi.packs.spec import Sheet
from luoshi.periods.duties import Duty
from luoshi.units import queries as units
from luoshi.units.policy import KINDS
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Link, Row, Table
from luoshi.web.periods.show import duty_badge


def title(run: Assessment) -> str:
    """2026年度乡镇招商引资考核细则; a sheet that no pack has any more is named by its key."""
    known = queries.sheets().get(run.sheet)
    return _("%(year)s年度%(sheet)s") % {"year": run.year, "sheet": known.label if known else run.sheet}


def sheets(runs: Sequence[Assessment]) -> Table:
    """Every sheet with the last run of it."""
    rows = []
    for name, one in queries.sheets().items():
        last = queries.newest(runs, name)
        result = Link(_result(last), reverse("assessment:scores", args=[last.id])) if last else None
        cells = {"sheet": str(one.label), "units": _units(one), "items": len(one.items), "last": result}
        rows.append(Row(cells, reverse("assessment:sheet", args=[name])))
    columns = [
        Column("sheet", _("考核细则")),
        Column("units", _("考核对象"), phone=False),
        Column("items", _("项数"), "number", places=0, phone=False),
        Column("last", _("最新得分")),
    ]
    empty = Empty(_("没有考核细则"), _("台账包里写有细则，启用后列在这里。"))
    return Table(columns, rows, _("考核细则"), empty=empty)


def _units(sheet: Sheet) -> str:
    return formats.aside(KINDS.get(sheet.kind, sheet.kind), formats.listed(sheet.classes))


def _result(run: Assessment) -> str:
    said = {"year": run.year, "month": Period.parse(run.through).label}
    return _("%(year)s年度，截至%(month)s") % said


def runs(found: Sequence[Assessment], new: Link | None, states: Mapping[int, Badge]) -> Table:
    """Every run; an older one stays as it was."""
    people = units.person_names()
    rows = [
        Row(
            {
                "run": title(one), "number": str(one.id), "through": Period.parse(one.through).label,
                "at": one.made_at, "by": people.get(one.by or 0, _("系统")),
                "digest": formats.digest(one.digest), "state": states.get(one.id),
            },
            reverse("assessment:scores", args=[one.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("run", _("考核")),
        Column("number", _("编号")),
        Column("through", _("截至")),
        Column("at", _("计算时间"), "moment", phone=False),
        Column("by", _("计算人"), phone=False),
        Column("digest", _("摘要"), phone=False),
        Column("state", _("状态"), "badge"),
    ]
    empty = Empty(_("还没有计算过得分"), _("月份结账后，由考核员按细则计算。"), new)
    return Table(columns, rows, _("历次得分"), empty=empty)


def awaited(item: Mapping[str, Any]) -> Decimal | str | None:
    return str(formats.AWAITING) if item["state"] == "awaiting" else formats.decimal(item["points"])


def hand_ins(months: Sequence[Duty]) -> Table:
    """The months that were owed, each with how it stood when it closed."""
    rows = [
        Row(
            {"month": one.period.label, "due": one.due, "state": duty_badge(one)},
            reverse("periods:unit", args=[one.period, one.unit]),
        )
        for one in months
    ]
    columns = [
        Column("month", _("月份")),
        Column("due", _("截止"), "moment"),
        Column("state", _("状态"), "badge"),
    ]
    return Table(columns, rows, _("月报"), empty=Empty(_("没有需要上报的月份")))
