from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.canonical import dumps, sha256

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_keys_are_sorted_and_nothing_is_wasted() -> None:
    assert dumps({"乙": 1, "a": [Decimal("5.10"), date(2026, 3, 1), None]}).decode() == (
        '{"a":["5.1","2026-03-01",null],"乙":1}'
    )


def test_equal_decimals_have_the_same_digest() -> None:
    assert sha256({"v": Decimal(5)}) == sha256({"v": Decimal("5.00")}) == sha256({"v": Decimal("0.5E1")})


def test_bytes_are_hashed_as_they_are() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        dumps({"v": [0.1]})


@given(values)
def test_what_was_written_reads_back(value: object) -> None:
    assert json.loads(dumps(value)) == value
    assert dumps(json.loads(dumps(value))) == dumps(value)
