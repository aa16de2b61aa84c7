"""娄拾 has somebody's laptop or telephone, 史维 a copy of the database: what a session is worth to them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import resolve, reverse

import luoshi.web
from luoshi.journal.models import Entry
from luoshi.kernel.actor import wall_clock
from luoshi.kernel.errors import Missing, Refused
from luoshi.units import actions as units
from luoshi.units import queries, sessions
from luoshi.units.models import Session, Token
from luoshi.units.session_store import SessionStore
from tests.attacks.conftest import PASSWORD, PHONE, entered, is_in, log_in
from tests.people import ADMIN, HEI, LOU, NOBODY, SHI

pytestmark = pytest.mark.django_db


def test_a_session_that_the_outsider_planted_is_worth_nothing_after_log_in(wang: AbstractBaseUser) -> None:
    client = Client()
    client.get("/account/login/")
    store = SessionStore()
    store["planted"] = LOU
    store.save()
    client.cookies["sessionid"] = str(store.session_key)
    log_in(client)
    assert client.cookies["sessionid"].value != store.session_key
    thief = Client()
    thief.cookies["sessionid"] = str(store.session_key)
    assert not is_in(thief)


def test_a_made_up_session_is_not_taken_over(wang: AbstractBaseUser) -> None:
    client = Client()
    client.cookies["sessionid"] = "l0ushi" * 5 + "aa"
    log_in(client)
    assert client.cookies["sessionid"].value != "l0ushi" * 5 + "aa"


def test_whoever_copies_the_table_of_sessions_opens_none(wang: AbstractBaseUser) -> None:
    client = entered()
    real = client.cookies["sessionid"].value
    kept = Session.objects.get(person=wang).session_key
    assert kept != real
    assert real not in str(list(Session.objects.values_list()))
    for stolen in (kept, kept[:32]):
        thief = Client(headers={"user-agent": SHI.encode("ascii", "ignore").decode()})
        thief.cookies["sessionid"] = stolen
        assert not is_in(thief)
    assert is_in(client)


def test_a_person_sees_where_they_are_logged_in_and_ends_the_lost_telephone(wang: AbstractBaseUser) -> None:
    here, phone = entered(), entered(device=PHONE)
    page = here.get("/account/").content.decode()
    assert "Chrome · Windows" in page
    assert "Chrome · Android" in page
    handle = re.findall(r'name="handle" value="(\w+)"', page)
    assert len(handle) == 1  # not for this browser
    assert (
        "已退出该处登录"
        in here.post("/account/sessions/end", {"handle": handle[0]}, follow=True).content.decode()
    )
    assert not is_in(phone)
    assert is_in(here)
    assert Entry.objects.filter(subject=f"person:{wang.pk}", verb="end_session").exists()


def test_everywhere_else_ends_at_once(wang: AbstractBaseUser) -> None:
    here, there, phone = entered(), entered(), entered(device=PHONE)
    here.post("/account/sessions/end-others")
    assert (is_in(here), is_in(there), is_in(phone)) == (True, False, False)


def test_a_new_password_ends_the_thiefs_session_and_keeps_ones_own(wang: AbstractBaseUser) -> None:
    here, thief = entered(), entered(device=PHONE)
    said = {
        "old_password": PASSWORD,
        "new_password1": "liulin-xiang-2027",
        "new_password2": "liulin-xiang-2027",
    }
    assert here.post("/account/password/", said).status_code == 302
    assert (is_in(here), is_in(thief)) == (True, False)
    entry = Entry.objects.get(subject=f"person:{wang.pk}", verb="password")
    assert entry.data == {"ended": 1}


def test_an_administrator_ends_anybodys_and_nobody_else_does(
    wang: AbstractBaseUser, admin: AbstractBaseUser
) -> None:
    stolen, office = entered(), entered("heguan")
    page = office.get("/admin/people/wangli/").content.decode()
    handle = re.findall(r'name="handle" value="(\w+)"', page)[0]
    with pytest.raises(Refused):
        sessions.end_session(NOBODY, handle, "wangli")
    with pytest.raises(Missing):  # not theirs, though the handle is right
        sessions.end_session(queries.actor_for(admin), handle)
    assert is_in(stolen)
    office.post("/admin/people/wangli/sessions", {"handle": handle})
    assert not is_in(stolen)


@pytest.mark.parametrize("handle", ["", "%", "_" * 16, "0" * 16])
def test_no_handle_made_up_ends_a_session(wang: AbstractBaseUser, handle: str) -> None:
    here = entered()
    assert here.post("/account/sessions/end", {"handle": handle}).status_code == 404
    assert is_in(here)


def test_whoever_is_kept_out_is_out_at_once_and_stays_out_when_let_in_again(wang: AbstractBaseUser) -> None:
    stolen = entered()
    units.let_in(ADMIN, "wangli", active=False, why="电脑丢失")
    assert not is_in(stolen)
    units.let_in(ADMIN, "wangli", active=True)
    assert not is_in(stolen)


def test_a_role_taken_away_acts_with_the_next_request(admin: AbstractBaseUser) -> None:
    office = entered("heguan")
    assert office.get("/admin/people/").status_code == 200
    units.revoke(ADMIN, "heguan", "admin", "C01", on=wall_clock().date(), why="调离")
    assert office.get("/admin/people/").status_code == 403


def at(monkeypatch: pytest.MonkeyPatch, later: timedelta) -> None:
    moment = wall_clock() + later
    monkeypatch.setattr("luoshi.web.visitors.wall_clock", lambda: moment)


def test_a_laptop_left_alone_is_logged_out(
    wang: AbstractBaseUser, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = entered()
    at(monkeypatch, timedelta(minutes=settings.SESSION_IDLE_MINUTES - 1))
    assert is_in(left)
    at(monkeypatch, timedelta(minutes=2 * settings.SESSION_IDLE_MINUTES))
    assert not is_in(left)
    assert not Session.objects.filter(person=wang).exists()


def test_a_page_left_open_that_asks_for_news_keeps_nobody_logged_in(
    wang: AbstractBaseUser, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bell in the top bar asks every minute: 娄拾 found her laptop open hours after she had left."""
    left = entered()
    for minutes in range(0, settings.SESSION_IDLE_MINUTES, 5):
        at(monkeypatch, timedelta(minutes=minutes))
        assert left.get("/inbox/count", headers={"hx-request": "true"}).status_code == 200
    at(monkeypatch, timedelta(minutes=settings.SESSION_IDLE_MINUTES + 6))
    assert not is_in(left)


def test_whatever_a_page_asks_for_again_and_again_counts_as_nobodys_use() -> None:
    """Every part of a page that htmx fetches of its own accord more than once. The big screen, made for a
    wall, reloads itself and is meant to stay."""
    repeated = re.compile(r"<[^>]*hx-trigger=\"[^\"]*(?:every \d|load delay)[^>]*>")
    found = [
        tag
        for path in Path(luoshi.web.__file__).parent.rglob("*.html")
        for tag in repeated.findall(path.read_text())
    ]
    assert len(found) == 2
    for tag in found:
        url = re.search(r"hx-get=\"{% url '([\w:]+)' %}\"", tag)
        view = reverse(url[1]) if url else reverse("jobs:block", args=[1])
        assert getattr(resolve(view).func, "unattended", False), (LOU, tag)


def test_whoever_sits_in_a_stolen_session_guesses_five_passwords_and_no_more(wang: AbstractBaseUser) -> None:
    """Where the password is asked for again, a wrong one counts as at the log-in."""
    stolen, new = entered(), "liulin-xiang-2027"
    for guess in range(site.AXES_FAILURE_LIMIT):
        said = {"old_password": f"guess-{guess}-of-his", "new_password1": new, "new_password2": new}
        answer = stolen.post("/account/password/", said)
    assert answer.status_code == 429
    assert stolen.post("/account/password/", {**said, "old_password": PASSWORD}).status_code == 429
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)


def test_a_stolen_session_makes_no_token_that_outlives_it(wang: AbstractBaseUser) -> None:
    """A token is good for a year, whatever becomes of the session and the password."""
    stolen, until = entered(), wall_clock().date() + timedelta(days=300)
    said = {"name": "同步", "expires_on": f"{until:%Y-%m-%d}"}
    for guess in ("", "guess-of-his"):
        answer = stolen.post("/account/tokens/", {**said, "password": guess})
        assert answer.status_code == 200
        assert not Token.objects.exists()
    stolen.post("/account/tokens/", {**said, "password": PASSWORD})
    assert Token.objects.count() == 1


def test_a_session_that_is_used_all_the_time_ends_after_twelve_hours(
    wang: AbstractBaseUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_busy = entered()
    for hours in range(1, 12):
        at(monkeypatch, timedelta(hours=hours))
        assert is_in(kept_busy)
    at(monkeypatch, timedelta(hours=12, minutes=1))
    assert not is_in(kept_busy)


def test_after_logging_out_the_key_opens_nothing_and_the_browser_forgets_its_pages(
    wang: AbstractBaseUser,
) -> None:
    client = entered()
    key = client.cookies["sessionid"].value
    answer = client.post("/account/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    thief = Client()
    thief.cookies["sessionid"] = key
    assert not is_in(thief)


def test_an_administrator_who_sets_a_password_to_come_in_by_it_stands_in_the_journal(
    wang: AbstractBaseUser,
) -> None:
    """Nothing hinders 黑管; everybody can know."""
    hers = entered()
    units.change_password(HEI, "wangli", "heiguan-2026-mima")
    assert not is_in(hers)  # she is logged out, and notices
    entry = Entry.objects.get(subject=f"person:{wang.pk}", verb="password")
    assert (entry.person, entry.name) == (HEI.person, HEI.name)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(wang: AbstractBaseUser) -> None:
    cookie = entered().cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
