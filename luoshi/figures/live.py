"""Figures that follow what changes: facts are counted again only where something changed.

What an indicator's facts add up to is kept for each block of record numbers (`sql.BLOCK`). When records have
changed, the blocks they are in are counted again, by the same query over these blocks alone; what a block
added before is taken off, and what it adds now put on. So nobody has to know what a record was before, and
there is no second way to count.

A fact's amount stands in its ledger's row; whose it is, there and in the shares of the record or of its
parent. Nothing else is read but the tree of units. Therefore a block is counted again when a record of it has
changed, or when the shares of a parent of one of its records have; where many would be, all are. Where the
tree or the packs change, whoever keeps this begins anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from sqlglot import exp, parse_one

from luoshi.figures import compute, sql
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.compute import Values, whole_number
from luoshi.figures.engines import Cursor, render
from luoshi.figures.questions import Dated, Question, Span
from luoshi.kernel.numbers import Exact
from luoshi.packs.spec import Indicator, Ledger

MOST = 500_000
"""So many amounts of one indicator are kept, some 50 MB; of more it is always counted whole."""
SEVERAL, SPANS = 64, 500
"""Where more blocks changed at once than these, and than a third of all, everything is counted again: each is
looked up by itself, which costs as much as reading three. Of more than 500 a database would not take the
question."""
MANY = 500
"""Of more parents than this, whose shares changed, the children are not looked for: everything is counted."""

Numbers: TypeAlias = Mapping[str, Collection[int]]
"""Records by ledger."""
Adds: TypeAlias = tuple[str, Any]
"""A unit and what is added to it: basis points times amount, or a value that is there."""


@dataclass(frozen=True)
class Changes:
    """Records whose rows or shares changed, and those of them whose shares did."""

    records: Numbers = field(default_factory=dict)
    shared: Numbers = field(default_factory=dict)


class Tally:
    """What one indicator's facts add up to, block by block."""

    def __init__(self, indicator: Indicator, catalogue: Catalogue, span: Span) -> None:
        self.indicator, self.ledger = indicator, catalogue.ledger_of(indicator)
        parent = catalogue.parent_of(self.ledger)
        self.parent = parent if parent and parent.shares else None
        self._measure = sql.measured(indicator, self.ledger)
        self._adds_up = self._measure.aggregate == "sum"
        self._whole = Question(sql.by_block(indicator, catalogue, self._measure)).over(span)
        self._kept, self._blocks = False, dict[int, list[Adds]]()
        self._sums, self._sets = Counter[str](), dict[str, Counter[Any]]()

    def values(self, engine: Cursor, blocks: Collection[int] | None, units: Iterable[str]) -> Values:
        """The indicator for every unit, when some blocks have changed, or (None) any may have."""
        if blocks is None or not self._kept or self._are_too_many(blocks):
            self._blocks = self._counted(engine, self._whole)
            self._sums, self._sets = Counter(), {}
            for one in self._blocks.values():
                self._put(one, 1)
        else:
            counted = self._counted(engine, sql.narrowed(self._within.text(engine.dialect, render), blocks))
            for block in blocks:
                self._put(self._blocks.pop(block, ()), -1)
                self._put(counted.get(block, ()), 1)
            self._blocks.update(counted)
        found = compute.amounts(self.indicator, self._measure, self._added(), units)
        self._kept = sum(map(len, self._blocks.values())) <= MOST
        if not self._kept:
            self._blocks, self._sums, self._sets = {}, Counter(), {}
        return found

    def _are_too_many(self, blocks: Collection[int]) -> bool:
        return len(blocks) > max(SEVERAL, min(SPANS, len(self._blocks) // 3))

    @cached_property
    def _within(self) -> Dated:
        return Question(sql.within(self._whole.question.ast)).over(self._whole.span)

    def _counted(self, engine: Cursor, query: Dated | str) -> dict[int, list[Adds]]:
        """What the facts of each block add, of blocks that have any."""
        found: dict[int, list[Adds]] = {}
        names: dict[str, str] = {}
        for unit, bp, amount, block in engine.rows(query):
            if amount is not None:
                adds = whole_number(bp) * whole_number(amount) if self._adds_up else amount
                found.setdefault(block, []).append((names.setdefault(unit, unit), adds))
        return found

    def _put(self, amounts: Iterable[Adds], sign: int) -> None:
        for unit, adds in amounts:
            if self._adds_up:
                self._sums[unit] += sign * adds
                continue
            there = self._sets.setdefault(unit, Counter())
            there[adds] += sign
            if not there[adds]:
                del there[adds]

    def _added(self) -> Mapping[str, int]:
        """Basis points times amount, of units that have a fact."""
        if self._adds_up:
            return self._sums
        answer = _ANSWERS[self._measure.aggregate]
        return {unit: sql.WHOLE * whole_number(answer(there)) for unit, there in self._sets.items() if there}


_ANSWERS: Mapping[sql.Aggregate, Callable[[Collection[Any]], Any]] = {"distinct": len, "min": min, "max": max}


class Counts:
    """All indicators of a catalogue for every unit, following what changes."""

    def __init__(
        self, catalogue: Catalogue, spans: Mapping[str, Span], above: Mapping[str, str | None]
    ) -> None:
        """`spans` are the days that count for each indicator, `above` the unit right above each unit."""
        self.values: Values = {}
        self._catalogue, self._above = catalogue, above
        self._order = catalogue.in_order(catalogue.indicators)
        self._tallies = {
            one.name: Tally(one, catalogue, spans[one.name])
            for one in self._order
            if one.kind in ("flow", "stock")
        }

    def renew(
        self,
        engine: Cursor,
        changes: Changes | None,
        entered: Mapping[tuple[str, str], Exact],
        newly: Collection[str] = (),
    ) -> set[str]:
        """Follow what changed (None: anything may have) and say of which indicators a value is another, or
        one that they rest on. `newly`: those of which values were entered."""
        asked, renewed = _Blocks(engine, changes), set[str]()
        for one in self._order:
            if one.name in self._tallies:
                tally = self._tallies[one.name]
                blocks = asked.of(tally)
                found = {} if blocks == set() else tally.values(engine, blocks, self._above)
                other = any(by not in self.values or self.values[by] != value for by, value in found.items())
            elif other := changes is None or one.name in newly or self._rests_on(one, renewed):
                found = compute.derived(one, self._catalogue, self.values, self._above, entered)
            if other:
                self.values.update(found)
                renewed.add(one.name)
        return renewed

    def _rests_on(self, indicator: Indicator, renewed: Collection[str]) -> bool:
        return any(part.name in renewed for part in self._catalogue.parts_of(indicator))


class _Blocks:
    """Which blocks of a tally changes fall on: none, some, or (None) it cannot be told."""

    def __init__(self, engine: Cursor, changes: Changes | None) -> None:
        self._engine, self._changes = engine, changes
        self._children: dict[str, frozenset[int]] = {}

    def of(self, tally: Tally) -> set[int] | None:
        if self._changes is None:
            return None
        blocks = {number >> sql.BLOCK for number in self._changes.records.get(tally.ledger.name, ())}
        shared = self._changes.shared.get(tally.parent.name, ()) if tally.parent else ()
        if len(shared) > MANY:
            return None
        return blocks | self._of_children(tally.ledger, shared) if shared else blocks

    def _of_children(self, ledger: Ledger, parents: Collection[int]) -> frozenset[int]:
        if ledger.name not in self._children:
            block = exp.alias_(parse_one(f"id >> {sql.BLOCK}"), "block")
            query = exp.select(block).distinct().from_(ledger.table)
            query = query.where(exp.column(str(ledger.parent)).isin(*sorted(parents)))
            self._children[ledger.name] = frozenset(row[0] for row in self._engine.rows(query))
        return self._children[ledger.name]
