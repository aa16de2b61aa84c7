"""An inspection on its pages: planned, drawn, typed on site, told, answered, settled, concluded."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from luoshi.inspections import queries
from luoshi.kernel.actor import Actor
from luoshi.ledgers.records import Record
from tests.browsers import browser
from tests.inspections.conftest import RECEIPT, Office, office  # noqa: F401 - a fixture
from tests.people import COUNTY, OTHER_TOWN, TOWN, morning


@pytest.fixture
def chen(office: Office, settings: LazySettings) -> Client:  # noqa: F811
    settings.CLOCK = morning
    return browser("chenlan", ("supervisor", COUNTY), name="陈兰")


@pytest.fixture
def clerk(chen: Client) -> Client:
    return browser("clerk", ("reporter", TOWN), name="王丽")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def number_of(client: Client, name: str) -> str:
    """What stands behind a person in the form's team."""
    found = re.search(rf'name="team" value="(\d+)"[^>]*>\s*{name}', text(client, "/inspections/new"))
    assert found is not None
    return found[1]


def typed(client: Client, **more: object) -> dict[str, object]:
    return {
        "title": "上半年督查", "unit": COUNTY, "basis": "年度督查计划", "team": [number_of(client, "陈兰")],
        "starts_on": "2026-03-16", "ends_on": "2026-03-27", "answer_days": "5", "period": "2026-01",
        "first": "2026-01-01", "last": "2026-01-31", "units": [TOWN, OTHER_TOWN],
        f"each_{RECEIPT}": "1", f"bands_{RECEIPT}": "100 1000", **more,
    }  # fmt: skip


def planned(client: Client, **more: object) -> str:
    """The address of a new inspection."""
    answer = client.post("/inspections/new", typed(client, **more))
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return str(answer["Location"])


def drawn(client: Client) -> tuple[str, list[Record]]:
    where = planned(client)
    client.post(f"{where}draw")
    return where, queries.checks(Actor.system(), int(where.split("/")[2]))


def sent(phone: Client, where: str, one: Record, /, **more: object) -> dict[str, object]:
    """A finding as the phone sends it."""
    person = re.search(r'data-person="(\d+)"', text(phone, f"{where}site/"))
    assert person is not None
    body = {
        "client": f"c{one.ref.id}", "check": one.ref.id, "version": one.version, "person": person[1],
        "verdict": "overstated", "overstated_by": "100", "note": "少一张", "place": "33.77,107.55 ±12m",
        "seen_at": "2026-03-18T10:05:00+08:00",
        "answers": json.dumps({"slip": "yes", "amount": "400", "falsified": "no"}),
        "shots": json.dumps([{"taken_at": "2026-03-18T10:02:00+08:00", "place": ""}]),
        "photos": [SimpleUploadedFile("进账单.jpg", b"\xff\xd8\xff photo", "image/jpeg")], **more,
    }  # fmt: skip
    answer = phone.post(f"{where}site/send", body)
    return {"status": answer.status_code, **answer.json()}


def test_a_plan_is_fixed_drawn_and_says_how_to_draw_it_again(chen: Client) -> None:
    where = planned(chen)
    assert "还没有抽样" in text(chen, where)
    assert "抽中 2 条" in chen.post(f"{where}draw", follow=True).content.decode()
    page = text(chen, where)
    for said in ("luoshi draw 2026-01.zip plan.json", "结账包清单摘要", "结账后固定", "100万元至1000万元"):
        assert said in page, said
    plan = chen.get(f"{where}plan.json")
    assert json.loads(plan.content)["units"] == [TOWN, OTHER_TOWN]
    assert "青石镇" in page


def test_what_is_wrong_in_a_plan_stands_in_the_form(chen: Client) -> None:
    for more, said in (
        ({f"each_{RECEIPT}": ""}, "没有选台账"),
        ({f"total_{RECEIPT}": "3"}, "each（每层几条）与 total"),
        ({f"bands_{RECEIPT}": "百"}, "金额档不是数字"),
        ({"ends_on": "2026-03-01"}, "结束早于开始"),
    ):
        page = chen.post("/inspections/new", typed(chen, **more)).content.decode()
        assert said in page, said


def test_a_unit_visited_often_is_warned_about_when_planning(chen: Client) -> None:
    planned(chen, title="春季督查")
    planned(chen, title="专项督查")
    assert "已2次，已到半年上限2次" in text(chen, "/inspections/new")
    page = chen.post("/inspections/new", typed(chen)).content.decode()
    assert "青石镇已有2次" in page
    listed = text(chen, "/inspections/")
    assert "已到上限" in listed
    where = planned(chen, title="举报核查", often="群众举报")
    assert "群众举报" in text(chen, where)


def test_from_the_phone_to_the_corrected_ledger(chen: Client, clerk: Client) -> None:
    where, checks = drawn(chen)
    first = next(one for one in checks if one.unit == TOWN)
    assert sent(chen, where, first) == {"status": 200, "version": 3, "stage": "seen"}
    assert sent(chen, where, first)["version"] == 3
    assert sent(chen, where, first, client="other")["status"] == 409
    own = f"/inspections/checks/{first.ref.id}/"
    assert clerk.get(own).status_code == 404
    told = chen.post(f"{where}units/{TOWN}/tell", follow=True).content.decode()
    assert "答复期限 2026-03-25" in told
    page = text(clerk, own)
    for said in (
        "虚高",
        "100.00 万元",
        "拍摄 2026-03-18 10:02",
        "无定位",
        "33.77,107.55 ±12m",
        "见到进账单原件：是",
    ):
        assert said in page, said
    assert "本单位被督查" in text(clerk, "/inspections/")
    wrong = clerk.post(f"{own}answer", {"agree": "0"}).content.decode()
    assert "没有写理由" in wrong
    paper = SimpleUploadedFile("说明.txt", "另有一笔".encode())
    said = {"agree": "0", "reason": "另有一笔 100 万元", "papers": [paper]}
    assert "答复已送督查组" in clerk.post(f"{own}answer", said, follow=True).content.decode()
    assert "另有一笔 100 万元" in text(chen, f"{own}settle")
    bare = chen.post(f"{own}settle", {"verdict": "overstated", "overstated_by": "100", "decision": "不采纳"})
    assert "写明要改什么" in bare.content.decode()
    done = {
        "verdict": "overstated", "overstated_by": "100", "decision": "进账单只有 400 万元", "demand": "更正",
        "due_on": "2026-04-30",
    }  # fmt: skip
    page = chen.post(f"{own}settle", done, follow=True).content.decode()
    assert "到位金额 500 → 400" in page
    assert "问题 " in text(clerk, own)
    paper_out = clerk.get(f"{where}units/{TOWN}/conclusion.docx")
    words = "\n".join(one.text for one in Document(io.BytesIO(paper_out.content)).paragraphs)
    assert "共核查1条，其中属实0条、虚高1条、虚假0条，属实率0.00%" in words
    assert "虚报率20.00%" in words


def test_the_report_names_the_sample_the_results_and_each_answer(chen: Client) -> None:
    where, checks = drawn(chen)
    genuine = json.dumps({"slip": "yes", "amount": "500"})
    for one in checks:
        sent(chen, where, one, verdict="genuine", overstated_by="", answers=genuine)
    document = Document(io.BytesIO(chen.get(f"{where}report.docx").content))
    words = "\n".join(one.text for one in document.paragraphs)
    for said in (
        "上半年督查情况的报告",
        "luoshi draw 2026-01.zip plan.json",
        "共核查2条，其中属实2条",
        "没有认定虚高",
    ):
        assert said in words, said
    cells = [cell.text for row in document.tables[1].rows for cell in row.cells]
    assert cells[9:18] == ["青石镇", "1", "1", "0", "0", "100.00%", "500.00", "0.00", "0.00%"]
    assert cells[18] == "柳林乡"


def test_only_the_team_has_the_page_on_site_and_a_stranger_sees_nothing(chen: Client, clerk: Client) -> None:
    where, checks = drawn(chen)
    page = text(chen, f"{where}site/")
    assert "见到进账单原件" in page
    assert "填报：500" in page
    script = chen.get(f"{where}site/worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    for address in (f"{where}site/", where, f"{where}units/{TOWN}/", f"{where}report.docx"):
        assert clerk.get(address).status_code in (403, 404), address
    other = browser("zhoumin", ("supervisor", COUNTY), name="周敏")
    assert other.get(f"{where}site/").status_code == 403
    assert clerk.get(f"/inspections/checks/{checks[0].ref.id}/").status_code == 404


def test_what_the_phone_sends_wrongly_is_answered_in_words(chen: Client) -> None:
    where, (first, *_) = drawn(chen)
    for more, status, said in (
        ({"answers": "{"}, 400, "读不懂"),
        ({"answers": "[]"}, 400, "读不懂"),
        ({"shots": "[]"}, 400, "读不懂"),
        ({"overstated_by": "many"}, 400, "读不懂"),
        ({"overstated_by": "900"}, 400, "虚报金额"),
        ({"person": "0"}, 403, "请本人登录后送"),
        ({"check": "x"}, 400, "没有这条核查记录"),
        ({"check": "999999"}, 404, "没有这条核查记录"),
    ):
        answer = sent(chen, where, first, **more)
        assert answer["status"] == status, more
        assert said in str(answer["error"]), more


def test_a_record_that_cannot_be_reached_gives_way_to_a_substitute(chen: Client) -> None:
    _, (first, *_) = drawn(chen)
    page = chen.post(
        f"/inspections/checks/{first.ref.id}/substitute", {"why": "企业已搬迁"}, follow=True
    ).content.decode()
    assert "已换成备选" in page


def test_files_of_a_check_are_for_those_who_see_it(chen: Client, clerk: Client, tmp_path: Path) -> None:
    where, (first, *_) = drawn(chen)
    sent(chen, where, first)
    (photo,) = queries.evidence(Actor.system(), first.ref.id)
    address = f"/inspections/checks/{first.ref.id}/files/{photo.id}"
    answer = chen.get(f"{address}/look")
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == (
        "image/jpeg",
        b"\xff\xd8\xff photo",
    )
    assert chen.get(address)["Content-Disposition"].startswith("attachment")
    assert clerk.get(address).status_code == 404
    assert chen.get(f"/inspections/checks/{first.ref.id}/files/99999").status_code == 404
