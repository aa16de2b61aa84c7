"""A template to begin with, which shows every field on figures that the site has."""

from __future__ import annotations

from typing import Any

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import speaking
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator
from luoshi.periods import queries as periods
from luoshi.reports import official
from luoshi.reports import template_grammar as grammar
from luoshi.reports.template_values import SCALES, by_name
from luoshi.units import queries as units
from luoshi.units.policy import KINDS


@speaking("zh")
def sample(actor: Actor) -> bytes:
    """The template as Word. Its indicator is the one of which most units that the actor sees have a place in
    the last closed month; the first of all where none is closed, and a word where there is no indicator."""
    found = _indicator(actor)
    name = _name(found) if found else "指标名称"
    document = official.new("{{ 单位名称 }}{{ 期间 }}工作报告")
    official.heading(document, "一、完成情况")
    official.body(document, _sentence(name))
    official.heading(document, "二、排名")
    _repeated(
        document,
        f"排名('{name}')",
        ["位次", "单位", "本月", "累计", "完成率", "灯"],
        ["行.位次", "行.单位名称", "行.本期", "行.本年累计", "行.完成率", "行.灯"],
    )
    official.heading(document, "三、各单位")
    figure = f"指标('{name}', 行)"
    _repeated(
        document,
        _below(),
        ["单位", "累计", "目标", "同比"],
        ["行.单位名称", f"{figure}.本年累计", f"{figure}.目标", f"{figure}.同比"],
    )
    official.heading(document, "四、其他写法")
    ways = [[one.removeprefix("."), "{{ " + f"指标('{name}'){one}" + " }}"] for one in _every(found)]
    official.table(document, ["写法", "填成"], ways, [1, 1], size=10.5)
    official.body(document, "{{ 今天 }}", right=True)
    return official.saved(document)


def _indicator(actor: Actor) -> Indicator | None:
    catalogue, closed = Catalogue.of(ledgers.packs()), periods.closings()
    every = list(catalogue.indicators.values())
    if not closed or not every:
        return every[0] if every else None
    many = dict.fromkeys(catalogue.indicators, 0)
    for one in periods.figures(actor, Period.parse(closed[-1].period)):
        many[one["indicator"]] = many.get(one["indicator"], 0) + bool(one["rank"])
    return max(every, key=lambda one: many[one.name])


def _name(found: Indicator) -> str:
    """As people call it, where they call nothing else so."""
    every = by_name(Catalogue.of(ledgers.packs()).indicators.values())
    return found.label.zh if len(every[found.label.zh]) == 1 else found.name


def _below() -> str:
    """Townships where there are some: a county's offices seldom owe what they do."""
    townships = units.units(kind="township")
    return f"下级单位('{KINDS['township'].zh}')" if townships else "下级单位"


def _sentence(name: str) -> str:
    said = (
        "[期间]，[单位名称][.名称][.本期][.单位]，本年累计[.本年累计][.单位]，"
        "完成年度目标[.目标][.单位]的[.完成率]，[.超欠进度]，同比[.同比]。"
    )
    return said.replace("[.", f"{{{{ 指标('{name}').").replace("[", "{{ ").replace("]", " }}")


def _repeated(document: Any, over: str, heads: list[str], fields: list[str]) -> None:
    """A table of one row that stands for all, between the rows that say so."""
    empty = [""] * (len(heads) - 1)
    rows = [
        ["{%tr for 行 in " + over + " %}", *empty],
        ["{{ " + one + " }}" for one in fields],
        ["{%tr endfor %}", *empty],
    ]
    official.table(document, heads, rows, [1] * len(heads), size=10.5)


def _every(found: Indicator | None) -> list[str]:
    """Every attribute and format, and another month."""
    formats = [f".本年累计|{one}" for one in grammar.FILTERS]
    if found is None or found.unit not in SCALES:
        formats.remove(".本年累计|亿元")
    return [f".{one}" for one in grammar.FIGURE] + formats
