"""In a real browser: a call from its publication over experts, decision, contract, payments and acceptance to
what came of the project a year later. Days pass between; each day the site is served anew."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.granted import EXPERTS
from tests.browser.small import every
from tests.browser.test_call import amount, put, started, upload
from tests.demo import PASSWORD, environment, luoshi, served

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
PDF = {"mimeType": "application/pdf"}


class City:
    """A site on a day, and whoever logs in there."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self._pages: dict[str, Page] = {}

    @contextmanager
    def on(self, day: str) -> Iterator[City]:
        """The site as it is that day, after its clock has told what is due."""
        said = json.loads((self.site / "site.json").read_text("utf-8"))
        (self.site / "site.json").write_text(json.dumps({**said, "today": day}), "utf-8")
        luoshi(self.site, "tick", "--at", f"{day}T09:00")
        faults: list[str] = []
        with served(self.site) as self.where, sync_playwright() as driver:
            self._chromium = driver.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            self._faults, self._pages = faults, {}
            yield self
            self._chromium.close()
        assert faults == []

    def who(self, login: str, path: str = "/") -> Page:
        """Somebody's browser, at a page."""
        page = self._pages.get(login) or self._enter(login)
        self._pages[login] = page
        page.goto(self.where + path)
        return page

    def _enter(self, login: str) -> Page:
        page = self._chromium.new_context(locale="zh-CN").new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda said: self._faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: self._faults.append(str(fault)))
        page.goto(f"{self.where}/account/login/")
        page.fill("input[name=username]", login)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_load_state()
        return page


@pytest.fixture
def city(tmp_path: Path) -> City:
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "tests.browser.granted", str(site)], check=True, cwd=ROOT, env=environment()
    )
    return City(site)


def confirmed(page: Page, button: str) -> None:
    """Press a button that asks once more, and say yes."""
    page.get_by_role("button", name=button).first.click()
    page.locator("dialog[open] button[type=submit]").click()


def step(page: Page, link: str, button: str, **said: str) -> None:
    """Follow a link to a form, fill it in (`paper` is a file's name) and send it."""
    page.get_by_role("link", name=link, exact=True).first.click()
    for key, value in said.items():
        field = page.locator(f"main [name={key}]").first
        if key == "paper":
            file = {"name": value, **PDF, "buffer": b"%PDF-1.4 " + value.encode()}
            field.set_input_files(file)  # type: ignore[arg-type]
        elif field.get_attribute("type") == "radio":
            page.check(f"main [name={key}][value={value}]")
        else:
            field.fill(value)
    page.locator("main form").get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".flash, .notice-green, [role=status]").first).to_be_visible()


def applied(city: City) -> None:
    office = city.who("office", "/calls/1/")
    confirmed(office, "发布")
    firm = city.who("writer", "/calls/")
    started(firm)
    with firm.expect_response(re.compile("/save$")):
        firm.select_option("[name=domain]", "food")
    for field, value in (
        ("leader", "宋工"), ("phone", "13800000001"), ("summary", "非浓缩还原工艺"),
        ("goals", "产值2000万元"), ("starts_on", "2026-04-11"), ("ends_on", "2026-12-31"), ("asked", "30"),
        ("own", "60"),
    ):  # fmt: skip
        put(firm, field, value)
    firm.fill("#members [name=member-name]", "宋工")
    firm.get_by_role("button", name="添加成员").click()
    upload(firm, "sealed", "盖章件.pdf")
    upload(firm, "licence", "营业执照.pdf")
    for line, value in (
        ("经费来源 拨款", "30"), ("经费来源 单位自筹", "60"), ("经费支出 人员费", "20"),
        ("经费支出 材料费", "70"),
    ):  # fmt: skip
        amount(firm, line, value)
    expect(firm.locator("#state")).to_contain_text("可以提交了")
    confirmed(firm, "提交")
    expect(firm.locator("h1")).to_contain_text("申报回执")


def admitted(city: City) -> None:
    office = city.who("office", "/calls/applications/1/")
    for question in ("complete", "stamped", "budget_right", "in_field"):
        office.check(f"[name={question}][value='1']")
    office.get_by_role("button", name="形式审查通过").click()
    expect(office.locator(".page-title")).to_contain_text("形式审查通过")


def judged(city: City, number: int, title: str, chosen: str) -> None:
    """A review from its opening to its close: drawn, signed off, declared, scored, met, ranked."""
    secretary = city.who("secretary", "/reviews/new")
    secretary.fill("[name=title]", title)
    secretary.select_option("[name=call]", label=chosen)
    secretary.fill("[name=seats]", "食品加工 5")
    secretary.fill("[name=budget]", "60")
    secretary.get_by_role("button", name="组建").click()
    expect(secretary.locator("h1")).to_contain_text(title)
    confirmed(secretary, "锁定专家库")
    confirmed(secretary, "抽取专家")
    watch = city.who("watch", f"/reviews/{number}/")
    step(watch, "监督确认", "重抽一致，确认", score_by="2027-12-31")
    sitting = [one for one in EXPERTS if _sits(city.who(one, "/reviews/"), title)]
    assert len(sitting) == 5
    confirmed(city.who("secretary", f"/reviews/{number}/"), "分发评分")
    for login in sitting:
        _score(city.who(login, f"/reviews/seats/{number}/"))
    secretary = city.who("secretary", f"/reviews/{number}/")
    secretary.get_by_role("link", name="结束评分").click()
    secretary.locator("main form").get_by_role("button", name="结束评分").click()
    secretary.get_by_role("link", name="会议记录").click()
    for box in every(secretary.locator("main [name=present]")):
        box.check()
    secretary.fill("[name=minutes]", "逐项评议，意见一致。")
    secretary.locator("main form").get_by_role("button", name="保存").click()
    confirmed(secretary, "排序")
    confirmed(secretary, "办结")
    expect(secretary.locator(".page-title")).to_contain_text("办结")


def _sits(expert: Page, title: str) -> bool:
    """Declares where the person was drawn."""
    seat = expert.get_by_role("link", name=title)
    if not seat.count():
        return False
    seat.first.click()
    expert.check("[name=none]")
    expert.check("[name=secret]")
    expert.get_by_role("button", name="申报并承诺").click()
    expect(expert.locator("main")).to_contain_text("我评的申报书")
    return True


def _score(expert: Page) -> None:
    expert.locator("main table a, main .table a").first.click()
    for field in every(expert.locator("main form input[type=number]")):
        field.fill("85")
    expert.fill("main form [name=comment]", "指标可以核对，条件具备。")
    expert.get_by_role("button", name="提交", exact=True).click()
    expect(expert.locator("main")).to_contain_text("已提交")


def proposed(city: City) -> None:
    office = city.who("office", "/grants/")
    office.get_by_role("link", name="2026年度市级科技计划项目申报", exact=True).first.click()
    office.get_by_role("button", name="拟定").click()
    expect(office.locator("main")).to_contain_text("丰禾食品有限公司")
    step(office, "公示方案", "公示五个工作日", phone="0914-2312345")


def decided(city: City) -> None:
    """Approved after its notice, contracted, and the first instalment paid by another than released it."""
    mayor = city.who("mayor", "/grants/decisions/1/")
    step(mayor, "批准立项", "批准", number="临科〔2026〕15号", opinion="集体研究同意。", paper="立项.pdf")
    office = city.who("office", "/grants/projects/1/")
    step(
        office, "拟定任务书", "保存", number="临科合1号", starts_on="2026-04-11", ends_on="2026-12-31",
        goals="2026-10-31 建成中试线 中期检查", parts="2026-04-15 18\n2026-11-10 12 1",
    )  # fmt: skip
    with office.expect_download() as word:
        office.get_by_role("link", name="下载任务书").click()
    assert word.value.suggested_filename == "contract-1.docx"
    step(office, "登记签订", "登记", paper="任务书.pdf")
    step(office, "审核拨款", "同意拨付", basis="任务书已签订。")
    cashier = city.who("cashier", "/grants/projects/1/")
    step(cashier, "登记拨付", "登记", voucher="国库1", paper="凭证1.pdf")
    expect(cashier.locator(".page-title")).to_contain_text("实施")


def carried_out(city: City) -> None:
    """The milestone is reached, the first payment looked at, the second paid."""
    firm = city.who("writer", "/portal/")
    firm.get_by_role("link", name="里程碑待报送").click()
    step(firm, "报送里程碑", "报送", text="中试线建成，连续运行30天。", paper="报告.pdf")
    office = city.who("office", "/grants/projects/1/")
    step(office, "核查里程碑", "记入", verdict="passed", opinion="现场核查属实。")
    step(office, "资金使用回访", "记入", used="17", found="设备已到位并安装。", paper="回访.pdf")
    step(office, "审核拨款", "同意拨付", basis="里程碑已核查。")
    cashier = city.who("cashier", "/grants/projects/1/")
    step(cashier, "登记拨付", "登记", voucher="国库2", paper="凭证2.pdf")


def accepted(city: City) -> None:
    office = city.who("office", "/grants/projects/1/")
    step(office, "登记验收", "登记", verdict="passed", spent="28", paper="意见.pdf")
    expect(office.locator("main")).to_contain_text("应收回结余")
    cashier = city.who("cashier", "/grants/projects/1/")
    step(cashier, "收回结余", "登记", amount="2", voucher="缴1", paper="缴款.pdf")
    step(city.who("office", "/grants/projects/1/"), "转入绩效跟踪", "转入")


def followed(city: City) -> None:
    firm = city.who("writer", "/portal/")
    firm.get_by_role("link", name="项目绩效待报送").click()
    step(
        firm, "报送绩效", "报送", sales="2300", tax="120", jobs="35", patents="2", note="超过目标300万元。",
        paper="报表.pdf",
    )  # fmt: skip
    office = city.who("office", "/grants/projects/1/")
    step(office, "核查绩效", "核查属实")
    expect(office.locator("main")).to_contain_text("2,300.00")
    expect(office.locator("main")).to_contain_text("已核查")


def test_a_call_from_its_publication_to_what_came_of_it(city: City) -> None:
    with city.on("2026-03-18"):
        applied(city)
    with city.on("2026-04-01"):
        admitted(city)
        judged(city, 1, "2026年市级项目评审", "2026年度市级科技计划项目申报")
        proposed(city)
    with city.on("2026-04-10"):
        decided(city)
    with city.on("2026-11-05"):
        carried_out(city)
        judged(city, 2, "苹果汁项目验收", "验收：苹果汁非浓缩还原关键技术")
        accepted(city)
    with city.on("2027-10-20"):
        followed(city)
