"""What is covered for somebody is not found out by asking: a leader who saw 138****1234 could filter by
`phone__like`, bound it by `phone__min`, sort by it, search for it, and had the telephone sign by sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Record
from tests.adopted import adopt
from tests.people import CHEN, LEADER, LIU, OTHER_TOWN, TOWN, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contacts")]

CONTACT = "investment.contact"
FILTERS = [
    {"phone": "13800001234"}, {"phone__like": "0001"}, {"phone__min": "13800000000"},
    {"phone__max": "13900000000"},
    {"phone__in": ["13800001234", "13900009999"]}, {"name": "田有余"}, {"name__like": "有余"},
]  # fmt: skip
WORDS = ["13800001234", "1380000", "田有余", "有余", "tyy"]


@pytest.fixture
def contacts(county: None) -> None:
    adopt("investment")


def contact(who: Actor = WANG, unit: str = TOWN, name: str = "田有余", phone: str = "13800001234") -> Record:
    return actions.create(who, CONTACT, unit, {"name": name, "phone": phone, "employer": "西安一厂"})


def found(who: Actor, **asked: Any) -> set[int]:
    """What a page, an export and a choice find, which is the same."""
    page = {one.ref.id for one in queries.page(who, CONTACT, **asked).rows}
    assert page == {one.ref.id for one in queries.rows(who, CONTACT, **asked)}
    if not asked.get("filters"):
        assert page == {one.ref.id for one in queries.options(who, CONTACT, asked.get("search", ""))}
    return page


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_a_filter_by_what_is_covered_finds_nothing_and_by_what_is_read_all(asked: Mapping[str, Any]) -> None:
    made = contact().ref.id
    assert found(CHEN, filters=asked) == {made}
    assert found(WANG, filters=asked) == {made}
    assert found(LEADER, filters=asked) == set()


@pytest.mark.parametrize("words", WORDS)
def test_words_and_initials_do_not_find_what_is_covered(words: str) -> None:
    made = contact().ref.id
    assert found(CHEN, search=words) == {made}
    assert found(LEADER, search=words) == set()
    assert found(LEADER, search=f"西安 {words}") == set()


def test_what_is_not_covered_is_found_by_words_and_by_the_records_number() -> None:
    made = contact().ref.id
    assert found(LEADER, search="西安一厂") == {made}
    assert found(LEADER, search="西安 一厂") == {made}
    assert found(LEADER, search=str(made)) == {made}
    assert found(LEADER, filters={"employer__like": "一厂"}) == {made}


def test_whether_a_covered_field_is_filled_is_seen_and_so_may_be_asked() -> None:
    made = contact().ref.id
    assert found(LEADER, filters={"phone__filled": "1"}) == {made}
    assert found(LEADER, filters={"phone__filled": "0"}) == set()


@pytest.mark.parametrize("sort", ["phone", "-phone"])
def test_the_order_of_what_is_covered_is_that_of_the_numbers(sort: str) -> None:
    """However the telephones stand to each other, whoever sees them covered sees one order."""
    phones = ["13700000000", "13900000000", "13800000000"]
    made = [
        contact(name=f"田{number}", phone=phone).ref.id
        for number, phone in zip("甲乙丙", phones, strict=True)
    ]
    assert [one.ref.id for one in queries.page(LEADER, CONTACT, sort=[sort]).rows] == made[::-1]
    rising = [made[0], made[2], made[1]]
    seen = [one.ref.id for one in queries.page(CHEN, CONTACT, sort=[sort]).rows]
    assert seen == (rising if sort == "phone" else rising[::-1])


def test_a_record_is_not_chosen_by_the_whole_of_a_covered_name() -> None:
    made = contact()
    assert queries.find(CHEN, CONTACT, "田有余").ref == made.ref
    with pytest.raises(InputError):
        queries.find(LEADER, CONTACT, "田有余")


def test_one_who_reports_for_a_township_finds_their_own_only() -> None:
    mine, theirs = contact().ref.id, contact(LIU, OTHER_TOWN, "刘洋洋", "13800005678").ref.id
    assert found(WANG, search="1380000") == {mine}
    assert found(LIU, filters={"phone__like": "1380000"}) == {theirs}
    assert found(CHEN, search="1380000") == {mine, theirs}
