"""The second reader is believed in nothing: what it says stands in the text, and what fails harms nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading import read as first
from luoshi.reading import second
from luoshi.reading.second import Endpoint
from tests.reading.models import Answer, late, objects, raw, said, serving, trickling

TEXT = (
    "各位同志：\n今年引进项目要有20个的样子，县招商局6月底前拿出清单。\n"
    "月月有通报，人人有压力。\n引进项目要有20个的样子。"
)
TARGET = {
    "kind": "target", "text": "引进项目要有20个", "metric": "引进项目", "comparator": "ge",
    "value": "20", "unit": "个", "owner": ["县招商局", "不在文中的局"], "deadline": "6月底前",
}  # fmt: skip
TASK = {
    "kind": "task",
    "text": "县招商局6月底前拿出清单",
    "owner": ["县招商局"],
    "support": [],
    "deadline": "6月底前",
}


def test_what_stands_in_the_text_is_kept_with_its_place() -> None:
    with serving(objects(TASK, TARGET), key="s3cret") as model:
        made = second.read(TEXT, model.endpoint)
    assert (made.dropped, made.failed) == ([], [])
    target, task = (one.to_json() for one in made.kept)
    assert (target["kind"], target["value"], target["unit"], target["rule"]) == (
        "target",
        "20",
        "个",
        "second",
    )
    assert (target["owner"], target["deadline"]) == (("县招商局",), "6月底前")
    assert (task["kind"], task["owner"]) == ("task", ("县招商局",))
    assert all(one.text == TEXT[one.start : one.end] for one in made.kept)
    assert model.keys == ["Bearer s3cret"]
    assert (model.asked[0]["path"], model.asked[0]["model"]) == ("/v1/chat/completions", "qwen")


def test_the_same_quotation_twice_is_two_places() -> None:
    with serving(objects(TARGET, TARGET, TARGET)) as model:
        made = second.read(TEXT, model.endpoint)
    assert [one.start for one in made.kept] == [TEXT.find("引进"), TEXT.rfind("引进")]
    assert len(made.dropped) == 1


@pytest.mark.parametrize(
    "lie",
    [
        {**TARGET, "text": "引进项目要有200个"},
        {**TARGET, "value": "200"},
        {**TARGET, "unit": "亿元"},
        {**TARGET, "value_max": "30"},
        {**TARGET, "kind": "promise"},
        {**TARGET, "text": ""},
        {**TARGET, "text": None},
        {"kind": "figure", "text": "人人有压力", "value": "1", "unit": "人"},
        {"kind": "cadence", "text": "月月有通报", "every": "daily", "activity": "通报"},
        {"kind": "task", "text": "清单"},
        {"kind": ["task"], "text": TASK["text"]},
        "引进项目", None, 5, [],
    ],
)  # fmt: skip
def test_a_lie_is_dropped_and_told(lie: Any) -> None:
    with serving(said(json.dumps({"objects": [lie]}, ensure_ascii=False))) as model:
        made = second.read(TEXT, model.endpoint)
    assert made.kept == []
    assert len(made.dropped) == 1
    assert made.failed == []


@pytest.mark.parametrize(
    "content",
    [
        "```json\n{}\n```".format(json.dumps({"objects": [TASK]}, ensure_ascii=False)),
        "<think>先想一想 {不是}</think>" + json.dumps({"objects": [TASK]}, ensure_ascii=False),
        json.dumps([TASK], ensure_ascii=False),
    ],
)
def test_thoughts_and_fences_around_the_answer_are_passed_over(content: str) -> None:
    with serving(said(content)) as model:
        assert [one.kind for one in second.read(TEXT, model.endpoint).kept] == ["task"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (raw(500, b"oops"), "500"),
        (raw(401, b"{}"), "401"),
        (raw(200, b"not json"), "读不懂"),
        (raw(200, b'{"choices": []}'), "读不懂"),
        (raw(200, b'{"choices": [{"message": {"content": null}}]}'), "读不懂"),
        (raw(200, b'{"choices": [{"message": {"content": "{}"}}]}'), "读不懂"),
        (raw(200, b"[" * 100_000), "读不懂"),
        (raw(200, b"\xff\xfe\x00"), "读不懂"),
        (raw(200, b" " * 3_000_000), "没有按时答复"),
        (late(3), "没有按时答复"),
        (trickling, "没有按时答复"),
    ],
)
def test_an_answer_that_is_slow_or_broken_is_told_and_harms_nobody(answer: Answer, says: str) -> None:
    with serving(answer, seconds=0.5) as model:
        made = second.read(TEXT, model.endpoint)
    assert (made.kept, made.dropped, len(made.failed)) == ([], [], 1)
    assert says in made.failed[0]


def test_the_text_does_not_follow_a_redirect_elsewhere() -> None:
    with serving(objects(TASK)) as other:
        where = f"{other.endpoint.url}/chat/completions"
        with serving(raw(307, b"", Location=where)) as model:
            made = second.read(TEXT, model.endpoint)
    assert (other.asked, made.kept, len(made.failed)) == ([], [], 1)


def test_the_text_goes_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(objects(TASK)) as proxy, serving(objects(TASK)) as model:
        monkeypatch.setenv("http_proxy", proxy.endpoint.url)
        monkeypatch.delenv("no_proxy", raising=False)
        assert len(second.read(TEXT, model.endpoint).kept) == 1
    assert proxy.asked == []


def test_nothing_more_is_sent_when_nobody_answers() -> None:
    text = ("要抓好落实。" * 400 + "\n") * 8
    with serving(raw(503, b"")) as model:
        made = second.read(text, model.endpoint)
    assert len(model.asked) == len(made.failed) == second.GIVES_UP


def test_a_server_that_is_not_there_is_told() -> None:
    with serving(objects()) as model:
        gone = model.endpoint
    assert "连不上" in second.read(TEXT, gone).failed[0]


def test_without_configuration_there_is_no_second_reader() -> None:
    assert Endpoint.configured({}) is None
    assert Endpoint.configured({"LUOSHI_READER_URL": "http://10.0.0.1/v1"}) is None
    assert (
        Endpoint.configured({"LUOSHI_READER_URL": "file:///etc/passwd", "LUOSHI_READER_MODEL": "m"}) is None
    )
    made = Endpoint.configured({"LUOSHI_READER_URL": "http://10.0.0.1/v1/", "LUOSHI_READER_MODEL": "m"})
    assert made == Endpoint("http://10.0.0.1/v1", "m")


def test_only_what_the_first_reader_did_not_find_is_added() -> None:
    found = first("县招商局要在6月底前拿出招商清单。")
    assert [one.kind for one in found] == ["task"]
    assert second.beside(found, found) == []
    assert second.beside([], found) == found


@given(st.text(alphabet="要抓好落实。\n", max_size=400), st.integers(5, 60))
def test_the_parts_are_the_whole_text_each_no_longer_than_allowed(text: str, most: int) -> None:
    kept, second.PART = second.PART, most
    try:
        found = list(second.parts(text))
    finally:
        second.PART = kept
    assert all(words == text[start : start + len(words)] and len(words) <= most for start, words in found)
    covered = "".join(words for _, words in found)
    assert covered.replace("\n", "") == text.replace("\n", "")
