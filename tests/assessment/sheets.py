"""Small sheets for tests: indicators by name, units of two classes, figures as they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.assessment.measure import Basis, Member
from luoshi.assessment.scoring import scored
from luoshi.packs.spec import Indicator, Label, Sheet

Item = dict[str, Any]
UNITS = (Member("A", "甲镇", "一类"), Member("B", "乙镇", "一类"), Member("C", "丙镇", "一类"),
         Member("D", "丁乡", "二类"), Member("E", "戊乡", "二类"))  # fmt: skip


def sheet(*items: Item, **more: Any) -> Sheet:
    """A sheet; an item without a key or a label has its indicator's."""
    made = []
    for item in items:
        name = item.get("indicator", item["rule"])
        made.append({"key": name, "label": item.get("key", name), **item})
    return Sheet.model_validate(
        {"pack": "trade", "key": "all", "label": "细则", "kind": "township", "items": made, **more}
    )


def figure(ytd: Any, target: Any = None, **more: Any) -> dict[str, Any]:
    said = {"ytd": ytd, "target": target, "stretch": more.pop("stretch", None)}
    return {key: None if value is None else str(value) for key, value in said.items()} | {
        "state": "ok", "rank": None, **more,
    }  # fmt: skip


def basis(figures: Mapping[str, Mapping[str, Any]], **more: Any) -> Basis:
    """Figures by indicator and unit; a pair is what was done of what was owed."""
    found, lower = {}, more.pop("lower", ())
    for name, by_unit in figures.items():
        for unit, said in by_unit.items():
            found[f"trade.{name}", unit] = said if isinstance(said, dict) else figure(*said)
    return Basis(found, more.pop("counts", {}), indicators(figures, lower), **more)


def indicators(names: Iterable[str], lower: Iterable[str] = ()) -> dict[str, Indicator]:
    return {
        name: Indicator(
            pack="trade", key=name, label=Label(zh=name), better="lower" if name in lower else "higher"
        )
        for name in names
    }


def results(made: Sheet, on: Basis, units: Iterable[Member] = UNITS[:1]) -> dict[str, dict[str, Any]]:
    return {one["unit"]: one for one in scored(made, units, on)}
