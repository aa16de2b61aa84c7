"""A ledger's values ↔ JSON: money as strings in yuan, decimals as strings, dates ISO 8601.

Inside, a money value is a Decimal in the field's own unit (万元); outside it is always yuan, in what
is read, written and filtered by, so that what was read can be written back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.money import from_fen, to_fen, yuan_string
from luoshi.ledgers import columns
from luoshi.packs.spec import Field, Ledger

YUAN = "元"


def written(ledger: Ledger, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field as JSON gives them."""
    return {
        key: value if key not in ledger.fields else one(ledger.fields[key], value)
        for key, value in values.items()
    }


def one(field: Field, value: Any) -> Any:
    """A value of a field in the field's unit, as JSON."""
    if value is None:
        return None
    match field.type:
        case "money":
            return yuan_string(to_fen(value, str(field.unit)))
        case "decimal" | "percent":
            return f"{value:f}"
        case "integer":
            return int(value)
        case _:
            return value.isoformat() if isinstance(value, date | datetime) else value


def stored(ledger: Ledger, column: str, value: Any) -> Any:
    """A column's value as the journal keeps it, as JSON."""
    field = ledger.fields.get(column)
    if field is None or value is None:
        return value
    if field.type in ("money", "decimal", "percent", "integer"):
        return one(field, columns.shown_of(field, value))
    return value


def read(ledger: Ledger, said: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field from JSON; what is wrong with amounts is raised at once, the rest is the ledger's."""
    values, problems = dict(said), []
    for key, value in said.items():
        field = ledger.fields.get(key)
        if field is not None and field.type == "money":
            try:
                values[key] = in_unit(field, value)
            except InputError as fault:
                problems.append(Problem(fault.message, fault.hint, field=str(field.label)))
    if problems:
        raise InputError(problems=problems)
    return values


def in_unit(field: Field, said: Any) -> Decimal | None:
    """Yuan → the field's own unit, exactly."""
    if said is None or said == "":
        return None
    try:
        yuan = Decimal(str(said).strip())
    except InvalidOperation as fault:
        raise InputError(f"“{said}”不是金额", hint="写以元为单位的数，如 5000000.00") from fault
    return from_fen(to_fen(yuan, YUAN), str(field.unit))


def asked(ledger: Ledger, filters: Mapping[str, str]) -> dict[str, Any]:
    """Filters by column (`amount__min`) with amounts turned from yuan; `__in` takes values with commas
    between them."""
    turned: dict[str, Any] = {}
    for key, value in filters.items():
        column, _, bound = key.partition("__")
        field = ledger.fields.get(column)
        several = [
            in_unit(field, one) if field is not None and field.type == "money" else one
            for one in (value.split(",") if bound == "in" else [value])
        ]
        turned[key] = several if bound == "in" else several[0]
    return turned
