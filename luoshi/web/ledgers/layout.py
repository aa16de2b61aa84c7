"""Which columns a list shows, in which order, how many of them stay in sight: what its address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.ledgers import lights, queries
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Ledger, ledger_of
from luoshi.units import queries as units
from luoshi.web.components import Column
from luoshi.web.ledgers import rows, show
from luoshi.web.ledgers.entry import code_worded

MOST_PINNED = 4


@dataclass(frozen=True)
class Layout:
    """`columns` as shown; `offered` all that could be, the shown ones first, with whether they are."""

    columns: tuple[Column, ...]
    offered: tuple[tuple[Column, bool], ...]
    pinned: int


def layout(spec: Ledger, query: QueryDict) -> Layout:
    """The columns asked for by `?col=…&col=…` (else the pack's), the first `?pin=` of them pinned."""
    known = {one.key: one for one in every(spec)}
    usual = [one.key for one in rows.columns(spec.name)]
    asked = [key for key in dict.fromkeys(query.getlist("col")) if key in known]
    shown = asked or usual
    if "title" not in shown:
        shown = ["title", *shown]
    said = query.get("pin", "1")
    pinned = min(int(said), MOST_PINNED, len(shown)) if said.isdecimal() else 1
    phone = {one.key for one in rows.columns(spec.name) if one.phone}
    columns = [replace(known[key], pin=place < pinned, phone=key in phone) for place, key in enumerate(shown)]
    offered = [*((known[key], True) for key in shown)]
    offered += [(one, False) for key, one in known.items() if key not in shown]
    return Layout(tuple(columns), tuple(offered), pinned)


def every(spec: Ledger) -> list[Column]:
    """Every column that a list of the ledger can show."""
    fields = [show.column(key, field) for key, field in spec.fields.items() if key != spec.title]
    codes = [
        Column(f"{key}_code", code_worded(field), sort=True, phone=False)
        for key, field in spec.fields.items()
        if field.type == "organization"
    ]
    stages = [Column("stage", _("阶段"), sort=True)] if spec.stages else []
    lit = [Column("light", _("督办灯"), "badge")] if spec.lights else []
    days = [
        Column(f"stage_{one.key}", _("%(stage)s日期") % {"stage": one.label}, "date", sort=True, phone=False)
        for one in spec.stages
    ]
    return [
        Column("title", _("记录")),
        *lit,
        Column("unit", _("责任单位"), sort=True),
        *fields,
        *codes,
        *stages,
        *days,
        Column("verification", _("审核"), "badge", sort=True),
        Column("id", _("编号"), sort=True, phone=False),
        Column("reported_by", _("填报人"), sort=True, phone=False),
        Column("reported_at", _("填报时间"), "moment", sort=True, phone=False),
        Column("verified_by", _("审核人"), sort=True, phone=False),
        Column("verified_on", _("审核日期"), "date", sort=True, phone=False),
    ]


def titles(
    actor: Actor, spec: Ledger, records: tuple[Record, ...], columns: tuple[Column, ...]
) -> Mapping[str, Any]:
    """Field → number → what it is called, of the records and people that the shown columns name. One query
    for each such column."""
    found: dict[str, Mapping[int, str]] = {}
    for column in columns:
        field = spec.fields.get(column.key)
        if field is not None and field.type == "record":
            numbers = {one.values[column.key] for one in records} - {None}
            found[column.key] = queries.titles(actor, ledger_of(spec, field), numbers)
    if any(one.key == "light" for one in columns):
        shown = lights.of(spec, records, actor.today())
        found["light"] = {number: light.key for number, light in shown.items()}
    if any(one.key in ("reported_by", "verified_by") or _is_person(spec, one.key) for one in columns):
        people = units.person_names()
        for one in columns:
            if one.key in ("reported_by", "verified_by") or _is_person(spec, one.key):
                found[one.key] = people
    return found


def named(actor: Actor, record: Record) -> Mapping[str, Mapping[int, str]]:
    """Field → number → what it is called, of the records and people that one record names."""
    columns = tuple(Column(key, "") for key in record.spec.fields)
    return titles(actor, record.spec, (record,), columns)


def _is_person(spec: Ledger, key: str) -> bool:
    return key in spec.fields and spec.fields[key].type == "person"
