"""In a real browser: a union's congress from the cut-off to delegates who are admitted, an election from its
frozen roll to the page on which anybody reads the result, a proposal from its maker to the answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_grant import City, confirmed
from tests.browser.united import VOTERS
from tests.demo import environment

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
MEMBERS = "joined_on <= '2026-03-18' and (left_on is null or left_on >= '2026-03-18')"


@pytest.fixture
def works(tmp_path: Path) -> City:
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "tests.browser.united", str(site)], check=True, cwd=ROOT, env=environment()
    )
    return City(site)


def sent(page: Page, button: str, **said: str) -> None:
    """Fill in the form of the page and send it; a file's field is filled with a text of that name."""
    for key, value in said.items():
        field = page.locator(f"main [name={key}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "file":
            field.set_input_files({"name": value, "mimeType": "text/plain", "buffer": value.encode()})  # type: ignore[arg-type]
        else:
            field.fill(value)
    page.locator("main form").get_by_role("button", name=button, exact=True).first.click()
    expect(page.locator(".flash, .notice-green, [role=status]").first).to_be_visible()


def reported(page: Page, where: str, path: str, **said: str) -> None:
    page.goto(f"{where}/ledgers/{path}")
    sent(page, "填报", **said)


def moved(works: City, login: str, record: str, stage: str) -> None:
    page = works.who(login, f"/ledgers/{record}/move")
    sent(page, "进入", stage=stage)


def convened(works: City) -> None:
    """Four delegates by four members: three of spinning's three, who are entered, one of weaving's one."""
    office = works.who("office", "/ledgers/union.congress/1/")
    office.get_by_role("link", name="分配代表名额").click()
    expect(office.locator("main")).to_contain_text("4×3÷4＝3 余 0")
    sent(office, "写入代表大会")
    expect(office.locator("main")).to_contain_text("名额已分配")
    chair = works.who("chair")
    for name in ("甄纺", "方线", "梭织"):
        reported(
            chair, works.where, "union.delegate/new?delegation=1", name=name, elected_on="2026-03-18",
            how="secret", file_record="记录.txt",
        )  # fmt: skip
    for number in (1, 2, 3):
        watch = works.who("watcher1", f"/ledgers/union.delegate/{number}/edit")
        sent(watch, "保存", found="本分会会员，选举有记录")
        moved(works, "watcher1", f"union.delegate/{number}", "admitted")


def elected(works: City) -> None:
    office = works.who("office", "/elections/new")
    sent(office, "建立", title="选举第五届工会委员会委员", seats="1", extra="0", base="present")
    one = f"{works.where}/elections/1/"
    office.goto(f"{works.where}/elections/do/from-ledger/1")
    sent(office, "列入", ledger="union.member", card="card", person="person", where=MEMBERS)
    expect(office.locator("main")).to_contain_text("织布分会")
    expect(office.locator("main tbody tr")).to_have_count(4)
    for login in ("watcher1", "watcher2"):
        office.goto(f"{works.where}/elections/do/appoint/1")
        sent(office, "确定", office="scrutineer", login=login)
    office.goto(f"{works.where}/elections/do/settle/1")
    sent(office, "确定，不再改", people="安平 纺纱车间")
    office.goto(f"{works.where}/elections/do/freeze/1")
    sent(office, "截止", cut_off="2026-03-18")
    confirmed(office, "开始投票")
    expect(office.locator("main")).to_contain_text("投票期间谁也看不到票箱里有什么")
    receipts = [voted(works.who(login, "/portal/"), login == "suo") for login in VOTERS]
    office.goto(f"{works.where}/elections/do/close/1")
    sent(office, "封箱", present="3")
    for login in ("watcher1", "watcher2"):
        confirmed(works.who(login, "/elections/1/"), "监票人签字")
    office.goto(one)
    expect(office.locator("main")).to_contain_text("简一")
    read = works.who("boss", "/elections/public/1/")
    for receipt in receipts:
        expect(read.locator("main")).to_contain_text(receipt)
    expect(read.locator("main")).to_contain_text("安平 2 票，当选")
    expect(works.who("boss").get_by_role("link", name="选举表决")).to_have_count(0)


def voted(page: Page, against: bool) -> str:
    """Takes a paper where one's own matters are, casts it on the page that knows nobody."""
    page.get_by_role("link", name="选举第五届工会委员会委员").click()
    page.get_by_role("button", name="领票").click()
    page.get_by_role("link", name="去投票").click()
    page.check(f"[name=mark_1][value={'no' if against else 'yes'}]", force=True)
    page.get_by_role("button", name="投入票箱").click()
    return page.locator("#receipt").inner_text().strip()


def proposed(works: City) -> None:
    zhen = works.who("zhen", "/portal/")
    zhen.get_by_role("link", name="提案", exact=True).click()
    reported(
        zhen, works.where, "union.proposal/new", name="改善车间通风", area="safety", proposer="1 甄纺",
        raised_on="2026-03-18", problem="夏天闷热", wanted="加装风机",
    )  # fmt: skip
    for name in ("2 方线", "3 梭织"):
        reported(zhen, works.where, "union.seconder/new?proposal=1", delegate=name, name=name[2:])
    moved(works, "office", "union.proposal/1", "filed")
    office = works.who("office")
    expect(works.who("office", "/ledgers/union.proposal/1/").locator("main")).to_contain_text("TA-2026-001")
    reported(
        office, works.where, "union.handling/new?proposal=1", reporting_unit="C019003", name="车间通风",
        handed_on="2026-03-18",
    )  # fmt: skip
    clerk = works.who("clerk", "/ledgers/union.handling/1/edit")
    sent(clerk, "保存", reply="六月底前装好风机", replied_on="2026-03-18")
    clerk.goto(f"{works.where}/ledgers/union.handling/1/attach")
    sent(clerk, "上传", purpose="letter", file="答复.txt")
    moved(works, "clerk", "union.handling/1", "replied")
    moved(works, "office", "union.handling/1", "accepted")
    zhen = works.who("zhen", "/ledgers/union.handling/1/")
    zhen.get_by_role("link", name="填报提案人评价").click()
    sent(zhen, "填报", satisfied="yes", given_on="2026-03-18")
    moved(works, "zhen", "union.verdict/1", "given")
    moved(works, "office", "union.handling/1", "settled")
    moved(works, "office", "union.proposal/1", "closed")
    expect(works.who("suo", "/ledgers/union.handling/1/").locator("main")).to_contain_text("六月底前装好风机")


def test_a_union_holds_its_congress_elects_and_has_a_proposal_answered(works: City) -> None:
    with works.on("2026-03-18"):
        convened(works)
        elected(works)
        proposed(works)
