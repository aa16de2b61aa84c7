"""What a ledger's records consist of: how many and how much by one of its choices, as bars or as a Pareto
chart, or month by month; always with the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.numbers import ratio
from luoshi.ledgers import parts, queries
from luoshi.ledgers.parts import Part
from luoshi.packs.spec import Ledger
from luoshi.web import charts, formats
from luoshi.web.components import Chart, Column, Row, Table
from luoshi.web.ledgers import trend, ways
from luoshi.web.ledgers.amounts import COUNT, Amounts
from luoshi.web.ledgers.forms import Filters
from luoshi.web.request import Request

MOST = 80
"""Percent of all that the few greatest come to: the mark of Pareto's rule."""


@require_GET
def index(request: Request, name: str) -> HttpResponse:
    """Records by the choice `?of=` or by month, counted or summed by the field `?by=`, as `?look=` says."""
    spec = queries.ledger(name)
    looks = _looks(spec)
    if not looks:
        raise Http404
    form, amounts = Filters(request.GET, spec=spec), Amounts.asked(spec, request.GET.get("by", ""))
    asked = request.GET.get("look", "")
    look = asked if asked in dict(looks) else looks[0][0]
    shown = _trend(request, form, amounts) if look == "trend" else _parts(request, form, amounts, look)
    context = {
        "page": ways.page(request, spec, "parts"),
        "filters": form,
        "chips": form.chips(request.GET),
        "looks": looks,
        "look": look,
        "measures": amounts.offered,
        "by": amounts.measure or COUNT,
        **shown,
    }
    if not any(row.cells["count"] for row in shown["table"].rows):
        context["empty"] = ways.nothing(request, spec, form)
    return render(request, "ledgers/parts.html", context)


def _looks(spec: Ledger) -> list[tuple[str, str]]:
    """The ways of looking at it: by a choice where it has one, by month where it is dated."""
    made = [("bars", _("条形图")), ("pareto", _("排列图"))] if parts.fields(spec) else []
    return [*made, ("trend", _("逐月趋势"))] if spec.dated else made


def _trend(request: Request, form: Filters, amounts: Amounts) -> dict[str, Any]:
    months = trend.found(request, form, amounts)
    return {
        "chart": trend.chart(amounts, months),
        "table": trend.table(request, amounts, months),
        "caption": trend.caption(amounts),
    }


@dataclass(frozen=True)
class _Ranked:
    """The parts of a choice, the greatest first, with what each leads to."""

    request: Request
    amounts: Amounts
    of: str
    parts: Sequence[Part]

    def name(self, one: Part) -> str:
        """What a part is called."""
        return str(self.amounts.spec.fields[self.of].choices.get(one.key, one.key)) or _("未填")

    def url(self, one: Part) -> str:
        """The list of what one choice has; those without one cannot be asked for."""
        if not one.key:
            return ""
        asked = ways.asking(self.request.GET, **{self.of: one.key})
        return reverse("ledgers:list", args=[self.amounts.spec.name]) + asked

    @property
    def caption(self) -> str:
        """What is to be seen, in words."""
        spec = self.amounts.spec
        said = {"ledger": spec.label, "of": spec.fields[self.of].label, "what": self.amounts.name}
        return _("“%(ledger)s”按%(of)s的%(what)s") % said


def _parts(request: Request, form: Filters, amounts: Amounts, look: str) -> dict[str, Any]:
    spec, fields = amounts.spec, parts.fields(amounts.spec)
    of = request.GET.get("of", "")
    of = of if of in fields else fields[0]
    found = parts.parts(
        request.actor, spec.name, of, search=form.search, filters=form.filters, measure=amounts.measure
    )
    pareto = look == "pareto"
    some = [one for one in found if amounts.of(one)] if pareto else found
    ranked = _Ranked(request, amounts, of, sorted(some, key=lambda one: -amounts.of(one)))
    shown = {
        "kinds": [(key, spec.fields[key].label) for key in fields],
        "of": of,
        "table": _table(ranked, cumulated=pareto),
        "caption": ranked.caption,
    }
    if pareto:
        return shown | _pareto(ranked)
    most = max((float(amounts.of(one)) for one in found), default=0) or 1
    return shown | {"bars": [_bar(ranked, one) for one in ranked.parts if one.count], "most": most}


def _bar(ranked: _Ranked, one: Part) -> dict[str, Any]:
    amounts = ranked.amounts
    return {
        "name": ranked.name(one), "url": ranked.url(one), "value": float(amounts.of(one)),
        "words": amounts.words(one),
    }  # fmt: skip


def _table(ranked: _Ranked, *, cumulated: bool) -> Table:
    """Each part with its share of all, exact; with what it and those before it come to where asked."""
    amounts, made, running = ranked.amounts, list[Row](), Decimal(0)
    columns = [Column("part", str(amounts.spec.fields[ranked.of].label)), *amounts.columns]
    columns.append(Column("share", _("占比"), "percent"))
    if cumulated:
        columns.append(Column("cumulated", _("累计占比"), "percent"))
    whole = sum(amounts.of(one) for one in ranked.parts)
    for one in ranked.parts:
        running += amounts.of(one)
        shares = {"share": ratio(amounts.of(one), whole), "cumulated": ratio(running, whole)}
        made.append(Row({"part": ranked.name(one), **amounts.cells(one), **shares}, ranked.url(one)))
    count = sum(one.count for one in ranked.parts)
    total = {"part": _("合计"), "count": count} | ({"sum": whole} if amounts.measure else {})
    return Table(columns, made, ranked.caption, total=Row(total))


def _pareto(ranked: _Ranked) -> dict[str, Any]:
    """The chart, and how many of the greatest come to the mark. Amounts below nothing have no shares."""
    amounts, running = ranked.amounts, list[Any]()
    values = [amounts.of(one) for one in ranked.parts]
    if not values or values[-1] < 0:
        return {"note": _("有负数，不能作累计占比。") if values else ""}
    for value in values:
        running.append((running[-1] if running else 0) + value)
    shares = [ratio(one, running[-1]) for one in running]
    few = next(place for place, share in enumerate(shares, start=1) if share is not None and share >= MOST)
    said = {"n": few, "all": len(values), "share": formats.percent(shares[few - 1]), "mark": MOST}
    note = _("%(all)s 类里最多的 %(n)s 类累计占 %(share)s，达到 %(mark)s%%。") % said
    option = charts.pareto(
        [ranked.name(one) for one in ranked.parts], {amounts.name: values}, {_("累计占比"): shares},
        amounts.unit,
    )  # fmt: skip
    return {"chart": Chart("pareto", option, ranked.caption), "note": note}
