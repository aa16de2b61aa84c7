"""孟虚 and 钱企 put signs into texts that break what is made of them, or turn about how they read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from luoshi.exchange import actions as exchange
from luoshi.kernel.signs import plain
from luoshi.ledgers import actions, queries
from luoshi.ledgers.models import Comment
from luoshi.units import tokens
from luoshi.units.queries import actor_for, person
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import MENG, TOWN, morning

PROJECT = "investment.project"
SIGNS = [*"\x00\x07\x0b\x0c\x1b\x7f\x85\x9f\u202e\u2067\ufeff\ufffe"]


@given(st.text())
def test_a_text_without_them_can_be_written_into_any_paper(said: str) -> None:
    """And is left as it is by a second look."""
    made = plain(said)
    Document().add_paragraph(made)
    assert plain(made) == made
    assert not [one for one in SIGNS if one in made]


def test_what_offices_write_stays_as_it_is() -> None:
    said = "青石镇（东）\t1,000万元\n第二行：①〇℃ⅲ “”…—— 👩‍🌾 𠮷\r\n"
    assert plain(said) == said
    assert plain("一行\x0b又一行") == "一行\n又一行"


@pytest.fixture
def meng(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment")
    return browser("mengxu", ("reporter", TOWN), name=MENG.name)


def names() -> set[str]:
    return {str(one.row["name"]) for one in queries.rows(MENG, PROJECT)}


@pytest.mark.django_db
@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_no_way_in_keeps_one(meng: Client, sign: str) -> None:
    """By the action, by a page, over the API, in a table: what is kept is what can be printed."""
    actions.create(MENG, PROJECT, TOWN, {"name": f"甲{sign}厂", "total": 1})
    there = actions.create(MENG, PROJECT, TOWN, {"name": "乙", "total": 1})
    said = {"name": f"乙{sign}厂", "total": "1", "version": str(there.version)}
    meng.post(f"/ledgers/{PROJECT}/{there.ref.id}/edit", said)
    him = actor_for(person("mengxu"))
    _token, secret = tokens.issue_token(him, "同步", him.today())
    answer = Client().post(
        f"/api/v1/ledgers/{PROJECT}/records", {"unit": TOWN, "values": {"name": f"丙{sign}厂", "total": "1"}},
        content_type="application/json", headers={"authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content.decode()
    if sign != "\x00":  # which no text holds, so that it is taken for no table
        table = f"项目名称,总投资（万元）\n丁{sign}厂,1\n".encode()
        exchange.import_rows(MENG, PROJECT, TOWN, table, "项目.csv")
    kept = names()
    assert {one[0] for one in kept if one[-1] == "厂"} == set("甲乙丙" if sign == "\x00" else "甲乙丙丁")
    for one in kept:
        assert sign not in one
        Document().add_paragraph(one).part.package.save(BytesIO())


@pytest.mark.django_db
def test_a_reason_that_a_form_sends_holds_none(meng: Client) -> None:
    record = actions.create(MENG, PROJECT, TOWN, {"name": "果汁厂", "total": 1})
    meng.post(f"/ledgers/{PROJECT}/{record.ref.id}/comments", {"text": "看\x0b一\u202e看"})
    assert [one.text for one in Comment.objects.all()] == ["看\n一看"]
