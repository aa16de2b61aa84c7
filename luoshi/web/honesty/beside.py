"""The records of a suspicion side by side, field by field, what is the same marked; many as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.honesty import queries
from luoshi.honesty.queries import Opened
from luoshi.honesty.suspicion import Involved
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web.components import Badge, Column, Empty, Link, Row, Table
from luoshi.web.ledgers import layout, show

MOST = 3
"""So many records stand side by side; more are listed."""


@dataclass(frozen=True)
class _Side:
    """A record as it stands in its column: what it is called, where it is, its fields in words; of one that
    the person may not see only what the rule says is the same."""

    title: str
    unit: str
    url: str
    said: Mapping[str, str]
    labels: Mapping[str, str]


def table(actor: Actor, found: Opened) -> Table:
    """The records of a suspicion, as far as the person may see them."""
    records, caption = queries.beside(actor, found), _("涉及的记录")
    if not records:
        return Table([], [], caption, empty=Empty(_("不涉及具体记录"), _("请看“发现的情况”。")))
    if len(records) > MOST:
        return _listed(records, caption)
    return _compared([_side(actor, one) for one in records], queries.alike(found), caption)


def _listed(records: Sequence[Record | Involved], caption: str) -> Table:
    names = units.names()
    rows = [Row({"record": one.title, "unit": names.get(one.unit, one.unit)}, _where(one)) for one in records]
    return Table([Column("record", _("记录")), Column("unit", _("单位"))], rows, caption)


def _side(actor: Actor, one: Record | Involved) -> _Side:
    known, names = ledgers.ledgers().get(one.ref.ledger), units.names()
    title = _("%(label)s %(number)s") % {"label": known.label if known else "", "number": one.ref.id}
    unit = names.get(one.unit, one.unit)
    if not isinstance(one, Record):
        return _Side(title, unit, "", {}, {})
    facts = show.facts(one, names, layout.named(actor, one))[1:]
    said = {key: str(fact.value or "") for key, fact in zip(one.spec.fields, facts, strict=True)}
    labels = {key: str(field.label) for key, field in one.spec.fields.items()}
    return _Side(title, unit, _where(one), said, labels)


def _where(one: Record | Involved) -> str:
    return reverse("ledgers:record", args=[one.ref.ledger, one.ref.id]) if isinstance(one, Record) else ""


def _compared(sides: Sequence[_Side], alike: frozenset[str], caption: str) -> Table:
    columns = [
        Column("field", _("项目")),
        *(Column(f"r{place}", side.title) for place, side in enumerate(sides)),
        *([Column("same", _("对照"), "badge")] if len(sides) > 1 else []),
    ]
    rows = [
        _row(_("责任单位"), [side.unit for side in sides]),
        _row(_("记录"), [Link(_("打开"), side.url) if side.url else _("其他单位的记录") for side in sides]),
    ]
    for key in dict.fromkeys(key for side in sides for key in side.said):
        values = [side.said.get(key, "") for side in sides]
        if key in alike:
            known = next(value for value in values if value)
            values = [value or known for value in values]
        if any(values):
            label = next(side.labels[key] for side in sides if key in side.labels)
            rows.append(_row(label, values, key in alike))
    return Table(columns, rows, caption)


def _row(label: str, values: Sequence[Any], alike: bool = False) -> Row:
    """A line of the comparison; whether its values are the same is said in words, and by a colour."""
    cells: dict[str, Any] = {"field": label, **{f"r{place}": value for place, value in enumerate(values)}}
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) > 1 and all(texts):
        same = alike or len(set(texts)) == 1
        cells["same"] = Badge(_("相同"), "yellow") if same else Badge(_("不同"))
    return Row(cells)
