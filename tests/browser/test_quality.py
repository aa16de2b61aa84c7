"""In a real browser: from the plan of an audit to a nonconformity closed after somebody else found, three
months later, that its action worked; and not before. Days pass between; each day the site is served anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_grant import City
from tests.demo import environment
from tests.people import TOWN

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
FAULT = "/ledgers/quality.nonconformity/1/"
CAUSES = (
    ("people", "保管人换了三次，没有交接"),
    ("method", "没有规定校准到期前由谁提醒"),
    ("machine", "量具没有编号"),
)


@pytest.fixture
def county(tmp_path: Path) -> City:
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "tests.browser.qualified", str(site)], check=True, cwd=ROOT, env=environment()
    )
    return City(site)


def sent(page: Page, link: str, button: str, **said: str) -> None:
    """Follow a link to a form, fill it in and send it; a file is named by its words."""
    page.get_by_role("link", name=link, exact=True).first.click()
    for key, value in said.items():
        field = page.locator(f"main form [name={key}]").first
        kind = field.get_attribute("type")
        if kind == "file":
            field.set_input_files({"name": value, "mimeType": "text/plain", "buffer": value.encode()})
        elif kind == "radio":
            page.check(f"main form [name={key}][value='{value}']")
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form").get_by_role("button", name=button, exact=True).click()


def done(page: Page, link: str, button: str, **said: str) -> None:
    """As `sent`, and it was taken."""
    sent(page, link, button, **said)
    expect(page.locator(".flash, .notice-green").first).to_be_visible()


def moved(page: Page, stage: str) -> None:
    done(page, "推进阶段", "进入", stage=stage)


def planned(county: City) -> None:
    """A programme, approved by another, and an audit of 青石镇 by 沈审."""
    manager = county.who("qian", "/ledgers/quality.programme/")
    done(manager, "填报", "填报", name="2026年内审方案", begins_on="2026-03-01", aims="全部过程")
    moved(county.who("zhao", "/ledgers/quality.programme/1/"), "approved")
    manager = county.who("qian", "/ledgers/quality.programme/1/")
    manager.get_by_role("link", name="填报内部审核").first.click()
    lead = manager.locator("[name=lead] option", has_text="沈审").first.get_attribute("value")
    unit = manager.locator("[name=audited] option", has_text="青石镇").first.get_attribute("value")
    manager.go_back()
    done(
        manager, "填报内部审核", "填报", name="青石镇内审", audited=str(unit), planned_on="2026-03-18",
        lead=str(lead),
    )  # fmt: skip


def audited(county: City) -> None:
    """A question of the checklist that does not hold, and the finding."""
    auditor = county.who("shen", "/ledgers/quality.audit/1/")
    moved(auditor, "audited")
    done(
        auditor, "填报审核检查表", "填报", clause="c7_1", question="量具是否在校准期内",
        seen="三把卡尺无标识", conform="no",
    )  # fmt: skip
    auditor.goto(f"{county.where}/ledgers/quality.audit/1/")
    auditor.get_by_role("link", name="填报审核发现").first.click()
    expect(auditor.locator("[name=number]")).to_have_count(0)
    auditor.go_back()
    sent(
        auditor,
        "填报审核发现",
        "填报",
        reporting_unit=TOWN,
        what="量具无校准标识",
        grade="minor",
        clause="c7_1",
        found_on="2026-03-18",
    )
    expect(auditor.locator("main")).to_contain_text("AF-2026-001")


def mended(county: City) -> None:
    """The owner of the process corrects, finds causes that are drawn, and acts."""
    auditor = county.who("shen", "/ledgers/quality.finding/1/")
    expect(auditor.locator("main")).to_contain_text("不合格已经关闭")
    owner = county.who("guo", "/ledgers/quality.nonconformity/")
    done(
        owner, "填报", "填报", finding="1 量具无校准标识", source="audit", what="量具无校准标识",
        clause="c7_1", found_on="2026-03-18", correction="停用三把卡尺", why1="没有台账", cause="无人负责",
    )  # fmt: skip
    for category, what in CAUSES:
        owner.goto(county.where + FAULT)
        done(owner, "填报原因", "填报", category=category, what=what)
    owner.goto(county.where + FAULT)
    picture = owner.locator("svg.fishbone")
    expect(picture).to_be_visible()
    expect(picture.locator("title")).to_have_text("“量具无校准标识”的因果图")
    for word in ("人", "机", "料", "法", "环", "测", "量具没有编号"):
        expect(picture.get_by_text(word, exact=True).first).to_be_visible()
    moved(owner, "analysed")
    person = _owner(owner)
    for what in ("建量具台账", "贴校准标识"):
        owner.goto(county.where + FAULT)
        done(owner, "填报纠正措施", "填报", what=what, owner=person, due_on="2026-03-18", done="已办")
    owner.goto(county.where + FAULT)
    expect(owner.locator("main")).to_contain_text("建量具台账、贴校准标识")
    for number in (1, 2):
        owner.goto(f"{county.where}/ledgers/quality.corrective_action/{number}/")
        done(owner, "上传佐证", "上传", purpose="proof", file=f"证据{number}.txt")
        owner.goto(f"{county.where}/ledgers/quality.corrective_action/{number}/")
        moved(owner, "done")
        if number == 1:
            owner.goto(county.where + FAULT)
            sent(owner, "推进阶段", "进入", stage="acted")
            expect(owner.locator("main")).to_contain_text("未办好：贴校准标识")
    owner.goto(county.where + FAULT)
    moved(owner, "acted")


def _owner(page: Page) -> str:
    page.get_by_role("link", name="填报纠正措施").first.click()
    return str(page.locator("[name=owner] option", has_text="郭工").first.get_attribute("value"))


def refused(county: City) -> None:
    """The manager cannot close it yet."""
    manager = county.who("qian", FAULT)
    expect(manager.locator("main")).to_contain_text("由其他人到期检查，措施有效")
    sent(manager, "推进阶段", "进入", stage="closed")
    expect(manager.locator("main form .notice-red, main [role=alert]").first).to_be_visible()
    manager.goto(county.where + FAULT)
    expect(manager.locator("main")).to_contain_text("进入“关闭”还差")


def too_early(county: City) -> None:
    """The System has written the check; nobody does it before its day."""
    auditor = county.who("lin", "/ledgers/quality.effect_check/1/")
    done(auditor, "修改", "保存", effective="yes", found="三把卡尺都有标识")
    auditor.goto(f"{county.where}/ledgers/quality.effect_check/1/")
    expect(auditor.locator("main")).to_contain_text("还没有到“检查日期”")
    refused(county)


def closed(county: City) -> None:
    """Who acted is not asked; the second auditor finds that it worked; then both are closed."""
    owner = county.who("guo", "/ledgers/quality.effect_check/1/")
    expect(owner.get_by_role("link", name="推进阶段")).to_have_count(0)
    moved(county.who("lin", "/ledgers/quality.effect_check/1/"), "done")
    manager = county.who("qian", FAULT)
    moved(manager, "closed")
    moved(county.who("shen", "/ledgers/quality.finding/1/"), "closed")
    manager.goto(county.where + FAULT)
    expect(manager.locator(".light-line")).to_contain_text("办结")
    expect(manager.locator("main")).to_contain_text("NC-2026-001")


def test_an_audit_from_its_plan_to_a_nonconformity_closed_after_its_check(county: City) -> None:
    with county.on("2026-03-18"):
        planned(county)
        audited(county)
        mended(county)
        refused(county)
    with county.on("2026-05-20"):
        too_early(county)
    with county.on("2026-06-18"):
        closed(county)
