"""The rules of a sheet in a sentence each, for whoever is scored by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from luoshi.kernel.numbers import plain
from luoshi.packs import rules as params
from luoshi.packs.spec import Rule


def told(rule: Rule) -> str:
    """How an item is scored: 每超额10%加0.5分，最多10分."""
    return _TOLD[rule.rule](params.RULES[rule.rule].model_validate(dict(rule.params)))


def _proportional(given: params.Proportional) -> str:
    return f"完成率 × 分值{_most('最高', given.cap)}" + (
        f"，最低{plain(given.floor)}分" if given.floor else ""
    )


def _steps(given: params.Steps) -> str:
    steps = sorted(given.steps, reverse=True)
    said = "；".join(f"完成{plain(start)}%得分值的{plain(share)}%" for start, share in steps)
    return f"{said}；不足{plain(steps[-1][0])}%不得分"


def _bonus(given: params.Bonus) -> str:
    return f"每超额{plain(given.per)}%加{plain(given.points)}分{_most('最多', given.cap)}"


def _deduct(given: params.Deduct) -> str:
    return f"每满{plain(given.each)}扣{plain(given.points)}分{_most('最多扣', given.cap)}"


def _veto(given: params.Veto) -> str:
    return f"超过{plain(given.over)}则总分为0"


def _minmax(given: params.MinMax) -> str:
    return f"同类单位中最好的得满分，最差的得{plain(given.low_share)}%，其余按差距折算"


def _allornothing(given: params.AllOrNothing) -> str:
    said = "完成得满分，未完成不得分"
    if given.bonus_per is None:
        return said
    more = f"每超额{plain(given.bonus_per)}%加{plain(given.bonus_points)}分"
    return f"{said}；{more}{_most('最多', given.bonus_cap)}"


def _symmetric(given: params.Symmetric) -> str:
    return f"完成得满分，每超欠{plain(given.per)}%加减{plain(given.points)}分{_most('最多', given.cap)}"


def _rank(given: params.Rank) -> str:
    said = "、".join(f"第{place}位{plain(points)}分" for place, points in enumerate(given.points, 1))
    return f"同类单位中{said}，其后不得分"


def _most(word: str, cap: Decimal | None) -> str:
    return "" if cap is None else f"，{word}{plain(cap)}分"


_TOLD: Mapping[str, Callable[[Any], str]] = {
    "proportional": _proportional, "steps": _steps, "bonus": _bonus, "deduct": _deduct, "veto": _veto,
    "minmax": _minmax, "allornothing": _allornothing, "symmetric": _symmetric, "rank": _rank,
}  # fmt: skip
