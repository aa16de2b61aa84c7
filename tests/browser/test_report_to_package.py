"""In a real browser: a month is reported, verified, handed in, closed, told in a bulletin, and checked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import browsers
from tests.demo import copied, environment, luoshi, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


@pytest.fixture
def august(city: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the demonstration in which it is the 10th of August, so that July can close."""
    site = tmp_path / "site"
    copied(city, site)
    settings = json.loads((site / "site.json").read_text("utf-8"))
    (site / "site.json").write_text(json.dumps(settings | {"today": "2026-08-10"}), "utf-8")
    with served(site) as address:
        yield site, address


def confirm(page: Page, dialog: str) -> None:
    page.click(f"[data-dialog={dialog}]")
    page.click("dialog[open] button[type=submit] >> nth=-1")


def test_report_verify_close_bulletin_verify(august: tuple[Path, str], tmp_path: Path) -> None:
    site, address = august
    with browsers(address) as log_in:
        clerk = log_in("clerk")
        clerk.goto(f"{address}/ledgers/investment.project/?unit=LX0102")
        clerk.click("table.data tbody a >> nth=0")
        clerk.click("text=填报到位资金")
        clerk.fill("input[name=received_on]", "2026-07-21")
        clerk.fill("input[name=amount]", "333")
        clerk.select_option("select[name=kind]", "cash")
        clerk.fill("input[name=voucher_no]", "JZ-BROWSER")
        slip = tmp_path / "进账单.txt"
        slip.write_text("银行进账单 333 万元", "utf-8")
        clerk.set_input_files("input[name=file_bank_slip]", slip)
        clerk.click("main form button[type=submit]")
        expect(clerk.locator("#flash")).to_contain_text("已填报")
        where = clerk.url

        reviewer = log_in("reviewer")
        reviewer.goto(where)
        confirm(reviewer, "verify")
        expect(reviewer.locator("h1 + .light")).to_contain_text("已核实")

        clerk.goto(f"{address}/periods/2026-07/units/LX0102/")
        confirm(clerk, "hand_in")
        expect(clerk.locator("h1 + .light")).to_contain_text("已上报（迟报）")
        clerk.goto(address)
        expect(clerk.locator("main")).not_to_contain_text("待上报")

        supervisor = log_in("supervisor")
        supervisor.goto(f"{address}/periods/2026-07/units/LX0102/")
        confirm(supervisor, "accept")
        expect(supervisor.locator("h1 + .light")).to_contain_text("已接收")

        _excuse_the_others(site)
        city = log_in("city")
        city.goto(f"{address}/periods/2026-07/")
        confirm(city, "close")
        city.click("text=查看结账情况")
        expect(city.locator("h1 + .light")).to_contain_text("已结账")
        expect(city.locator("main")).to_contain_text("更正")
        with city.expect_download() as package:
            city.click("text=下载结账包")
        assert "完好" in luoshi(site, "verify", str(_named(package.value.path(), tmp_path / "package.zip")))

        supervisor.goto(f"{address}/bulletins/draft")
        supervisor.select_option("select[name=period]", "2026-07")
        supervisor.select_option("select[name=kind]", "investment.monthly")
        supervisor.select_option("select[name=unit]", "LX01")
        supervisor.click("main form button[type=submit]")
        expect(supervisor.locator("h1")).to_have_text("关于2026年7月招商引资工作通报")
        expect(supervisor.locator("[data-chart] svg").first).to_be_visible()
        reviewer.goto(supervisor.url)
        confirm(reviewer, "sign")
        leader = log_in("leader")
        leader.click("text=待签发：关于2026年7月")
        confirm(leader, "sign")
        expect(leader.locator("h1 + .light")).to_contain_text("已签发")
        with leader.expect_download() as document:
            leader.click(".downloads >> text=Word")
        assert Path(document.value.path()).read_bytes().startswith(b"PK")


def _named(file: Path, name: Path) -> Path:
    name.write_bytes(Path(file).read_bytes())
    return name


def _excuse_the_others(site: Path) -> None:
    """Forty-three units are not clicked through: they are excused by a script, through the same action."""
    script = """
import sys, pathlib
from luoshi.cli import setup
setup.choose(pathlib.Path(sys.argv[1])); setup.ready()
from luoshi.cli.operator import operator
from luoshi.kernel.periods import Period
from luoshi.periods import actions, duties
who, july = operator("city"), Period.parse("2026-07")
for duty in duties.duties(who, july):
    if duty.state != "accepted":
        actions.excuse(who, duty.unit, july, why="测试")
"""
    subprocess.run([sys.executable, "-c", script, str(site)], check=True, env=environment())
