"""A ledger's records as rows of a table: which columns, and each record's cells."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from luoshi.web.components import Column, Row, verification_badge
from luoshi.web.ledgers import show


def columns(name: str) -> list[Column]:
    """The record itself, its unit, the pack's columns, its stage and whether it is verified."""
    spec = queries.ledger(name)
    keys = [key for key in spec.columns or tuple(spec.fields)[:8] if key != spec.title]
    middle = [show.column(key, spec.fields[key]) for key in keys]
    stage = [Column("stage", _("阶段"), sort=True)] if spec.stages else []
    return [
        Column("title", _("记录")),
        Column("unit", _("责任单位"), sort=True),
        *middle,
        *stage,
        Column("verification", _("审核"), "badge", sort=True),
    ]


def row(one: Record, names: dict[str, str]) -> Row:
    """A record's cells by column; the row opens the record."""
    labels = {stage.key: str(stage.label) for stage in one.spec.stages}
    cells = {key: show.cell(field, one.values.get(key), names) for key, field in one.spec.fields.items()}
    cells |= {
        "title": one.title,
        "unit": names.get(one.unit, one.unit),
        "stage": labels.get(one.stage or "", ""),
        "verification": verification_badge(one.verification),
    }
    return Row(cells, reverse("ledgers:record", args=[one.ref.ledger, one.ref.id]))
