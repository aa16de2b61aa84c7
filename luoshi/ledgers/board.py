"""A ledger's records stage by stage: how many, how much, and what each still lacks to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import columns, queries
from luoshi.ledgers.errors import Block
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import Clock, blocks, clocks, known
from luoshi.ledgers.standing import Course, courses
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Ledger, Stage

CARDS = 30
"""Cards of a column that are shown at first, and each time that more are asked for."""


@dataclass(frozen=True)
class Card:
    """A record with the limit that runs, if one does, and what keeps it from its next stage."""

    record: Record
    clock: Clock | None
    blocks: tuple[Block, ...]
    last: bool
    """Nothing comes after its stage."""


@dataclass(frozen=True)
class Column:
    """A stage with how many records stand at it, their sum, and the first cards."""

    stage: Stage
    count: int
    sum: Decimal | None
    cards: tuple[Card, ...]

    @property
    def more(self) -> bool:
        return self.count > len(self.cards)


def summed(spec: Ledger) -> str | None:
    """The field whose sum says how much a column holds: the ledger's total, else its first money field."""
    money = (key for key, field in spec.fields.items() if field.type == "money")
    return spec.total or next(money, None)


def board(
    actor: Actor, name: str, *, search: str = "", filters: Mapping[str, Any] | None = None
) -> list[Column]:
    """A column for each stage of a ledger, of what the actor may see and the filters leave. A query for
    each stage and four more."""
    spec = queries.ledger(name)
    found = queries.narrowed(actor, name, search=search, filters=filters)
    key = summed(spec)
    sums = {"_sum": Sum(key)} if key else {}
    groups = found.order_by().values("stage").annotate(_count=Count("id"), **sums)
    standing = {one["stage"]: (one["_count"], one.get("_sum")) for one in groups}
    rows = {stage.key: _rows(actor, found, spec, stage, 0) for stage in spec.stages if stage.key in standing}
    made = _cards(actor, spec, [record for records in rows.values() for record in records])
    board_: list[Column] = []
    for stage in spec.stages:
        count, stored = standing.get(stage.key, (0, None))
        total = columns.shown(spec, {key: stored or 0})[key] if key else None
        cards = tuple(made[record.ref.id] for record in rows.get(stage.key, ()))
        board_.append(Column(stage, count, total, cards))
    return board_


def cards(
    actor: Actor,
    name: str,
    stage: str,
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    start: int = 0,
) -> tuple[list[Card], bool]:
    """The cards of a stage's column from a place on, and whether there are more."""
    spec = queries.ledger(name)
    known = {one.key: one for one in spec.stages}
    if stage not in known:
        raise InputError(f"没有阶段“{stage}”", hint=suggestion(stage, known))
    found = queries.narrowed(actor, name, search=search, filters=filters)
    records = _rows(actor, found, spec, known[stage], start, CARDS + 1)
    made = _cards(actor, spec, records[:CARDS])
    return [made[record.ref.id] for record in records[:CARDS]], len(records) > CARDS


def _rows(
    actor: Actor, found: QuerySet[Any], spec: Ledger, stage: Stage, start: int, size: int = CARDS
) -> list[Record]:
    """Records at a stage: where something has to follow those that wait longest, else the newest."""
    order = ("-id",) if stage.key in spec.ends else (f"stage_{stage.key}", "id")
    rows = found.filter(stage=stage.key).order_by(*order).values()
    return [*map(queries.reader(actor, spec), rows[start : start + size])]


def _cards(actor: Actor, spec: Ledger, records: list[Record]) -> dict[int, Card]:
    numbers = [record.ref.id for record in records]
    holds, today = known(spec, numbers), actor.today()
    limits = any(stage.within for stage in spec.stages)
    course = courses(spec, today, numbers) if limits and numbers else {}
    made = {}
    for record in records:
        after = spec.onward(record.stage)
        running = [
            one
            for one in clocks(record, today, course.get(record.ref.id, Course()))
            if one.state not in ("done", "done_late")
        ]
        made[record.ref.id] = Card(
            record,
            min(running, key=lambda one: one.due, default=None),
            tuple(blocks(record, after[0].key, today, holds)) if after else (),
            last=not after,
        )
    return made
