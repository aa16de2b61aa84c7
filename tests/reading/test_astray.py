"""Texts made to lead patterns astray: whatever they are, reading ends, and every span is what it says."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reading import UNITS
from luoshi.reading import documents, read

SIGNS, PATIENCE = 20_000, 60
"""Signs of a text, which take a tenth of a second; seconds after which a pattern that goes back is told from
a slow machine."""


@contextmanager
def ending() -> Iterator[None]:
    """What is within ends; what goes over the same signs again and again does not."""

    def lost(_signal: int, _frame: object) -> None:
        raise AssertionError(f"{SIGNS} signs were not read in {PATIENCE} seconds")

    before = signal.signal(signal.SIGALRM, lost)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def true(text: str) -> None:
    with ending():
        found = read(text)
    assert all(one.text == text[one.start : one.end] and one.start < one.end for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize("unit", UNITS)
def test_one_thing_said_over_and_over_is_read_to_its_end(unit: str) -> None:
    true((unit * SIGNS)[:SIGNS])


@settings(max_examples=60)
@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=6).map("".join))
def test_a_few_things_said_over_and_over_are_read_to_their_end(unit: str) -> None:
    true((unit * 4_000)[:4_000])


@settings(max_examples=60)
@given(st.lists(st.sampled_from(UNITS), max_size=120).map("".join))
def test_things_in_any_order_are_read_to_their_end(text: str) -> None:
    true(text)


@settings(max_examples=80)
@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_text_or_are_refused_in_words(content: bytes) -> None:
    with suppress(documents.InputError):
        true(documents.of_content("speech.txt", content).text)


def test_five_megabytes_on_one_line_without_a_full_stop_are_read() -> None:
    text = "各乡镇要完成到位资金5亿元，同比增长12%，" * 90_000
    assert len(text.encode()) > 5_000_000
    found = read(text)
    assert len(found) > 90_000
    assert all(one.text == text[one.start : one.end] for one in found[::1_000])
