"""Every page of the site for everybody: what axe finds, narrow windows, 200 %, focus, links to somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import browsers
from tests.browser.test_import import sheet
from tests.browser.tour import Stop, Tour
from tests.demo import copied, environment, luoshi, objects, served
from tests.periods.sites import made, record, registered, run

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

HERE = Path(__file__).parent
AXE = HERE.parent.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, ZOOMED, PHONE = 1280, 640, 390
"""CSS pixels across; 1280 at 200 % are 640."""

PEOPLE = (
    "supervisor", "clerk", "reviewer", "leader", "admin", "city", "assessor", "land", "keji", "caizheng",
    "mishu", "shizhang", "qiye", "zhuanjia", "nonghu", "rexian", "zhengwu", "bangban", "shenpi", "huiqi",
    "huiqi2", "zhiliang", "neishen", "gonghui", "fenhui", "daibiao", "huiyuan", "baohu",
)  # fmt: skip
PROVIDED = frozenset({"account:identity", "account:identity_back"})
"""There only on a site that has an identity provider, and no pages: tests/attacks walks to a real one."""

RAW = re.compile(
    r"\[None, |, None\]|Decimal\(|datetime\.|Fraction\(|&lt;\w+(\.\w+)+ object|<\w+(\.\w+)+ object"
)
GRAVE = frozenset({"serious", "critical"})
JOBS = """
import sys, pathlib
from luoshi.cli import setup
setup.choose(pathlib.Path(sys.argv[1])); setup.ready()
from luoshi.cli.operator import operator
from luoshi.ops import actions as jobs
who = operator("supervisor")
print(jobs.start(who, "close", "结账2026年7月", {"period": "2026-07"}).id)
asked = {"ledger": "investment.project", "search": "", "filters": {}, "sort": [], "columns": []}
print(jobs.start(who, "export", "招商项目", asked).id)
from luoshi.exchange.channels import actions as channels
robot = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000"
made = channels.add(operator("admin"), "wecom", "督办群", "LX01", robot, kinds=["duty"])
print(f"/admin/reminders/{made.id}/")
from luoshi.reports import actions as reports, subscribers
from luoshi.reports.models import Bulletin
issued = Bulletin.objects.filter(state="issued").order_by("id").first()
reports.correct(who, issued.id, "第一段的“12个”应为“11个”。", why="校对时发现")
print(f"/bulletins/{issued.id}/")
reader, _ = subscribers.ask(operator(), "reader@example.cn")
print(f"/public/confirm/{subscribers.confirm_link(reader)}/")
print(f"/public/end/{subscribers.end_link(reader)}/")
from luoshi.ledgers.models import Comment
said = Comment.objects.order_by("id").first()
print(f"/ledgers/{said.ledger}/{said.record}/")
from luoshi.appeals import queries as appeals
print(f"/appeals/public/at/{appeals.link(1)}/")
from luoshi.ledgers import answering, queries as records
items = records.rows(operator(), "service.item")
asks = next(one for one in items if one.stage == "delivered" and not one.values["satisfaction"])
print(f"/public/rate/{answering.link(asks)}/")
from luoshi.units import registering
from luoshi.units.registering import Asked
asked = Asked("farmer", "LX0102", "田有余", "13900002222", "xin-nong-2026")
print("/public/register/farmer/")
print(f"/public/registered/{registering.register(operator(), asked)[1]}/")
"""
"""Two jobs, and what is there only once somebody has done something: a robot, a correction that waits, links
in a mail, a comment of one's own. Prints the jobs' numbers, then addresses."""


@dataclass
class Found:
    """What the tour found, a line each."""

    tour: Tour
    pages: int = 0
    grave: set[str] = field(default_factory=set)
    moderate: set[str] = field(default_factory=set)
    sideways: set[str] = field(default_factory=set)
    unfocused: set[str] = field(default_factory=set)
    raw: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def found(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """The whole site looked at once, in a copy of the demonstration with an upload and a job in it."""
    folder = tmp_path_factory.mktemp("access")
    copied(city, folder / "site")
    from_below = _received(folder, folder / "site")
    done = subprocess.run(
        [sys.executable, "-c", JOBS, str(folder / "site")],
        check=True, env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    with served(folder / "site") as address, browsers(address) as log_in:
        found = Found(Tour(address))
        people = {login: log_in(login) for login in PEOPLE}
        numbers = [one for one in done.stdout.split() if one.isdecimal()]
        robot, corrected, *others = [one for one in done.stdout.split() if not one.isdecimal()]
        seeds = {
            "supervisor": [*(f"/jobs/{number}/" for number in numbers), *others],
            "admin": [robot],
            "leader": [corrected],
            "city": [from_below],
            "baohu": ["/personal/", "/personal/investment.contact/1/erase"],
            "mishu": ["/reviews/2/", "/reviews/3/"],
            "keji": ["/grants/decisions/1/objections/1", "/grants/decisions/2/line"],
            **{login: ["/portal/"] for login in ("qiye", "zhuanjia", "nonghu", "daibiao")},
            "huiyuan": ["/portal/", "/elections/ballots/2/"],
            "clerk": [
                *_uploads(people["clerk"], address, folder),
                "/ledgers/investment.receipt/grid/project",
            ],
        }
        people["supervisor"].goto(f"{address}/jobs/{numbers[-1]}/")
        expect(people["supervisor"].locator(".job")).to_have_class("job job-done")
        for login, person in people.items():
            person.emulate_media(reduced_motion="reduce")
            for stop in found.tour.pages(person, *seeds.get(login, ())):
                _look(found, person, login, stop)
        for login, person in people.items():
            for stop in found.tour.unlinked(person):
                _look(found, person, login, stop)
        yield found


def _received(folder: Path, city: Path) -> str:
    """A county with a site of its own closes a month, its city receives it; where its one record is read."""
    (district,) = (one for one in objects(city, "units", "--json") if one["code"] == "LX02")
    county = made(folder, "county", [("LX02", district["name"], "county", "LX")])
    run(county, record, "LX02", [("2026-07-15", 500)])
    luoshi(county, "close", "2026-07")
    registered(city, county, "2026-07", "--from", "2026-07-01")
    luoshi(city, "receive", str(county / "packages" / "2026-07"))
    (fact,) = objects(city, "trace", "investment.funds_in_place", "LX02", "2026-07", "--json")
    return f"/periods/2026-07/received/{fact['ledger']}/{fact['record']}/"


def _uploads(clerk: Page, address: str, folder: Path) -> Iterator[str]:
    """A file with a mistake and one without, as the pages show them."""
    for name, amount in (("错.xlsx", "八百"), ("对.xlsx", 1200)):
        clerk.goto(f"{address}/exchange/investment.project/")
        clerk.set_input_files("input[name=file]", sheet(folder / name, amount, "农副产品加工"))
        clerk.click('main button:text-is("检查")')
        clerk.wait_for_url("**/uploads/*/")
        yield clerk.url.removeprefix(address)


def _look(found: Found, person: Page, login: str, stop: Stop) -> None:
    """A page with something new in it, wide, zoomed and narrow."""
    if raw := RAW.search(stop.text):
        found.raw.add(f"{login} {stop.address}: {raw[0]}")
    first = stop.view not in found.tour.shapes
    if not found.tour.new(stop):
        return
    found.pages += 1
    person.set_viewport_size({"width": WIDE, "height": 800})
    person.goto(found.tour.where + stop.address)
    person.evaluate(AXE.read_text("utf-8"))
    person.evaluate((HERE / "access.js").read_text("utf-8"))
    person.keyboard.press("Tab")
    at = f"{login} {stop.address}"
    found.unfocused |= {f"{at}: {one}" for one in person.evaluate("access.unfocused()")}
    for width in (WIDE, ZOOMED, PHONE):
        person.set_viewport_size({"width": width, "height": 800})
        if out := person.evaluate("access.wide()"):
            found.sideways.add(f"{at} at {width}: {', '.join(out)}")
        if width == ZOOMED or (width == PHONE and not first):
            continue
        for impact, *rest in person.evaluate(f"access.all({int(width == WIDE)})"):
            line = f"{at} at {width}: {' · '.join(rest)}"
            (found.grave if impact in GRAVE else found.moderate).add(line)


def test_axe_finds_nothing_serious_on_any_page(found: Found) -> None:
    for line in sorted(found.moderate):
        print(f"moderate: {line}")  # noqa: T201 - for whoever looks with -rP
    assert found.pages > 50
    assert found.grave == set()


def test_no_page_shows_a_value_as_the_program_writes_it(found: Found) -> None:
    assert found.raw == set()


def test_no_page_scrolls_sideways_on_a_phone_or_at_200_percent(found: Found) -> None:
    assert found.sideways == set()


def test_whatever_can_have_the_focus_shows_it(found: Found) -> None:
    assert found.unfocused == set()


def test_every_address_of_the_site_was_looked_at(found: Found) -> None:
    left = ", ".join(sorted(found.tour.unreached() - PROVIDED))
    assert not left, f"let a page lead there, or give an address as a seed: {left}"


def test_no_link_leads_to_an_error(found: Found) -> None:
    assert found.tour.broken == {}
