"""Without log-in: published bulletins are found, read, taken and checked; nobody who signed is named."""

from __future__ import annotations

import hashlib
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.exchange.channels.mail import Mail
from luoshi.reports import actions, subscribers
from luoshi.reports.models import Bulletin, Subscriber
from tests.people import CHEN, COUNTY, LEADER, ZHOU
from tests.reports.conftest import FEBRUARY


def test_a_bulletin_is_found_by_its_words_and_opened(anybody: Client, issued: Bulletin) -> None:
    found = anybody.get("/public/", {"q": "柳林乡"}).content.decode()
    assert f'href="/public/bulletins/{issued.id}/"' in found
    assert "柳林乡" in found
    page = anybody.get(f"/public/bulletins/{issued.id}/")
    assert page.status_code == 200
    assert "关于2026年2月招商引资工作通报" in page.content.decode()
    assert not any(name in page.content.decode() for name in ("陈督", "周敏", "赵县长"))


def test_words_that_are_nowhere_lead_back_to_all(anybody: Client, issued: Bulletin) -> None:
    page = anybody.get("/public/", {"q": "没有这样的词"}).content.decode()
    assert "没有找到" in page
    assert "全部通报" in page


def test_what_is_not_public_looks_as_if_it_were_not_there(anybody: Client, issued: Bulletin) -> None:
    draft = actions.draft(CHEN, COUNTY, FEBRUARY, "investment.board")
    for number in (draft.id, 99_999):
        for where in ("", "bulletin.docx", "bulletin.json"):
            assert anybody.get(f"/public/bulletins/{number}/{where}").status_code == 404
    actions.keep_inside(LEADER, issued.id, why="有保密要求")
    assert anybody.get(f"/public/bulletins/{issued.id}/").status_code == 404
    assert "还没有公开的通报" in anybody.get("/public/").content.decode()


def test_the_digest_on_the_page_is_that_of_the_data_to_the_byte(anybody: Client, issued: Bulletin) -> None:
    data = anybody.get(f"/public/bulletins/{issued.id}/bulletin.json").content
    assert hashlib.sha256(data).hexdigest() == issued.digest
    assert issued.digest in anybody.get(f"/public/bulletins/{issued.id}/").content.decode()


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx", "html"])
def test_every_file_is_taken_and_stays_the_same(anybody: Client, issued: Bulletin, form: str) -> None:
    where = f"/public/bulletins/{issued.id}/bulletin.{form}"
    first = anybody.get(where)
    assert first.status_code == 200
    assert anybody.get(where).content == first.content


def test_answers_may_be_kept_and_are_not_sent_again_unchanged(anybody: Client, issued: Bulletin) -> None:
    where = f"/public/bulletins/{issued.id}/"
    first = anybody.get(where)
    assert "public" in first["Cache-Control"]
    assert not first.cookies, "a kept page is nobody's own"
    assert anybody.get(where, headers={"If-None-Match": first["ETag"]}).status_code == 304
    fix = actions.correct(CHEN, issued.id, "第二节一处有误。", why="笔误")
    actions.issue_correction(LEADER, issued.id, fix.id)
    again = anybody.get(where, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "更正（第1号）" in again.content.decode()
    assert "笔误" not in again.content.decode()


def test_the_feed_tells_of_every_bulletin(anybody: Client, issued: Bulletin) -> None:
    answer = anybody.get("/public/feed.atom")
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall("{http://www.w3.org/2005/Atom}entry")
    link = entry.find("{http://www.w3.org/2005/Atom}link")
    assert link is not None
    assert link.attrib["href"].endswith(f"/public/bulletins/{issued.id}/")
    assert anybody.get("/public/feed.atom", {"pack": "innovation"}).content.count(b"<entry>") == 0


def test_more_bulletins_cost_no_more_queries(anybody: Client, issued: Bulletin) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert anybody.get("/public/").status_code == 200
        return len(found)

    before = asked()
    for kind in ("investment.board", "innovation.monthly"):
        made = actions.draft(CHEN, COUNTY, FEBRUARY, kind)
        actions.sign_off(ZHOU, made.id)
        actions.sign_off(LEADER, made.id)
    assert asked() <= before <= 12


def test_a_site_without_mail_offers_the_feed_instead(anybody: Client, county: None, settings: Any) -> None:
    settings.MAIL = None
    page = anybody.get("/public/follow/").content.decode()
    assert "Atom 订阅源" in page
    assert "<input" not in page.partition("<h1>")[2].partition("bare-foot")[0]


def test_an_address_asks_confirms_by_a_button_and_ends_it(
    anybody: Client, issued: Bulletin, settings: Any
) -> None:
    settings.MAIL = Mail.configured({"LUOSHI_MAIL_URL": "smtp://a%40example.cn:x@mail.example.cn:25"})
    answer = anybody.post("/public/follow/", {"email": "reader@example.cn", "pack": ""}, follow=True)
    assert "请查收邮件" in answer.content.decode()
    found = Subscriber.objects.get()
    where = f"/public/confirm/{subscribers.confirm_link(found)}/"
    assert "r***@example.cn" in anybody.get(where).content.decode()
    assert Subscriber.objects.get().confirmed_at is None, "looking at a link confirms nothing"
    assert "已订阅" in anybody.post(where).content.decode()
    ending = f"/public/end/{subscribers.end_link(found)}/"
    assert "退订" in anybody.get(ending).content.decode()
    assert Subscriber.objects.count() == 1
    assert "已退订" in anybody.post(ending).content.decode()
    assert anybody.get(ending).status_code == 404


def test_odd_questions_are_answered_all_the_same(anybody: Client, issued: Bulletin) -> None:
    for asked in (
        {"page": "9" * 40},
        {"page": "-1"},
        {"period": "2026-99"},
        {"pack": "%"},
        {"q": "%_'\"<b>"},
    ):
        assert anybody.get("/public/", asked).status_code == 200
