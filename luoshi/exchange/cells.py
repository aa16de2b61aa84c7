"""A cell of a sheet as the ledger takes it: exact numbers, dates however they were typed. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from luoshi.kernel.money import from_fen, to_fen
from luoshi.packs.spec import Field

_NUMBERS = frozenset({"money", "decimal", "integer", "percent"})
_DATE = re.compile(r"^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?:\s+00:00:00)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\s*[年./-]\s*(\d{1,2})\s*月?$")
_SERIAL = (20_000, 80_000)
"""Days since 1899-12-30 that are dates of this century and a little around, in a cell without a format."""


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def value_of(cell: Any, field: Field, unit: str = "") -> Any:
    """A cell for a field. `unit` is the money unit of the heading, where it is not the field's."""
    if is_empty(cell):
        return None
    if field.type in _NUMBERS:
        return _number(cell, field, unit)
    if field.type == "date":
        return _day(cell)
    if field.type == "month":
        return _month(cell)
    if field.type == "boolean" and isinstance(cell, bool):
        return "是" if cell else "否"
    return text(cell)


def text(cell: Any) -> str:
    """As text: a telephone number typed as a number has no point and no nought behind it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if not (cell.hour or cell.minute) else f"{cell:%Y-%m-%d %H:%M}"
    return str(cell).strip()


def _number(cell: Any, field: Field, unit: str) -> Any:
    """Exact: what a sheet shows as 12.5 is 12.5, whatever its binary spelling."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        said = str(Decimal(repr(cell)) if not float(cell).is_integer() else int(cell))
    else:
        said = unicodedata.normalize("NFKC", str(cell)).strip().replace(",", "").removesuffix("%")
        said = said.removesuffix(unit or str(field.unit or "")).strip()
    if unit and field.type == "money" and unit != field.unit:
        try:
            return from_fen(to_fen(Decimal(said), unit), str(field.unit))
        except ArithmeticError:
            return said
    return said


def _day(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and _SERIAL[0] < cell < _SERIAL[1]:
        return date(1899, 12, 30) + timedelta(days=int(cell))
    said = unicodedata.normalize("NFKC", text(cell))
    found = _DATE.match(said) or _COMPACT.match(said)
    return "-".join((found[1], f"{int(found[2]):02}", f"{int(found[3]):02}")) if found else said


def _month(cell: Any) -> str:
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    said = unicodedata.normalize("NFKC", text(cell))
    found = _MONTH.match(said)
    return f"{found[1]}-{int(found[2]):02}" if found else said
