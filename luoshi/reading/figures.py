"""Measures become figures or targets: their tense, comparator, change, period, scope, owner and deadline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from luoshi.reading import changes, owners, times
from luoshi.reading.folding import without_end
from luoshi.reading.measures import SCOPE, Measure, measures
from luoshi.reading.proposal import Figure, Target
from luoshi.reading.segments import Segment
from luoshi.reading.times import Tense
from luoshi.reading.values import Number

_GREATER = re.compile(r"突破|超过|超|高于|大于|多于|过(?=$)")
_LESS = re.compile(
    r"≤|不超过|不高于|不大于|不多于|不得超过|控制在|以内|之内|以下|(?<![不得])低于|压缩(?:至|到)|压减(?:至|到)|降(?:低|至|到)|缩短(?:至|到)"
)
_AT_LEAST = re.compile(
    r"达到|达(?!标|成|产)|至少|不少于|不低于|≥|不得少于|不得低于|不小于|保持在|稳定在|提高到|提升到|提升至|增加到|提高至|增长到"
)
_ABOUT = re.compile(r"左右|上下|(?<!签)约(?:为)?$")
_REACHES = (
    "≥", "≤", ">", "<", "达到", "达到了", "达", "突破", "超过", "超", "为", "是", "要", "约", "近", "仅", "将近", "共",
    "不少于", "不低于", "不超过", "控制在", "控制", "完成", "实现", "¥", "￥", "至少", "力争", "确保", "争取", "至", "到", "在", "年内", "必须", "也", "均", "都",
    "了", "全面", "有",
)  # fmt: skip
_MADE = ("完成", "实现")
_WIDER = {
    "我县": "省市国",
    "我区": "省市国",
    "我市": "省国",
    "我州": "省国",
    "我省": "国",
    "我镇": "省市县区国",
    "我乡": "省市县区国",
}
_NEAR = 8
_HONOURS = "[^,，]{0,4}(?:五一|工人先锋|劳动|劳模|文明|先进|优秀|百强|示范|模范|最美|质量奖|科技|技术能手)"
"""What is called by the whole country and belongs to the speaker's own: 全国五一劳动奖章."""
_OTHERS = re.compile(
    r"邻近|临近|毗邻|发达地区|先进地区|兄弟|邻[县市区省]|隔壁|周边|世界|全球|国际上|外地|沿海|国内"
)


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
        return cls(re.compile(rf"^(?:全[{areas}](?!{_HONOURS})|[{areas}](?:里|上)|我国|全世界|中央)"))

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
    metric: str = ""
    """The last target's: 力争5.5亿元 speaks of it again."""
    due: tuple[str | None] | None = None
    apart: tuple[tuple[int, int], str] | None = None


class Quantities:
    """Walk a text's segments in order; `of(...)` gives the figures and targets of each."""

    def __init__(self, text: str, folded: str) -> None:
        self._text, self._folded = text, folded
        self._place = Place.of(folded)
        self._said = Reading()

    def of(self, segment: Segment, inherited: Tense | None, found: Sequence[Number]) -> list[Figure | Target]:
        """The figures and targets of a segment; `found` are the numbers inside it."""
        if segment.starts_sentence:
            self._said = Reading()
        elif segment.level:
            self._said.tense = None
        made: list[Figure | Target] = []
        self._said.apart = self._said.due = None
        listed = iter(measures(self._folded, segment, found) if found else ())
        measure = next(listed, None)
        heard = segment.clauses if found or segment.closes != "。" else ()
        for clause in heard:
            self._hear(clause)
            while measure is not None and measure.clause == clause:
                self._add(made, measure, segment, inherited)
                measure = next(listed, None)
        return made

    @property
    def owner(self) -> tuple[str, ...]:
        """Who the sentence has named so far as having to act."""
        return self._said.owner

    def _hear(self, clause: tuple[int, int]) -> None:
        words = self._folded[clause[0] : min(clause[1], clause[0] + 80)]
        said = self._said
        said.period = times.period(words[:30]) or said.period
        said.owner = owners.of_clause(words) or said.owner
        said.tense = times.opening(words) or said.tense
        if scope := SCOPE.search(words[:30]):
            said.scope = scope[0]

    def _add(
        self, made: list[Figure | Target], measure: Measure, segment: Segment, inherited: Tense | None
    ) -> None:
        words = self._folded[measure.clause[0] : measure.number.tail][-80:]
        planned = (self._said.tense or inherited) == "coming"
        tense = (times.clause_tense_of_plan if planned else times.clause_tense)(
            words + measure.after[:12], words[: len(words) - (measure.number.tail - measure.number.start)]
        )
        if tense is None:
            tense = self._said.tense or inherited or "past"
            rule = "inherited"
        else:
            self._said.tense = tense
            rule = "said"
        if tense == "coming" and not measure.origin:
            made.append(self._target(measure, segment, rule))
        elif not measure.before.endswith("前") and not self._place.is_other(measure.before):
            self._figure(made, measure, rule)

    def _figure(self, made: list[Figure | Target], measure: Measure, rule: str) -> None:
        words = self._change_words(measure)
        level = self._waiting(made, measure.number.unit) if words else None
        if level is not None:
            made[made.index(level, max(len(made) - _NEAR, 0))] = replace(
                level, change=changes.change(words, measure)
            )
            return
        metric, scope = self._metric(measure)
        made.append(
            Figure(
                start=measure.start, end=measure.end, text=self._text[measure.start : measure.end], metric=metric,
                value=measure.number.value, unit=measure.number.unit or None, period=self._said.period,
                scope=scope or self._said.scope, rule=f"figure-{rule}", confidence=0.9 if rule == "said" else 0.75,
            )
        )  # fmt: skip

    def _change_words(self, measure: Measure) -> str:
        """The measure's words of change; 分别增长12%、8% says them once for all its numbers."""
        words = changes.words_of(measure)
        if not words and not measure.around and self._said.apart and self._said.apart[0] == measure.clause:
            return self._said.apart[1]
        self._said.apart = (measure.clause, words) if "分别" in measure.before and words else None
        return words

    def _waiting(self, made: list[Figure | Target], unit: str) -> Figure | None:
        """Which figure of this segment a change belongs to: the last, or with 分别 the first near one without."""
        near = made[-_NEAR:] if self._said.apart else made[-1:]
        if not self._said.apart and "百分点" not in unit and len(made) > 1 and made[-1].text.startswith("占"):
            near = made[-2:-1]  # 完成3.26亿元,占年任务的81.5%,同比下降6%: the amount fell, not the share
        return next((one for one in near if isinstance(one, Figure) and one.change is None), None)

    def _target(self, measure: Measure, segment: Segment, rule: str) -> Target:
        number = measure.number
        metric, scope = self._metric(measure)
        each, metric = owners.of_metric(metric)
        metric = self._said.metric = metric or self._said.metric
        if self._said.due is None:
            self._said.due = (
                times.deadline(self._folded[segment.start : min(segment.end, segment.start + 400)]),
            )
        return Target(
            start=measure.start, end=measure.end, text=self._text[measure.start : measure.end], metric=metric,
            comparator=comparator(measure, self._folded[number.end : number.tail]), value=number.value,
            value_max=number.value_max, unit=number.unit or None, owner=each or self._said.owner, deadline=self._said.due[0],
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
    if _ABOUT.search(near) or _ABOUT.search(tail):
        return "about"
    if _LESS.search(near) or _LESS.search(tail) or tail == "内" or near.endswith("前"):
        return "le"
    if _GREATER.search(near):
        return "gt"
    return "ge" if _AT_LEAST.search(near) or tail.endswith("以上") else "eq"


def inside(segment: Segment, found: Sequence[Number], at: int) -> tuple[list[Number], int]:
    """The numbers inside a segment from position `at` of the list on, and where the next segment's begin."""
    while at < len(found) and found[at].start < segment.start:
        at += 1
    first = at
    while at < len(found) and found[at].start < segment.end:
        at += 1
    return [number for number in found[first:at] if number.end <= segment.end], at
