"""A county's own Word template, filled from published figures: each a link to the records behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Missing, Problem
from luoshi.kernel.language import speaking
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.expressions import suggestion
from luoshi.packs.spec import Indicator
from luoshi.periods import queries as periods
from luoshi.periods.policy import READS
from luoshi.reports import template_grammar as grammar
from luoshi.reports import template_links as links
from luoshi.reports import template_places as places
from luoshi.reports.official import day
from luoshi.reports.template_grammar import Scope
from luoshi.reports.template_values import FILTERS, SCALES, Row, Value, by_name, fields
from luoshi.units import queries as units
from luoshi.units.policy import KINDS

NAME = "模板"
LARGEST_RESULT = 20 * 1024 * 1024
"""Characters of the filled text."""
_WRITTEN = re.compile(r"(\d{4})年(\d{1,2})月")


@speaking("zh")
def fill(actor: Actor, template: bytes, period: Period, unit: str, *, address: str = "") -> bytes:
    """The template as Word, filled for a unit and a closed month with the figures that the actor sees.

    `address`: the site's own, under which its pages are found; the configured one when not given, and without
    any the figures are no links. `InputError` with every mistake of the template and its place.
    """
    if unit not in units.reach(actor, *READS):
        raise Missing("没有这个单位的数据", hint="它可能属于其他单位")
    if periods.closing(period) is None:
        raise InputError(f"{period.label}还没有结账，不能出工作报告", hint=f"先运行 luoshi close {period}")
    document = places.opened(NAME, template)
    filling = _Filling(actor, period, unit)
    if wrong := places.cleaned(document, filling.wrong):
        raise InputError(problems=wrong)
    made = _rendered(links.saved(document), filling)
    return links.linked(made, filling.links, address or settings.ADDRESS)


def _rendered(content: bytes, filling: _Filling) -> bytes:
    """By docxtpl in the closed environment. What is odd in a file shows only here, in any way it likes."""
    environment, document = grammar.environment(FILTERS), DocxTemplate(BytesIO(content))
    try:
        document.init_docx()
        tree = environment.parse(document.patch_xml(document.get_xml()))
        rows = len(filling.known_units)
        if links.length(tree.body, rows) > LARGEST_RESULT:
            raise InputError("填好的文件太大", hint="减少循环，或分成几个模板")
        document.render(filling.context(), environment)
    except (TemplateError, AttributeError, TypeError, ValueError, KeyError):
        raise InputError("模板填不出来", hint="用办公软件打开，另存为 .docx 再上传") from None
    made = BytesIO()
    document.save(made)
    return made.getvalue()


@dataclass
class _Filling:
    """What a template's names mean to an actor, in a month, for a unit."""

    actor: Actor
    period: Period
    unit: str
    links: list[str] = field(default_factory=list)
    """Pages of the figures that were filled in, without the site's address."""
    _months: dict[Period, Mapping[tuple[str, str], Mapping[str, Any]]] = field(default_factory=dict)

    @cached_property
    def packs(self) -> Mapping[str, Any]:
        return ledgers.packs()

    @cached_property
    def indicators(self) -> dict[str, list[Indicator]]:
        return by_name(Catalogue.of(self.packs).indicators.values())

    @cached_property
    def known_units(self) -> dict[str, str]:
        """Code → name as the month's package has it, of the units that the actor sees."""
        seen = units.reach(self.actor, *READS)
        return {one.code: one.name for one in periods.peers(self.period) if one.code in seen}

    @cached_property
    def groups(self) -> dict[str, str]:
        """Code → the kind and class in which it is ranked."""
        return {one.code: one.group for one in periods.peers(self.period)}

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """Name, short name, alias or code → code, of the units that the actor sees."""
        called = units.directory().called.items()
        found = {name: codes[0] for name, codes in called if len(codes) == 1 and codes[0] in self.known_units}
        return (
            found | {name: code for code, name in self.known_units.items()} | {c: c for c in self.known_units}
        )

    # What is wrong

    def wrong(self, said: nodes.Node, scope: Scope) -> Iterator[Problem]:
        """What only the site knows to be wrong: names of indicators and units, months, what is no money."""
        for call in [said, *said.find_all(nodes.Call)]:
            if isinstance(call, nodes.Call):
                yield from self._wrong_call(grammar.called(call), grammar.words(call))
        if any(
            one.name == "亿元"
            for one in [said, *said.find_all(nodes.Filter)]
            if isinstance(one, nodes.Filter)
        ):
            yield from self._not_money(said, scope)

    def _wrong_call(self, name: str, said: list[str]) -> Iterator[Problem]:
        if name == "下级单位" or (name == "排名" and len(said) > 1):
            yield from self._wrong_kind(said[-1] if said else "")
        if name != "下级单位":
            yield from self._wrong_indicator(said[0])
        if name == "指标" and said[1:2] not in ([], [""]) and said[1] not in self.unit_names:
            yield Problem(f"没有单位“{said[1]}”，或者您看不到它", suggestion(said[1], self.unit_names))
        if name == "指标" and len(said) > 2:
            yield from self._wrong_month(said[2])

    def _wrong_indicator(self, said: str) -> Iterator[Problem]:
        found = self.indicators.get(said, [])
        if len(found) > 1:
            yield Problem(f"有几个指标叫“{said}”", "、".join(one.name for one in found))
        elif not found:
            yield Problem(f"没有指标“{said}”", suggestion(said, self.indicators))

    def _wrong_kind(self, said: str) -> Iterator[Problem]:
        labels = [one.zh for one in KINDS.values()]
        if said and said not in labels:
            yield Problem(f"没有“{said}”这类单位", suggestion(said, labels))

    def _wrong_month(self, said: str) -> Iterator[Problem]:
        try:
            month = self._month(said)
        except InputError:
            yield Problem(f"“{said}”不是月份", "2026-03、2026年3月、上月或上年同期")
            return
        if periods.closing(month) is None:
            yield Problem(f"{month.label}还没有结账，没有公布的数", f"写已结账的月份，如 {self.period}")

    def _not_money(self, said: nodes.Node, scope: Scope) -> Iterator[Problem]:
        """Of a figure, or of a row of a ranking, whose figure is the ranking's."""
        calls = [*said.find_all(nodes.Call)]
        calls += [one for one in scope.values() if isinstance(one, nodes.Call) and not calls]
        found = self.indicators.get(grammar.words(calls[0])[0], []) if calls else []
        if len(found) == 1 and found[0].unit not in SCALES:
            yield Problem(f"“{found[0].label.zh}”的单位是{found[0].unit}，不能折成亿元", "去掉 |亿元")

    # What is filled in

    def context(self) -> dict[str, Any]:
        """What the closed environment may name."""
        return {
            "指标": self._figure,
            "排名": self._ranking,
            "下级单位": _Below(self),
            "单位名称": self.known_units.get(self.unit, ""),
            "期间": self.period.label,
            "今天": day(self.actor.today()),
        }

    def _month(self, said: str) -> Period:
        if said in ("上月", "上年同期"):
            return self.period.previous() if said == "上月" else self.period.year_before()
        if match := _WRITTEN.fullmatch(said.strip()):
            said = f"{match[1]}-{int(match[2]):02}"
        found = Period.parse(said)
        if found.kind != "month":
            raise InputError(f"“{said}”不是月份")
        return found

    def _figures(self, month: Period) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        if month not in self._months:
            found = periods.figures(self.actor, month)
            self._months[month] = {(one["indicator"], one["unit"]): one for one in found}
        return self._months[month]

    def _figure(self, name: str, unit: str | Row = "", month: str = "") -> dict[str, Value]:
        code = unit.code if isinstance(unit, Row) else self.unit_names[unit] if unit else self.unit
        return self._said(self.indicators[name][0], code, self._month(month) if month else self.period)

    def _said(self, spec: Indicator, code: str, month: Period) -> dict[str, Value]:
        one = self._figures(month).get((spec.name, code))
        where = f"/figures/{month}/{quote(spec.name)}/{quote(code, safe='')}/"
        return fields(one, spec, self.packs[spec.pack], self.known_units[code], self._link(where))

    def _link(self, where: str) -> int:
        if where not in self._numbers:
            self._numbers[where] = len(self.links)
            self.links.append(where)
        return self._numbers[where]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {}

    def _ranking(self, name: str, kind: str = "") -> list[Row]:
        """The units below that have a place, class by class."""
        spec, found = self.indicators[name][0], self._figures(self.period)
        ranked = [
            (self.groups[code], found[spec.name, code]["rank"], code)
            for code in self.below(kind, units.subtree([self.unit]))
            if (spec.name, code) in found and found[spec.name, code]["rank"]
        ]
        return [Row(code, self._said(spec, code, self.period)) for _group, _rank, code in sorted(ranked)]

    def below(self, kind: str, among: frozenset[str]) -> list[str]:
        """Units of a kind, or of any; firms only when they are asked for, and never the unit itself."""
        wanted = {key for key, label in KINDS.items() if label.zh == kind} or set(KINDS) - {"enterprise"}
        return [
            code for code in self.known_units
            if code in among and code != self.unit and self.groups[code].partition("/")[0] in wanted
        ]  # fmt: skip


class _Below:
    """下级单位: gone through as it is, or called with a kind."""

    def __init__(self, filling: _Filling) -> None:
        self._filling = filling

    def __iter__(self) -> Iterator[Row]:
        return iter(self())

    def __call__(self, kind: str = "") -> list[Row]:
        filling = self._filling
        next_below = frozenset(one.code for one in units.units() if one.parent_id == filling.unit)
        found = filling.below(kind, next_below)
        return [Row(code, {"单位名称": Value(filling.known_units[code])}) for code in found]
