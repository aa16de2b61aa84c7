"""The names an expression may use over a ledger, and what each stands for in its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp, parse_one

from luoshi.kernel.money import PLACES
from luoshi.packs.spec import Field, Ledger

Type = Literal["money", "number", "text", "date", "boolean"]

_TYPES: Mapping[str, Type] = {
    "integer": "number", "decimal": "number", "percent": "number", "money": "money", "date": "date",
    "boolean": "boolean", "person": "number", "record": "number",
}  # fmt: skip


@dataclass(frozen=True)
class Symbol:
    """A name's SQL over stored columns. A stored number stands for itself ÷ 10^scale.

    `places` is what of the scale comes from 分: 6 for money entered in 万元, else 0.
    """

    ast: exp.Expr
    type: Type
    scale: int = 0
    places: int = 0
    choices: tuple[str, ...] = ()


def of_ledger(ledger: Ledger) -> dict[str, Symbol]:
    """Fields, `stage`, `stage_<key>` days, `verified`, `unit`."""
    known = {
        "unit": Symbol(exp.column("unit"), "text"),
        "verified": Symbol(parse_one("verification = 'verified'"), "boolean"),
    }
    if ledger.stages:
        keys = tuple(stage.key for stage in ledger.stages)
        known["stage"] = Symbol(exp.column("stage"), "text", choices=keys)
        known |= {f"stage_{key}": Symbol(exp.column(f"stage_{key}"), "date") for key in keys}
    for key, field in ledger.fields.items():
        known[key] = _of_field(key, field)
        if field.type == "organization":
            known[f"{key}_code"] = Symbol(exp.column(f"{key}_code"), "text")
    return known


def of_child(ledger: Ledger) -> dict[str, Symbol]:
    """What a parent's checks may say of a child ledger: how many, their total, and the total's parts."""
    known = {f"{ledger.key}_count": Symbol(exp.column(f"{ledger.key}_count"), "number")}
    if ledger.total and ledger.total in ledger.fields:
        name = f"{ledger.key}_total"
        for part in (name, *(f"{name}_{choice}" for choice in parts(ledger))):
            known[part] = _of_field(part, ledger.fields[ledger.total])
    return known


def parts(ledger: Ledger) -> tuple[str, ...]:
    """The choices by which a parent knows the parts of a child ledger's total."""
    field = ledger.fields.get(ledger.total_by or "")
    return tuple(field.choices) if field and ledger.total else ()


def _of_field(name: str, field: Field) -> Symbol:
    places = PLACES.get(str(field.unit), 0) if field.type == "money" else 0
    scale = field.places if field.type in ("decimal", "percent") else places
    kind = _TYPES.get(field.type, "text")
    return Symbol(exp.column(name), kind, scale, places, tuple(field.choices))
