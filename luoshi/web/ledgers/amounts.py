"""What is counted or summed on a ledger's pages of parts and months: in words, in columns, in a caption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luoshi.ledgers import places
from luoshi.ledgers.parts import Part
from luoshi.packs.spec import Ledger
from luoshi.web import formats
from luoshi.web.components import Column

COUNT = "count"


@dataclass(frozen=True)
class Amounts:
    """Records of a ledger, counted, or summed by a field."""

    spec: Ledger
    measure: str | None

    @classmethod
    def asked(cls, spec: Ledger, by: str) -> Amounts:
        """What an address asks for; the count where it asks for nothing there is."""
        return cls(spec, by if by in places.measures(spec) else None)

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The count, and every field that can be summed."""
        return [(COUNT, _("条数")), *((key, self._label(key)) for key in places.measures(self.spec))]

    @property
    def name(self) -> str:
        """What is looked at, without its unit."""
        return str(self.spec.fields[self.measure].label) if self.measure else _("条数")

    @property
    def unit(self) -> str:
        """In what it is said."""
        return str(formats.unit_words(self.spec.fields[self.measure].unit)) if self.measure else _("条")

    @property
    def columns(self) -> list[Column]:
        """The count always, the sum where it is asked."""
        made = [Column("count", _("条数"), "number", places=0)]
        if self.measure:
            field = self.spec.fields[self.measure]
            made.append(
                Column("sum", str(field.label), "number", str(field.unit or ""), self._places(self.measure))
            )
        return made

    def of(self, one: Part) -> Decimal | int:
        """The amount of a part."""
        return one.sum if self.measure else one.count

    def cells(self, one: Part) -> Mapping[str, Any]:
        """A part's cells in the columns."""
        return {"count": one.count, "sum": one.sum} if self.measure else {"count": one.count}

    def words(self, one: Part) -> str:
        """A part's amount with its unit."""
        if self.measure is None:
            return _("%(n)s 条") % {"n": one.count}
        field = self.spec.fields[self.measure]
        return formats.amount(one.sum, field.unit or "", self._places(self.measure))

    def _places(self, key: str) -> int:
        field = self.spec.fields[key]
        return 0 if field.type == "integer" else field.places

    def _label(self, key: str) -> str:
        field = self.spec.fields[key]
        return formats.aside(field.label, formats.unit_words(field.unit))
