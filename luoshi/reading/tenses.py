"""Which tense each segment stands in, from headings, lead sentences and what was said just before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.reading.segments import Segment
from luoshi.reading.times import Tense, heading_tense, is_account, is_urging

_HEADING_LENGTH = 60
_LEAD_COMING = re.compile(
    r"目标任务?(?:是|为|$)|(?:总体|基本)(?:要求|思路|考虑)|下一步|下步|今后|做好以下|重点(?:抓好|做好|要)|工作安排|要求如下|通知如下"
    r"|(?:今年|明年|新的一年)[^,]{0,12}(?:要|将)|要重点|要着力|要抓好"
)
_LEAD_PAST = re.compile(
    r"^(?:去年|上年|过去|这一年|一年来|近年来|今年以来|[一二两三四五几]年来|截至|20\d\d年以来)|(?:取得|主要体现|主要表现|存在)|(?:圆满|较好地?|全面|超额)完成了"
    r"|^(?:今年|20\d\d年)?(?:上半年|[一二三]季度|前[一二三四五六七八九十]|1-)"
)
_COUNTS = re.compile(r"\d[^,]*[家个项元人%]")
_YEAR = re.compile(r"(20\d\d)年")
_PLAN_TITLE = re.compile(r"方案|要点|计划|责任书|实施意见|部署|安排|任务分解|倡议")


class Tenses:
    """Walk a text's segments in order; `of(segment)` is the tense the segment inherits."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._levels: dict[int, Tense | None] = {}
        self._urging: set[int] = set()
        self._lead: Tense | None = None
        self._first = True
        self._year = 0

    def of(self, segment: Segment) -> Tense | None:
        """The tense in force for `segment`, whose own heading or lead words count already."""
        words = self._folded[segment.start : min(segment.end, segment.start + 120)]
        if self._first and not segment.level:
            self._first = False
            self._year = int(year[1]) if segment.alone and (year := _YEAR.search(words)) else 0
            if segment.alone and _PLAN_TITLE.search(words[:_HEADING_LENGTH]):
                self._levels[0] = "coming"
        if segment.opens == "":
            self._new_paragraph(segment)
        if self._is_heading(segment, words):
            level = segment.level or 3
            self._enter(level, heading_tense(words, self._in_force(level)))
            if is_urging(words):
                self._urging.add(level)
        elif said := self._led(segment, words):
            self._lead = said
        if self._lead is None and self._is_urged() and is_account(words):
            return "past"
        return self._lead or self._in_force()

    def _is_urged(self) -> bool:
        """Whether only a heading that urges says what is to come."""
        said = [level for level, tense in self._levels.items() if tense]
        return bool(said) and max(said) in self._urging and self._levels[max(said)] == "coming"

    def _new_paragraph(self, segment: Segment) -> None:
        if segment.level < 3:
            self._lead = None
        if segment.level in (1, 2, 3):
            self._enter(segment.level, None)

    def _is_heading(self, segment: Segment, words: str) -> bool:
        short = segment.end - segment.start <= _HEADING_LENGTH
        if segment.level == 0:
            return segment.alone and short and segment.closes == ""
        return short and segment.closes in ("", "。", ":") and not _COUNTS.search(words)

    def _led(self, segment: Segment, words: str) -> Tense | None:
        if self._year and (year := _YEAR.match(words)) and int(year[1]) < self._year:
            return "past"
        if segment.closes == ":" and (said := heading_tense(words)):
            return said
        if _LEAD_PAST.search(words):
            return "past"
        return "coming" if _LEAD_COMING.search(words) else None

    def _enter(self, level: int, tense: Tense | None) -> None:
        self._levels = {n: said for n, said in self._levels.items() if n < level}
        self._urging = {n for n in self._urging if n < level}
        self._levels[level] = tense
        self._lead = None

    def _in_force(self, below: int = 9) -> Tense | None:
        """The tense of the innermost heading that has one, of those above a level."""
        for level in sorted(self._levels, reverse=True):
            if level < below and self._levels[level]:
                return self._levels[level]
        return None


def with_tense(folded: str, found: Iterator[Segment]) -> Iterator[tuple[Segment, Tense | None]]:
    """Each segment with the tense it inherits."""
    tenses = Tenses(folded)
    for segment in found:
        yield segment, tenses.of(segment)
