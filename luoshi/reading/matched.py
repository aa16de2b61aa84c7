"""A claim against the book: the published figures it may mean, and how it stands to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from luoshi.kernel.language import say
from luoshi.kernel.numbers import half_up
from luoshi.reading.book import Book, Measured, What, converted, shown
from luoshi.reading.claims import Aspect, Claim
from luoshi.reading.comparing import State, judged
from luoshi.reading.months import Span
from luoshi.reading.verdict import Cell, Checked, Match

_ORDER: tuple[State, ...] = ("right", "rounded", "unit_slip", "wrong")
_NUMBERS: Mapping[Aspect, tuple[What, ...]] = {
    "target": ("target", "stretch"), "completion": ("completion",), "yoy": ("yoy",), "ahead": ("ahead",),
}  # fmt: skip
_MOST = 4
"""Readings told of one number; a text that leaves more open is not understood."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A published figure that a claim may mean: exact, in the claim's unit; `measure` is its own unit."""

    match: Match
    exact: Fraction
    measure: str
    words: str


def checked(claim: Claim, text: str, book: Book, cell: Cell | None = None) -> Checked:
    """The state of a claim. It is right when one of the figures it may mean is; of 各 all must be."""
    number = claim.number
    readings = list(_readings(claim, book))
    judgements = [(judged(claim.printed, one.exact, one.measure), one) for one in readings]
    state, best = _verdict(claim, judgements)
    others = tuple(one.match for one in readings if one is not best)[: _MOST - 1]
    return Checked(
        start=number.start, end=number.end, text=text[number.start : number.end], state=state, rule="figure",
        words=_words(claim, state, best, readings, book), cell=cell, others=others if best else (),
        match=best.match if best else None, expected=_expected(claim, state, best),
    )  # fmt: skip


def _expected(claim: Claim, state: State, best: Reading | None) -> str | None:
    """What should stand there: the figure as published, or as it is rounded to the printed places."""
    if best is None or state in ("right", "unknown"):
        return None
    if state == "rounded":
        return f"{half_up(abs(best.exact), claim.printed.places)}{claim.printed.unit}"
    return best.match.published


def _verdict(claim: Claim, judged_: list[tuple[State, Reading]]) -> tuple[State, Reading | None]:
    if not judged_:
        return "unknown", None
    order = max if claim.each else min
    state, best = order(judged_, key=lambda pair: _ORDER.index(pair[0]))
    if claim.odd and state != "right":
        return "unknown", judged_[0][1]
    return state, best


def _readings(claim: Claim, book: Book) -> Iterator[Reading]:
    if claim.aspect == "other":
        return
    for indicator in claim.indicators:
        for unit in claim.units:
            for what, exact, span, measure in _values(claim, indicator, unit, book):
                inside = converted(exact, measure, claim.printed.unit)
                if inside is not None:
                    yield _reading(claim, book, (indicator, unit, what), inside, span, measure)


def _reading(
    claim: Claim, book: Book, named: tuple[str, str, str], inside: Fraction, span: Span, measure: str
) -> Reading:
    indicator, unit, what = named
    printed = f"{shown(abs(inside) if what in ('yoy', 'ahead') else inside)}{claim.printed.unit}"
    signed = -inside if claim.falls and what in ("yoy", "ahead") else inside
    words = " ".join(
        (book.units[unit][0], _when(what, span), book.indicators[indicator].label, said_as(what))
    )
    if what == "yoy" and inside:
        printed = say("增长" if inside > 0 else "下降", "up " if inside > 0 else "down ") + printed
    return Reading(Match(indicator, unit, str(span.last), what, printed), signed, measure, words)


def _when(what: str, span: Span) -> str:
    return span.label if what == "value" or span.first is not None else span.last.label


def said_as(what: str) -> str:
    """What one of a figure's numbers is called."""
    return {
        "ytd": say("累计", "to date"), "value": say("当期", "in the period"), "target": say("目标", "target"),
        "stretch": say("争取目标", "stretch target"), "completion": say("完成率", "completion"),
        "yoy": say("同比", "against last year"), "ahead": say("超序时进度", "ahead of pace"),
    }[what]  # fmt: skip


def _values(claim: Claim, indicator: str, unit: str, book: Book) -> Iterator[tuple[str, Fraction, Span, str]]:
    """Which of a figure's numbers a claim may mean: (what, exact, months, unit of measure)."""
    spec = book.indicators[indicator]
    span = _closed(claim.span, spec, book)
    measure = {"amount": spec.measure, "target": spec.measure, "ahead": "百分点"}.get(claim.aspect, "%")
    if claim.aspect == "amount":
        for what, months in _months(claim, span, spec):
            exact = book.amount(indicator, unit, months.first, months.last)
            if exact is not None:
                yield what, exact, months, measure
        return
    for name in _NUMBERS.get(claim.aspect, ()):
        found = book.of(indicator, unit, span.last, name)
        if found is not None:
            yield name, found, Span(None, span.last), measure


def _months(claim: Claim, span: Span, spec: Measured) -> Iterator[tuple[str, Span]]:
    """The year-to-date and the months' own, in the order in which the words mean them."""
    to_date, own = Span(None, span.last), Span(span.first or span.last, span.last)
    from_start = span.first is not None and span.first.start.month == spec.starts and not span.loose
    if claim.to_date or not spec.adds or from_start:
        yield "ytd", to_date
    elif claim.own:
        yield "value", Span(span.last, span.last)
    elif span.loose and span.first is not None:
        yield "value", own
        yield "ytd", to_date
    elif span.loose:
        yield "ytd", to_date
        yield "value", Span(span.last, span.last)
    elif span.first is not None:
        yield "value", own
    else:
        yield "ytd", to_date


def _closed(span: Span, spec: Measured, book: Book) -> Span:
    """A year that is still running is meant as far as it is published; a plan's year ends with its own month."""
    if not span.whole:
        return span
    starts, last = spec.starts, span.last
    while starts > 1 and last.number >= starts:
        last = last.previous()
    if last > book.latest and book.latest.year == span.last.year:
        last = book.latest
    return Span(None, last)


def _words(claim: Claim, state: State, best: Reading | None, readings: list[Reading], book: Book) -> str:
    if best is None:
        return _unmatched(claim, book)
    more = [f"{one.words} {one.match.published}" for one in readings if one is not best][: _MOST - 1]
    also = (
        say(f"；也可能指{'、'.join(more)}", f"; or else {', '.join(more)}")
        if more and state == "wrong"
        else ""
    )
    told = f"{best.words} {best.match.published}"
    if state == "right":
        return told
    if state == "unknown":
        return say(
            f"“{claim.odd}”不知指什么；如指{told}，则不一致",
            f"“{claim.odd}” is not known; if {told} is meant, it differs",
        )
    return say(f"公布的是{told}", f"Published: {told}") + also


def _unmatched(claim: Claim, book: Book) -> str:
    if not claim.indicators or claim.aspect == "other":
        return say("没有对应的指标", "No indicator is named")
    label = book.indicators[claim.indicators[0]].label
    return say(f"没有查到{label}的这个公布数据", f"No such figure of {label} is published")
