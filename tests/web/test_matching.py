"""Matching and agricultural service on their pages: a question to the library, a need to a contract."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.matching.policy import ADVICE, INTRODUCTION, NEED, PATENT, QUESTION
from tests.matching.conftest import FIRM, People, people, send  # noqa: F401 - fixtures
from tests.matching.conftest import ledgers as packs  # noqa: F401 - a fixture
from tests.people import COUNTY, SYSTEM, TOWN, morning

JPG = b"\xff\xd8\xff\xe0 picture"


@pytest.fixture(name="ledgers")
def _ledgers(packs: None) -> None:  # noqa: F811
    """The packs, under the name by which `people` asks for them."""


@pytest.fixture
def site(people: People, settings: LazySettings) -> People:  # noqa: F811
    settings.CLOCK = morning
    return people


def as_(who: Actor) -> Client:
    client = Client()
    person = get_user_model().objects.get(id=who.person)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def said(**more: object) -> dict[str, object]:
    return {
        "title": "羊娃子拉稀不吃奶", "text": "生下三天的羊羔拉黄稀粪", "subject": "livestock", "crop": "羔羊",
        "urgency": "ordinary", "unit": TOWN, "asker": "牛农", "phone": "13893112345", **more,
    }  # fmt: skip


def pictures(*names: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, JPG, "image/jpeg") for name in names]


@pytest.fixture
def asked(site: People, send: Any) -> str:  # noqa: F811
    send(site.vet, COUNTY, "livestock", "羔羊")
    answer = as_(site.farmer).post(
        "/matching/questions/ask", said(pictures=pictures("羊.jpg", "圈.jpg")), follow=True
    )
    page = answer.content.decode()
    assert "已分派给康兽医，2026-03-23前答复。" in page
    assert page.count("<img") == 2
    return str(answer.redirect_chain[-1][0])


def test_a_question_goes_from_the_farmer_through_the_expert_into_the_library(
    site: People, asked: str
) -> None:
    vet, farmer, office = as_(site.vet), as_(site.farmer), as_(site.office)
    assert "羊娃子拉稀不吃奶" in text(vet, "/matching/questions/")
    assert "待解答：农技提问" in vet.get("/", follow=True).content.decode()
    vet.post(asked, {"text": "保暖补液，按兽医指导用药。", "pictures": pictures("示范.jpg")})
    page = text(farmer, asked)
    assert "保暖补液" in page
    assert "解决了吗？" in page
    assert "待评价：农技解答" in farmer.get("/", follow=True).content.decode()
    farmer.post(f"{asked}rate", {"rating": "satisfied"})
    assert "您的评价：满意" in text(farmer, asked)
    assert "收入问答库" in text(office, asked)
    draft = text(office, f"{asked}publish")
    assert "13893112345" not in draft
    refused = office.post(f"{asked}publish", {"title": "羊羔拉稀", "text": "牛农家的", "advice": "保暖补液"})
    assert "还有个人信息：牛农" in refused.content.decode()
    office.post(f"{asked}publish", {"title": "羊羔拉稀", "text": "三天的羊羔拉稀粪", "advice": "保暖补液"})
    everybody = Client()
    assert "羊羔拉稀" in text(everybody, "/matching/library/?q=小羊下痢")
    number = records.table(ADVICE).objects.get().id
    assert "保暖补液" in text(everybody, f"/matching/library/{number}/")
    assert "羊羔拉稀" in text(farmer, "/matching/questions/similar?title=羊娃拉肚子")


def test_a_picture_is_for_those_who_see_the_question(site: People, asked: str) -> None:
    page = text(as_(site.farmer), asked)
    where = page.split('<img src="')[1].split('"')[0]
    answer = as_(site.vet).get(where)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/jpeg", JPG)
    for stranger in (site.neighbour, site.grower, site.firm, site.other_office):
        text(as_(stranger), where, 404)
        text(as_(stranger), asked, 404)
    assert Client().get(where).status_code == 302


def test_the_office_gives_a_question_to_another(site: People, asked: str) -> None:
    office = as_(site.office)
    answer = office.post(f"{asked}reroute", {"person": site.grower.person, "why": "康兽医出差"}, follow=True)
    assert "已改派给苗植保。" in answer.content.decode()
    text(as_(site.vet), asked, 404)
    assert "写解答" in text(as_(site.grower), asked)


def test_a_question_not_solved_is_asked_again(site: People, asked: str) -> None:
    as_(site.vet).post(asked, {"text": "保暖"})
    farmer = as_(site.farmer)
    assert "没解决，重新提出" in text(farmer, asked)
    answer = farmer.post(f"{asked}reopen", {"why": "还在拉"}, follow=True)
    assert "已重新提出" in answer.content.decode()
    assert "写解答" in text(as_(site.vet), asked)


def test_what_is_no_picture_is_said_and_what_was_typed_stays(site: People) -> None:
    wrong = SimpleUploadedFile("羊.jpg", b"MZ program", "image/jpeg")
    answer = as_(site.farmer).post("/matching/questions/ask", said(pictures=[wrong]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "“羊.jpg”不是照片" in page
    assert "羊娃子拉稀不吃奶" in page
    assert not records.table(QUESTION).objects.exists()


def test_a_visit_is_recorded_and_counted(site: People) -> None:
    vet = as_(site.vet)
    answer = vet.post(
        "/matching/visits/new",
        {"unit": TOWN, "place": "东坪村", "visited_on": "2026-03-17", "hours": "2.5", "people": "12",
         "what": "示范保暖箱", "pictures": pictures("现场.jpg")},
        follow=True,
    )  # fmt: skip
    page = answer.content.decode()
    assert "康兽医" in page
    assert "2.5" in page
    assert "解答不足5个的" in page


@pytest.fixture
def need(site: People) -> int:
    values = {
        "name": "果汁皮渣做饲料", "firm": "丰禾食品有限公司", "domain": "food", "keywords": "果渣、饲料",
        "what": "每年剩皮渣三千吨。", "budget": "80", "raised_on": date(2026, 3, 2),
    }  # fmt: skip
    patent = {
        "number": "CN1",
        "name": "一种苹果渣发酵制饲料的方法",
        "kind": "invention",
        "filed_on": date(2026, 1, 9),
    }
    ledgers.create(SYSTEM, PATENT, TOWN, patent)
    return ledgers.create(site.firm, NEED, FIRM, values).ref.id


def test_a_need_is_matched_introduced_and_contracted(site: People, need: int) -> None:
    office, firm = as_(site.office), as_(site.firm)
    found = text(office, "/matching/?q=苹果渣饲料")
    assert "一种苹果渣发酵制饲料的方法" in found
    assert "果汁皮渣做饲料" in found
    page = text(office, f"/matching/for/{NEED}/{need}/")
    assert "标题：果渣（皮渣）、饲料" in page
    number = records.table(PATENT).objects.get().id
    answer = office.post(f"/matching/needs/{need}/introduce", {"offer": f"{PATENT}/{number}"}, follow=True)
    here = answer.redirect_chain[-1][0]
    assert "已牵线，对方会收到通知。" in answer.content.decode()
    assert "已牵线" in text(office, f"/matching/for/{NEED}/{need}/")
    firm.post(f"{here}meet", {"on": "2026-03-18", "next_step": "报价"})
    assert "报价" in text(firm, here)
    contract = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 signed", "application/pdf")
    firm.post(f"{here}contract", {"on": "2026-03-18", "amount": "60", "file": contract})
    assert records.table(INTRODUCTION).objects.get().stage == "contracted"
    assert "果汁皮渣做饲料" in text(firm, "/matching/introductions/")


def test_facets_count_and_conditions_narrow(site: People, need: int) -> None:
    office = as_(site.office)
    assert "没有找到" in text(office, "/matching/?q=苹果渣&domain=energy")
    assert "一种苹果渣" not in text(office, "/matching/?q=苹果渣饲料&kind=need")
    assert "果汁皮渣做饲料" not in text(office, "/matching/?q=皮渣&least=100&kind=need")
    assert "果汁皮渣做饲料" in text(office, "/matching/")


def test_strangers_are_shown_nothing(site: People, need: int) -> None:
    for stranger in (site.other_firm, site.other_office, site.farmer):
        text(as_(stranger), f"/matching/for/{NEED}/{need}/", 404)
        assert (
            "果汁皮渣"
            not in as_(stranger)
            .get("/matching/?q=果汁皮渣", follow=True)
            .content.decode()
            .split("</form>")[-1]
        )
    text(as_(site.office), f"/matching/for/{QUESTION}/1/", 404)
