"""Dashboards: the tiles a person chose, in their order and sizes; a sensible set for who chose none.

They are kept beside the figures they show, below the pages: whatever asks for a person's dashboard gets it
here, and arranging it is an action as every other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from luoshi.figures.catalogue import Catalogue
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.periods import pivot
from luoshi.periods.models import Board
from luoshi.periods.policy import READS
from luoshi.units import queries as units

TileKind = Literal["figure", "lights", "ranking", "pace", "trend", "years", "share"]
KINDS: tuple[TileKind, ...] = get_args(TileKind)
WIDEST, HIGHEST, MOST = 4, 3, 24
"""Columns of a dashboard, rows of a tile, tiles of a dashboard."""
SIZES: Mapping[TileKind, tuple[int, int]] = {
    "figure": (1, 1), "lights": (2, 1), "ranking": (2, 2), "pace": (2, 2), "trend": (2, 2), "years": (2, 1),
    "share": (2, 2),
}  # fmt: skip
"""Columns and rows of a tile when it is new."""


@dataclass(frozen=True, slots=True)
class Tile:
    """What is shown of an indicator, for a unit or those right below it.

    `unit` empty: the person's highest, whoever that is. `among` is a kind of unit: only those of it are
    compared. `width` is in columns, `height` in rows.
    """

    kind: TileKind
    indicator: str
    unit: str = ""
    among: str = ""
    width: int = 1
    height: int = 1

    @classmethod
    def new(cls, kind: TileKind, indicator: str, unit: str = "", among: str = "") -> Tile:
        """In the size that suits its kind; `InputError` for a kind that is none."""
        if kind not in KINDS:
            raise InputError(f"没有“{kind}”这种图块", hint=f"可选：{'、'.join(KINDS)}")
        return cls(kind, indicator, unit, among, *SIZES[kind])


def board(actor: Actor) -> tuple[Tile, ...] | None:
    """The tiles a person arranged; None when they never did."""
    kept = Board.objects.filter(person=actor.person or 0).first()
    return tuple(Tile(**one) for one in json.loads(kept.tiles)) if kept else None


def usual(actor: Actor, period: Period) -> tuple[Tile, ...]:
    """The dashboard of who arranged none: what their highest unit owes, who leads in the first of it in each
    kind of unit, and how that goes on; of who owes nothing, the first indicator there is."""
    top = pivot.top(actor)
    owed = pivot.owed(top, period) or list(Catalogue.of(ledgers.packs()).indicators)[:1]
    tiles = [Tile.new("figure", name) for name in owed[:4]]
    kinds = pivot.kinds_below(actor, top)
    for name in owed[:1]:
        tiles += [Tile.new("trend", name), Tile.new("years", name)]
        tiles += [Tile.new("lights", name)] if kinds else []
        tiles += [Tile.new("ranking", name, among=kind) for kind in kinds[:2]]
        tiles += [Tile.new("share", name, among=kind) for kind in kinds[:1]]
    return tuple(tiles)


@action
def arrange(actor: Actor, tiles: Sequence[Tile]) -> tuple[Tile, ...]:
    """Keep a person's dashboard in place of the one before."""
    if actor.person is None:
        raise Refused("看板属于个人，系统没有看板", hint="请登录后编排")
    _check(actor, tiles)
    said = [asdict(one) for one in tiles]
    Board.objects.update_or_create(
        person=actor.person,
        defaults={"tiles": json.dumps(said, ensure_ascii=False), "at": actor.now()},
    )
    append(actor, f"person:{actor.person}", "arrange_board", {"tiles": said})
    return tuple(tiles)


@action
def standard(actor: Actor) -> None:
    """Forget how a person arranged their dashboard: they see the usual one again."""
    append(actor, f"person:{actor.person}", "standard_board", {})
    Board.objects.filter(person=actor.person or 0).delete()


def _check(actor: Actor, tiles: Sequence[Tile]) -> None:
    if len(tiles) > MOST:
        raise InputError(f"看板上有{len(tiles)}块，太多了", hint=f"至多{MOST}块")
    known = Catalogue.of(ledgers.packs()).indicators
    seen = units.reach(actor, *READS)
    for one in tiles:
        if one.kind not in KINDS:
            raise InputError(f"没有“{one.kind}”这种图块", hint=f"可选：{'、'.join(KINDS)}")
        if one.indicator not in known:
            raise InputError(f"指标“{one.indicator}”不存在", hint="从列出的指标中选择")
        if one.unit and one.unit not in seen:
            raise Refused("您不能查看该单位的数据", hint="只能选本单位及下级")
        if not (1 <= one.width <= WIDEST and 1 <= one.height <= HIGHEST):
            raise InputError(
                f"图块的大小 {one.width}×{one.height} 不对", hint=f"宽 1—{WIDEST} 列，高 1—{HIGHEST} 行"
            )
