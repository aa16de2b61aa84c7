"""What a unit had better see to before it hands in: facts sent back or not verified, evidence that is not
there, questions that nobody has answered."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.dispatch import queries as dispatch
from luoshi.honesty import queries as honesty
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.periods import duties
from luoshi.web.components import Column, Empty, Row, Table


def table(actor: Actor, unit: str, when: Period) -> Table:
    """Everything at once, what blocks or is wrong first; each line leads to where it is put right."""
    columns = [Column("what", _("事项")), Column("count", _("数量"), "number", places=0)]
    rows = [*_facts(actor, unit, when), *_queries(unit, when), *_accounts(actor, unit, when)]
    empty = Empty(_("没有要处理的"), _("当月数据已核实、佐证齐全，可以上报。"))
    return Table(columns, rows, _("上报前还要处理"), empty=empty)


def _facts(actor: Actor, unit: str, when: Period) -> Iterator[Row]:
    words = {
        "rejected": _("%(ledger)s：已退回待改"), "pending": _("%(ledger)s：待审核"),
        "evidence": _("%(ledger)s：缺佐证"),
    }  # fmt: skip
    for one in duties.lacking(actor, unit, when):
        where = f"{reverse('ledgers:list', args=[one.ledger])}?{urlencode(one.filters)}"
        yield Row({"what": words[one.what] % {"ledger": one.label}, "count": one.count}, where)


def _queries(unit: str, when: Period) -> Iterator[Row]:
    found = honesty.open_for(unit, when) if honesty.kept() else []
    if found:
        where = f"{reverse('honesty:index')}?unit={unit}"
        yield Row({"what": _("疑点未说明"), "count": len(found)}, where)


def _accounts(actor: Actor, unit: str, when: Period) -> Iterator[Row]:
    """Questions why the unit lags, by the month before."""
    found = dispatch.unanswered(actor, unit) if dispatch.kept() else []
    for one in found:
        where = reverse("ledgers:record", args=[one.ref.ledger, one.ref.id])
        month = Period.parse(str(one.row["month"])).label
        said = {"month": month, "label": one.title}
        if Period.parse(str(one.row["month"])) <= when:
            yield Row({"what": _("%(month)s%(label)s滞后，待说明") % said, "count": 1}, where)
