"""What each number of a draft claims: of which indicator, unit and months, and which of a figure's numbers.

One pass in text order. Inside a paragraph a clause that names no indicator, unit or months goes on about the
last ones; words that name something else (税收收入) make the claim nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from luoshi.kernel.periods import Period
from luoshi.reading import months
from luoshi.reading.comparing import Printed, hedge
from luoshi.reading.months import Span
from luoshi.reading.segments import Segment, segments
from luoshi.reading.structure import is_structure, quoted
from luoshi.reading.values import Number, numbers
from luoshi.reading.vocabulary import Mention, Vocabulary

Aspect: TypeAlias = Literal["amount", "target", "completion", "yoy", "ahead", "other"]
_REACH = r"(?:了|达到|达|为|是|约|近|超过|超|至|到|仅|有|:| )*$"
_ASPECTS: tuple[tuple[Aspect, str, re.Pattern[str]], ...] = (
    ("ahead", "百分点", re.compile(rf"(?:超|高于|快于|低于|欠|慢于|落后于?|超前|滞后)(?:于)?(?:序时)?进度{_REACH}")),
    ("completion", "%", re.compile(rf"(?:完成(?:全年|年度|年|预期)?(?:目标|任务|计划)?(?:任务|计划|数|总数|值)*(?:率|的)|占(?:全年|年度|年)?(?:目标|任务|计划)(?:任务|数)*的?){_REACH}")),
    ("yoy", "%", re.compile(rf"(?:同比|[较比](?:上年|去年)(?:同期)?(?:相比)?)?(?:增长|增幅|增加|提高|上升|下降|减少|降低|回落|下跌|降幅){_REACH}")),
)  # fmt: skip
_MONTHLY = re.compile(rf"环比|[较比](?:上月|上季度|年初)|百分点{_REACH}")
_CHANGED = re.compile(
    r"(?:增长|增加|净增|提高|上升|多|少|下降|减少|降低|回落|比重|占比)(?:了|约|近|仅|又)?$|占[^,，]{0,12}的?$"
)
_FALL = re.compile(r"(?:下降|减少|降低|回落|下跌|降幅|低于|欠|慢于|落后|滞后)[^,，]*$")
_TARGET = re.compile(
    r"(?:目标|任务)(?:任务|值|数|总数)*(?:为|是|:)?$|力争|确保|争取|要(?:达到|完成|实现)|不低于|不少于"
)
OWN = re.compile(r"当月|本月|单月")
TO_DATE = re.compile(r"累计")
_JOINT = re.compile(r"(?:、|和|及|与|以及)+")
_FILLER = re.compile(
    r"其中|截至|截止|累计|共计|合计|总计|完成率|完成|实现|达到|新增|全年|今年|本年|年度|当月|本月|单月|同比|增长|增加|增幅|提高|上升|下降|减少|降低|回落|下跌|降幅"
    r"|相比|上年|去年|同期|超过|突破|以来|目前|年初|力争|确保|争取|不低于|不少于|目标任务|目标|任务|计划|总量|总数|总额|数量|数额|金额|分别|高于|低于|快于|慢于|落后|超前|滞后"
    r"|序时|进度|情况|引进|招引|获得|方面|同时|实际|预期|大约|大概|接近|将近|不足|份|底|末|共|达|为|是|约|近|的|了|仅|有|已|均|也|又|并|且|各|比|较|与|和|及|超|逾|欠|占|要|于|数|在|年|月|值|率|额|到|至|得"
    r"|[\s,，、:;。()\[\]“”\"·-]"
)
_LONGEST = 80
_HEADING = 40
_NEAR = _LONGEST // 2
"""Names that can stand within the words before a number; each has two signs at least."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A number with what its words say of it. `odd` are words that no name of the book explains: the claim is
    of something narrower, or of something else."""

    number: Number
    printed: Printed
    aspect: Aspect
    indicators: tuple[str, ...]
    units: tuple[str, ...]
    span: Span
    odd: str = ""
    own: bool = False
    to_date: bool = False
    falls: bool = False
    each: bool = False
    """Said of every one of the units (各3件)."""


@dataclass(slots=True)
class _Heard:
    """What the paragraph has said so far."""

    span: Span
    beside: Span | None = None
    """Months that the sentence looks back to (去年同期359家): amounts are theirs, changes are not."""
    units: tuple[tuple[str, ...], ...] = ()
    """Units named one after another, each with the codes it may mean."""
    indicators: tuple[str, ...] = ()
    unit_end: int = -1


def titled(folded: str, latest: Period) -> Span:
    """The months that a heading among the first lines names; else the latest."""
    for line in folded.split("\n")[:6]:
        heads = len(line.strip()) <= _HEADING and not re.search(r"[。;!?]", line)
        for one in months.said(line, latest) if heads else ():
            return one.span
    return Span(None, latest, loose=True)


@dataclass
class Claims:
    """Walks a folded text; `found()` gives its claims in order."""

    folded: str
    vocabulary: Vocabulary
    _heard: _Heard = field(init=False)

    def __post_init__(self) -> None:
        self._title = titled(self.folded, self.vocabulary.book.latest)
        self._now = min(self._title.last, self.vocabulary.book.latest)

    def found(self) -> Iterator[Claim]:
        waiting = list(numbers(self.folded))
        self._heard = _Heard(self._title)
        at, paragraph = 0, -1
        for segment in segments(self.folded):
            line = self.folded.rfind("\n", 0, segment.start)
            if line != paragraph:
                paragraph, self._heard = line, _Heard(self._title)
            while at < len(waiting) and waiting[at].start < segment.start:
                at += 1
            inside = []
            while at < len(waiting) and waiting[at].start < segment.end:
                inside.append(waiting[at])
                at += 1
            yield from self._segment(segment, inside)

    def _segment(self, segment: Segment, inside: Sequence[Number]) -> Iterator[Claim]:
        mentions = self._mentions(segment, inside)
        heard, at, before = self._heard, 0, segment.start
        if segment.starts_sentence:
            heard.indicators, heard.beside = (), None
        clauses = [one for one in segment.clauses if one[0] < segment.end]
        series: list[Claim] = []
        for number in inside:
            clause = next((one for one in clauses if one[0] <= number.start < one[1]), segment.clauses[-1])
            while at < len(mentions) and mentions[at].start < number.start:
                self._hear(mentions[at])
                at += 1
            start = max(clause[0], before, number.start - _LONGEST)
            before = number.tail
            if quoted(self.folded, number) or is_structure(self.folded, clause, number):
                continue
            following = next((one.start for one in inside if one.start >= number.tail), clause[1])
            near = mentions[max(at - _NEAR, 0) : at + _NEAR]
            series.append(self._claim(number, start, min(clause[1], following), near))
        yield from self._apart(segment, series)
        for rest in mentions[at:]:
            self._hear(rest)

    def _mentions(self, segment: Segment, inside: Sequence[Number]) -> list[Mention]:
        """Names and words of time in order; what stands inside a number or a name is none."""
        found = self.vocabulary.mentions(self.folded, segment.start, segment.end)
        words = self.folded[segment.start : segment.end]
        taken = bytearray(len(words))
        for start, end in [(other.start, other.end) for other in found] + [(n.start, n.end) for n in inside]:
            taken[start - segment.start : end - segment.start] = b"1" * (end - start)
        for one in months.said(words, self._now, self._heard.span):
            if not any(taken[one.start : one.end]):
                start, end = one.start + segment.start, one.end + segment.start
                found.append(Mention(start, end, span=one.span, beside=one.beside))
        return sorted(found, key=lambda one: one.start)

    def _hear(self, one: Mention) -> None:
        heard = self._heard
        if one.span is not None:
            heard.beside = one.span if one.beside else None
            heard.span = heard.span if one.beside else one.span
        elif one.indicators:
            heard.indicators = one.indicators
        else:
            joined = heard.unit_end >= 0 and _JOINT.fullmatch(self.folded, heard.unit_end, one.start)
            heard.units = (*heard.units, one.units) if joined else (one.units,)
            heard.unit_end = one.end

    def _claim(self, number: Number, start: int, limit: int, mentions: Sequence[Mention]) -> Claim:
        words = self.folded[start : number.start]
        named = [one for one in mentions if start <= one.start and one.end <= number.start]
        behind = self._behind(number, limit, mentions)
        if behind:
            self._heard.indicators = behind.indicators
        odd = unexplained(self.folded, start, number.start, named)
        after = self.folded[behind.end if behind else number.end : limit]
        aspect = aspect_of(words, number)
        if odd and not any(one.indicators for one in named) and not behind:
            self._heard.indicators = ()
        bounded = after.startswith("的") or (number.tail > number.end and bool(_noun(after[2:])))
        if aspect == "amount" and not behind and not named and not odd and _noun(after):
            odd = _noun(after)
        scope = "、".join(
            self.folded[one.start : one.end]
            for one in named
            if not one.indicators and not one.units and not one.span
        )
        own = bool(OWN.search(words))
        return Claim(
            number, Printed(Decimal(number.value), number.unit, hedge(words, self.folded[number.end : limit])),
            "other" if bounded or number.value_max else aspect, self._heard.indicators, self._units(), self._span(aspect, words), odd or scope, own,
            bool(TO_DATE.search(words)), bool(_FALL.search(words)), "各" in words[-3:],
        )  # fmt: skip

    def _behind(self, number: Number, limit: int, mentions: Sequence[Mention]) -> Mention | None:
        """35件专利申请: the indicator right behind the number."""
        for one in mentions:
            if one.indicators and number.end <= one.start < limit:
                between = self.folded[number.end : one.start]
                return one if not _FILLER.sub("", between) else None
        return None

    def _span(self, aspect: Aspect, words: str) -> Span:
        """The months heard last; 比上年359家 looks back for one number, 去年同期, for the sentence."""
        heard = self._heard
        if heard.beside is None or aspect != "amount":
            return heard.span
        span = heard.beside
        if re.search(r"[比较与同(](?:上年|去年)", words):
            heard.beside = None
        return span

    def _units(self) -> tuple[str, ...]:
        """The unit named last; without any the home."""
        heard = self._heard.units
        if not heard:
            return (self.vocabulary.book.home,)
        return tuple(dict.fromkeys(code for codes in heard for code in codes))

    def _apart(self, segment: Segment, series: Sequence[Claim]) -> Iterator[Claim]:
        """青石镇、柳林乡分别为35件、20件: as many numbers as units, one for each."""
        listed = self._heard.units
        told = self.folded.find("分别", segment.start, segment.end)
        apart = [one for one in series if told >= 0 and one.number.start > told]
        paired = len(listed) > 1 and len(listed) == len(apart)
        for one in series:
            if paired and one in apart:
                yield replace(one, units=listed[apart.index(one)], odd="")
            else:
                yield one


def aspect_of(words: str, number: Number) -> Aspect:
    """Which of a figure's numbers the words before one announce."""
    if _MONTHLY.search(words) and "%" in number.unit:
        return "other"
    for aspect, unit, rule in _ASPECTS:
        if number.unit.endswith(unit) and rule.search(words):
            return aspect
    if _CHANGED.search(words) or number.unit.endswith(("百分点", "倍", "番", "成")):
        return "other"
    return "target" if _TARGET.search(words) else "amount"


def unexplained(folded: str, start: int, end: int, named: Sequence[Mention]) -> str:
    """What no name and no common word explains."""
    left, at = [], start
    for one in named:
        left.append(folded[at : one.start])
        at = max(at, one.end)
    left.append(folded[at:end])
    return "".join(_FILLER.sub("", piece) for piece in left)


def _noun(after: str) -> str:
    """The words right behind a number up to the next mark or joint."""
    words = re.split(r"[,，、。;:()和及]", after, maxsplit=1)[0].removeprefix("左右").removeprefix("以上")
    return _FILLER.sub("", words.lstrip("余多"))
