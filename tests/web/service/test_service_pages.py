"""The pages of services: a firm, its guide and the offices, each with what they may do; policies by firm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel.actor import SHANGHAI
from luoshi.ledgers import actions
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref
from luoshi.service.policy import BENEFIT, ITEM, MATERIAL, PAYMENT
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import COUNTY, SYSTEM, TOWN
from tests.service.conftest import FIRM_UNIT, LAND, PLANNING

pytestmark = pytest.mark.django_db
AWARD = "service.high_tech_award"


@pytest.fixture
def site_(county: None, settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE = tmp_path
    settings.CLOCK = lambda: datetime(2026, 9, 14, 10, tzinfo=SHANGHAI)
    adopt("service")
    units.add_unit(SYSTEM, LAND, "自然资源局", "department", parent=COUNTY)
    units.add_unit(SYSTEM, PLANNING, "住建局", "department", parent=COUNTY)
    units.add_unit(SYSTEM, FIRM_UNIT, "丰禾食品有限公司", "enterprise", parent=COUNTY)


@pytest.fixture
def matter(site_: None) -> Record:
    values = {
        "name": "苹果汁加工厂", "firm": "丰禾食品有限公司", "firm_code": FIRM_UNIT,
        "opened_on": date(2026, 9, 14),
    }  # fmt: skip
    return actions.create(SYSTEM, "service.matter", FIRM_UNIT, values)


def firm() -> Client:
    return browser("sujingli", ("firm_manager", FIRM_UNIT), name="苏经理")


def approver(login: str, unit: str) -> Client:
    return browser(login, ("approver", unit), name="田科长")


def text(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return answer.content.decode()


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("申请书.pdf", b"%PDF-1")


def applied(client: Client, matter: Record) -> int:
    said = {"kind": "land", "name": "建设用地批准", "unit": LAND, "papers": "用地申请书 2\n营业执照"}
    answer = client.post(f"/service/matters/{matter.ref.id}/apply", said)
    assert answer.status_code == 302
    (item,) = ledgers.beneath(ITEM, matter.ref.id)
    return item.ref.id


def papers(item: int) -> dict[str, Record]:
    return {one.title: one for one in ledgers.beneath(MATERIAL, item)}


def test_from_application_over_a_notice_and_a_review_to_the_next_office(matter: Record) -> None:
    buyer, surveyor = firm(), approver("tian", LAND)
    item = applied(buyer, matter)
    assert {one.title: one.values["copies"] for one in papers(item).values()} == {
        "用地申请书": 2,
        "营业执照": 1,
    }
    page = text(surveyor, f"/service/items/{item}/")
    assert "补正告知" in page
    assert "还有 5 个工作日" in page
    first, second = (one.ref.id for one in papers(item).values())
    assert (
        "还没有交，要一次告知"
        in surveyor.post(f"/service/items/{item}/notify", {f"m{first}": "缺公章"}).content.decode()
    )
    surveyor.post(f"/service/items/{item}/notify", {f"m{first}": "缺公章", f"m{second}": "请交"})
    page = text(buyer, f"/service/items/{item}/")
    assert "已暂停计时" in page
    assert "缺公章" in page
    for one in (first, second):
        assert buyer.post(f"/service/materials/{one}/hand-in", {"file": paper()}).status_code == 302
        assert surveyor.post(f"/service/materials/{one}/check").status_code == 302
    actions.move(SYSTEM, Ref(ITEM, item), "accepted")
    surveyor.post(f"/service/items/{item}/convene", {"kind": "expert", "subject": "节地评价论证"})
    assert "暂停计时（专家评审）" in text(buyer, f"/service/items/{item}/")
    session = ledgers.beneath("service.session", item)[0].ref.id
    surveyor.post(f"/service/sessions/{session}/conclude", {"held_on": "2026-09-14", "outcome": "同意规模"})
    assert "恢复计时（专家评审）" in text(buyer, f"/service/items/{item}/")
    surveyor.post(f"/service/items/{item}/hand-over", {"unit": PLANNING, "why": "属规划许可"})
    planner = approver("xia", PLANNING)
    assert "接收" in text(planner, f"/service/items/{item}/")
    over = ledgers.beneath("service.handover", item)[0].ref.id
    assert planner.post(f"/service/hand-overs/{over}/take").status_code == 302
    assert "负责部门：住建局" in text(buyer, f"/service/items/{item}/")


def test_what_is_not_theirs_is_not_there(matter: Record) -> None:
    buyer = firm()
    item, stranger = applied(buyer, matter), approver("yun", "C02")
    number = matter.ref.id
    for where in (f"matters/{number}/", f"items/{item}/", f"items/{item}/notify", f"matters/{number}/apply"):
        assert stranger.get(f"/service/{where}").status_code == 404
    said = {"unit": PLANNING, "why": "不想办"}
    refused = buyer.post(f"/service/items/{item}/hand-over", said)
    assert "由自然资源局负责" in refused.content.decode()
    assert ledgers.beneath("service.handover", item) == []


def test_a_firm_finds_its_projects_and_policies_on_its_own_page(matter: Record) -> None:
    certify()
    buyer = firm()
    page = text(buyer, "/portal/")
    assert "苹果汁加工厂" in page
    assert "首次认定高新技术企业奖励" in page
    assert "20.00万元" in page.replace(" ", "")
    assert "研发投入补助" in text(buyer, "/service/policies/")


def certify() -> None:
    values = {
        "firm": "丰禾食品有限公司", "firm_code": FIRM_UNIT, "certificate": "GR1",
        "certified_on": "2026-02-03", "expires_on": "2029-02-03", "first": True,
    }  # fmt: skip
    actions.create(SYSTEM, "innovation.enterprise", TOWN, values)


def test_a_firm_applies_with_a_press_where_a_policy_is_given_to_whoever_asks(site_: None) -> None:
    values = {
        "name": "浓缩苹果汁", "award": "provincial", "host": "丰禾食品有限公司", "host_code": FIRM_UNIT,
        "awarded_on": "2026-06-01",
    }  # fmt: skip
    actions.create(SYSTEM, "innovation.award", TOWN, values)
    name, buyer = "service.science_award_bonus", firm()
    where = f"/service/policies/{name}/apply"
    office = browser("mahui", ("policy_office", COUNTY), name="马惠企")
    assert 'data-dialog="find"' not in text(office, f"/service/policies/{name}/")
    assert "不在这项政策的范围里" in office.post(where).content.decode()
    for page in ("/portal/", "/service/policies/"):
        assert where in text(buyer, page)
    assert "申请享受：科学技术奖配套奖励" in text(buyer, where)
    assert buyer.post(where).status_code == 302
    assert where not in text(buyer, "/portal/")
    assert "本年度已经申请过" in buyer.post(where).content.decode()
    (made,) = ledgers.rows(SYSTEM, BENEFIT)
    office.post(f"/service/benefits/{made.ref.id}/confirm")
    assert ledgers.record(SYSTEM, made.ref).row["due_on"] == date(2026, 9, 16)


def test_a_policy_shows_firms_by_conditions_and_pays_those_who_qualify(site_: None) -> None:
    certify()
    office = browser("mahui", ("policy_office", COUNTY), name="马惠企")
    page = text(office, f"/service/policies/{AWARD}/")
    assert "本年度首次认定为高新技术企业" in page
    assert "2026年1月12日" in page or "2026-01-12" in page
    (row,) = ledgers.rows(SYSTEM, "innovation.enterprise")
    why = text(office, f"/service/policies/{AWARD}/{row.ref.id}/?year=2026")
    assert "≥ 1" in why
    assert "另有 1 条" in why
    assert office.post(f"/service/policies/{AWARD}/find", {"year": "2026"}).status_code == 302
    (made,) = ledgers.rows(SYSTEM, BENEFIT)
    other = browser("niuhui", ("policy_office", COUNTY), name="牛惠企")
    other.post(f"/service/benefits/{made.ref.id}/confirm")
    (part,) = ledgers.beneath(PAYMENT, made.ref.id)
    assert "填到账" in text(office, f"/service/benefits/{made.ref.id}/")
    office.post(f"/service/payments/{part.ref.id}/pay", {"on": "2026-09-14", "voucher": paper()})
    assert ledgers.record(SYSTEM, made.ref).stage == "paid"


def test_a_get_changes_nothing(site_: None) -> None:
    certify()
    office = browser("mahui", ("policy_office", COUNTY), name="马惠企")
    assert office.get(f"/service/policies/{AWARD}/find").status_code == 405
    assert [*ledgers.rows(SYSTEM, BENEFIT)] == []


def promise(code: str = FIRM_UNIT) -> Record:
    values = {"name": "苹果汁加工厂", "investor": "丰禾食品有限公司", "investor_code": code}
    project = actions.create(SYSTEM, "investment.project", TOWN, values)
    said = {"project": project.ref.id, "promised_on": "2026-01-05", "content": "奖励 20 万元"}
    return actions.create(SYSTEM, "investment.promise", TOWN, {**said, "due_on": "2026-09-13"})


def test_one_firm_shows_all_its_policies_benefits_and_promises(site_: None) -> None:
    certify()
    made = promise()
    office = browser("mahui", ("policy_office", COUNTY), name="马惠企")
    office.post(f"/service/policies/{AWARD}/find", {"year": "2026"})
    page = text(office, f"/service/firms/{FIRM_UNIT}/")
    for shown in ("首次认定高新技术企业奖励", "研发投入补助", "奖励 20 万元", "逾期没有履行", "待确认"):
        assert shown in page
    assert "签约时的承诺" in text(office, f"/service/policies/{AWARD}/")
    (benefit,) = ledgers.rows(SYSTEM, BENEFIT)
    where = f"/service/benefits/{benefit.ref.id}"
    assert "奖励 20 万元（苹果汁加工厂）" in text(office, f"{where}/keep")
    assert office.post(f"{where}/keep", {"promise": made.ref.id}).status_code == 302
    assert ledgers.record(SYSTEM, benefit.ref).row["promise"] == made.ref.id
    assert "逾期没有履行" in text(office, f"{where}/")
    hall = text(browser("luozhuren", ("service_hall", COUNTY), name="罗主任"), f"/service/firms/{FIRM_UNIT}/")
    assert "奖励 20 万元" in hall
    assert f"{where}/" not in hall, "the hall does not read benefits"
    assert office.get("/service/firms/91350100M000100Y43/").status_code == 404
    stranger = browser("yunhui", ("policy_office", "C02"), name="云惠企")
    assert stranger.get(f"/service/firms/{FIRM_UNIT}/").status_code == 404


def test_a_benefit_is_refused_with_a_reason(site_: None) -> None:
    certify()
    office = browser("mahui", ("policy_office", COUNTY), name="马惠企")
    office.post(f"/service/policies/{AWARD}/find", {"year": "2026"})
    (benefit,) = ledgers.rows(SYSTEM, BENEFIT)
    where = f"/service/benefits/{benefit.ref.id}"
    page = text(office, f"{where}/")
    assert "请由另一位惠企办人员确认" in page
    assert f"{where}/confirm" not in page
    assert "写明为什么不予兑现" in office.post(f"{where}/refuse", {"why": "不"}).content.decode()
    assert office.post(f"{where}/refuse", {"why": "企业自愿放弃"}).status_code == 302
    assert ledgers.record(SYSTEM, benefit.ref).stage == "refused"
    assert "重新比对" not in text(office, f"{where}/")


def test_the_home_page_leads_to_what_waits(matter: Record) -> None:
    item = applied(firm(), matter)
    (one, *_rest) = papers(item).values()
    surveyor = approver("tian", LAND)
    assert "待查验：申请材料" not in text(surveyor, "/")
    browser("xu", ("firm_manager", FIRM_UNIT)).post(
        f"/service/materials/{one.ref.id}/hand-in", {"file": paper()}
    )
    page = text(surveyor, "/")
    assert "待查验：申请材料" in page
    assert f'href="/service/items/{item}/"' in page
    assert "待安排帮办员" in text(browser("luo", ("service_hall", COUNTY)), "/")
