"""郭外 sends somebody who is logged in to a page of his, or listens; 孟虚 sends more than a form asks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import comments, queries
from luoshi.units import tokens
from luoshi.units.queries import actor_for
from luoshi.web.middleware import NAMELESS
from tests.adopted import adopt
from tests.attacks.conftest import PASSWORD, entered, is_in, log_in
from tests.browsers import browser
from tests.people import COUNTY, GUO, MENG, TOWN, WANG, morning

pytestmark = pytest.mark.django_db
WORDS = {"name": "investment.project", "number": "1", "period": "2026-01", "code": COUNTY, "login": "reader"}


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address of the site, with something in the place of what differs."""
    for one in resolver.url_patterns:
        said = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, said)
        elif isinstance(one, URLPattern):
            parts = [_part(part) for part in said.split("/")]
            yield "/".join(parts)


def _part(said: str) -> str:
    if "<" not in said:
        return said
    before, _, rest = said.partition("<")
    inside, _, after = rest.partition(">")
    kind, _, name = inside.rpartition(":")
    return before + WORDS.get(name, "1" if kind == "int" else "x") + _part(after)


ADDRESSES = sorted(set(addresses(get_resolver())))


@pytest.fixture
def reader(county: None, settings: Any, tmp_path: Path) -> Client:
    """Somebody who may see everything of a site with a record."""
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    ledgers.create(WANG, "investment.project", TOWN, {"name": "果汁厂", "total": 500})
    roles = ("admin", "supervisor", "reviewer", "leader", "assessor")
    made = browser("reader", *((role, "C0") for role in roles), ("reporter", TOWN), name="陈思远")
    made.raise_request_exception = False
    return made


def test_every_answer_forbids_scripts_that_are_not_ours_and_frames_of_others(reader: Client) -> None:
    """Pages, refusals, what is not there, what stumbles: every address once."""
    opened = 0
    for where in ADDRESSES:
        answer = reader.get(where)
        policy = answer.headers.get("Content-Security-Policy", "")
        opened += answer.status_code == 200
        if "/look" not in where:
            assert "unsafe" not in policy, where
        assert "default-src 'self'" in policy or "default-src 'none'" in policy, (where, answer.status_code)
        assert answer.headers["X-Frame-Options"] in ("SAMEORIGIN", "DENY"), where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert answer.headers["Referrer-Policy"] == "same-origin", where
        if "public" in answer.headers["Cache-Control"]:  # what is alike for all may be kept
            assert "Cookie" in answer.headers["Vary"], where
            assert "陈思远" not in answer.content.decode(), where
    assert opened > 60


def test_a_text_that_is_markup_is_a_text_on_every_page(reader: Client) -> None:
    """In a name, a comment, the name of a file, what is searched for: wherever 孟虚 may write."""
    markup = f'<img src=x onerror="alert(1)">{MENG.name}\'";</script><script>alert(2)</script>'
    [record] = queries.rows(WANG, "investment.project")
    ledgers.edit(WANG, record.ref, {"name": markup, "investor": markup}, version=record.version)
    comments.say(WANG, record.ref, markup)
    ledgers.attach(WANG, record.ref, "contract", markup, b"x")
    told = 0
    for where in ADDRESSES:
        for asked in (where, f"{where}?{urlencode({'search': markup, 'q': markup, 'kind': markup})}"):
            answer = reader.get(asked, headers={"referer": f"http://testserver/{markup}"})
            if answer.streaming or not answer.headers["Content-Type"].startswith("text/html"):
                continue
            page = answer.content.decode()
            assert "<img src=x" not in page, asked
            assert "<script>alert" not in page, asked
            told += "&lt;img src=x" in page
    assert told > 20


def test_no_form_is_taken_from_another_site(reader: Client) -> None:
    """Every address that takes a form asks for the token that only our pages know."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = reader.cookies
    taken = []
    for where in ADDRESSES:
        if where.startswith(("/api/", NAMELESS)):
            continue  # a browser sends the API's token, and a ballot's paper, not of its own accord
        if strict.post(where, {}).status_code not in (403, 404, 405):
            taken.append(where)
    assert taken == []


def test_the_interface_takes_no_cookie(reader: Client) -> None:
    assert reader.get("/api/v1/ledgers").status_code == 401
    assert reader.post("/api/v1/ledgers/investment.project/records", {}).status_code == 401


@pytest.mark.parametrize(
    "to",
    ["https://evil.example", "//evil.example", "/\\evil.example", "http:evil.example", "javascript:alert(1)",
     "\t//evil.example", "https:///evil.example", "//localhost@evil.example"],
)  # fmt: skip
def test_no_address_of_ours_leads_to_another_site(wang: AbstractBaseUser, to: str) -> None:
    assert log_in(Client(), to=to).headers["Location"] == "/"
    chosen = Client().post("/language/", {"language": "en", "next": to})
    assert "evil" not in chosen.headers.get("Location", "")
    refused = entered().get("/admin/people/", headers={"referer": to.strip()})
    assert "evil" not in refused.content.decode(), GUO


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example"])
def test_a_host_of_his_own_is_refused(wang: AbstractBaseUser, settings: Any, host: str) -> None:
    """Else a link that is mailed could lead to his machine."""
    settings.ALLOWED_HOSTS = ["localhost"]
    assert Client().get("/account/login/", headers={"host": host}).status_code == 400
    forwarded = Client(headers={"host": "localhost", "x-forwarded-host": host})
    assert "evil" not in forwarded.get("/account/login/").content.decode()


def test_more_than_a_form_asks_changes_nothing(reader: Client) -> None:
    """Fields that no form shows: that it is verified and by whom, of which unit it is, who one is."""
    more = {
        "verification": "verified", "verified_by": "1", "unit": "C0102", "stage": "effective", "id": "1",
        "is_active": "", "is_superuser": "1", "role": "admin", "number": "QH-1",
    }  # fmt: skip
    record = ledgers.create(WANG, "investment.project", TOWN, {"name": "酒厂", "total": 500})
    said = {"name": "白酒厂", "total": "600", "version": str(record.version)}
    reader.post(f"/ledgers/investment.project/{record.ref.id}/edit", {**more, **said})
    after = queries.record(WANG, record.ref)
    assert (after.row["verification"], after.row["unit"], after.stage) == (
        record.row["verification"], TOWN, record.stage,
    )  # fmt: skip
    assert not MENG.has("admin")


def test_nobody_becomes_more_by_the_form_of_their_own_page(wang: AbstractBaseUser) -> None:
    client, new = entered(), "liulin-xiang-2027"
    said = {"old_password": PASSWORD, "new_password1": new, "new_password2": new, "login": "heguan"}
    client.post("/account/password/", {**said, "is_active": "", "name": MENG.name})
    wang.refresh_from_db()
    assert (wang.get_username(), str(wang), wang.is_active) == ("wangli", "王丽", True)


def test_no_key_stands_in_the_log(wang: AbstractBaseUser, caplog: pytest.LogCaptureFixture) -> None:
    """Of a token, a password, a session or a code: whoever reads the log learns none."""
    caplog.set_level(logging.DEBUG)
    actor = actor_for(wang)
    _token, secret = tokens.issue_token(actor, "同步", actor.today())
    head = {"authorization": f"Bearer {secret}"}
    client = Client(raise_request_exception=False)
    client.get("/api/v1/ledgers", headers=head)
    client.get("/api/v1/nothing", headers=head)
    client.get("/api/v1/ledgers", headers={"authorization": f"Bearer {secret}x"})
    log_in(client, password="almost-qingshi-2026")
    log_in(client)
    key = client.cookies["sessionid"].value
    client.get("/account/nothing")
    assert is_in(client)
    for one in (secret, "almost-qingshi-2026", PASSWORD, key):
        assert one not in caplog.text
