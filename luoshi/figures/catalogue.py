"""The ledgers and indicators of all packs together, found by name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any

from luoshi.kernel.errors import InputError
from luoshi.packs.spec import Indicator, Ledger, Pack, full_name


class _Same:
    """A pack that is equal to none but itself: to compare all that packs say is a long work."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.pack is self.pack


@dataclass(frozen=True)
class Catalogue:
    """Indicators and ledgers by full name."""

    indicators: Mapping[str, Indicator]
    ledgers: Mapping[str, Ledger]
    worded: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What whoever counts has made of indicators, by full name: it holds as long as they do."""

    @classmethod
    def of(cls, packs: Mapping[str, Pack]) -> Catalogue:
        """The catalogue of packs; of the same packs the same one."""
        return _of(tuple(map(_Same, packs.values())))

    def indicator(self, name: str) -> Indicator:
        """By full name, or by key alone where only one pack has it."""
        if name in self.indicators:
            return self.indicators[name]
        found = [one for one in self.indicators.values() if one.key == name]
        if len(found) == 1:
            return found[0]
        near = [one.name for one in found] or difflib.get_close_matches(name, self.indicators)
        wrong = "不止一个" if found else "不存在"
        raise InputError(f"指标“{name}”{wrong}", hint=f"是否为：{'、'.join(near)}" if near else "")

    def ledger_of(self, indicator: Indicator) -> Ledger:
        name = full_name(indicator.pack, indicator.ledger or "")
        if name not in self.ledgers:
            raise InputError(f"指标“{indicator.name}”的台账“{indicator.ledger or ''}”不存在")
        return self.ledgers[name]

    def parent_of(self, ledger: Ledger) -> Ledger | None:
        """The ledger of the record that `ledger`'s records are children of."""
        if ledger.parent is None:
            return None
        return self.ledgers[full_name(ledger.pack, ledger.fields[ledger.parent].ledger or "")]

    def parts_of(self, indicator: Indicator) -> tuple[Indicator, ...]:
        """What a ratio divides, and by what; nothing for other kinds."""
        if indicator.ratio is None:
            return ()
        names = (indicator.ratio.part, indicator.ratio.of)
        return tuple(self.indicator(full_name(indicator.pack, name)) for name in names)

    def in_order(self, names: Iterable[str]) -> list[Indicator]:
        """The named indicators and all that they rest on, what is rested on first."""
        waiting = [self.indicator(name) for name in names]
        sorter: TopologicalSorter[str] = TopologicalSorter()
        seen: set[str] = set()
        while waiting:
            one = waiting.pop()
            if one.name not in seen:
                seen.add(one.name)
                parts = self.parts_of(one)
                sorter.add(one.name, *(part.name for part in parts))
                waiting.extend(parts)
        try:
            return [self.indicators[name] for name in sorter.static_order()]
        except CycleError as error:
            raise InputError(f"指标互相引用：{' → '.join(error.args[1])}") from None

    def rests_on_entered(self, indicator: Indicator) -> bool:
        """Whether a value may have to be waited for (待统计)."""
        return any(one.kind == "entered" for one in self.in_order([indicator.name]))


@lru_cache(maxsize=8)
def _of(packs: tuple[_Same, ...]) -> Catalogue:
    return Catalogue(
        {one.name: one for same in packs for one in same.pack.indicators.values()},
        {one.name: one for same in packs for one in same.pack.ledgers.values()},
    )
