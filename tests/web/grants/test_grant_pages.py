"""A grant on its pages: decided, laid open, contracted, paid upon milestones, each by whom it may."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from luoshi.grants import queries
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from tests.browsers import browser, send, text
from tests.calls.conftest import FENGHE
from tests.grants.conftest import (
    DECIDED,
    NOTICE,
    Grants,
    call,  # noqa: F401  # a fixture
    grants,  # noqa: F401  # a fixture
    innovation,  # noqa: F401  # a fixture
    on,
    published,  # noqa: F401  # a fixture
    ranked,  # noqa: F401  # a fixture
    review,  # noqa: F401  # a fixture
)
from tests.people import CITY, SYSTEM

pytestmark = pytest.mark.django_db
ROLES = {
    "office": ("science_office", CITY), "cashier": ("finance_office", CITY), "mayor": ("leader", CITY),
    "watch": ("supervisor", CITY), "boss": ("firm_manager", FENGHE), "writer": ("applicant", FENGHE),
}  # fmt: skip


@pytest.fixture
def people(grants: Grants, settings: LazySettings) -> dict[str, Client]:  # noqa: F811
    del grants
    settings.CLOCK = on(NOTICE, SYSTEM).clock
    return {login: browser(login, role, name=f"{login}某") for login, role in ROLES.items()}


def paper(name: str = "证明.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"内容{name}".encode(), "application/pdf")


def at(settings: LazySettings, day: str) -> None:
    settings.CLOCK = on(day, SYSTEM).clock


def decided(people: dict[str, Client], call_number: int, settings: LazySettings) -> Record:
    where = send(people["office"], f"/grants/calls/{call_number}/propose", title="2026年立项方案")
    number = int(where.rstrip("/").rpartition("/")[2])
    send(people["office"], f"/grants/do/notice/{number}", phone="0914-2312345")
    at(settings, DECIDED)
    said = {"number": "临科〔2026〕15号", "opinion": "局长办公会研究同意。", "paper": paper("立项.pdf")}
    send(people["mayor"], f"/grants/do/decide/{number}", **said)
    return next(one for one in queries.projects(SYSTEM) if one.unit == FENGHE)


def test_an_office_takes_a_call_from_its_ranking_to_payment(
    people: dict[str, Client],
    grants: Grants,  # noqa: F811
    settings: LazySettings,
) -> None:
    office, firm, cashier = people["office"], people["boss"], people["cashier"]
    assert "等待立项" in text(office, "/grants/")
    found = decided(people, grants.call, settings)
    where = f"/grants/projects/{found.ref.id}/"
    send(
        office, f"/grants/do/contract/{found.ref.id}", number="临科合1号", starts_on="2026-05-01",
        ends_on="2028-04-30", goals="2027-04-30 建成中试线 中期检查\n2028-03-31 产值2000万元",
        parts="2026-05-10 18\n2027-05-10 12 1", backers="企业自筹 丰禾食品有限公司 60",
    )  # fmt: skip
    word = Document(BytesIO(firm.get(f"{where}contract.docx").content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"临科合1号", "建成中试线", "18", "12", "签订任务书", "丰禾食品有限公司"} <= {
        *cells, *(re.sub("^编号：", "", one.text) for one in word.paragraphs)
    }  # fmt: skip
    send(office, f"/grants/do/sign/{found.ref.id}", paper=paper("任务书.pdf"))
    first, second = queries.instalments(found)
    send(office, f"/grants/do/release/{first.ref.id}", basis="任务书已签订，同意拨付。")
    assert f"/grants/do/pay/{first.ref.id}" in text(cashier, where)
    send(
        cashier,
        f"/grants/do/pay/{first.ref.id}",
        paid_on=DECIDED,
        voucher="国库1",
        paper=paper("凭证.pdf"),
    )
    page = text(firm, where)
    assert "已拨付" in page
    portal = text(firm, "/portal/")
    assert "我的申报" in portal
    assert re.search(r"苹果汁非浓缩还原.*30\.00.*18\.00", portal[portal.index("立项项目") :], re.DOTALL)
    assert "青麻纺织有限公司" not in portal
    assert f"/grants/do/release/{second.ref.id}" not in page
    goal = queries.milestones(found)[0]
    send(firm, f"/grants/do/report/{goal.ref.id}", text="中试线建成，连续运行30天。", paper=paper("报告.pdf"))
    send(office, f"/grants/do/check/{goal.ref.id}", verdict="passed", opinion="现场核查属实。")
    wish = {"kind": "time", "wants": "设备到货推迟，申请延期半年。", "ends_on": "2028-10-31", "leader": ""}
    send(firm, f"/grants/do/change/{found.ref.id}", **wish, paper=paper("申请函.pdf"))
    change = ledgers.table("innovation.change_request").objects.get()
    send(office, f"/grants/do/ruling/{change.id}", granted="yes", opinion="")
    assert str(queries.project(SYSTEM, found.ref.id).values["ends_on"]) == "2028-10-31"
    source = ledgers.table("innovation.project_source").objects.get()
    send(office, f"/grants/do/raise/{source.id}", in_place="45", on=DECIDED, paper=paper("到账.pdf"))
    assert "1 : 2.50" in text(office, where)


def test_what_is_wrong_is_said_at_its_field(
    people: dict[str, Client],
    grants: Grants,  # noqa: F811
    settings: LazySettings,
) -> None:
    found = decided(people, grants.call, settings)
    said = {
        "number": "1号", "starts_on": "2026-05-01", "ends_on": "2028-04-30", "goals": "建成中试线",
        "parts": "2026-05-10 18", "backers": "",
    }  # fmt: skip
    answer = people["office"].post(f"/grants/do/contract/{found.ref.id}", said)
    assert "第 1 行读不懂" in answer.content.decode()
    said["goals"] = "2027-04-30 建成中试线"
    answer = people["office"].post(f"/grants/do/contract/{found.ref.id}", said)
    assert "拨款计划合计 18 万元" in answer.content.decode()


def test_anybody_reads_a_notice_and_objects_under_a_name(
    people: dict[str, Client],
    grants: Grants,  # noqa: F811
    settings: LazySettings,
) -> None:
    where = send(people["office"], f"/grants/calls/{grants.call}/propose", title="2026年立项方案")
    number = int(where.rstrip("/").rpartition("/")[2])
    stranger = Client()
    assert stranger.get(f"/grants/public/{number}/").status_code == 404
    send(people["office"], f"/grants/do/notice/{number}", phone="0914-2312345")
    page = text(stranger, f"/grants/public/{number}/")
    assert "丰禾食品有限公司" in page
    assert "0914-2312345" in page
    assert "2026年立项方案" in text(stranger, "/grants/public/")
    line = queries.lines(queries.decision(SYSTEM, number))[0]
    said = {
        "line": line.ref.id, "reason": "核心专利属第三方所有，附判决书。", "signed": "匿名",
        "phone": "13911112222", "website": "",
    }  # fmt: skip
    answer = stranger.post(f"/grants/public/{number}/object", said)
    assert "匿名异议不受理" in answer.content.decode()
    send(stranger, f"/grants/public/{number}/object", **{**said, "signed": "吴明"})
    assert "吴明" not in text(stranger, f"/grants/public/{number}/")
    assert "吴明" in text(people["office"], f"/grants/decisions/{number}/")
    objection = ledgers.table("innovation.decision_objection").objects.get()
    send(
        people["office"], f"/grants/decisions/{number}/objections/{objection.id}", verdict="upheld",
        reply="经核实专利权属存在争议。",
    )  # fmt: skip
    assert "取消" in text(stranger, f"/grants/public/{number}/")
    at(settings, DECIDED)
    assert "提出异议" not in text(stranger, f"/grants/public/{number}/")


STEPS_OF = {
    "contract": "office", "sign": "office", "accept": "office", "follow": "office", "stop": "mayor",
    "back": "cashier", "change": "boss",
}  # fmt: skip


def test_a_step_is_taken_by_its_role_alone(
    people: dict[str, Client],
    grants: Grants,  # noqa: F811
    settings: LazySettings,
) -> None:
    """Whoever has no right is told whose matter it is; the right one is told what is missing instead."""
    found = decided(people, grants.call, settings)
    forms = {
        "contract": {"number": "1", "starts_on": "2026-05-01", "ends_on": "2028-04-30",
                     "goals": "2027-04-30 试", "parts": "2026-05-10 30"},
        "sign": {"paper": None}, "accept": {"verdict": "passed", "spent": "0", "paper": None}, "follow": {},
        "stop": {"why": "企业停产，无法继续。"}, "back": {"amount": "1", "voucher": "1", "paper": None},
        "change": {"kind": "content", "wants": "调整研究内容，见申请函。", "paper": None},
    }  # fmt: skip
    theirs = {"boss": {"boss", "writer"}}
    for verb, role in STEPS_OF.items():
        for login, client in people.items():
            said = {key: paper() if one is None else one for key, one in forms[verb].items()}
            body = client.post(f"/grants/do/{verb}/{found.ref.id}", said).content.decode()
            refused = bool(re.search(r"办理(?:；|</|（)|的科技管理员|由丰禾食品有限公司的", body))
            if login not in theirs.get(role, {role}):
                assert refused, (verb, login, body[-500:])
            elif verb != "contract":
                assert not refused, (verb, login)


def test_a_fund_is_looked_into_on_its_page(
    people: dict[str, Client],
    grants: Grants,  # noqa: F811
) -> None:
    del grants
    number = ledgers.table("innovation.application").objects.get(unit=FENGHE).id
    where = f"/grants/applications/{number}/diligence"
    assert "开始调查" in text(people["office"], where)
    send(people["office"], f"{where}/begin")
    send(people["office"], where, item="market", score="4", found="走访三家客户。", paper=paper())
    send(people["office"], where, item="team", score="5", found="核对社保记录。")
    page = text(people["office"], where)
    assert "没有依据，不计" in page
    assert people["boss"].get(where).status_code in (403, 404)
