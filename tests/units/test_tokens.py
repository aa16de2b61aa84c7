"""A token speaks for its person until it expires, is revoked, or the person may no longer log in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from luoshi.journal.queries import history
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.units import actions, queries, tokens
from luoshi.units.errors import BadToken
from luoshi.units.models import Token
from tests.people import ADMIN, LIU, SYSTEM, TOWN, morning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]

JUNE = date(2026, 6, 30)


@pytest.fixture
def wang() -> Actor:
    """王丽 as somebody who is really on the site's list of people."""
    person = actions.add_person(ADMIN, "wangli", "王丽", "qingshi-zhen-2026")
    actions.grant(ADMIN, "wangli", "reporter", TOWN)
    return queries.actor_for(person, morning)


def later(days: int) -> datetime:
    return morning() + timedelta(days=days)


def test_the_secret_speaks_for_its_person_with_the_roles_of_the_day(wang: Actor) -> None:
    _token, secret = tokens.issue_token(wang, "数据中心同步", JUNE)
    assert secret.startswith("luoshi_")
    found = tokens.actor_of_token(secret, morning)
    assert (found.person, found.name, found.holdings) == (wang.person, "王丽", (Holding("reporter", TOWN),))
    actions.revoke(ADMIN, "wangli", "reporter", TOWN, on=date(2026, 3, 18))
    assert tokens.actor_of_token(secret, morning).holdings == ()


def test_the_secret_itself_is_kept_nowhere(wang: Actor) -> None:
    token, secret = tokens.issue_token(wang, "数据中心同步", JUNE)
    kept = str(Token.objects.filter(id=token.id).values().get())
    (told,) = [one for one in history(f"person:{wang.person}") if one.verb == "issue_token"]
    assert secret not in kept
    assert secret not in str(told)
    assert token.sha256 not in str(told)


def test_a_token_is_good_on_its_last_day_and_not_on_the_next(wang: Actor) -> None:
    _token, secret = tokens.issue_token(wang, "试用", date(2026, 3, 20))
    assert (
        tokens.actor_of_token(secret, lambda: datetime(2026, 3, 20, 23, 59, tzinfo=SHANGHAI)).name == "王丽"
    )
    with pytest.raises(BadToken):
        tokens.actor_of_token(secret, lambda: datetime(2026, 3, 21, 0, 1, tzinfo=SHANGHAI))


def test_a_revoked_token_is_no_token_and_only_its_owner_or_an_administrator_revokes(wang: Actor) -> None:
    token, secret = tokens.issue_token(wang, "数据中心同步", JUNE)
    other, _secret = tokens.issue_token(wang, "另一个", JUNE)
    with pytest.raises(Missing):
        tokens.revoke_token(LIU, token.id)
    tokens.revoke_token(wang, token.id)
    tokens.revoke_token(ADMIN, other.id)
    assert tokens.tokens(wang) == []
    with pytest.raises(BadToken):
        tokens.actor_of_token(secret, morning)
    with pytest.raises(InputError, match="已经撤销"):
        tokens.revoke_token(wang, token.id)


def test_whoever_may_not_log_in_any_more_has_no_token_either(wang: Actor) -> None:
    _token, secret = tokens.issue_token(wang, "数据中心同步", JUNE)
    person = queries.person("wangli")
    person.is_active = False
    person.save()
    with pytest.raises(BadToken):
        tokens.actor_of_token(secret, morning)


@pytest.mark.parametrize("guess", ["", "luoshi_", "王丽", "\ud800", "x" * 10_000])
def test_a_guess_is_refused(wang: Actor, guess: str) -> None:
    with pytest.raises(BadToken):
        tokens.actor_of_token(guess, morning)


def test_a_token_needs_a_purpose_and_ends_within_a_year(wang: Actor) -> None:
    with pytest.raises(InputError, match="用途"):
        tokens.issue_token(wang, "  ", JUNE)
    for day in (morning().date() - timedelta(days=1), later(367).date()):
        with pytest.raises(InputError, match="到期日"):
            tokens.issue_token(wang, "同步", day)


def test_the_system_and_a_stranger_get_no_token() -> None:
    for nobody in (SYSTEM, replace(LIU, person=999)):
        with pytest.raises(Refused):
            tokens.issue_token(nobody, "同步", JUNE)
