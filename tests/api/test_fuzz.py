"""Whatever is asked or sent, the interface never breaks: no 500, always the one shape. What its description
allows and forbids is tried in test_held_to_its_description.py; here is what it does not tell of: any column
as a filter, values of a pack's own fields, bodies that are no JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.ledgers import actions, columns, queries
from tests.api.conftest import Caller
from tests.api.test_access import SHAPE
from tests.people import TOWN, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledgers")]

RECEIPTS, PROJECTS = "/ledgers/investment.receipt/records", "/ledgers/investment.project/records"

LEDGER = "investment.project"
nasty = st.sampled_from(
    ["", "0", "-1", "1e999999999", "-1e-999999999", "NaN", "Infinity", "9" * 30, "9" * 5000, "0x1", "²", "١٢",
     "\x00", "%00", "'", "\"; DROP TABLE unit;--", "%", "_", "a" * 300, "1 " * 60, "2026-02-30", "0001-01-01",
     "9999-12-31", "2026-03-01T99:00", "0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59", "昨天", "true",
     "[]", "{}", "💰", "\u202e", "C01", "null", "1,000", "１２", "--1", "unit", "-unit"]
)  # fmt: skip
anything = nasty | st.text(max_size=30)
column_names = [
    *(column.name for column in columns.SYSTEM),
    *("amount", "total", "signed_on", "industry", "investor_code", "event", "first_contact", "stage_signed"),
    *("id", "", "pk", "unit__name", "name__regex", "password"),
]
filters = st.dictionaries(
    st.tuples(
        st.sampled_from(column_names),
        st.sampled_from(["", "__min", "__max", "__in", "__like", "__filled", "__named", "__"]),
    ).map("".join),
    anything,
    max_size=4,
)
examples = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def whole(answer: Any) -> None:
    assert answer.status_code < 500, answer.content.decode()
    if answer.status_code >= 400:
        assert set(answer.json()) == SHAPE
        assert answer.json()["message"]


@examples
@given(filters, st.fixed_dictionaries({}, optional={"page": anything, "size": anything, "sort": anything,
                                                    "search": anything}))  # fmt: skip
def test_no_query_of_a_list_breaks_it(wang: Caller, asked: dict[str, str], more: dict[str, str]) -> None:
    actions.create(WANG, LEDGER, TOWN, {"name": "厂", "total": 1})
    whole(wang.get(PROJECTS, **{**asked, **more}))


@pytest.mark.parametrize("column", [one.name for one in columns.SYSTEM])
def test_every_column_of_the_system_can_be_asked_for_and_refuses_what_it_is_not(
    wang: Caller, column: str
) -> None:
    for bound in ("", "__min", "__max", "__in", "__like", "__filled", "__named"):
        for value in ("x", "9" * 30, "9" * 5000, "2026-03-01", "true", "0001-01-01T00:00+23:59"):
            whole(wang.get(PROJECTS, **{column + bound: value}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | anything | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
    max_leaves=5,
)
fields = st.sampled_from(
    [
        "name",
        "total",
        "signed_on",
        "industry",
        "event",
        "first_contact",
        "investor",
        "investor_code",
        "nothing",
    ]
)


@examples
@given(st.dictionaries(fields, json_values, max_size=5), json_values)
def test_no_values_break_reporting_or_changing(wang: Caller, values: dict[str, Any], other: Any) -> None:
    record = actions.create(WANG, LEDGER, TOWN, {"name": "厂", "total": 1})
    whole(wang.send(PROJECTS, {"unit": TOWN, "values": {"name": "厂", **values}}))
    whole(wang.send(f"/records/{record.ref}", {"version": 1, "values": values}, "PATCH"))
    whole(wang.send(f"/records/{record.ref}", {"version": other, "values": values, "why": other}, "PATCH"))
    whole(wang.send(f"/records/{record.ref}/move", {"stage": other, "on": other, "version": other}))
    whole(wang.send(f"/records/{record.ref}/verify", other))
    assert queries.record(WANG, record.ref)


@examples
@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_body_breaks_it(wang: Caller, body: bytes) -> None:
    whole(wang.send(PROJECTS, body))
