"""A ledger's map: how many and how much in each unit below one, on the outlines that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.ledgers import places, queries
from luoshi.ledgers.places import Place, Places
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.units.geometry import collection
from luoshi.web import formats
from luoshi.web.components import Column, Link, Row, Table
from luoshi.web.ledgers import ways
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

COUNT = "count"


@require_GET
def index(request: Request, name: str) -> HttpResponse:
    """The map of the unit that the filter `unit` names; `?by=` says what its colours mean."""
    spec = queries.ledger(name)
    form = Filters(request.GET, spec=spec)
    by = request.GET.get("by", COUNT)
    measure = by if by in places.measures(spec) else None
    found = places.places(
        request.actor, name, search=form.search, filters=form.filters, measure=measure
    )  # fmt: skip
    total = sum(one.count for one in found.places)
    outlines = units.outlines(one.code for one in found.places if not one.own)
    ranked = sorted(found.places, key=lambda one: (-_value(one, measure), one.code))
    context = {
        "page": ways.page(request, spec, "map"),
        "filters": form,
        "chips": form.chips(request.GET),
        "measures": [(COUNT, _("条数")), *((key, _label(spec, key)) for key in places.measures(spec))],
        "by": measure or COUNT,
        "trail": _trail(request, found),
        "table": _table(request, spec, ranked, measure),
        "drawn": _drawn(request, spec, found, outlines, measure) if outlines and total else None,
        "bars": [_bar(request, spec, one, measure) for one in ranked if one.count],
        "most": max((float(_value(one, measure)) for one in ranked), default=0) or 1,
        "administers": request.actor.has("admin"),
        "empty": None if total else ways.nothing(request, spec, form),
        "caption": _caption(spec, found, measure),
    }
    return render(request, "ledgers/map.html", context)


def _label(spec: Ledger, key: str) -> str:
    field = spec.fields[key]
    return formats.aside(field.label, formats.unit_words(field.unit))


def _value(place: Place, measure: str | None) -> Decimal:
    return place.sum if measure else Decimal(place.count)


def _words(spec: Ledger, place: Place, measure: str | None) -> str:
    if measure is None:
        return _("%(n)s 条") % {"n": place.count}
    field = spec.fields[measure]
    return formats.amount(place.sum, field.unit or "", 0 if field.type == "integer" else field.places)


def _name(place: Place) -> str:
    return _("%(unit)s本级") % {"unit": place.name} if place.own else place.name


def _list(request: Request, spec: Ledger, place: Place) -> str:
    """The list of what is in a unit."""
    return reverse("ledgers:list", args=[spec.name]) + ways.asking(request.GET, unit=place.code)


def _down(request: Request, code: str) -> str:
    """The map of a unit, its colours meaning the same."""
    by = {"by": request.GET["by"]} if "by" in request.GET else {}
    return request.path + ways.asking(request.GET, unit=code, **by)


def _trail(request: Request, found: Places) -> list[Link]:
    """From the top unit down to the one that is shown; the way back up."""
    if found.at is None:
        return []
    above = [Link(one.name, _down(request, one.code)) for one in found.above]
    return [*above, Link(found.at.name, current=True)]


def _table(request: Request, spec: Ledger, ranked: Sequence[Place], measure: str | None) -> Table:
    columns = [Column("unit", _("单位")), Column("count", _("条数"), "number", places=0)]
    if measure:
        field = spec.fields[measure]
        digits = 0 if field.type == "integer" else field.places
        columns.append(Column("sum", str(field.label), "number", str(field.unit or ""), digits))
    if any(one.below for one in ranked):
        columns.append(Column("below", _("下级")))
    rows = []
    for one in ranked:
        cells: dict[str, Any] = {"unit": _name(one), "count": one.count, "sum": one.sum}
        if one.below:
            cells["below"] = Link(_("看下级"), _down(request, one.code))
        rows.append(Row(cells, _list(request, spec, one)))
    total = {"unit": _("合计"), "count": sum(one.count for one in ranked)}
    sums = {"sum": sum((one.sum for one in ranked), Decimal(0))} if measure else {}
    return Table(columns, rows, _("各单位"), total=Row({**total, **sums}))


def _bar(request: Request, spec: Ledger, one: Place, measure: str | None) -> dict[str, Any]:
    return {
        "name": _name(one), "url": _list(request, spec, one), "value": float(_value(one, measure)),
        "words": _words(spec, one, measure),
    }  # fmt: skip


def _drawn(
    request: Request, spec: Ledger, found: Places, outlines: dict[str, Any], measure: str | None
) -> dict[str, Any]:
    """What the script draws: outlines, and for each its name, value, words, and where a press leads: down,
    where units below are drawn too, else to the list."""
    regions = []
    for one in found.places:
        if one.code in outlines and not one.own:
            url = _down(request, one.code) if one.below else _list(request, spec, one)
            regions.append({
                "unit": one.code, "name": one.name, "value": float(_value(one, measure)),
                "words": _words(spec, one, measure), "url": url,
            })  # fmt: skip
    return {"geometry": collection(outlines), "regions": regions}


def _caption(spec: Ledger, found: Places, measure: str | None) -> str:
    said = {
        "unit": found.at.name if found.at else "", "ledger": spec.label,
        "what": spec.fields[measure].label if measure else _("条数"),
    }  # fmt: skip
    return _("%(unit)s各单位的“%(ledger)s”%(what)s：颜色越深越多。点一个地方看它的下级或记录。") % said
