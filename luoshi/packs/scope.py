"""What a part of a pack may name: its own pack's things and those of the packs it builds on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.packs.expressions import suggestion
from luoshi.packs.source import Source
from luoshi.packs.spec import Indicator, Ledger, Pack, Sheet

BUILT_IN_ROLES = ("supervisor", "reporter", "reviewer", "leader", "assessor", "admin")


@dataclass(frozen=True)
class Scope:
    """A pack under check, its files, and the packs it may name."""

    pack: Pack
    sources: Mapping[str, Source]
    known: Mapping[str, Pack]

    def source(self, name: str) -> Source:
        """The file a thing stands in; a thing made without one is said of the pack's head."""
        return self.sources.get(name) or self.sources["pack"]

    def _packs(self) -> dict[str, Pack]:
        return {**self.known, self.pack.key: self.pack}

    def ledger(self, name: str) -> Ledger | None:
        """A ledger by `pack.key`, or by key in this pack."""
        pack, _, key = name.rpartition(".")
        found = self._packs().get(pack or self.pack.key)
        return found.ledgers.get(key) if found else None

    def near_ledger(self, name: str) -> str:
        """您是不是要写…？ among the ledgers there are."""
        own = list(self.pack.ledgers)
        others = [one.name for pack in self.known.values() for one in pack.ledgers.values()]
        return suggestion(name, own + others)

    def indicator(self, name: str) -> Indicator | None:
        """An indicator by `pack.key`, or by key in this pack."""
        pack, _, key = name.rpartition(".")
        found = self._packs().get(pack or self.pack.key)
        return found.indicators.get(key) if found else None

    def near_indicator(self, name: str) -> str:
        own = list(self.pack.indicators)
        others = [one.name for pack in self.known.values() for one in pack.indicators.values()]
        return suggestion(name, own + others)

    def sheet(self, name: str) -> Sheet | None:
        """A sheet by `pack.key`, or by key in this pack."""
        pack, _, key = name.rpartition(".")
        found = self._packs().get(pack or self.pack.key)
        return found.sheets.get(key) if found else None

    def near_sheet(self, name: str) -> str:
        others = [f"{pack.key}.{key}" for pack in self.known.values() for key in pack.sheets]
        return suggestion(name, [*self.pack.sheets, *others])

    def children(self, ledger: Ledger) -> list[Ledger]:
        """The ledgers of this pack whose records are children of `ledger`'s."""
        found = []
        for one in self.pack.ledgers.values():
            parent = one.fields.get(one.parent or "")
            if parent is not None and self.ledger(parent.ledger or "") is ledger:
                found.append(one)
        return found

    def roles(self) -> list[str]:
        """Every role that may be named."""
        return [*BUILT_IN_ROLES, *(role for pack in self._packs().values() for role in pack.roles)]
