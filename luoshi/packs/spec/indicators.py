"""Definitions that turn records into figures, and the lights of figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field as Attribute

from luoshi.kernel.numbers import Exact, show, show_count
from luoshi.packs.spec.basics import Key, Spec, Text


class Ratio(Spec):
    """Two indicators by key; `whole` takes the second from the unit's parent (a share of the city)."""

    part: str
    of: str
    whole: bool = False
    at_least: Decimal | None = Attribute(None, gt=0)
    """The second indicator below which a share says too little: shown, but neither ranked nor scored."""


class Indicator(Spec):
    pack: Key
    key: Key
    label: Text
    aliases: tuple[str, ...] = ()
    kind: Literal["flow", "stock", "ratio", "entered"] = "flow"
    ledger: str | None = None
    where: str = ""
    measure: str = "count(*)"
    date: Key | None = None
    """A date field, or `stage_<key>`: the day the record entered that stage."""
    until: Key | None = None
    """The last day on which a fact counts, where it has one (有效期至): a stock leaves it out afterwards, and
    from a flow it is taken off again (净增)."""
    unit: str = ""
    """How it is printed: 万元, 个, 件, %."""
    places: int = Attribute(2, ge=0, le=6)
    split: bool = True
    """A shared fact counts for each unit by its share; false: whole for each of them."""
    ratio: Ratio | None = None
    better: Literal["higher", "lower"] = "higher"
    renamed_from: Key | None = None

    @property
    def name(self) -> str:
        return f"{self.pack}.{self.key}"

    def shown(self, value: Exact | None) -> str:
        """A value as people read it, without the unit: 5,300.00 万元, but 31 个; “—” for None."""
        counts = self.kind in ("flow", "stock") and self.measure.startswith("count")
        return show_count(value, self.places) if counts else show(value, self.places)


class Light(Spec):
    """A light applies when completion is at least `ahead` percentage points from the pace.

    Lights are tried in order; the first that holds is shown. `ahead: null` always holds.
    """

    key: Key
    label: Text
    colour: str
    ahead: Decimal | None = None
