"""A column for exact decimals: SQLite would keep a decimal as a float, so it is kept as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

from luoshi.kernel.numbers import plain


class ExactDecimal(models.Field[Any, Decimal | None]):
    """A Decimal of any size, in its shortest spelling; not for sorting in SQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "CharField"

    def from_db_value(self, value: str | None, *_: object) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value in (None, "") else Decimal(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value in (None, "") else plain(Decimal(value))
