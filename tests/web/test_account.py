from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luoshi.units import queries as units
from luoshi.units import tokens
from tests.web.conftest import PASSWORD


def log_in(client: Client, password: str, where: str = "/account/login/") -> HttpResponse:
    return client.post(where, {"username": "wangli", "password": password})


def test_a_stranger_is_sent_to_log_in_and_then_where_they_were_going(
    client: Client, wang: AbstractBaseUser
) -> None:
    sent = client.get("/account/")
    assert sent["Location"] == "/account/login/?next=/account/"
    assert log_in(client, PASSWORD, sent["Location"])["Location"] == "/account/"


def test_somebody_logged_in_lands_on_their_home(client: Client, wang: AbstractBaseUser) -> None:
    assert log_in(client, PASSWORD)["Location"] == reverse("home:index")
    assert "王丽" in client.get("/").content.decode()


def test_a_wrong_password_is_explained_in_chinese(client: Client, wang: AbstractBaseUser) -> None:
    answer = log_in(client, "wrong")
    assert answer.status_code == 200
    assert "登录名或密码不对" in answer.content.decode()


def test_too_many_wrong_passwords_lock_even_the_right_one_out(client: Client, wang: AbstractBaseUser) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, "wrong")
    answer = log_in(client, PASSWORD)
    assert answer.status_code == 429
    assert "登录已暂停" in answer.content.decode()
    assert client.get("/")["Location"].startswith("/account/login/")


def test_whoever_logs_out_is_out(her: Client) -> None:
    her.post("/account/logout/")
    assert her.get("/")["Location"].startswith("/account/login/")


def test_a_link_cannot_log_somebody_out(her: Client) -> None:
    assert her.get("/account/logout/").status_code == 405
    assert her.get("/").status_code == 200


def change(client: Client, old: str, new: str) -> HttpResponse:
    return client.post(
        "/account/password/", {"old_password": old, "new_password1": new, "new_password2": new}
    )


def test_the_rules_for_passwords_are_shown_before_they_are_broken(her: Client) -> None:
    assert "<li>" in her.get("/account/password/").content.decode()


def test_a_new_password_replaces_the_old_one_and_keeps_the_person_logged_in(
    her: Client, wang: AbstractBaseUser
) -> None:
    assert change(her, PASSWORD, "liulin-xiang-2027")["Location"] == "/account/"
    wang.refresh_from_db()
    assert wang.check_password("liulin-xiang-2027")
    assert "密码已修改" in her.get("/account/").content.decode()


def test_a_password_too_short_or_an_old_one_wrong_changes_nothing(
    her: Client, wang: AbstractBaseUser
) -> None:
    assert change(her, PASSWORD, "123").status_code == 200
    assert "现在的密码不对" in change(her, "wrong", "liulin-xiang-2027").content.decode()
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)


def until(days: int) -> str:
    return (settings.CLOCK().date() + timedelta(days=days)).isoformat()


def test_a_token_is_issued_shown_once_and_revoked(her: Client) -> None:
    assert "还没有令牌" in her.get("/account/").content.decode()
    shown = her.post("/account/tokens/", {"name": "督查平台", "expires_on": until(30), "password": PASSWORD})
    secret = re.findall(r"luoshi_[\w-]+", shown.content.decode())[0]
    assert "no-store" in shown["Cache-Control"]
    after = her.get("/account/").content.decode()
    assert "督查平台" in after
    assert secret not in after
    where = re.findall(r"/account/tokens/\d+/revoke", after)[0]
    assert "令牌已撤销" in her.post(where, follow=True).content.decode()
    assert "督查平台" not in her.get("/account/").content.decode()


def test_a_token_for_too_long_is_explained_and_what_was_typed_is_kept(her: Client) -> None:
    page = her.post(
        "/account/tokens/", {"name": "同步", "expires_on": until(1000), "password": PASSWORD}
    ).content.decode()
    assert "最长一年" in page
    assert 'value="同步"' in page


def test_nobody_revokes_a_strangers_token(her: Client, wang: AbstractBaseUser) -> None:
    stranger = get_user_model().objects.create(login="hanxue", name="韩雪")
    token, _secret = tokens.issue_token(units.actor_for(stranger), "同步", settings.CLOCK().date())
    assert her.post(f"/account/tokens/{token.id}/revoke").status_code == 404
