"""Sums, shares and increases that a draft states itself, done again.

Each rule is one pattern over a sentence in which every number stands as one sign (#). Decimal half-up to the
printed places; a rule speaks only where the words tie the numbers to each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from luoshi.kernel.numbers import change, half_up, plain, ratio
from luoshi.reading.adding import said_of, summed, verdict
from luoshi.reading.book import converted
from luoshi.reading.comparing import Printed
from luoshi.reading.folding import fold
from luoshi.reading.values import Number, numbers
from luoshi.reading.verdict import Checked

_SENTENCE = re.compile(r"[^。;!?\n]+")
_SIGN = "#"
_AGAINST = r"[,，(]?(?:同?[比较与])?(?:上年|去年)(?:同期)?(?:的|为|是|:)?"
_UP = "增长|增加|提高|上升|增幅(?:为|达)?|增长率(?:为|达)?|同比增长"
_DOWN = "下降|减少|降低|回落|降幅(?:为|达)?"
_WAY = rf"(?:了)?(?P<way>{_UP}|{_DOWN})(?:了|约|达|为|到)?"
_WORDS = r"[^#,，、]{0,14}"
_LEVEL = r"(?:(?![增减升降多少])[^#,，、]){0,14}"
"""Words between 上年 and its number, none of which says that the number is a change."""


@dataclass(frozen=True, slots=True)
class Term:
    """A number of a sentence, with the words between it and the number before; `words` are those after the
    last comma of them."""

    number: Number
    gap: str

    @property
    def words(self) -> str:
        return re.split(r"[,，、:(]", self.gap)[-1]

    @property
    def said(self) -> Printed:
        return Printed(Decimal(self.number.value), self.number.unit)


@dataclass(frozen=True, slots=True)
class Result:
    """What was reckoned: of which number, what it should be, and how (54+103)."""

    term: Term
    exact: Fraction
    how: str
    complete: bool = True
    """False where parts need not be all there are: only more than the whole is then wrong."""


Reckoning: TypeAlias = Callable[[re.Match[str], Sequence[Term], Sequence[Term]], Iterator[Result]]
"""What a match reckons of the terms from its first on, and those up to its last."""


def reckoned(text: str) -> list[Checked]:
    """The verdicts on all arithmetic of a text, in text order; one for a number and rule."""
    folded = fold(text)
    found = list(_expressions(folded, text))
    waiting, at = list(numbers(folded)), 0
    for sentence in _SENTENCE.finditer(folded):
        first = at
        while at < len(waiting) and waiting[at].start < sentence.end():
            at += 1
        found += _of_sentence(folded, text, sentence, waiting[first:at])
    return sorted(found, key=lambda one: one.start)


def _of_sentence(
    folded: str, text: str, sentence: re.Match[str], inside: Sequence[Number]
) -> Iterator[Checked]:
    skeleton, at, terms = [], sentence.start(), []
    for one in inside:
        words = folded[at : one.start]
        skeleton += [words.replace(_SIGN, " "), _SIGN]
        terms.append(Term(one, words))
        at = one.end
    skeleton.append(folded[at : sentence.end()].replace(_SIGN, " "))
    shape, seen = "".join(skeleton), set()
    for rule, pattern, reckon in _RULES:
        for found in pattern.finditer(shape):
            first = shape.count(_SIGN, 0, found.start())
            for result in reckon(found, terms[first:], terms[: first + found[0].count(_SIGN)]):
                if (result.term.number.start, rule) not in seen:
                    seen.add((result.term.number.start, rule))
                    yield _checked(text, rule, result)


def _checked(text: str, rule: str, result: Result) -> Checked:
    number, said = result.term.number, result.term.said
    state = verdict(said, result.exact, complete=result.complete)
    words, value = said_of(state, result.how, result.exact, said)
    return Checked(
        start=number.start, end=number.end, text=text[number.start : number.end], state=state, rule=rule,
        words=words, expected=value if state == "does_not_add_up" else None,
    )  # fmt: skip


def _same(one: Term, of: Term) -> Fraction | None:
    """A term in another's unit; None where they count different things."""
    if one.number.value_max or of.number.value_max:
        return None
    return converted(Fraction(one.said.value), one.number.unit, of.number.unit)


def _increase(found: re.Match[str], terms: Sequence[Term], upto: Sequence[Term]) -> Iterator[Result]:
    """432家，比上年359家增长20.3%; the same with 上年 first, or 由359家增加到432家."""
    del upto
    now, before, by = terms[:3]
    if "now" in found.groupdict():
        now, before = before, now
    was, is_ = _same(before, now), Fraction(now.said.value)
    if was is None or was <= 0:
        return
    down = found["way"].startswith(("下", "减", "降", "回"))
    how = f"{plain(now.said.value)} ÷ {plain(before.said.value)} − 1"
    if by.number.unit == "%":
        grown = change(is_, was)
        if grown is not None:
            yield Result(
                by, -grown if down else grown, how if not down else f"1 − {how.removesuffix(' − 1')}"
            )
    elif (difference := _same(by, now)) is not None and difference:
        apart = was - is_ if down else is_ - was
        scaled = apart * Fraction(by.said.value) / difference
        yield Result(by, scaled, f"{plain(now.said.value)} − {plain(before.said.value)}")


def _increase_by(found: re.Match[str], terms: Sequence[Term], upto: Sequence[Term]) -> Iterator[Result]:
    """432家，比上年增加73家，增长20.3%."""
    del upto
    now, by, rate = terms[:3]
    more = _same(by, now)
    if more is None or rate.number.unit != "%":
        return
    down = found["way"].startswith(("下", "减", "降", "少"))
    was = Fraction(now.said.value) + (more if down else -more)
    grown = change(Fraction(now.said.value), was)
    if grown is not None:
        before = plain(half_up(was, now.said.places))
        yield Result(rate, abs(grown), f"{plain(by.said.value)} ÷ {before}")


def _whole_and_parts(found: re.Match[str], terms: Sequence[Term], upto: Sequence[Term]) -> Iterator[Result]:
    """共40个，其中A 25个、B 15个; 分别为, 包括 and 由…组成 name all the parts, 其中 may not."""
    del upto
    whole, parts = terms[0], [terms[1]] if len(terms) > 1 else []
    for one in terms[2:]:
        if _JOINED.fullmatch(one.gap) is None or _same(one, whole) is None:
            break
        parts.append(one)
    yield from _parts(
        whole, parts, parts[: _listed([one.gap for one in parts[1:]])], complete=found["of"] != "其中"
    )


def _parts_and_whole(found: re.Match[str], terms: Sequence[Term], upto: Sequence[Term]) -> Iterator[Result]:
    """A 54个、B 103个，共157个."""
    del found, terms
    whole, parts = upto[-1], [upto[-2]] if len(upto) > 1 else []
    for at in range(len(upto) - 3, -1, -1):
        if _JOINED.fullmatch(upto[at + 1].gap) is None or _same(upto[at], whole) is None:
            break
        parts.insert(0, upto[at])
    near = _listed([one.gap for one in reversed(parts[1:])])
    yield from _parts(whole, parts, parts[-near:], complete=True)


def _listed(gaps: Sequence[str]) -> int:
    """How many parts are listed by 、 or 和 before a comma comes."""
    return 1 + next((at for at, gap in enumerate(gaps) if re.search("[,，]", gap)), len(gaps))


def _parts(whole: Term, every: Sequence[Term], near: Sequence[Term], *, complete: bool) -> Iterator[Result]:
    """The sum of the parts that 、 lists, or of those that commas list as well where that is the whole's."""
    made = [_sum(whole, parts, complete=complete) for parts in (near, every)]
    found = [one for one in made if one is not None]
    fits = [one for one in found if verdict(whole.said, one.exact) == "adds_up"]
    yield from (fits or found)[:1]


def _sum(whole: Term, parts: Sequence[Term], *, complete: bool) -> Result | None:
    values = [_same(one, whole) for one in parts]
    if len(parts) < 2 or None in values or whole.number.unit == "%":
        return None
    places = max(one.said.places for one in [whole, *parts])
    how = summed([half_up(one or 0, places) for one in values])
    return Result(whole, sum((one or Fraction(0) for one in values), Fraction(0)), how, complete)


def _share(found: re.Match[str], terms: Sequence[Term], upto: Sequence[Term]) -> Iterator[Result]:
    """新签约32个，开工22个，开工率68.8%: the rate's word stands at the part; 其中22个，占68.8%."""
    del upto
    first, second, rate = terms[:3]
    stem = found.groupdict().get("stem")
    if rate.number.unit != "%" or first.number.unit == "%" or second.number.unit == "%":
        return
    part, whole = (
        (first, second) if stem and stem not in second.words and stem in first.words else (second, first)
    )
    if stem and stem not in part.words:
        return
    yield from _rate(rate, part, whole)


def _share_of(found: re.Match[str], terms: Sequence[Term], upto: Sequence[Term]) -> Iterator[Result]:
    """22个，占32个的68.8%."""
    del found, upto
    if terms[2].number.unit == "%":
        yield from _rate(terms[2], terms[0], terms[1])


def _rate(rate: Term, part: Term, whole: Term) -> Iterator[Result]:
    of = _same(part, whole)
    share = None if of is None else ratio(of, whole.said.value)
    if share is not None:
        yield Result(rate, share, f"{plain(part.said.value)} ÷ {plain(whole.said.value)}")


def _each(found: re.Match[str], terms: Sequence[Term], upto: Sequence[Term]) -> Iterator[Result]:
    """青石镇、柳林乡各3件，共6件."""
    listed = re.split(r"、|和|及|与", found["list"])
    del upto
    one, total = terms[:2]
    value = _same(one, total)
    if value is not None and len(listed) > 1:
        yield Result(total, value * len(listed), f"{len(listed)} × {plain(one.said.value)}")


_JOINED = re.compile(
    r"(?!.*(?:[比较占率]|同期|上年|去年|增|减|升|降))[^,，、]{0,14}(?:[、,，]|和|及|与|以及)[^,，、]{0,14}"
)
"""What stands between two parts of a list; 比上年35个 is none of them."""
_RULES: tuple[tuple[str, re.Pattern[str], Reckoning], ...] = (
    ("increase", re.compile(rf"#{_WORDS}{_AGAINST}{_LEVEL}#{_WORDS}[,，)]*(?:相比)?(?:同比)?{_WAY}#"), _increase),
    ("increase", re.compile(rf"(?P<now>(?:上年|去年)(?:同期)?){_WORDS}#{_WORDS}[,，](?:今年|本年|本期){_WORDS}#{_WORDS}[,，](?:同比)?{_WAY}#"), _increase),
    ("increase", re.compile(rf"(?P<now>[由从]){_WORDS}#{_WORDS}(?:增加|提高|增长|上升|下降|减少|降|扩大)(?:到|至)#{_WORDS}[,，](?:同比)?{_WAY}#"), _increase),
    ("increase", re.compile(rf"#{_WORDS}[,，](?:同比|[比较](?:上年|去年)(?:同期)?)(?P<way>增加|减少|多|少|净增|下降)(?:了)?#{_WORDS}[,，](?:增长|增幅|下降|降幅)(?:为|达|了)?#"), _increase_by),
    ("sum", re.compile(rf"#[^#,，、:()]{{0,14}}[,，:(]?(?P<of>其中|分别为|分别是|包括|即)[:，,]?{_WORDS}#"), _whole_and_parts),
    ("sum", re.compile(rf"#{_WORDS}[,，、](?:合计|共计|总计|一共|共){_WORDS}#"), _parts_and_whole),
    ("share", re.compile(rf"#{_WORDS}[,，、]{_WORDS}#{_WORDS}[,，、(](?:平均)?(?P<stem>[^#,，、]{{1,6}}?)率(?:为|达到|达|是)?#"), _share),
    ("share", re.compile(rf"#{_WORDS}[,，]其中{_WORDS}#{_WORDS}[,，](?:占|占比|占总数的?|比重)(?:为|达到|达)?#"), _share),
    ("share", re.compile(rf"#{_WORDS}[,，]占{_WORDS}#{_WORDS}的#"), _share_of),
    ("each", re.compile(rf"(?P<list>[^#,，。:]{{1,60}}?)各[^#,，]{{0,6}}#{_WORDS}[,，](?:合计|共计|总计|一共|共){_WORDS}#"), _each),
)  # fmt: skip
_EXPRESSION = re.compile(
    r"(?<![\d.+\-×÷/])(\d+(?:\.\d+)?(?: ?[+] ?\d+(?:\.\d+)?)+|\d+(?:\.\d+)? ?[/÷] ?\d+(?:\.\d+)?) ?(?:=|等于) ?(\d+(?:\.\d+)?)(%?)"
)


def _expressions(folded: str, text: str) -> Iterator[Checked]:
    """54+103=157 and 22÷32=68.8%, as they stand."""
    for found in _EXPRESSION.finditer(folded):
        said = Printed(Decimal(found[2]), found[3])
        values = [Fraction(one) for one in re.findall(r"\d+(?:\.\d+)?", found[1])]
        if "+" in found[1]:
            exact = sum(values, Fraction(0))
        elif values[1]:
            exact = values[0] / values[1] * (100 if found[3] else 1)
        else:
            continue
        state = verdict(said, exact)
        words, value = said_of(state, found[1], exact, said)
        yield Checked(
            start=found.start(2), end=found.end(), text=text[found.start(2) : found.end()], state=state,
            rule="expression", words=words, expected=None if state == "adds_up" else value,
        )  # fmt: skip
