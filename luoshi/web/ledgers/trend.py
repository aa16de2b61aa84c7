"""A dated ledger month by month, over two years: a line, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.periods import Period
from luoshi.ledgers import parts
from luoshi.ledgers.parts import Part
from luoshi.web import charts
from luoshi.web.components import Chart, Column, Row, Table
from luoshi.web.ledgers import ways
from luoshi.web.ledgers.amounts import Amounts
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

MONTHS = 24


def found(request: Request, form: Filters, amounts: Amounts) -> list[Part]:
    """What was dated in each of the last months, this one the last."""
    now = Period.month_of(request.actor.today())
    asked = [now]
    while len(asked) < MONTHS:
        asked.insert(0, asked[0].previous())
    return parts.months(
        request.actor, amounts.spec.name, asked, search=form.search, filters=form.filters,
        measure=amounts.measure,
    )  # fmt: skip


def chart(amounts: Amounts, months: Sequence[Part]) -> Chart:
    """The line of the months, none left out."""
    series = {amounts.name: [amounts.of(one) for one in months]}
    labels = [one.key for one in months]
    return Chart("trend", charts.lines(labels, series, amounts.unit), caption(amounts))


def table(request: Request, amounts: Amounts, months: Sequence[Part]) -> Table:
    """The same in numbers, the newest first; a month leads to its records."""
    columns = [Column("month", _("月份")), *amounts.columns]
    rows = [
        Row({"month": Period.parse(one.key).label, **amounts.cells(one)}, _list(request, amounts, one))
        for one in reversed(months)
    ]
    whole = Part("", sum(one.count for one in months), sum((one.sum for one in months), Decimal(0)))
    return Table(columns, rows, caption(amounts), total=Row({"month": _("合计"), **amounts.cells(whole)}))


def caption(amounts: Amounts) -> str:
    """What is to be seen, in words."""
    spec = amounts.spec
    dated = spec.fields[str(spec.dated)].label
    said = {"ledger": spec.label, "dated": dated, "what": amounts.name, "n": MONTHS}
    return _("“%(ledger)s”最近 %(n)s 个月的%(what)s（按%(dated)s）") % said


def _list(request: Request, amounts: Amounts, one: Part) -> str:
    """The list of a month's records, of those that were asked for."""
    month, dated = Period.parse(one.key), amounts.spec.dated
    first, last = f"{dated}__min", f"{dated}__max"
    begins = max(month.start.isoformat(), request.GET.get(first, ""))
    ends = min(month.end.isoformat(), request.GET.get(last, "") or "9999")
    asked = ways.asking(request.GET, **{first: begins, last: ends})
    return reverse("ledgers:list", args=[amounts.spec.name]) + asked
