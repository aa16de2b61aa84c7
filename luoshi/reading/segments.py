"""A text in one pass: paragraphs, segments (a sentence, half of one at `;`, an item of a list) and their clauses.

Works on folded text; offsets are the text's own. A segment starts after its marker (一是, 二要, (三), 4.) and ends
before its final punctuation. Clauses are what commas and colons, and brackets that hold a number, part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_CUT = re.compile(
    r"[。!?;()]|[,，:：](?= ?(?:[一二三四五六七八九十](?:是|要|则|来)|\(?[一二三四五六七八九十]\)|[①-⑳]))"
)
_COMMA = re.compile(r"[,，:]")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_MARKERS = (
    (1, re.compile(rf" *(?:{_NUMERAL}、|第{_NUMERAL}(?:部分|章|篇)[,，:、 ]?)")),
    (1, re.compile(rf" *第{_NUMERAL}个(?:大?问题|方面|部分)[,，、: ]")),
    (2, re.compile(rf" *\({_NUMERAL}\)[、.]?")),
    (3, re.compile(r" *(?:\(\d{1,2}\)[、.]?|\d{1,2}(?:[、)]|\.(?!\d)))")),
    (4, re.compile(rf" *(?:{_NUMERAL}(?:是(?!否)|要|则|来)|第{_NUMERAL}[,，、]|[①-⑳●■◆·•-] *)")),
    (4, re.compile(r" *(?:首先|其次|再次|再者|最后|此外|另外)[,，]")),
)
_FIRST = frozenset(" 一二三四五六七八九十第(0123456789①②③④⑤⑥⑦⑧⑨⑩●■◆·•-首其再最此另")
_WHOSE = re.compile(r"牵头|负责|(?:责任|配合|主办|承办|落实)(?:单位|部门)")
_LONGEST_BRACKET = 400
_CLOSERS = "”’』」》）)"


@dataclass(frozen=True, slots=True)
class Segment:
    """`level` is the marker's (1 for 一、 to 4 for 一是; 0 without); `opens` is the sign before: "", 。 ; or :."""

    start: int
    end: int
    level: int
    opens: str
    closes: str
    alone: bool
    clauses: tuple[tuple[int, int], ...]

    @property
    def starts_sentence(self) -> bool:
        return self.opens in ("", "。", "!", "?")


def segments(folded: str) -> Iterator[Segment]:
    """Every segment of the text in order, none empty."""
    for line in _LINE.finditer(folded):
        yield from _of_line(folded, line.start(), line.end())


def _of_line(folded: str, start: int, end: int) -> Iterator[Segment]:
    opens, at = "", start
    for cut in _cuts(folded, start, end):
        segment = _segment(folded, at, cut, opens, start, end)
        if segment is not None:
            yield segment
        at = cut + 1
        if cut < end:
            opens = "。" if segment is None and opens == "。" else folded[cut]
            opens = ":" if opens in ",，:" else "。" if opens == ")" else opens


def _cuts(folded: str, start: int, end: int) -> Iterator[int]:
    """Where segments end: `;` inside brackets does not end one, a full stop always does."""
    depth, opened = 0, start
    for found in _CUT.finditer(folded, start, end):
        sign = found[0]
        if sign in "()":
            depth = max(depth + (1 if sign == "(" else -1), 0)
            opened = found.start() if sign == "(" and depth == 1 else opened
            if sign == ")" and depth == 0 and _hands_out(folded, start, opened, found.start()):
                yield found.start()
        elif sign in "。!?" or depth == 0:
            depth = 0
            yield found.start()
    yield end


def _hands_out(folded: str, start: int, opened: int, closed: int) -> bool:
    """Whether a bracket stands by itself after a sentence and says whose that is; what follows is another."""
    if closed - opened > _LONGEST_BRACKET or folded[max(opened - 1, start)] not in "。;!?)":
        return False
    return bool(_WHOSE.search(folded, opened, closed))


def _segment(folded: str, at: int, cut: int, opens: str, first: int, last: int) -> Segment | None:
    while at < cut and folded[at] in _CLOSERS + " ,，、":
        at += 1
    start, level = _past_marker(folded, at, cut, whole=at - first <= 2)
    end = cut
    while end > start and folded[end - 1] in " ,，、:":
        end -= 1
    while start < end and folded[start] in " ,，、:":
        start += 1
    if start >= end:
        return None
    closes = folded[cut] if cut < last else (folded[cut - 1] if folded[cut - 1] == ":" else "")
    alone = at - first <= 2 and cut >= last - 1
    return Segment(start, end, level, opens, closes, alone, tuple(_clauses(folded, start, end)))


def _past_marker(folded: str, at: int, end: int, *, whole: bool) -> tuple[int, int]:
    """Where the words start after up to two markers (一、第一,), and the outermost marker's level.

    A plain 一、 or 1. marks only at the start of a line (`whole`).
    """
    level = 0
    markers = _MARKERS if whole else _MARKERS[2:]
    for _ in range(2):
        if at >= end or folded[at] not in _FIRST:
            break
        found = next(((n, m) for n, rule in markers if (m := rule.match(folded, at, end))), None)
        if found is None:
            break
        level, at = level or found[0], found[1].end()
    return at, level


def _clauses(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for comma in _COMMA.finditer(folded, start, end):
        if comma.start() > at and not _in_thousands(folded, comma.start()):
            yield at, comma.start()
            at = comma.end()
    if end > at:
        yield at, end


def _in_thousands(folded: str, at: int) -> bool:
    return folded[at] == "," and folded[at - 1].isdigit() and folded[at + 1 : at + 4].isdigit()
