"""Rules made of parts, in a sentence each; `named` says what a part's indicator or sheet is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from luoshi.kernel.language import say
from luoshi.kernel.numbers import plain
from luoshi.packs import rules as params
from luoshi.packs.spec import Missing

Naming = Callable[[str], str]


def pipeline(given: params.Pipeline, named: Naming) -> str:
    """（签约 × 50% ＋ 开工 × 50%）× 分值，最高按100%计."""
    said = [
        say(
            f"{named(one.indicator)}完成率 × {plain(one.share)}%",
            f"{named(one.indicator)} × {plain(one.share)}%",
        )
        + ("" if one.cap_percent is None else most(one.cap_percent))
        for one in given.parts
    ]
    return _whole(said) + most(given.cap_percent) + _missing(given.missing)


def quarterly(given: params.Quarterly, _named: Naming) -> str:
    """四个季度按15%、25%、25%、35%计；每季按时序目标…"""
    weights = [f"{plain(one)}%" for one in given.weights]
    said = say(f"四个季度依次占{'、'.join(weights)}", f"the quarters count {', '.join(weights)}")
    if given.lights:
        zh = "、".join(f"{key} {plain(share)}%" for key, share in given.lights.items())
        return said + say(f"，每季按季末的灯计：{zh}", f", each by its light: {zh}") + _missing(given.missing)
    phases = [f"{plain(one)}%" for one in given.phases]
    said += say(
        f"，每季完成率 = 季末累计 ÷ 时序目标（年度目标的{'、'.join(phases)}）",
        f", each its total by then ÷ the target due by then ({', '.join(phases)} of the year's)",
    )
    return said + most(given.cap_percent) + _missing(given.missing)


def composed(given: params.Composed, named: Naming) -> str:
    """（园区得分 × 70% ＋ 乡镇得分 × 30%）÷ 100 × 分值."""
    said = []
    for one in given.parts:
        who = "、".join(one.classes) or named(one.sheet)
        said.append(say(f"{who}得分 × {plain(one.share)}%", f"score of {who} × {plain(one.share)}%"))
    full = plain(given.full)
    zh, en = f"({' ＋ '.join(said)}) ÷ {full} × 分值", f"({' + '.join(said)}) ÷ {full} × points"
    return say(zh, en) + most(given.cap_percent) + _missing(given.missing)


def tally(given: params.Tally, named: Naming) -> str:
    """重点企业每满1计0.2分、现场签约每满1计0.1分，合计最多0.5分."""
    made = _each(given.parts, named)
    if given.cap is None:
        return made + say("，有分值的最多得分值", ", at most the points of the item, if it has any")
    return made + say(f"，合计最多{plain(given.cap)}分", f", at most {plain(given.cap)} in all")


def faults(given: params.Faults, named: Naming) -> str:
    """从分值里扣：超时限未开工每满1扣0.1分、弄虚作假每满1扣0.2分，扣完为止."""
    said = _each(given.parts, named)
    return say(f"从分值里扣（{said}），扣完为止", f"the points of the item less ({said}), never below 0")


def _each(parts: tuple[params.Counted, ...], named: Naming) -> str:
    said = []
    for one in parts:
        name, each, points = named(one.indicator), plain(one.each), plain(one.points)
        cap = "" if one.cap is None else say(f"（最多{plain(one.cap)}分）", f" (at most {plain(one.cap)})")
        said.append(say(f"{name}每满{each}计{points}分", f"{name}: {points} points for every {each}") + cap)
    return say("、".join(said), "; ".join(said))


def most(cap: Any) -> str:
    """，最高按100%计."""
    return say(f"，最高按{plain(cap)}%计", f", at most {plain(cap)}%")


def _whole(said: list[str]) -> str:
    return say(f"（{' ＋ '.join(said)}）× 分值", f"({' + '.join(said)}) × points")


def _missing(missing: Missing) -> str:
    """What happens to a part without a figure."""
    if missing == "full":
        return say("；缺数部分按100%计", "; a part without a figure counts as 100%")
    if missing == "rescale":
        return say("；缺数部分的权重分给其余", "; the weight of a part without a figure goes to the others")
    return say("；缺数部分不得分", "; a part without a figure earns nothing")


TOLD: Mapping[str, Callable[[Any, Naming], str]] = {
    "pipeline": pipeline, "quarterly": quarterly, "composed": composed, "tally": tally, "faults": faults,
}  # fmt: skip
