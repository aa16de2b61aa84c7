from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

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
    assert "账号已暂时锁定" in answer.content.decode()
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
