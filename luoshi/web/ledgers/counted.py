"""Where a record counts: the figures, the targets they are held against, the bulletins that tell of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.commitments import queries as commitments
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs.spec import full_name
from luoshi.periods import counting
from luoshi.periods.policy import READS
from luoshi.reports import queries as reports
from luoshi.units import queries as units
from luoshi.web.components import Link
from luoshi.web.request import Request


@dataclass(frozen=True)
class Line:
    """An indicator with where its figure is, the target and the bulletins."""

    figure: Link
    month: str
    closed: bool
    targets: tuple[Link, ...]
    bulletins: tuple[Link, ...]


def lines(request: Request, record: Record) -> list[Line]:
    """One line for each indicator in which the record counts, for whoever reads its unit's figures."""
    if record.unit not in units.reach(request.actor, *READS):
        return []
    found = counting.counted(request.actor, record)
    years = {one.period.year for one in found}
    owed = [one for year in years for one in commitments.commitments(request.actor, year)]
    issued = reports.bulletins(request.actor, {one.period for one in found})
    made = []
    for one in found:
        name = one.indicator.name
        figure = Link(
            str(one.indicator.label),
            reverse("figures:trace", args=[one.period, name, record.unit]),
            "chart-bar",
        )
        targets = tuple(
            Link(_("%(year)d年目标") % {"year": t.year}, reverse("commitments:commitment", args=[t.id]))
            for t in owed
            if (t.unit, t.indicator, t.year) == (record.unit, name, one.period.year)
        )
        told = tuple(
            Link(str(b.content["title"]), reverse("bulletins:bulletin", args=[b.id]))
            for b in issued
            if b.period == str(one.period) and _tells(b.kind, name)
        )
        made.append(Line(figure, one.period.label, one.closed, targets, told))
    return made


def _tells(kind: str, indicator: str) -> bool:
    """Whether a kind of bulletin has a section about an indicator."""
    pack, _dot, key = kind.partition(".")
    known = ledgers.packs()
    spec = known[pack].bulletins.get(key) if pack in known else None
    named = [one for section in spec.sections for one in section.indicators] if spec else []
    return indicator in {full_name(pack, one) for one in named}
