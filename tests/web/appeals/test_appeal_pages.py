"""An appeal on its pages: from a form without log-in to the person's own word, each step by whom it may."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.appeals import queries
from luoshi.journal import queries as journal
from tests.appeals.conftest import HU, on
from tests.appeals.conftest import desk as desk  # a fixture
from tests.browsers import browser, send, text
from tests.people import BUREAU, COUNTY, OTHER_COUNTY, SYSTEM, TOWN

pytestmark = pytest.mark.django_db
ROLES = {
    "hu": ("hotline", COUNTY), "bao": ("reporter", BUREAU), "wang": ("reporter", TOWN),
    "boss": ("leader", COUNTY), "far": ("hotline", OTHER_COUNTY), "watch": ("supervisor", COUNTY),
}  # fmt: skip
ROAD = {
    "kind": "help", "title": "东街路面塌陷", "text": "我叫田有余，东街十字路面塌了一米，请尽快修。",
    "place": "东街十字", "name": "田有余", "phone": "13800001234", "about": "",
}  # fmt: skip


@pytest.fixture
def people(desk: dict[str, int], settings: LazySettings) -> dict[str, Client]:
    settings.CLOCK = SYSTEM.clock
    ROAD["subject"] = str(desk["道路破损"])
    return {login: browser(login, role, name=f"{login}某") for login, role in ROLES.items()}


def appealed(client: Client, **other: object) -> tuple[str, int]:
    """An appeal made on the public page: its address, and its number."""
    where = send(client, "/appeals/public/new", **{"unit": COUNTY, **ROAD, **other})
    assert where.startswith("/appeals/public/at/")
    return where, queries.followed(where.split("/")[-2]).ref.id


def test_from_the_public_form_to_the_persons_own_word(
    people: dict[str, Client], settings: LazySettings
) -> None:
    somebody = Client()
    picture = SimpleUploadedFile("塌.jpg", b"\xff\xd8\xff", "image/jpeg")
    where, number = appealed(somebody, papers=picture)
    page = text(somebody, where)
    assert "已受理" in page
    assert "田有余" not in page

    assert "东街路面塌陷" in text(people["hu"], "/appeals/")
    seen = text(people["hu"], f"/appeals/{number}/")
    assert "田有余" in seen
    assert "13800001234" in seen
    send(people["hu"], f"/appeals/do/hand/{number}", unit=BUREAU, asked="查清后修好", tell="on")
    order = queries.orders_of(number)[0]

    mine = text(people["bao"], f"/appeals/{number}/")
    assert "田有余" in mine, "the person agreed that the unit rings up"
    assert "只有受理员看得到" not in mine
    send(people["bao"], f"/appeals/do/take/{order.ref.id}")
    proof = SimpleUploadedFile("修好.jpg", b"\xff\xd8\xff", "image/jpeg")
    send(people["bao"], f"/appeals/do/reply/{order.ref.id}", text="路面已修好。", papers=proof)
    assert "修好.jpg" in text(people["hu"], f"/appeals/{number}/")
    assert "路面已修好。" in text(people["hu"], f"/appeals/do/answer/{number}"), (
        "the reply is the first draft"
    )
    send(people["hu"], f"/appeals/do/answer/{number}", text="路面已修好，谢谢您。")

    page = text(somebody, where)
    assert "路面已修好，谢谢您。" in page
    send(somebody, where, mended="yes", rating="satisfied", said="很快")
    assert "已办结" in text(somebody, where)
    assert somebody.post(where, {"mended": "no", "rating": "unsatisfied", "said": "又"}).status_code == 200
    assert queries.appeal(HU, number).values["rating"] == "satisfied", "asked once"

    send(
        people["hu"],
        f"/appeals/{number}/publish",
        title="东街路面塌陷",
        text="路面塌了一米。",
        answer="已修好。",
    )
    assert "东街路面塌陷" in text(somebody, "/appeals/public/?q=塌")
    public = text(somebody, f"/appeals/public/{number}/")
    assert "已修好。" in public
    assert "田有余" not in public
    del settings


def test_not_mended_goes_back_to_work(people: dict[str, Client]) -> None:
    somebody = Client()
    where, number = appealed(somebody)
    send(people["hu"], f"/appeals/do/answer/{number}", text="已转办。")
    send(somebody, where, mended="no", rating="unsatisfied", said="还是老样子")
    assert queries.appeal(HU, number).stage == "received"
    assert "正在交给承办单位" in text(somebody, where)


def test_a_shielded_person_is_shown_to_the_desk_alone(people: dict[str, Client]) -> None:
    _, number = appealed(Client(), shielded="on")
    answer = people["hu"].post(f"/appeals/do/hand/{number}", {"unit": BUREAU, "asked": "查", "tell": "on"})
    assert "要求保密" in answer.content.decode()
    send(people["hu"], f"/appeals/do/hand/{number}", unit=BUREAU, asked="查清后修好")
    for login in ("bao", "boss", "watch"):
        pages = (
            f"/appeals/{number}/", "/appeals/", f"/ledgers/appeals.appeal/{number}/",
            "/ledgers/appeals.appeal/",
        )  # fmt: skip
        for address in pages:
            page = text(people[login], address)
            assert "田有余" not in page, (login, address)
            assert "13800001234" not in page, (login, address)
        for address in ("/ledgers/appeals.appellant/", "/ledgers/appeals.appellant/1/"):
            assert people[login].get(address).status_code in (403, 404) or "田有余" not in text(
                people[login], address
            )


@pytest.mark.parametrize("login", ["wang", "far"])
def test_whose_business_it_is_not_finds_nothing(people: dict[str, Client], login: str) -> None:
    _, number = appealed(Client())
    for verb in ("hand", "answer", "refuse", "merge", "check", "reopen"):
        assert people[login].get(f"/appeals/do/{verb}/{number}").status_code == 404
    assert people[login].get(f"/appeals/{number}/").status_code == 404
    assert "东街路面塌陷" not in text(people[login], "/appeals/")


def test_the_desk_merges_by_the_number_that_lists_show(people: dict[str, Client]) -> None:
    (_, first), (where, second) = appealed(Client()), appealed(Client())
    answer = people["hu"].post(f"/appeals/do/merge/{second}", {"into": "诉1号", "why": "同一处"})
    assert "照列表里的编号写全" in answer.content.decode()
    send(people["hu"], f"/appeals/do/merge/{second}", into="诉〔2026〕1号", why="同一处")
    send(people["hu"], f"/appeals/do/answer/{first}", text="已修好。")
    assert "已修好。" in text(Client(), where)


def test_who_is_logged_in_stands_nowhere_beside_what_they_sent(people: dict[str, Client]) -> None:
    _, number = appealed(people["wang"], kind="report", title="有人吃拿卡要")
    found = queries.appeal(HU, number)
    assert found.reported_by is None
    entries = [one for one in journal.latest("record:appeals.", 50) if "appeals.subject" not in one.subject]
    assert {one.person for one in entries} == {None}


def test_what_a_program_fills_in_is_thanked_and_not_kept(people: dict[str, Client]) -> None:
    del people
    somebody = Client()
    assert somebody.post("/appeals/public/new", {"unit": COUNTY, **ROAD, "website": "http://spam"})[
        "Location"
    ].endswith("/appeals/public/")
    assert queries.seen(SYSTEM) == []


def test_the_form_says_everything_that_is_wrong_and_keeps_what_was_typed(people: dict[str, Client]) -> None:
    del people
    page = Client().post("/appeals/public/new", {"unit": COUNTY, **ROAD, "text": "路坏", "phone": "12"})
    said = page.content.decode()
    assert "不少于10个字" in said
    assert "东街路面塌陷" in said
    assert page.status_code == 200


def test_a_repeated_subject_is_advised_on_and_decided(
    people: dict[str, Client], settings: LazySettings
) -> None:
    from luoshi.appeals import rhythm

    for _ in range(3):
        appealed(Client())
    settings.CLOCK = on("2026-03-19", SYSTEM).clock
    rhythm.due(on("2026-03-19", SYSTEM))
    assert "重复诉求" in text(people["hu"], "/appeals/")
    send(people["hu"], "/appeals/do/propose/1", text="水管老化，建议更换。")
    assert "水管老化" in text(people["boss"], "/appeals/proposals/1/")
    send(people["boss"], "/appeals/do/decide/1", text="同意。")
    assert "同意。" in text(people["hu"], "/appeals/proposals/1/")
    assert people["bao"].get("/appeals/do/decide/1").status_code == 404


def test_a_site_without_the_pack_says_what_to_do(county: None) -> None:
    del county
    boss = browser("boss2", ("leader", COUNTY))
    assert "请系统管理员" in text(boss, "/appeals/")
    assert "没有公开的答复" in text(Client(), "/appeals/public/")
    assert "没有开放网上诉求" in text(Client(), "/appeals/public/new")
