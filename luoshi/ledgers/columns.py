"""Fields ↔ stored columns: the one place that knows how a value of each type is kept.

Stored values are plain: whole numbers (money as 分, decimals scaled by their places), texts,
dates, truths. In Python a number is a Decimal in the field's unit, so a clerk's 500 万元 is 500.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from luoshi.kernel import codes
from luoshi.kernel.actor import SHANGHAI
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.money import from_fen, to_fen
from luoshi.kernel.numbers import scale_down, scale_up
from luoshi.kernel.signs import plain
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Field, Label, Ledger

Kind = Literal["text", "whole", "day", "moment", "truth"]


@dataclass(frozen=True)
class Column:
    """A column of a ledger's table."""

    name: str
    kind: Kind
    indexed: bool = False
    null: bool = True


SYSTEM: tuple[Column, ...] = (
    Column("unit", "text", indexed=True, null=False),
    Column("stage", "text", indexed=True),
    Column("verification", "text", indexed=True, null=False),
    Column("withdrawn", "truth", null=False),
    Column("version", "whole", null=False),
    Column("reported_by", "whole"),
    Column("reported_at", "moment", null=False),
    Column("verified_by", "whole"),
    Column("verified_on", "day"),
    Column("pack_digest", "text", null=False),
)

_KINDS: Mapping[str, Kind] = {
    "integer": "whole", "decimal": "whole", "money": "whole", "percent": "whole", "person": "whole",
    "record": "whole", "date": "day", "boolean": "truth",
}  # fmt: skip


def of_field(key: str, field: Field, *, indexed: bool = False) -> tuple[Column, ...]:
    """The columns of a field: one, and the code's beside an organization's name."""
    first = Column(key, _KINDS.get(field.type, "text"), indexed)
    return (first, Column(f"{key}_code", "text")) if field.type == "organization" else (first,)


def renamed(ledger: Ledger) -> dict[str, str]:
    """Columns that a ledger's pack says to have had another name before: new name → old name."""
    return {
        new.name: old.name
        for key, field in ledger.fields.items()
        if field.renamed_from
        for old, new in zip(of_field(field.renamed_from, field), of_field(key, field), strict=True)
    }


def of_ledger(ledger: Ledger) -> tuple[Column, ...]:
    """Every column but `id`, in the table's order."""
    stages = tuple(Column(f"stage_{stage.key}", "day") for stage in ledger.stages)
    wanted = {ledger.dated, ledger.parent, *ledger.identity[:1]}
    fields = [of_field(key, field, indexed=key in wanted) for key, field in ledger.fields.items()]
    return (*SYSTEM, *stages, *(column for columns in fields for column in columns))


def stored(ledger: Ledger, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field → stored values by column; all that is wrong is raised at once."""
    kept: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in values.items():
        base = key.removesuffix("_code")
        field = ledger.fields.get(key)
        try:
            if field is not None:
                kept[key] = _stored(field, value)
            elif base in ledger.fields and ledger.fields[base].type == "organization":
                kept[key] = codes.check_uscc(str(value).strip()) if value else None
            else:
                problems.append(Problem(f"没有字段“{key}”", suggestion(key, ledger.fields), field=key))
        except InputError as fault:
            label = str(field.label) if field else f"{ledger.fields[base].label}统一社会信用代码"
            problems.append(Problem(fault.message, fault.hint, field=label))
    if problems:
        raise InputError(problems=problems)
    return kept


def compared(column: Column, value: Any) -> Any:
    """What a person asks for in a column of the system's, as it is stored: `reported_at__min=2026-03-01`."""
    read = _COMPARED.get(column.kind)
    return value if read is None else read(_COLUMN, value)


def missing(row: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    """Which of the fields have no value in a row of stored values."""
    return [key for key in keys if row.get(key) in (None, "")]


def shown(ledger: Ledger, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of stored values → values by field."""
    values: dict[str, Any] = {}
    for key, field in ledger.fields.items():
        values[key] = shown_of(field, row.get(key))
        if field.type == "organization":
            values[f"{key}_code"] = row.get(f"{key}_code")
    return values


def shown_of(field: Field, value: Any) -> Any:
    """A stored value of a field as the field has it."""
    if value is None:
        return None
    if field.type == "money":
        return from_fen(value, str(field.unit))
    if field.type in ("decimal", "percent"):
        return scale_down(value, field.places)
    return Decimal(value) if field.type == "integer" else value


def _stored(field: Field, value: Any) -> Any:
    if value is None or value == "":
        return None
    store: Callable[[Field, Any], Any] = _STORED.get(field.type, _text)
    return store(field, value)


def _text(field: Field, value: Any) -> str:
    del field
    return plain(str(value)).strip()


def _number(field: Field, value: Any) -> int:
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation as fault:
        raise InputError(f"“{value}”不是数字", hint="只写数字，如 500 或 12.5") from fault
    if not number.is_finite():
        raise InputError(f"“{value}”不是数字")
    if field.min is not None and number < field.min:
        raise InputError(f"{number} 小于最小值 {field.min}", hint=f"应不小于 {field.min}")
    if field.max is not None and number > field.max:
        raise InputError(f"{number} 大于最大值 {field.max}", hint=f"应不大于 {field.max}")
    if field.type == "money":
        kept = to_fen(number, str(field.unit))
    else:
        kept = scale_up(number, 0 if field.type == "integer" else field.places)
    if abs(kept) >= 2**63:
        raise InputError(f"{number} 太大")
    return kept


def _day(field: Field, value: Any) -> date:
    del field
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError as fault:
        raise InputError(f"“{value}”不是日期", hint="写作 2026-03-05") from fault


def _moment(field: Field, value: Any) -> datetime:
    del field
    try:
        at = datetime.fromisoformat(str(value).strip())
        at = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
        return at.astimezone(UTC).astimezone(SHANGHAI)  # a database keeps UTC: a moment outside of it is none
    except (ValueError, OverflowError) as fault:
        raise InputError(f"“{value}”不是时间", hint="写作 2026-03-05 或 2026-03-05T09:30") from fault


def _month(field: Field, value: Any) -> str:
    del field
    try:
        return f"{date.fromisoformat(f'{str(value).strip()}-01'):%Y-%m}"
    except ValueError as fault:
        raise InputError(f"“{value}”不是月份", hint="写作 2026-03") from fault


def _truth(field: Field, value: Any) -> bool:
    del field
    words = {"true": True, "false": False, "是": True, "否": False, "1": True, "0": False, "on": True}
    known = words.get(str(value).strip().lower())
    if known is None:
        raise InputError(f"“{value}”不是“是”或“否”", hint="写“是”或“否”")
    return known


def _choice(field: Field, value: Any) -> str:
    said = str(value).strip()
    labels = {label.zh: key for key, label in field.choices.items()}
    if said in field.choices:
        return said
    if said in labels:
        return labels[said]
    raise InputError(f"没有选项“{said}”", hint=suggestion(said, labels))


def _whole(field: Field, value: Any) -> int:
    del field
    try:
        number = int(str(value))
    except ValueError as fault:
        raise InputError(f"“{value}”不是编号") from fault
    if abs(number) >= 2**63:
        raise InputError(f"{number} 太大")
    return number


def _region(field: Field, value: Any) -> str:
    return codes.check_region(_text(field, value))


def _phone(field: Field, value: Any) -> str:
    return codes.check_phone(_text(field, value))


_STORED: Mapping[str, Callable[[Field, Any], Any]] = {
    "money": _number, "decimal": _number, "percent": _number, "integer": _number, "date": _day,
    "month": _month, "boolean": _truth, "choice": _choice, "record": _whole, "person": _whole,
    "region": _region, "phone": _phone,
}  # fmt: skip
"""How each type is stored; texts of every kind are kept as they are."""

_COLUMN = Field(type="text", label=Label(zh="列"))
_COMPARED: Mapping[Kind, Callable[[Field, Any], Any]] = {
    "whole": _whole, "day": _day, "moment": _moment, "truth": _truth,
}  # fmt: skip
