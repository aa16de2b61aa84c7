"""A record's children as tables, their amounts cumulated against the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from luoshi.kernel.numbers import ratio
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Ledger
from luoshi.reports import pictures
from luoshi.reports.pictures import Drawn
from luoshi.units import queries as units
from luoshi.web.components import Column, Link, Row, Table
from luoshi.web.ledgers import layout, offers, rows
from luoshi.web.request import Request

RUNNING, SHARE = "_running", "_share"


@dataclass(frozen=True)
class Children:
    """A record's children of a ledger, the button to report another, and what is drawn of them."""

    table: Table
    more: Link | None
    picture: Drawn | None

    @property
    def svg(self) -> SafeString:
        """The picture as it stands in the page: drawn by us, its texts escaped."""
        return mark_safe(self.picture.svg if self.picture else "")


def tables(request: Request, record: Record, children: Mapping[str, list[Record]]) -> list[Children]:
    """The record's children, ledger by ledger."""
    drawn = pictures.drawn(record, children)
    made = [
        Children(
            _table(request, record, queries.ledger(name), held),
            offers.child(request, record, name),
            drawn if drawn and drawn.ledger == name else None,
        )
        for name, held in children.items()
    ]
    return [one for one in made if one.table.rows or one.more]


def _table(request: Request, record: Record, spec: Ledger, held: list[Record]) -> Table:
    names = units.names()
    columns = [one for one in rows.columns(spec.name) if one.key != spec.parent]
    shown = [Column(c.key, c.label, c.kind, c.unit, c.places) for c in columns]
    titles = layout.titles(request.actor, spec, tuple(held), tuple(shown))
    ordered = sorted(held, key=lambda one: (one.day or date.max, one.ref.id))
    made = [rows.row(one, names, shown, titles) for one in ordered]
    total = None
    if spec.total and held:
        shown, made, total = _running(record, spec, ordered, shown, made)
    return Table(shown, made, str(spec.label), total=total)


def _running(
    record: Record, spec: Ledger, ordered: list[Record], shown: list[Column], made: list[Row]
) -> tuple[list[Column], list[Row], Row]:
    """With the amounts up to each row and their share of the plan; what was sent back adds nothing."""
    assert spec.total is not None
    field = spec.fields[spec.total]
    plan = _plan(record, spec)
    places = 0 if field.type == "integer" else field.places
    shown = [*shown, Column(RUNNING, _("累计"), "number", str(field.unit or ""), places, phone=False)]
    if plan:
        shown.append(Column(SHARE, _("占计划"), "percent", phone=False))
    running, cumulated = Decimal(0), list[Row]()
    for one, row in zip(ordered, made, strict=True):
        if one.verification != "rejected":
            running += one.values[spec.total] or 0
        more: Mapping[str, Any] = {RUNNING: running, SHARE: ratio(running, plan)}
        cumulated.append(Row({**row.cells, **more}, row.url))
    total = {"title": _("合计"), spec.total: running, SHARE: ratio(running, plan)}
    return shown, cumulated, Row(total if plan else {key: total[key] for key in ("title", spec.total)})


def _plan(record: Record, spec: Ledger) -> Decimal | None:
    found = record.values.get(spec.plan) if spec.plan else None
    return found if isinstance(found, Decimal) and found else None
