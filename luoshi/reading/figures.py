"""Measures become figures or targets: their tense, comparator, change, period, scope, owner and deadline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from luoshi.reading import owners, times, units
from luoshi.reading.folding import without_end
from luoshi.reading.measures import SCOPE, Measure, measures
from luoshi.reading.proposal import Change, Figure, Target
from luoshi.reading.segments import Segment
from luoshi.reading.times import Tense
from luoshi.reading.values import Number

_GREATER = re.compile(r"突破|超过|超|高于|大于|多于|过(?=$)")
_LESS = re.compile(
    r"不超过|不高于|不大于|不多于|不得超过|控制在|以内|之内|以下|低于(?<!不低于)|压缩(?:至|到)|压减(?:至|到)|降(?:低|至|到)|缩短(?:至|到)"
)
_AT_LEAST = re.compile(
    r"达到|达(?!标|成|产)|至少|不少于|不低于|不得少于|不得低于|不小于|以上|保持在|稳定在|提高到|提升到|提升至|增加到|提高至|增长到"
)
_ABOUT = re.compile(r"左右|上下|约|大约")
_REACHES = (
    "达到",
    "达到了",
    "达",
    "突破",
    "超过",
    "超",
    "为",
    "是",
    "要",
    "约",
    "近",
    "仅",
    "将近",
    "共",
    "不少于",
    "不低于",
    "不超过",
    "控制在",
    "控制",
    "至少",
    "力争",
    "确保",
    "争取",
    "至",
    "到",
    "在",
    "年内",
    "必须",
    "也",
    "均",
    "都",
    "了",
    "全面",
    "有",
)
_MADE = ("完成", "实现")
_CHANGE = re.compile(
    r"(?P<base>同比|环比|较上年同期|比上年同期|[较比与](?:上年|去年|上季度|上月|年初|前年|20\d\d年)(?:同期|年底|底|末)?(?:相比)?|年均|分别)*"
    r"(?P<way>增长|增加|提高|上升|提升|增幅|净增|下降|减少|降低|回落|下跌|压减)(?:了|达到|达|为|约|近|超过)?$"
)
_DOWN = ("下降", "减少", "降低", "回落", "下跌", "压减")
_WIDER = {
    "我县": "省市国",
    "我区": "省市国",
    "我市": "省国",
    "我州": "省国",
    "我省": "国",
    "我镇": "省市县区国",
    "我乡": "省市县区国",
}
_OTHERS = re.compile(r"发达地区|先进地区|兄弟|周边|世界|全球|国际上|外地|沿海|国内")


@dataclass(slots=True)
class Place:
    """Which wider areas are not the speaker's own, from how the text speaks of its own (我县, 全市)."""

    wider: re.Pattern[str] | None = None

    @classmethod
    def of(cls, folded: str) -> Place:
        counts = {own: folded.count(own) + folded.count(own.replace("我", "全")) for own in _WIDER}
        own = max(counts, key=lambda name: (folded.count(name), counts[name]))
        if not counts[own]:
            return cls()
        areas = _WIDER[own]
        return cls(re.compile(rf"^(?:全[{areas}]|[{areas}](?:里|上)|我国|全世界|中央)"))

    def is_other(self, words: str) -> bool:
        """Whether words speak of a place that is not the speaker's own."""
        return bool(_OTHERS.match(words) or (self.wider and self.wider.match(words)))


@dataclass(slots=True)
class Reading:
    """What the sentence said so far: tense, period, scope, owners; reset where a sentence starts."""

    tense: Tense | None = None
    period: str | None = None
    scope: str | None = None
    owner: tuple[str, ...] = ()
    levels: list[int] = field(default_factory=list)


class Quantities:
    """Walk a text's segments in order; `of(...)` gives the figures and targets of each."""

    def __init__(self, text: str, folded: str) -> None:
        self._text, self._folded = text, folded
        self._place = Place.of(folded)
        self._said = Reading()

    def of(self, segment: Segment, inherited: Tense | None, found: Sequence[Number]) -> list[Figure | Target]:
        """The figures and targets of a segment; `found` are the numbers inside it."""
        if segment.starts_sentence or segment.level:
            kept = self._said.period if not segment.starts_sentence else None
            self._said = Reading(period=kept, scope=self._said.scope if segment.opens == ":" else None)
        made: list[Figure | Target] = []
        self._said.levels = []
        listed = iter(measures(self._folded, segment, found) if found else ())
        measure = next(listed, None)
        for clause in segment.clauses:
            self._hear(clause)
            while measure is not None and measure.clause == clause:
                self._add(made, measure, segment, inherited)
                measure = next(listed, None)
        return made

    def _hear(self, clause: tuple[int, int]) -> None:
        words = self._folded[clause[0] : min(clause[1], clause[0] + 80)]
        said = self._said
        said.period = times.period(words[:30]) or said.period
        said.owner = owners.of_clause(words) or said.owner
        if scope := SCOPE.search(words[:30]):
            said.scope = scope[0]

    def _add(
        self, made: list[Figure | Target], measure: Measure, segment: Segment, inherited: Tense | None
    ) -> None:
        words = self._folded[measure.clause[0] : measure.number.tail][-80:]
        tense = times.clause_tense(
            words + measure.after[:12], words[: len(words) - (measure.number.tail - measure.number.start)]
        )
        if tense is None:
            tense = self._said.tense or inherited or "past"
            rule = "inherited"
        else:
            self._said.tense = tense
            rule = "said"
        if tense == "coming":
            made.append(self._target(measure, segment, rule))
        elif not self._place.is_other(self._folded[measure.lead : measure.number.start]):
            self._figure(made, measure, rule)

    def _figure(self, made: list[Figure | Target], measure: Measure, rule: str) -> None:
        number = measure.number
        change = (
            _CHANGE.search(measure.before[-24:]) if not measure.after or units.is_share(number.unit) else None
        )
        if (
            change
            and not without_end(measure.before[-24:][: change.start()], ("分别", "均", " ", ","))
            and self._attach(made, measure, change)
        ):
            return
        self._said.levels.append(len(made))
        metric, scope = self._metric(measure)
        made.append(
            Figure(
                start=measure.start, end=measure.end, text=self._text[measure.start : measure.end], metric=metric,
                value=number.value, unit=number.unit or None, period=self._said.period,
                scope=scope or self._said.scope, rule=f"figure-{rule}",
                confidence=0.9 if rule == "said" else 0.75,
            )
        )  # fmt: skip

    def _attach(self, made: list[Figure | Target], measure: Measure, change: re.Match[str]) -> bool:
        """Give a change to the first level of this segment that has none yet, within the last clause's levels."""
        waiting = [n for n in self._said.levels if isinstance(made[n], Figure) and made[n].change is None]  # type: ignore[union-attr]
        if not waiting:
            return False
        at = waiting[0] if "分别" in measure.before else waiting[-1]
        level = made[at]
        assert isinstance(level, Figure)
        base = change["base"] or ""
        kind = "mom" if "环比" in base or "上月" in base else "vs_base" if "年初" in base else "yoy"
        sign = "-" if change["way"] in _DOWN else "+"
        made[at] = replace(
            level, change=Change(kind, sign + measure.number.value, measure.number.unit or None)
        )
        return True

    def _target(self, measure: Measure, segment: Segment, rule: str) -> Target:
        number = measure.number
        metric, scope = self._metric(measure)
        words = self._folded[segment.start : min(segment.end, segment.start + 400)]
        owner = self._said.owner
        return Target(
            start=measure.start, end=measure.end, text=self._text[measure.start : measure.end], metric=metric,
            comparator=comparator(measure, self._folded[number.end : number.tail]), value=number.value,
            value_max=number.value_max, unit=number.unit or None, owner=owner, deadline=times.deadline(words),
            scope=scope or self._said.scope, rule=f"target-{rule}", confidence=0.9 if rule == "said" else 0.7,
        )  # fmt: skip

    def _metric(self, measure: Measure) -> tuple[str, str | None]:
        """The metric phrase without scope, reach and value, and the scope it named."""
        words = self._folded[measure.start : measure.number.start]
        scope = SCOPE.match(words)
        words = words[scope.end() :] if scope else words
        after = measure.after.removeprefix("以上").removeprefix("的")
        words = without_end(words.strip(), _REACHES) + after
        for made in _MADE:
            if len(words) > len(made):
                words = words.removeprefix(made)
        return words, scope[0] if scope else None


def comparator(measure: Measure, tail: str) -> str:
    """How the number bounds: from the words right before it and after it."""
    if measure.number.value_max is not None:
        return "range"
    near = measure.before[-12:]
    if (_LESS.search(near) and not near.endswith(("低于",))) or _LESS.search(tail):
        return "le"
    if _GREATER.search(near):
        return "gt"
    if _AT_LEAST.search(near) or _AT_LEAST.search(tail):
        return "ge"
    return "about" if _ABOUT.search(near) or _ABOUT.search(tail) else "eq"


def inside(segment: Segment, found: Sequence[Number], at: int) -> tuple[list[Number], int]:
    """The numbers inside a segment from position `at` of the list on, and where the next segment's begin."""
    while at < len(found) and found[at].start < segment.start:
        at += 1
    first = at
    while at < len(found) and found[at].start < segment.end:
        at += 1
    return [number for number in found[first:at] if number.end <= segment.end], at
