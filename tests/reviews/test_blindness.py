"""In a blind review no page, file, export, search or log tells an expert whose an application is, in any
phase; and no page tells a firm who sat. The crawl follows every link there is."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from luoshi.journal.models import Entry
from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.periods.models import Closing
from luoshi.reviews import actions, judging, queries
from luoshi.reviews.models import Panel
from luoshi.units import tokens
from tests.addresses import addresses
from tests.browsers import browser
from tests.people import COUNTY, SYSTEM, morning
from tests.reviews.conftest import FIRMS, SECRETARY, WATCH, Review, evenly

pytestmark = pytest.mark.django_db

SEEDS = (
    "/", "/reviews/", "/calls/", "/ledgers/", "/inbox/", "/account/", "/jobs/", "/figures/", "/boards/",
    "/documents/", "/commitments/", "/periods/", "/bulletins/", "/dispatch/", "/inspections/", "/suspicions/",
    "/assessment/", "/admin/", "/units/", "/exchange/", "/public/", "/matching/", "/portal/",
    *(
        f"/ledgers/innovation.{key}/{more}"
        for key in ("application", "call", "application_member", "expert", "expert_work", "expert_credit")
        for more in ("", "export", "1/", "?q=丰禾", "board/", "calendar/", "2/history")
    ),
    "/reviews/1/", "/reviews/1/pool.json", "/calls/1/", "/calls/applications/1/",
)  # fmt: skip
API = (
    "/api/v1/ledgers", "/api/v1/ledgers/innovation.application/records", "/api/v1/units",
    "/api/v1/openapi.json",
    "/api/v1/ledgers/innovation.application/records/1", "/api/v1/ledgers/innovation.expert/records",
    "/api/v1/ledgers/innovation.application/records/1/history", "/api/v1/figures",
)  # fmt: skip
TELLING = (
    *FIRMS, *FIRMS.values(), "丰禾", "青麻", "云岭药业", "经理0", "经理1", "经理2", "宋工", "13800000001",
)  # fmt: skip
"""Codes and names of the firms, their people and telephones."""


MOST = 400
"""Addresses after which a crawl stops."""
ARGUMENTS: dict[str, object] = {
    "name": "innovation.application", "ledger": "innovation.application", "unit": COUNTY, "code": COUNTY,
    "firm": COUNTY, "period": "2026-02", "year": 2026, "pack": "innovation", "login": "expert1",
    "indicator": "innovation.science_funds", "kind": "projects", "form": "docx", "verb": "report",
}  # fmt: skip
"""What addresses are filled in with; else a number, under which applications, projects and panels stand."""


def every_address() -> list[str]:
    """Every page of the site but for logging out, whether a link leads there or not."""
    found: dict[str, None] = {}
    for one in addresses("luoshi.web.urls"):
        for number in (1, 2, 3):
            said = {key: ARGUMENTS.get(key, number) for key in one.arguments}
            if not one.name.endswith("logout"):
                found[reverse(one.name, kwargs=said)] = None
    return list(found)


def crawl(client: Client, seeds: Iterable[str], most: int = MOST) -> dict[str, str]:
    """Everything that can be reached by links, as text: address → what it says. A page asked in the same ways
    (sorted by this column or that) is looked at once."""
    waiting, seen, ways = [*seeds], dict[str, str](), set[tuple[str, ...]]()
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        parts = urlsplit(address)
        way = (parts.path, *sorted(parse_qs(parts.query)))
        if way in ways:
            continue
        ways.add(way)
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = f"{answer.headers}\n{_text(content)}"
        if answer.status_code in (301, 302):
            waiting.append(urljoin(address, answer["Location"]))
        if "html" in answer.get("Content-Type", ""):
            for link in re.findall(r'(?:href|src|hx-get|action|data-url)="([^"#]+)', content.decode()):
                to = urlsplit(urljoin(address, link.replace("&amp;", "&")))
                if not to.netloc and not to.path.startswith(("/static/", "/account/logout")):
                    waiting.append(to.path + (f"?{to.query}" if to.query else ""))
    return seen


def _text(content: bytes) -> str:
    """What stands in an answer, unpacked where it is a zip."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


def told(seen: dict[str, str], names: Iterable[str]) -> list[tuple[str, str]]:
    """(address, name) of every name that was told."""
    return [(address, name) for address, said in seen.items() for name in names if name in said]


def client_of(who: Actor) -> Client:
    made = Client()
    user = get_user_model().objects.get(id=who.person)
    made.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def papers(review: Review) -> None:
    """Files with the firm's name outside and inside."""
    for at, one in enumerate(review.applications):
        name = [*FIRMS.values()][at]
        ledgers.attach(SYSTEM, one.ref, "rights", f"{name}专利证书.txt", "一种保鲜方法".encode())
        ledgers.attach(SYSTEM, one.ref, "other", "附图.txt", f"{name}工艺流程图".encode())


@pytest.fixture
def held(review: Review, settings: LazySettings) -> Review:
    settings.CLOCK = morning
    papers(review)
    number = review.applications[0]
    row = ledgers.queries.record(SYSTEM, number.ref)
    text = "丰禾食品有限公司的苹果汁工艺，联系人宋工 13800000001。"
    ledgers.edit(SYSTEM, row.ref, {"summary": text}, version=row.version)
    return review


def at_phase(review: Review, phase: str) -> Panel:
    steps = {
        "signed": review.signed,
        "scoring": review.scoring,
        "meeting": review.meeting,
        "ranked": review.ranked,
    }
    found = judging.close(SECRETARY, review.ranked().id) if phase == "closed" else steps[phase]()
    Closing.objects.all().delete()  # it was made up for its digest and has no package to be shown
    return found


@pytest.mark.parametrize("phase", ["signed", "scoring", "meeting", "ranked", "closed"])
def test_an_expert_is_never_told_whose_an_application_is(
    held: Review, phase: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        found = at_phase(held, phase)
        who = held.sitting(found)[0]
        seats = (f"/reviews/seats/{found.id}/",)
        seen = crawl(client_of(who), (*SEEDS, *seats))
    assert 60 < len(seen) < MOST, "and nothing was left unread"
    assert told(seen, TELLING) == []
    if phase in ("scoring", "meeting"):
        readings = [address for address in seen if re.fullmatch(r"/reviews/readings/\d+/", address)]
        assert len(readings) == 3
        assert any("/papers/" in address for address in seen)
        assert any("一种保鲜方法" in said for said in seen.values())
    assert [one for one in caplog.messages if any(name in one for name in TELLING)] == []


def test_no_address_of_the_site_tells_an_expert_whose_an_application_is_linked_or_not(held: Review) -> None:
    """Also those that no link leads to, typed by hand with the numbers of applications."""
    found = at_phase(held, "scoring")
    seeds = every_address()
    seen = crawl(client_of(held.sitting(found)[0]), seeds, most=5_000)
    assert len(seeds) > 300
    assert {*seeds} <= {*seen} | {one.partition("?")[0] for one in seen}
    assert told(seen, TELLING) == []


def test_the_crawl_finds_a_leak_where_there_is_one(held: Review) -> None:
    """The same walk in a review that is not blind finds the firms at once."""
    found = held.scoring(blind=False)
    Closing.objects.all().delete()
    who = held.sitting(found)[0]
    seen = crawl(client_of(who), (*SEEDS, f"/reviews/seats/{found.id}/"))
    assert {name for _address, name in told(seen, TELLING)} >= {"丰禾食品有限公司", "青麻纺织有限公司"}


def test_an_experts_token_reads_nothing_of_it_over_the_api(held: Review) -> None:
    found = held.scoring()
    who = held.sitting(found)[0]
    _token, secret = tokens.issue_token(who, "试用", date(2026, 6, 1))
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    seen = crawl(client, API)
    assert told(seen, TELLING) == []


@pytest.mark.parametrize("phase", ["signed", "scoring", "meeting", "closed"])
def test_a_firm_is_never_told_who_sat(held: Review, phase: str) -> None:
    at_phase(held, phase)
    firm = next(iter(FIRMS))
    client = browser("manager", ("firm_manager", firm), name="钱进")
    seen = crawl(client, SEEDS)
    assert told(seen, held.experts) == []
    assert told(seen, ["评分", "第1研究所"]) == []


def test_an_office_that_does_not_run_it_is_not_told_who_sat(held: Review) -> None:
    found = at_phase(held, "meeting")
    client = browser("office", ("science_office", "C0"), name="柯静")
    seen = crawl(client, (*SEEDS, f"/reviews/{found.id}/"))
    sitting = {who.name for who in held.sitting(found)}
    said = {address: text for address, text in seen.items() if address.startswith("/reviews/")}
    assert told(said, sitting) == []


def test_codes_are_by_lot_and_not_in_the_order_of_applications(held: Review) -> None:
    found = held.drawn()
    by_code = [one.record for one in found.subjects.order_by("code")]
    assert sorted(by_code) == [one.ref.id for one in held.applications]
    again = actions.sampling.draw(queries.frozen(found), found.root)
    places = {one: actions.place(bytes.fromhex(again.seed), f"record/{one}") for one in by_code}
    assert by_code == sorted(by_code, key=lambda one: places[one])


def test_every_look_is_told_to_whoever_watches(held: Review) -> None:
    found = held.scoring()
    who = held.sitting(found)[0]
    one = queries.readings(who, found.id)[0]
    client_of(who).get(f"/reviews/readings/{one.id}/")
    client_of(who).get(f"/reviews/readings/{one.id}/papers/1")
    from luoshi.reviews import blinding

    seen = blinding.looks(WATCH, found.id)
    assert [(entry.name, entry.data["paper"]) for entry in seen] == [(who.name, 1), (who.name, None)]
    assert Entry.objects.filter(verb="look").count() == 2


def test_what_an_expert_hands_in_is_seen_by_nobody_else_before_the_meeting(held: Review) -> None:
    found = at_phase(held, "scoring")
    first, second = held.sitting(found)[:2]
    one = queries.readings(first, found.id)[0]
    judging.hand_in(first, one.id, evenly(73), comment="独一无二的评语")
    for client in (client_of(second), browser("sec", ("review_secretary", "C0"), name="秘青")):
        seen = crawl(client, (*SEEDS, f"/reviews/{found.id}/", f"/reviews/seats/{found.id}/"))
        assert told(seen, ["独一无二的评语", "73.00"]) == []
