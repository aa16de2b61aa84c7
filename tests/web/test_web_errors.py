from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.views import defaults

pytestmark = pytest.mark.urls("tests.web.addresses")


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("refused", 403, "不能核实自己填报的记录"),
        ("missing", 404, "没有编号为 999"),
        ("stale", 409, "已修改"),
        ("locked", 423, "由县督查室办理更正"),
        ("input", 400, "第12行“金额”列：不是数；应为：以万元为单位的数"),
        ("site", 500, "放假安排"),
    ],
)
def test_what_luoshi_says_no_to_is_a_page_in_its_own_words(
    her: Client, name: str, status: int, says: str
) -> None:
    answer = her.get(f"/_style/error/{name}/")
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "<h1>" in answer.content.decode()


def test_htmx_gets_only_the_fragment(her: Client) -> None:
    answer = her.get("/_style/error/refused/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "<html" not in answer.content.decode()
    assert "没有权限" in answer.content.decode()


def test_an_error_page_leads_back_only_within_the_site(her: Client) -> None:
    there = her.get("/_style/error/stale/", headers={"Referer": "http://testserver/ledgers/1/"})
    assert 'href="http://testserver/ledgers/1/"' in there.content.decode()
    elsewhere = her.get("/_style/error/stale/", headers={"Referer": "javascript:alert(1)"})
    assert "javascript:" not in elsewhere.content.decode()


def test_an_address_with_nothing_behind_it_says_what_to_do(her: Client) -> None:
    answer = her.get("/nothing/here/")
    assert answer.status_code == 404
    assert "请核对地址" in answer.content.decode()


def test_a_broken_view_shows_no_traceback() -> None:
    answer = defaults.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_politely(her: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"username": "wangli"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
