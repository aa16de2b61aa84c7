"""The rules of a sheet in a sentence each, for whoever is scored by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from luoshi.assessment import words_of_parts as parts
from luoshi.assessment.measure import shape
from luoshi.kernel.language import say
from luoshi.kernel.numbers import plain
from luoshi.packs import rules as params
from luoshi.packs.spec import Rule, Sheet

Naming = Callable[[str], str]
"""What an indicator or a sheet is called."""


def told(rule: Rule, named: Naming = str) -> str:
    """How an item is scored: 每超额10%加0.5分，最多10分. `named` says what parts’ indicators are called."""
    given = shape(rule)
    telling = _TOLD.get(rule.rule)
    said = telling(given) if telling else parts.TOLD[rule.rule](given, named)
    return said + _terms(rule, named)


def _terms(rule: Rule, named: Naming) -> str:
    """What the item says beside its rule."""
    said = ""
    if rule.full is not None:
        said += say(f"；以{plain(rule.full)}为100%", f"; {plain(rule.full)} is 100%")
    elif rule.against != "target":
        said += _AGAINST[rule.against]()
    if rule.when:
        at, sign = plain(rule.when.at_least), "%" if rule.when.of == "target" else ""
        left, name = plain(rule.when.otherwise), named(rule.when.indicator)
        zh, en = ("完成", "reaches") if sign else ("达到", "reaches")
        said += say(
            f"；{name}未{zh}{at}{sign}的，得分按{left}%计",
            f"; {left}% of the points unless {name} {en} {at}{sign}",
        )
    if rule.places is not None:
        said += say(
            f"；四舍五入到小数点后{rule.places}位", f"; rounded half up to {rule.places} decimal places"
        )
    return said


def told_of_group(rule: Rule, sheet: Sheet) -> str:
    """；计入加分，合计最多10分 — the limits of the group an item is in."""
    group = sheet.groups.get(rule.group or "")
    if group is None:
        return ""
    said = say(f"；计入“{group.label}”", f"; counts to “{group.label}”")
    if group.cap is not None:
        said += say(f"，合计最多{plain(group.cap)}分", f", at most {plain(group.cap)} together")
    if group.floor is not None:
        said += say(f"，合计最多扣{plain(-group.floor)}分", f", at most {plain(-group.floor)} off together")
    return said


def told_of_sheet(sheet: Sheet) -> str:
    """What happens to the weight of what has no value, and how the total is rounded."""
    how = {
        "zero": say("不得分", "earn nothing"),
        "full": say("按满分计", "earn all of their points"),
        "rescale": say("分值分给其余项目", "give their points to the others"),
    }
    without, awaiting = how[sheet.without_target], how[sheet.awaiting]
    said = say(
        f"没有目标的项目{without}，待统计的项目{awaiting}。",
        f"Items without a target {without}; items not yet known {awaiting}.",
    )
    if sheet.places is None:
        return said
    return said + say(f"总分保留{sheet.places}位小数。", f" The total has {sheet.places} decimal places.")


_AGAINST: Mapping[str, Callable[[], str]] = {
    "average": lambda: say("；以同类单位平均数为100%", "; the average of its class is 100%"),
    "phased": lambda: say("；以时序目标为100%", "; the target by the year gone is 100%"),
    "stretch": lambda: say("；以争取目标为100%", "; the stretch target is 100%"),
}


def _proportional(given: params.Proportional) -> str:
    said = say("完成率 × 分值", "completion × points") + most("最高", given.cap)
    if given.cap_percent is not None:
        said += say(
            f"，最高按{plain(given.cap_percent)}%计", f", at most {plain(given.cap_percent)}% of the points"
        )
    if not given.floor:
        return said
    return said + say(f"，最低{plain(given.floor)}分", f", at least {plain(given.floor)}")


def _steps(given: params.Steps) -> str:
    steps = sorted(given.steps, reverse=True)
    least = plain(steps[-1][0])
    zh = "；".join(f"完成{plain(start)}%得分值的{plain(share)}%" for start, share in steps)
    en = "; ".join(f"{plain(share)}% of the points from {plain(start)}% completion" for start, share in steps)
    return say(f"{zh}；不足{least}%不得分", f"{en}; none below {least}%")


def _stretch(given: params.Stretch) -> str:
    points = plain(given.points)
    said = say("达到确保目标得满分", "full points at the base target")
    said += (
        say("，未达到按比例得分", ", in proportion below it")
        if given.below == "proportion"
        else say("，未达到不得分", ", none below it")
    )
    said += say(f"；达到争取目标加{points}分", f"; {points} points more at the stretch target")
    return said + (say("，两者之间按比例加", ", in proportion between the two") if given.linear else "")


def _bonus(given: params.Bonus) -> str:
    per = plain(given.per) + ("%" if given.per_in == "percent" else "")
    if given.points is not None:
        points = plain(given.points)
        said = say(f"每超额{per}加{points}分", f"{points} points more for every {per} above target")
    else:
        sizes = sorted(given.by_target, reverse=True)
        zh = "、".join(f"目标{plain(start)}以上加{plain(points)}分" for start, points in sizes)
        en = ", ".join(
            f"{plain(points)} where the target is {plain(start)} or more" for start, points in sizes
        )
        said = say(f"每超额{per}，{zh}", f"points more for every {per} above target: {en}")
    return said + most("最多", given.cap)


def _earn(given: params.Earn) -> str:
    each, points = plain(given.each), plain(given.points)
    if given.beyond == "target":
        said = say(f"超任务部分每满{each}加{points}分", f"{points} points for every {each} beyond the target")
    else:
        said = say(f"每满{each}加{points}分", f"{points} points for every {each}")
    return said + most("最多", given.cap)


def _deduct(given: params.Deduct) -> str:
    each, points = plain(given.each), plain(given.points)
    return say(f"每满{each}扣{points}分", f"{points} points less for every {each}") + most(
        "最多扣", given.cap
    )


def _veto(given: params.Veto) -> str:
    over = plain(given.over)
    return say(f"超过{over}则总分为0", f"above {over} the whole score is 0")


def _minmax(given: params.MinMax) -> str:
    low = plain(given.low_share)
    said = say(
        f"同类单位中最好的得满分，最差的得{low}%，其余按差距折算",
        f"the best of its class gets full points, the worst {low}%, the others in between by distance",
    )
    if given.alike == 100:
        return said
    alike = plain(given.alike)
    return said + say(f"；各单位相同得{alike}%", f"; {alike}% where all are alike")


def _allornothing(given: params.AllOrNothing) -> str:
    sign = "%" if given.step_in == "percent" else ""
    said = say("完成得满分，未完成不得分", "full points when completed, none otherwise")
    if given.penalty_per is not None:
        per, points = plain(given.penalty_per) + sign, plain(given.penalty_points)
        said = say("完成得满分", "full points when completed")
        if given.penalty_from == "nothing":
            said += say("，未完成不得分", ", none otherwise")
        said += say(f"，每欠{per}扣{points}分", f", {points} points less for every {per} short")
        said += most("最多扣", given.penalty_cap)
    if given.bonus_per is None:
        return said
    per, points = plain(given.bonus_per) + sign, plain(given.bonus_points)
    more = say(f"；每超额{per}加{points}分", f"; {points} points more for every {per} above target")
    return said + more + most("最多", given.bonus_cap)


def _symmetric(given: params.Symmetric) -> str:
    per, points = plain(given.per), plain(given.points)
    said = say(
        f"完成得满分，每超欠{per}%加减{points}分",
        f"full points when completed, {points} points more or less for every {per}% above or below",
    )
    return said + most("最多", given.cap)


def _rank(given: params.Rank) -> str:
    places = [(place, plain(points)) for place, points in enumerate(given.points, 1)]
    zh = "、".join(f"第{place}位{points}分" for place, points in places)
    en = ", ".join(f"place {place}: {points} points" for place, points in places)
    return say(f"同类单位中{zh}，其后不得分", f"among its class {en}; none for later places")


def most(word: str, cap: Decimal | None) -> str:
    """，最多10分 where there is a cap."""
    return "" if cap is None else say(f"，{word}{plain(cap)}分", f", at most {plain(cap)}")


_TOLD: Mapping[str, Callable[[Any], str]] = {
    "proportional": _proportional, "steps": _steps, "stretch": _stretch, "bonus": _bonus, "earn": _earn,
    "deduct": _deduct, "veto": _veto, "minmax": _minmax, "allornothing": _allornothing,
    "symmetric": _symmetric, "rank": _rank,
}  # fmt: skip
