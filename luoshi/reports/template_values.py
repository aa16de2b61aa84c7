"""What the fields of a work report are filled with: published figures in an official's words, as links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from markupsafe import escape

from luoshi.kernel.numbers import NONE_SHOWN, change_words, half_up, show
from luoshi.packs.spec import Indicator, Pack
from luoshi.reports.sections import gap, light_words
from luoshi.reports.template_places import CLOSE, MIDDLE, OPEN

AWAITED = "待统计"
SCALES = {"元": 10**8, "万元": 10**4}
"""Unit → how many of it are 亿元."""
Said = Mapping[str, Any]
Format = Callable[[Fraction, int], str]


@dataclass(frozen=True, slots=True)
class Value:
    """A field's words; the number behind them where there is one, and how it is written."""

    words: str
    link: int | None = None
    """Which of the report's links it is."""
    exact: Fraction | None = None
    format: Format = show
    scale: int = 1

    def __html__(self) -> str:
        said = str(escape(self.words))
        return said if self.link is None else f"{OPEN}{self.link}{MIDDLE}{said}{CLOSE}"

    def rounded(self, places: int, by: int = 1) -> Value:
        """The same with so many places, in a unit that is `by` times as large; words stay words."""
        if self.exact is None:
            return self
        return replace(self, exact=self.exact / by, words=self.format(self.exact / by, places))


FILTERS: Mapping[str, Callable[[Value], Value]] = {
    "整数": lambda value: value.rounded(0),
    "一位小数": lambda value: value.rounded(1),
    "亿元": lambda value: value.rounded(2, value.scale),
}


_KEYS = ("value", "ytd", "target", "completion", "pace", "yoy", "rank", "light", "ahead", "state")


class Row(dict[str, Value]):
    """A row of a loop, which is also a unit that 指标 can be asked for."""

    def __init__(self, code: str, fields: Mapping[str, Value]) -> None:
        super().__init__(fields)
        self.code = code


def percent(value: Fraction, places: int) -> str:
    return f"{half_up(value, places)}%"


def changed(value: Fraction, places: int) -> str:
    return change_words(half_up(value, places))


def fields(
    one: Said | None, spec: Indicator, pack: Pack, unit_name: str, link: int | None
) -> dict[str, Value]:
    """All that a template may say of a figure; “—” for what there is none of, 待统计 for what is awaited."""
    told: Said = one or dict.fromkeys(_KEYS)
    empty = AWAITED if told["state"] == "awaiting" else NONE_SHOWN
    link = link if one else None

    def number(key: str, format_: Format, awaited: bool = False) -> Value:
        if told[key] is None:
            return Value(empty if awaited else NONE_SHOWN, link)
        exact = Fraction(told[key])
        words = spec.shown(exact) if format_ is show else format_(exact, 2)
        return Value(words, link, exact, format_, SCALES.get(spec.unit, 1))

    return {
        "本期": number("value", show, True),
        "本年累计": number("ytd", show, True),
        "目标": number("target", show),
        "完成率": number("completion", percent, told["target"] is not None),
        "序时进度": number("pace", percent),
        "同比": number("yoy", changed, True),
        "超欠进度": Value(NONE_SHOWN if told["ahead"] is None else gap(told), link),
        "位次": Value(str(told["rank"] or NONE_SHOWN), link),
        "灯": Value(light_words(pack).get(told["light"] or "", NONE_SHOWN), link),
        "单位": Value(spec.unit),
        "名称": Value(spec.label.zh),
        "单位名称": Value(unit_name),
    }


def by_name(indicators: Iterable[Indicator]) -> dict[str, list[Indicator]]:
    """Every name by which an indicator may be asked for → the indicators it may mean: the full name, the key,
    the label, aliases."""
    found: dict[str, list[Indicator]] = {}
    for one in indicators:
        for name in dict.fromkeys((one.name, one.key, one.label.zh, *one.aliases)):
            found.setdefault(name, []).append(one)
    return found
