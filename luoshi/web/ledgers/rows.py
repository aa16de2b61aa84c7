"""A ledger's records as rows of a table: which columns, and each record's cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.ledgers import queries
from luoshi.ledgers.policy import is_verified
from luoshi.ledgers.records import Record
from luoshi.web.components import Badge, Column, Row, verification_badge
from luoshi.web.ledgers import show


def columns(name: str) -> list[Column]:
    """The record itself, its unit, the pack's columns, its stage and whether it is verified."""
    spec = queries.ledger(name)
    keys = [key for key in spec.columns or tuple(spec.fields)[:8] if key != spec.title]
    middle = [show.column(key, spec.fields[key]) for key in keys]
    stage = [Column("stage", _("阶段"), sort=True)] if spec.stages else []
    light = [Column("light", _("督办灯"), "badge")] if spec.lights else []
    return [
        Column("title", _("记录")),
        *light,
        Column("unit", _("责任单位"), sort=True),
        *middle,
        *stage,
        *([Column("verification", _("审核"), "badge", sort=True)] if is_verified(spec) else []),
    ]


def row(
    one: Record,
    names: Mapping[str, str],
    shown: Iterable[Column] | None = None,
    titles: Mapping[str, Mapping[int, str]] | None = None,
) -> Row:
    """A record's cells by column, those shown; the row opens the record. `titles`: field → number → what
    the record or person of that number is called."""
    keys = {column.key for column in shown} if shown is not None else {*one.spec.fields, *_OWN}
    cells = {key: _cell(one, key, names, titles or {}) for key in keys}
    return Row(
        cells, reverse("ledgers:record", args=[one.ref.ledger, one.ref.id]), key=str(one.ref.id),
        selectable=one.verification == "pending",
    )  # fmt: skip


_OWN = ("title", "unit", "stage", "verification")


def _light(one: Record, titles: Mapping[str, Mapping[int, str]]) -> Badge | None:
    """The light that the list's one query found."""
    key = titles.get("light", {}).get(one.ref.id)
    return next(
        (Badge(str(light.label), light.colour) for light in one.spec.lights if light.key == key), None
    )


def _cell(one: Record, key: str, names: Mapping[str, str], titles: Mapping[str, Mapping[int, str]]) -> Any:
    if key in titles and key != "light":
        number = one.values.get(key) if key in one.spec.fields else one.row.get(key)
        return None if number is None else titles[key].get(number, str(number))
    if key in one.spec.fields:
        return show.cell(one.spec.fields[key], one.values.get(key), names)
    return _light(one, titles) if key == "light" else _own(one, key, names)


def _own(one: Record, key: str, names: Mapping[str, str]) -> Any:
    """What every record has beside its fields."""
    match key:
        case "title":
            return one.title
        case "unit":
            return names.get(one.unit, one.unit)
        case "stage":
            return one.stage_label
        case "verification":
            return verification_badge(one.verification)
        case "id":
            return str(one.ref.id)
    return one.row.get(key)
