"""Fields of a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field as Attribute

from luoshi.packs.spec.basics import Key, Spec, Text

FieldType = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "percent",
    "date",
    "month",
    "boolean",
    "choice",
    "unit",
    "person",
    "organization",
    "region",
    "phone",
    "record",
]


TEXTS = frozenset({"text", "long_text", "organization", "phone", "region"})
"""Types whose values are words as somebody wrote them: searched, and covered but for a sign or two. Of any
other personal value (a choice, a month, a day) a part would tell the whole."""

MoneyUnit = Literal["元", "万元", "亿元"]


class Field(Spec):
    """A field of a ledger. Money is entered in `unit` and stored as whole 分."""

    type: FieldType
    label: Text
    aliases: tuple[str, ...] = ()
    required: bool = False
    unit: MoneyUnit | str | None = None
    """Money: 元, 万元 or 亿元. Other numbers: the word printed behind the value (件, 亩)."""
    places: int = Attribute(2, ge=0, le=6)
    """Decimal places kept by decimal and percent."""
    min: Decimal | None = None
    max: Decimal | None = None
    choices: Mapping[Key, Text] = {}
    ledger: str | None = None
    """For `record`: the ledger referred to, `project` in this pack or `investment.project`."""
    outside_of: Key | None = None
    """For `person`: they hold no role in the unit of this field, or of the record (`unit`), nor below it."""
    help: Text | None = None
    renamed_from: Key | None = None
    personal: bool = False
    """Holds personal data: masked where it is not needed."""
