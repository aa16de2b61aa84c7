"""An election in the browser: the organizer's steps, the voter's phone, the public page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from lxml import html

from luoshi.elections import polling, queries, rolls, tallying
from luoshi.elections.models import Election
from luoshi.kernel.once import looking
from luoshi.web.elections import voting
from tests.elections import people
from tests.elections.people import opened, prepared, who
from tests.people import COUNTY, morning


@pytest.fixture
def hall(county: None, settings: Any, tmp_path: Path) -> Path:
    settings.BALLOTS, settings.KEYS = tmp_path / "ballots", tmp_path / "keys"
    settings.CLOCK = morning
    people.arrive()
    return tmp_path


def browser(login: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(login=login)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def done(answer: Any) -> Any:
    """A form that was taken leads on."""
    assert answer.status_code == 302, text(answer)
    return answer


NEW = {
    "title": "选举县总工会委员", "unit": COUNTY, "seats": "2", "extra": "5", "base": "present", "part": "2",
    "whole": "3", "each": "on", "write_ins": "on",
}  # fmt: skip


def number_on(page: Any) -> str:
    return str(html.fromstring(page.content.decode()).xpath("//*[@id='paper']")[0].text).strip()


def vote(paper: str, number: int, **marks: str) -> Any:
    """A phone on which nobody is logged in."""
    return Client().post(f"/elections/ballots/{number}/", {"paper": paper, **marks})


def test_an_election_from_its_rules_to_its_public_result(hall: Path) -> None:
    office = browser("gongzuo")
    done(office.post("/elections/new", NEW))
    (found,) = Election.objects.all()
    do = f"/elections/do/{{}}/{found.id}"
    csv = "姓名,单位,会员证号,登录名\n甄一,机关,1,xuan1\n甄二,机关,2,xuan2\n甄三,机关,3,xuan3\n".encode()
    file = hall / "roll.csv"
    file.write_bytes(csv)
    with file.open("rb") as held:
        done(office.post(do.format("enter"), {"people": "高山 农村 9", "file": held}))
    for office_, login in (
        ("teller", "jiyi"),
        ("teller", "jier"),
        ("scrutineer", "jianyi"),
        ("scrutineer", "jianer"),
    ):
        done(office.post(do.format("appoint"), {"office": office_, "login": login}))
    done(office.post(do.format("nominate"), {"branch": "机关", "names": "安平 3\n白露 2\n程前 1"}))
    assert "安平\n白露\n程前" in office.get(do.format("settle")).context["form"]["people"].value()
    done(office.post(do.format("settle"), {"people": "安平 机关主任\n白露\n程前"}))
    done(office.post(do.format("freeze"), {"cut_off": "2026-03-10"}))
    done(office.post(f"/elections/{found.id}/open"))
    receipts = []
    for login, marks in (
        ("xuan1", {"mark_1": "yes", "mark_2": "yes"}),
        ("xuan2", {"mark_1": "yes", "mark_3": "no"}),
    ):
        phone = browser(login)
        assert "我的选票" in text(phone.get("/elections/"))
        paper = number_on(phone.post(f"/elections/{found.id}/paper"))
        answer = vote(paper, found.id, **marks)
        assert "已投入票箱" in text(answer)
        receipts.append(re.findall(r"[0-9a-f]{64}", text(answer))[0])
    rows = {one.name: one.id for one in queries.roll(who("gongzuo"), found.id)}
    done(office.post(f"/elections/{found.id}/chosen", {"row": [rows["高山"]], "do": "paper"}))
    cards = office.post(f"/elections/{found.id}/chosen", {"row": [rows["甄三"]], "do": "cards"})
    (card,) = re.findall(r"(?:[A-Z2-7]{5}-){5}[A-Z2-7]", text(cards))
    assert "已投入票箱" in text(vote(card, found.id, mark_1="yes", other="马上"))
    done(office.post(do.format("close"), {"present": "4"}))
    sheet = {
        "table": "1号票箱", "issued": 1, "returned": 1, "valid": 1, "invalid": 0, "blank": 0,
        "yes_1": 0, "no_1": 1, "yes_2": 1, "no_2": 0, "yes_3": 0, "no_3": 0, "others": "",
    }  # fmt: skip
    for teller in ("jiyi", "jier"):
        done(browser(teller).post(do.format("count"), sheet))
    for login in ("jianyi", "jianer"):
        page = browser(login).get(f"/elections/{found.id}/")
        (digest,) = {
            *html.fromstring(page.content.decode()).xpath("//*[@id='sign']//input[@name='digest']/@value")
        }
        done(browser(login).post(f"/elections/{found.id}/sign", {"digest": digest}))
    public = Client().get(f"/elections/public/{found.id}/")
    for receipt in receipts:
        assert receipt in text(public)
    assert "安平 3 票，当选" in text(public)
    assert "以实到会人数 4 为基数，超过 4÷2，至少 3 票当选" in text(public)
    made = tallying.tally(Client().get(f"/elections/public/{found.id}/record.jsonl").content)
    assert made.result.elected == ("安平",)
    assert "再次投票" in text(office.get(f"/elections/{found.id}/"))
    done(office.post(f"/elections/{found.id}/again"))
    assert "（第2轮）" in text(office.get("/elections/"))


def test_the_ballot_page_knows_nobody_and_asks_no_table(
    hall: Path, django_assert_num_queries: Any, monkeypatch: Any
) -> None:
    poll = opened()
    phone = browser("xuan1")
    paper = number_on(phone.post(f"/elections/{poll.id}/paper"))
    seen: list[Any] = []

    def look(request: Any, *given: Any, **more: Any) -> Any:
        seen.append((request.user.is_authenticated, dict(request.COOKIES), request.session.session_key))
        return ballot(request, *given, **more)

    ballot = voting._ballot
    monkeypatch.setattr(voting, "_ballot", look)
    where = f"/elections/ballots/{poll.id}/"
    assert phone.cookies["sessionid"].value
    for given in (None, {"paper": "x", "mark_1": "yes"}, {"paper": paper, "mark_1": "yes"}):
        with django_assert_num_queries(0):
            answer = phone.get(where) if given is None else phone.post(where, given)
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
    assert "已投入票箱" in text(answer)
    assert seen == [(False, {}, None)] * 3
    assert phone.get("/elections/").status_code == 200  # and elsewhere one is still logged in


def test_the_ballot_is_cast_though_the_form_carries_no_token_of_the_session(hall: Path) -> None:
    poll = opened()
    paper = number_on(browser("xuan1").post(f"/elections/{poll.id}/paper"))
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/elections/ballots/{poll.id}/", {"paper": paper, "mark_1": "yes"})
    assert "已投入票箱" in text(answer)


def test_a_ballot_that_is_refused_stays_as_it_was_marked(hall: Path) -> None:
    poll = opened()
    paper = number_on(browser("xuan1").post(f"/elections/{poll.id}/paper"))
    answer = vote(paper, poll.id, mark_1="yes", mark_2="yes", mark_3="yes")
    assert answer.status_code == 400
    assert "赞成 3 人，多于应选 2 人" in text(answer)
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//input[@name='mark_3'][@checked]/@value") == ["yes"]
    assert page.xpath("//input[@name='paper']/@value") == [paper]
    assert "已投入票箱" in text(vote(paper, poll.id, mark_1="yes"))
    assert "这张选票已经投过" in text(vote(paper, poll.id, mark_1="yes"))


def test_a_paper_is_shown_once_and_kept_in_no_session(hall: Path) -> None:
    poll = opened()
    phone = browser("xuan1")
    page = phone.post(f"/elections/{poll.id}/paper")
    paper = number_on(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert paper not in str(dict(phone.session.items()))
    later = phone.get(f"/elections/{poll.id}/paper")
    assert paper not in later.content.decode()
    assert "您已经领过选票" in text(later)


def test_strangers_and_officials_meet_only_their_pages(hall: Path) -> None:
    made = prepared()
    for path in ("", "roll", "paper"):
        for login in ("linxian", "xuan1"):
            assert browser(login).get(f"/elections/{made.id}/{path}").status_code == 404, (path, login)
    assert browser("jiyi").get(f"/elections/{made.id}/").status_code == 200
    assert browser("jiyi").post(f"/elections/{made.id}/open").status_code == 403
    assert Client().get(f"/elections/public/{made.id}/").status_code == 404
    assert Client().get(f"/elections/{made.id}/").status_code == 302
    assert "还没有选举" in text(Client().get("/elections/public/"))
    assert "组织选举" not in text(browser("xuan1").get("/elections/"))


def test_an_open_box_shows_nothing_on_any_page(hall: Path) -> None:
    poll = opened()
    paper = number_on(browser("xuan1").post(f"/elections/{poll.id}/paper"))
    vote(paper, poll.id, mark_1="yes")
    for login in ("gongzuo", "jianyi", "jiyi"):
        page = text(browser(login).get(f"/elections/{poll.id}/"))
        assert "选举结果" not in page
        assert "得票" not in page
    assert Client().get(f"/elections/public/{poll.id}/record.jsonl").status_code == 404


def test_open_votes_and_delegates_have_their_pages(hall: Path) -> None:
    office = browser("gongzuo")
    poll = opened()
    hands = {
        "title": "审议工作报告",
        "unit": COUNTY,
        "base": "present",
        "share": "1/2",
        "roll": "",
        "due": "100",
    }
    where = done(office.post("/elections/motions/new", hands)).headers["Location"]
    done(office.post(where, {"present": 80, "yes": 41, "no": 39, "abstain": 0}))
    assert "41×2＝82 ＞ 80×1＝80" in text(office.get(where))
    named = hands | {"roll": str(poll.id), "due": "", "share": "2/3", "base": "due"}
    where = done(office.post("/elections/motions/new", named)).headers["Location"]
    said = {f"vote_{number}": "yes" for number in [*poll.voters.values()][:4]}
    done(office.post(where, {"present": 5, **said}))
    assert "须达到 2/3：4×3＝12 ＝ 6×2＝12" in text(office.get(where))
    form = {"branches": "一分会 53\n二分会 24", "way": "largest", "number": "10", "least": "1"}
    assert "53÷77＝6 余 68，余数大，进一" in text(office.post("/elections/delegates", form))
    wrong = office.post("/elections/delegates", form | {"branches": "一分会"})
    assert "第 1 行读不懂" in text(wrong)


def menu(login: str) -> str:
    return str(browser(login).get("/account/").content.decode())


def test_the_menu_names_elections_to_those_whom_one_concerns(hall: Path) -> None:
    """Nobody but an organizer while there is none; then officials, those on the roll once it is open."""
    assert "选举表决" in menu("gongzuo")
    for login in ("jiyi", "xuan1"):
        assert "选举表决" not in menu(login)
    made = prepared()
    assert "选举表决" in menu("jiyi")
    assert "选举表决" not in menu("xuan1")
    rolls.freeze(who("gongzuo"), made.id, people.CUT_OFF)
    polling.open_poll(who("gongzuo"), made.id)
    assert "选举表决" in menu("xuan1")


def test_the_menu_costs_one_query_at_most(hall: Path, django_assert_num_queries: Any) -> None:
    prepared()
    organizer, official, stranger = who("gongzuo"), who("jiyi"), who("xuan1")
    for actor, count in ((organizer, 0), (official, 1), (stranger, 1)):
        with django_assert_num_queries(count), looking():
            queries.concerned(actor)
            queries.concerned(actor)
