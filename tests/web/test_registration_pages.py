"""Registering in a browser: what is asked, what is answered, who decides, and what nobody is told."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.ledgers import actions as records
from luoshi.ledgers import adoption
from luoshi.ledgers import queries as ledgers
from luoshi.packs import library
from luoshi.units import actions
from luoshi.units import queries as units
from luoshi.units.models import Person, Registration, Unit
from luoshi.web.public import registering
from tests.browsers import browser
from tests.english import CHINESE, shown
from tests.people import COUNTY, SYSTEM, TOWN, morning

pytestmark = pytest.mark.django_db
FIRM, NEW = "91611022MA6YX1A10F", "91611002MA70B3R8XJ"
PASSWORD = "qingshi-zhen-2026"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def site_(county: None, settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adoption.adopt(SYSTEM, library.shipped()["supervision"])
    adoption.adopt(SYSTEM, library.shipped()["innovation"])
    actions.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY)


@pytest.fixture
def office(site_: None) -> Client:
    return browser("shike", ("science_office", COUNTY), name="史科")


@pytest.fixture
def boss(office: Client) -> Client:
    return browser("luozong", ("firm_manager", FIRM), name="罗总")


def send(kind: str = "firm", who: Client | None = None, **more: object) -> HttpResponse:
    said: dict[str, object] = {
        "place": COUNTY, "name": "李芳", "phone": "13991234567", "password": PASSWORD, "again": PASSWORD,
    }  # fmt: skip
    if kind == "firm":
        said |= {"organization": "青石果业有限公司", "code": NEW}
    if kind == "expert":
        said |= {"organization": "临溪农业科学院", "domain": "agri", "title": "研究员", "specialty": "苹果"}
    if kind == "farmer":
        said |= {"place": TOWN, "village": "三组"}
    answer: Any = (who or Client()).post(f"/public/register/{kind}/", said | more)
    return answer


def login_of(page: str) -> str:
    found = re.search(r"<dd>(lifang\d{4})", page)
    assert found
    return found[1]


def test_a_firm_registers_is_accepted_and_its_manager_lands_in_the_portal(office: Client) -> None:
    anybody = Client()
    licence = SimpleUploadedFile("执照.png", PNG, "image/png")
    where = send(who=anybody, licence=licence)["Location"]
    page = anybody.get(where).content.decode()
    assert "等待审核" in page
    login = login_of(page)
    assert "待审核：注册申请" in office.get("/").content.decode()
    listed = office.get("/portal/registrations/").content.decode()
    (number,) = re.findall(r"/portal/registrations/(\d+)/", listed)[:1]
    one = office.get(f"/portal/registrations/{number}/").content.decode()
    assert "13991234567" in one
    assert NEW in one
    paper = office.get(f"/portal/registrations/{number}/paper")
    assert b"".join(paper) == PNG
    assert paper["Content-Type"] == "application/octet-stream"
    assert office.post(f"/portal/registrations/{number}/accept").status_code == 302
    assert "可以登录了" in anybody.get(where).content.decode()
    answer = anybody.post("/account/login/", {"username": login, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/portal/"
    assert "本企业人员" in answer.content.decode()


def test_a_refusal_is_read_by_whoever_asked(office: Client) -> None:
    where = send()["Location"]
    number = Registration.objects.get().id
    office.post(f"/portal/registrations/{number}/refuse", {"why": "名称与执照不符"})
    page = Client().get(where).content.decode()
    assert "名称与执照不符" in page
    assert "重新注册" in page


def test_a_farmer_logs_in_at_once_and_may_ask(office: Client) -> None:
    anybody = Client()
    page = anybody.get(send("farmer", anybody)["Location"]).content.decode()
    answer = anybody.post(
        "/account/login/", {"username": login_of(page), "password": PASSWORD}, follow=True
    )  # fmt: skip
    assert answer.redirect_chain[-1][0] == "/portal/"
    assert anybody.get("/matching/questions/").status_code == 200


def test_an_expert_who_is_accepted_is_in_the_pool(office: Client) -> None:
    send("expert")
    made = Registration.objects.get()
    office.post(f"/portal/registrations/{made.id}/accept")
    (row,) = ledgers.table("innovation.expert").objects.values()
    assert (row["name"], row["employer"], row["domain"], row["title"], row["specialty"]) == (
        "李芳", "临溪农业科学院", "agri", "研究员", "苹果",
    )  # fmt: skip
    assert row["person"] == Person.objects.get(login=made.login).id
    assert row["place"] == COUNTY


def test_an_expert_whom_the_office_had_listed_is_not_listed_twice(office: Client) -> None:
    shike = units.actor_for(Person.objects.get(login="shike"), morning)
    values = {"name": "李芳", "phone": "13991234567", "domain": "agri"}
    records.create(shike, "innovation.expert", COUNTY, values)
    send("expert")
    office.post(f"/portal/registrations/{Registration.objects.get().id}/accept")
    (row,) = ledgers.table("innovation.expert").objects.values()
    assert row["person"] == Person.objects.get(login__startswith="lifang").id


def test_the_answer_is_the_same_whether_the_firm_and_the_login_are_there(boss: Client) -> None:
    there, new = send(code=FIRM, login="luozong"), send(phone="13991234568", login="nobody")
    pages = [Client().get(one["Location"]).content.decode() for one in (there, new)]
    for secret, (page, login) in zip(
        (there["Location"], new["Location"]), zip(pages, ("luozong", "nobody"), strict=True), strict=True
    ):
        assert re.search(rf"<dd>{login}\d{{4}}", page)
        page = re.sub(rf"{login}\d{{4}}", "L", page).replace(secret, "S")
        pages[pages.index(next(one for one in pages if login in one))] = page
    assert pages[0] == pages[1]


def test_mistakes_stand_at_their_fields_and_passwords_are_not_sent_back(office: Client) -> None:
    answer = send(code=NEW[:-1] + "1", again="something else", phone="1")
    assert answer.status_code == 200
    form = answer.context["form"]  # type: ignore[attr-defined]  # of the test client
    assert set(form.errors) == {"again"}
    answer = send(code=NEW[:-1] + "1", phone="1", licence=SimpleUploadedFile("x.png", PNG))
    errors = answer.context["form"].errors  # type: ignore[attr-defined]  # of the test client
    assert set(errors) == {"code", "phone"}
    assert PASSWORD not in answer.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("content", "wrong"), [(b"MZ....", "不是 PDF"), (b"%PDF-" + b"0" * 5_300_000, "5 MB")]
)
def test_a_licence_that_is_none_is_refused(office: Client, content: bytes, wrong: str, tmp_path: Any) -> None:
    answer = send(licence=SimpleUploadedFile("a.pdf", content))
    assert wrong in answer.content.decode()
    assert not Registration.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_what_a_program_fills_in_is_thanked_and_not_kept(office: Client) -> None:
    answer = send(website="http://spam.example")
    assert answer["Location"] == "/public/register/thanks/"
    assert "已收到" in Client().get("/public/register/thanks/").content.decode()
    assert not Registration.objects.exists()


def test_an_address_registers_so_often_in_an_hour(
    office: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setattr(registering, "AN_HOUR", 1)
    assert send("farmer").status_code == 302
    answer = send("farmer", phone="13991234568")
    assert "这个地址注册的太多了" in answer.content.decode()


def test_nobody_else_sees_or_decides_a_registration(boss: Client, office: Client) -> None:
    send()
    number = Registration.objects.get().id
    clerk = browser("wangli", ("reporter", TOWN), name="王丽")
    for who in (boss, clerk, Client()):
        for where in ("", "paper"):
            assert who.get(f"/portal/registrations/{number}/{where}").status_code in (302, 403, 404)
        who.post(f"/portal/registrations/{number}/accept")
        assert Registration.objects.get().state == "waiting"
    assert clerk.get("/portal/registrations/").status_code == 403
    assert "李芳" not in boss.get("/portal/registrations/").content.decode()


def test_a_firms_manager_keeps_its_people_on_pages(boss: Client) -> None:
    where = f"/portal/people/{FIRM}"
    answer = boss.post(
        f"{where}/new", {"name": "华工", "login": "hua", "password": PASSWORD}, follow=True
    )  # fmt: skip
    assert "华工" in answer.content.decode()
    login = Person.objects.get(name="华工").login
    assert login in answer.content.decode()
    boss.post(f"{where}/{login}/give", {"role": "firm_manager"})
    boss.post(f"{where}/{login}/end", {"role": "applicant", "why": "换岗"})
    page = boss.get(f"{where}/{login}/").content.decode()
    assert "收回企业管理员" in page
    assert "设为申报人" in page
    answer = boss.post(f"{where}/{login}/password", {"password": "another-pass-2027"}, follow=True)
    assert "密码已重设" in answer.content.decode()
    assert Person.objects.get(login=login).check_password("another-pass-2027")
    assert boss.post(f"{where}/{login}/password", {"password": "1"}).status_code == 200
    assert boss.get(f"{where}/luozong/").status_code == 200
    assert boss.get(f"{where}/shike/").status_code == 404


def test_the_pages_of_a_firms_people_are_its_managers_only(boss: Client, office: Client) -> None:
    other = browser("qita", ("applicant", FIRM), name="其他")
    for who in (office, other):
        for where in ("", f"{FIRM}/new", f"{FIRM}/luozong/", f"{FIRM}/luozong/password"):
            assert who.get(f"/portal/people/{where}").status_code == 403, where


def test_whoever_is_logged_in_has_no_need_to_register(boss: Client) -> None:
    for where in ("", "firm/"):
        assert boss.get(f"/public/register/{where}").status_code == 302


def test_a_site_without_the_pack_takes_no_registrations(county: None) -> None:
    anybody = Client()
    assert "没有开放注册" in anybody.get("/public/register/").content.decode()
    assert anybody.get("/public/register/firm/").status_code == 404
    assert "/public/register/" not in anybody.get("/account/login/").content.decode()


def test_the_list_of_registrations_costs_the_same_however_long(office: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get("/portal/registrations/").status_code == 200
        return len(seen)

    send()
    cost()
    before = cost()
    for number in range(8):
        send("expert", phone=f"1399123456{number}", name=f"专家{number}")
    assert Registration.objects.count() > 7
    assert cost() == before


def test_every_page_of_registering_speaks_english(boss: Client, office: Client) -> None:
    send()
    joins = send(code=FIRM, phone="13991234568")["Location"]
    numbers = {one.kind: one.id for one in Registration.objects.all()}
    anybody = Client()
    forms = [f"/public/register/{kind}/" for kind in ("firm", "expert", "farmer")]
    pages = {
        anybody: ["/public/register/", *forms, joins],
        office: ["/portal/registrations/", f"/portal/registrations/{numbers['firm']}/", "/calls/"],
        boss: [
            "/portal/", "/portal/registrations/", f"/portal/registrations/{numbers['join']}/",
            "/portal/people/", f"/portal/people/{FIRM}/luozong/", f"/portal/people/{FIRM}/new",
        ],
    }  # fmt: skip
    data = [*Unit.objects.values_list("name", flat=True), *Person.objects.values_list("name", flat=True)]
    data += ["青石果业有限公司", "李芳", "简体中文", "临溪市"]
    found = {}
    for who, addresses in pages.items():
        for address in addresses:
            answer = who.get(address, headers={"accept-language": "en"})
            assert answer.status_code == 200, address
            for words in shown(answer.content.decode()):
                left = words
                for one in sorted(data, key=len, reverse=True):
                    left = left.replace(one, "")
                if CHINESE.search(left):
                    found.setdefault(words, address)
    assert found == {}


def test_mistakes_are_told_in_english(office: Client) -> None:
    said = {"place": COUNTY, "name": "L", "phone": "1", "password": PASSWORD, "again": PASSWORD,
            "organization": "Qing Shi Guo Ye", "code": NEW}  # fmt: skip
    answer = Client().post("/public/register/firm/", said, headers={"accept-language": "en"})
    assert set(answer.context["form"].errors) == {"name", "phone"}
    assert "the real name is missing" in answer.content.decode()


def test_a_role_begins_the_day_it_is_given(office: Client) -> None:
    send()
    office.post(f"/portal/registrations/{Registration.objects.get().id}/accept")
    (held,) = Person.objects.get(login__startswith="lifang").holdings.all()
    assert held.valid_from == date(2026, 3, 18)
