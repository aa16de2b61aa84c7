"""What a ledger's records consist of: how many and how much by one of its choices, as bars and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.numbers import ratio
from luoshi.ledgers import parts, places, queries
from luoshi.ledgers.parts import Part
from luoshi.packs.spec import Ledger
from luoshi.web import formats
from luoshi.web.components import Column, Row, Table
from luoshi.web.ledgers import ways
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

COUNT = "count"


@require_GET
def index(request: Request, name: str) -> HttpResponse:
    """Records by the choice `?of=`, counted or summed by the field `?by=`."""
    spec = queries.ledger(name)
    fields = parts.fields(spec)
    if not fields:
        raise Http404
    form = Filters(request.GET, spec=spec)
    of, by = request.GET.get("of", ""), request.GET.get("by", COUNT)
    of, measure = of if of in fields else fields[0], by if by in places.measures(spec) else None
    found = parts.parts(
        request.actor, name, of, search=form.search, filters=form.filters, measure=measure
    )  # fmt: skip
    ranked = sorted(found, key=lambda one: -(one.sum if measure else one.count))
    context = {
        "page": ways.page(request, spec, "parts"),
        "filters": form,
        "chips": form.chips(request.GET),
        "kinds": [(key, spec.fields[key].label) for key in fields],
        "of": of,
        "measures": [(COUNT, _("条数")), *((key, _label(spec, key)) for key in places.measures(spec))],
        "by": measure or COUNT,
        "table": _table(request, spec, of, ranked, measure),
        "bars": [_bar(request, spec, of, one, measure) for one in ranked if one.count],
        "most": max((float(one.sum if measure else one.count) for one in ranked), default=0) or 1,
        "empty": None if any(one.count for one in found) else ways.nothing(request, spec, form),
        "caption": _caption(spec, of, measure),
    }
    return render(request, "ledgers/parts.html", context)


def _label(spec: Ledger, key: str) -> str:
    field = spec.fields[key]
    return formats.aside(field.label, formats.unit_words(field.unit))


def _name(spec: Ledger, of: str, one: Part) -> str:
    return str(spec.fields[of].choices.get(one.key, one.key)) or _("未填")


def _list(request: Request, spec: Ledger, of: str, one: Part) -> str:
    """The list of what one choice has; those without one cannot be asked for."""
    return reverse("ledgers:list", args=[spec.name]) + ways.asking(request.GET, **{of: one.key})


def _words(spec: Ledger, one: Part, measure: str | None) -> str:
    if measure is None:
        return _("%(n)s 条") % {"n": one.count}
    field = spec.fields[measure]
    return formats.amount(one.sum, field.unit or "", 0 if field.type == "integer" else field.places)


def _bar(request: Request, spec: Ledger, of: str, one: Part, measure: str | None) -> dict[str, Any]:
    return {
        "name": _name(spec, of, one), "url": _list(request, spec, of, one) if one.key else "",
        "value": float(one.sum if measure else one.count), "words": _words(spec, one, measure),
    }  # fmt: skip


def _table(request: Request, spec: Ledger, of: str, ranked: Sequence[Part], measure: str | None) -> Table:
    columns = [Column("part", str(spec.fields[of].label)), Column("count", _("条数"), "number", places=0)]
    if measure:
        field = spec.fields[measure]
        digits = 0 if field.type == "integer" else field.places
        columns.append(Column("sum", str(field.label), "number", str(field.unit or ""), digits))
    columns.append(Column("share", _("占比"), "percent"))
    amounts = [one.sum if measure else one.count for one in ranked]
    whole, made = sum(amounts), list[Row]()
    for one, amount in zip(ranked, amounts, strict=True):
        share = ratio(amount, whole) if whole else None
        cells = {"part": _name(spec, of, one), "count": one.count, "sum": one.sum, "share": share}
        made.append(Row(cells, _list(request, spec, of, one) if one.key else ""))
    total = {"part": _("合计"), "count": sum(one.count for one in ranked)}
    sums = {"sum": whole} if measure else {}
    return Table(columns, made, _caption(spec, of, measure), total=Row({**total, **sums}))


def _caption(spec: Ledger, of: str, measure: str | None) -> str:
    said = {
        "ledger": spec.label, "of": spec.fields[of].label,
        "what": spec.fields[measure].label if measure else _("条数"),
    }  # fmt: skip
    return _("“%(ledger)s”按%(of)s的%(what)s") % said
