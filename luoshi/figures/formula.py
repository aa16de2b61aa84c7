"""A ratio's arithmetic as people check it: what was divided by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from luoshi.figures.catalogue import Catalogue
from luoshi.packs.spec import Indicator

Said = Mapping[str, Any]
"""A figure as `figures --json` gives it."""


def formula(spec: Indicator, catalogue: Catalogue, one: Said, figure: Callable[[str], Said | None]) -> str:
    """签收 91件 ÷ 派遣 99件 = 91.92%; empty for what is no ratio, or has a share of a whole.

    `figure` gives the same unit's figure of an indicator by its full name.
    """
    if spec.ratio is None or spec.ratio.whole or one["ytd"] is None:
        return ""
    sides = []
    for part in catalogue.parts_of(spec):
        said = figure(part.name)
        if said is None or said["ytd"] is None:
            return ""
        sides.append(f"{part.label}{part.shown(Decimal(said['ytd']))}{part.unit}")
    return f"{sides[0]} ÷ {sides[1]} = {spec.shown(Decimal(one['ytd']))}{spec.unit}"
