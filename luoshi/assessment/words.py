"""The rules of a sheet in a sentence each, for whoever is scored by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from luoshi.kernel.language import say
from luoshi.kernel.numbers import plain
from luoshi.packs import rules as params
from luoshi.packs.spec import Rule


def told(rule: Rule) -> str:
    """How an item is scored: 每超额10%加0.5分，最多10分."""
    return _TOLD[rule.rule](params.RULES[rule.rule].model_validate(dict(rule.params)))


def _proportional(given: params.Proportional) -> str:
    said = say("完成率 × 分值", "completion × points") + _most("最高", given.cap)
    if not given.floor:
        return said
    return said + say(f"，最低{plain(given.floor)}分", f", at least {plain(given.floor)}")


def _steps(given: params.Steps) -> str:
    steps = sorted(given.steps, reverse=True)
    least = plain(steps[-1][0])
    zh = "；".join(f"完成{plain(start)}%得分值的{plain(share)}%" for start, share in steps)
    en = "; ".join(f"{plain(share)}% of the points from {plain(start)}% completion" for start, share in steps)
    return say(f"{zh}；不足{least}%不得分", f"{en}; none below {least}%")


def _bonus(given: params.Bonus) -> str:
    per, points = plain(given.per), plain(given.points)
    return say(f"每超额{per}%加{points}分", f"{points} points more for every {per}% above target") + _most(
        "最多", given.cap
    )


def _deduct(given: params.Deduct) -> str:
    each, points = plain(given.each), plain(given.points)
    return say(f"每满{each}扣{points}分", f"{points} points less for every {each}") + _most(
        "最多扣", given.cap
    )


def _veto(given: params.Veto) -> str:
    over = plain(given.over)
    return say(f"超过{over}则总分为0", f"above {over} the whole score is 0")


def _minmax(given: params.MinMax) -> str:
    low = plain(given.low_share)
    return say(
        f"同类单位中最好的得满分，最差的得{low}%，其余按差距折算",
        f"the best of its class gets full points, the worst {low}%, the others in between by distance",
    )


def _allornothing(given: params.AllOrNothing) -> str:
    said = say("完成得满分，未完成不得分", "full points when completed, none otherwise")
    if given.bonus_per is None:
        return said
    per, points = plain(given.bonus_per), plain(given.bonus_points)
    more = say(f"；每超额{per}%加{points}分", f"; {points} points more for every {per}% above target")
    return said + more + _most("最多", given.bonus_cap)


def _symmetric(given: params.Symmetric) -> str:
    per, points = plain(given.per), plain(given.points)
    said = say(
        f"完成得满分，每超欠{per}%加减{points}分",
        f"full points when completed, {points} points more or less for every {per}% above or below",
    )
    return said + _most("最多", given.cap)


def _rank(given: params.Rank) -> str:
    places = [(place, plain(points)) for place, points in enumerate(given.points, 1)]
    zh = "、".join(f"第{place}位{points}分" for place, points in places)
    en = ", ".join(f"place {place}: {points} points" for place, points in places)
    return say(f"同类单位中{zh}，其后不得分", f"among its class {en}; none for later places")


def _most(word: str, cap: Decimal | None) -> str:
    return "" if cap is None else say(f"，{word}{plain(cap)}分", f", at most {plain(cap)}")


_TOLD: Mapping[str, Callable[[Any], str]] = {
    "proportional": _proportional, "steps": _steps, "bonus": _bonus, "deduct": _deduct, "veto": _veto,
    "minmax": _minmax, "allornothing": _allornothing, "symmetric": _symmetric, "rank": _rank,
}  # fmt: skip
