"""What a dashboard and the big screen show, read at once: constant queries, however many tiles there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator, Pack
from luoshi.periods import pivot
from luoshi.periods.boards import Tile
from luoshi.periods.pivot import Cell, Cells
from luoshi.periods.policy import READS
from luoshi.units import queries as units


@dataclass(frozen=True)
class Board:
    """The figures of one month for some tiles, with the months and years around it."""

    actor: Actor
    period: Period
    packs: Mapping[str, Pack]
    cells: Cells

    @cached_property
    def top(self) -> str:
        return pivot.top(self.actor)

    @cached_property
    def known(self) -> Mapping[str, Indicator]:
        return Catalogue.of(self.packs).indicators

    def unit(self, tile: Tile) -> str:
        return tile.unit or self.top

    def cell(self, indicator: str, unit: str, period: Period | None = None) -> Cell | None:
        return self.cells.get((indicator, unit, period or self.period))

    def below(self, tile: Tile) -> list[Cell]:
        """The figures of the units right below a tile's, in their order."""
        codes = pivot.below(self.actor, self.unit(tile), tile.among)
        return [cell for code in codes if (cell := self.cell(tile.indicator, code))]

    def months(self, indicator: str) -> list[Period]:
        """The twelve months of the plan year of an indicator's pack."""
        return pivot.months(self.period, _plan(self.packs, indicator))


def _plan(packs: Mapping[str, Pack], indicator: str) -> PlanYear:
    return PlanYear.parse(packs[indicator.partition(".")[0]].year_starts)


def read(actor: Actor, tiles: Iterable[Tile], period: Period) -> Board:
    """The figures of all units that tiles compare in the month, and of their own units around it.

    A tile whose indicator is no longer there, or whose unit the person no longer sees, reads nothing.
    """
    packs = ledgers.packs()
    seen, known = units.reach(actor, *READS), Catalogue.of(packs).indicators
    shown = [one for one in tiles if one.indicator in known and (not one.unit or one.unit in seen)]
    names = {one.indicator for one in shown}
    own = {one.unit or pivot.top(actor) for one in shown}
    compared = {code for unit in own for code in pivot.below(actor, unit)}
    cells = pivot.read(actor, names, own | compared, [period], live=period)
    around = {one for name in names for one in pivot.months(period, _plan(packs, name))}
    around |= {one.year_before() for one in around} | {*pivot.years(period)}
    before = pivot.read(actor, names, own, around - {period}) if names else {}
    return Board(actor, period, packs, before | cells)
